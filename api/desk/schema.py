"""The write side in the OpenAPI schema: a tag of its own, the token, and every answer of every deed."""

import re
from typing import Any

from drf_spectacular.openapi import AutoSchema

from api import problems
from api.desk.components import COMPONENTS
from api.public import vocabulary
from api.public.components.building import LIMITS, headers, ref

# Every address may answer these; a deed names the others.
EVERYWHERE = [
    "bad-parameters", "bad-request", "not-authenticated", "scope-missing", "not-allowed", "not-found", "not-acceptable",
    "too-many-requests", "internal-error",
]  # fmt: skip
OF_WRITES = [
    "wrong-moment", "key-in-use", "content-too-large", "unsupported-media-type", "invalid", "key-reused",
]  # fmt: skip

_PATH = {
    "claim_id": "The id of a claim.",
    "row_id": "The id of the row.",
    "kind": "Which of the steps that take two editors.",
}


HEADERS: dict[str, Any] = {
    "Lock": {
        "description": "The lock of the claim, for `If-Match`. It grows with every change of its words and parts.",
        "schema": {"type": "string", "examples": ['"7"']},
    },
    "Idempotency-Replayed": {
        "description": "Stands where the answer is the first one to this `Idempotency-Key`, and nothing was done now.",
        "schema": {"type": "string", "enum": ["true"]},
    },
}

# Problems that answer with more members.
FULLER = {"stale": "StaleProblem", "similar": "SimilarProblem"}


class Operation(AutoSchema):
    """Describes one method of a `DeskView` from its deed."""

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any
    ) -> dict[str, Any] | None:
        """The operation object."""
        view: Any = self.view
        deed = view.deeds[method.lower()]
        writes = method != "GET"
        codes = [*EVERYWHERE, *(OF_WRITES if writes else []), *deed.problems]
        if deed.needs_lock:
            codes.append("precondition-required")
        if deed.needs_lock or deed.locks:
            codes.append("stale")
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(view).__name__).lower()
        scopes = " and ".join(f"`{scope}`" for scope in deed.scopes) or "any"
        body = {"required": True, "content": {"application/json": {"schema": ref(deed.takes)}}} if deed.takes else None
        return {
            "operationId": f"desk_{name}_{method.lower()}",
            "summary": deed.summary,
            "description": f"{deed.description} Scope: {scopes}.",
            "tags": ["desk"],
            "security": [{"token": []}],
            "parameters": [*self._path_parameters(path), *_query(deed), *_headers(deed, writes)],
            **({"requestBody": body} if body else {}),
            "responses": {str(deed.status): _answer(deed, writes), **_problems(codes)},
        }

    def _path_parameters(self, path: str) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "in": "path",
                "required": True,
                "description": _PATH[name],
                "schema": {"type": "string", "pattern": vocabulary.ID},
            }
            for name in re.findall(r"\{(\w+)\}", path)
        ]


def _query(deed: Any) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "in": "query", "description": one.description, "schema": one.schema}
        for one in deed.parameters
    ]


def _headers(deed: Any, writes: bool) -> list[dict[str, Any]]:
    found = []
    if deed.needs_lock or deed.locks:
        found.append(
            {
                "name": "If-Match",
                "in": "header",
                "required": deed.needs_lock,
                "description": "The `ETag` of the claim as you saw it; `*` for whatever stands there.",
                "schema": {"type": "string"},
            }
        )
    if writes:
        found.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "description": "Any text of yours, new for every request: sent again within a day, it repeats the answer "
                "and does nothing twice.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
            }
        )
    return found


def _answer(deed: Any, writes: bool) -> dict[str, Any]:
    said = headers(*LIMITS, *(["Idempotency-Replayed"] if writes else []))
    if deed.answers is None:
        return {"description": "Done.", "headers": said}
    if deed.answers == "DeskClaim":
        said["ETag"] = {"$ref": "#/components/headers/Lock"}
    return {
        "description": COMPONENTS[deed.answers]["description"],
        "headers": said,
        "content": {"application/json": {"schema": ref(deed.answers)}},
    }


def _problems(codes: list[str]) -> dict[str, Any]:
    """One answer a status, with every kind of problem that has it."""
    by_status: dict[str, list[str]] = {}
    for code in dict.fromkeys(codes):
        by_status.setdefault(str(problems.KINDS[code].status), []).append(code)
    return {
        status: {
            "description": " ".join(f"`{code}`: {problems.KINDS[code].detail}" for code in found),
            # Whoever has no good token is counted by address, and not told how much is left.
            "headers": headers(*(LIMITS if status != "401" else []), *(["Retry-After"] if status == "429" else [])),
            "content": {problems.MEDIA_TYPE: {"schema": _shape(found)}},
        }
        for status, found in sorted(by_status.items())
    }


def _shape(codes: list[str]) -> dict[str, Any]:
    fuller = [ref(name) for code, name in FULLER.items() if code in codes]
    return {"anyOf": [*fuller, ref("Problem")]} if fuller else ref("Problem")


def add_components(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """The hook of drf-spectacular, after the read side's: our components, our tag and the token."""
    parts = result.setdefault("components", {})
    parts.setdefault("schemas", {}).update(COMPONENTS)
    parts["schemas"] = dict(sorted(parts["schemas"].items()))
    parts.setdefault("headers", {}).update(HEADERS)
    parts.setdefault("securitySchemes", {})["token"] = {
        "type": "http",
        "scheme": "bearer",
        "description": "A token made at the desk. It acts for the person who made it, within its scopes.",
    }
    result.setdefault("tags", []).append(
        {"name": "desk", "description": "Writing: with a token, by the same rules as people at the desk."}
    )
    return result
