"""OpenAPI 3.1: each operation from what its view declares, and the components around them."""

import re
from typing import Any

from django.conf import settings
from drf_spectacular.openapi import AutoSchema

from api import problems
from api.public import components, vocabulary
from api.public.components.building import LIMITS, headers

# Every address may answer these; a view names the others.
EVERYWHERE = ["bad-parameters", "not-found", "not-acceptable", "too-many-requests", "internal-error"]

PATH_PARAMETERS: dict[str, tuple[str, dict[str, Any]]] = {
    "claim_id": ("The id of a claim.", {"type": "string", "pattern": vocabulary.ID}),
    **{
        f"{what}_id": (f"The id of {article} {what}.", {"type": "string", "pattern": vocabulary.ID})
        for article, what in [("an", "event"), ("a", "speaker"), ("an", "outlet"), ("a", "source"), ("a", "statement")]
    },
    "number": ("The number of a version.", {"type": "integer", "minimum": 1}),
    "code": ("The code of a kind of problem.", {"type": "string", "enum": list(problems.KINDS)}),
}

DESCRIPTION = """\
Contested claims beside everything said for and against them, as published: immutable, numbered, digested versions.

Reading is open to everybody: no key, any origin. Writing (`desk`) takes a token, made at the desk. Answers are JSON; errors
are `application/problem+json` (RFC 9457). Lists answer `next`, `previous` and `results`; follow the links as they stand.
Every answer that is read without a token carries an `ETag`: send it back in `If-None-Match` and an unchanged answer costs
you nothing but its headers.
"""
TAGS = {
    "claims": "What is at issue, with verdict, rationale and evidence.",
    "events": "What claims are about.",
    "speakers": "Who said it, and the parties they speak for.",
    "outlets": "Who published it.",
    "sources": "Where it stands.",
    "statements": "What one speaker said in one source.",
    "search": "Claims that words find.",
    "changes": "What happened to the record, for programs that keep a copy.",
    "corrections": "What we had said, what we say now, and why.",
    "exports": "Everything we published, as files.",
    "api": "What the API says of itself.",
}


HEADERS = {
    "ETag": ("Names this answer.", '"4f0c8a…"'),
    "Cache-Control": ("For how long to use it unasked.", "public, max-age=60, must-revalidate"),
    "Link": ("The pages beside this one (RFC 8288), as in the body.", '<https://…?cursor=bi4w>; rel="next"'),
    "RateLimit-Policy": (
        "How many requests in how many seconds (IETF draft), for an `address` or a `token`.",
        '"address";q=600;w=60',
    ),
    "RateLimit": ("How many are left, and in how many seconds the first comes back.", '"address";r=599;t=60'),
    "Retry-After": ("In how many seconds to ask again.", "17"),
}


class Operation(AutoSchema):
    """Describes a `PublicView`: its docstring, its parameters, its answer and its problems."""

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any
    ) -> dict[str, Any] | None:
        """The operation object; None for an address that is no part of the API proper."""
        view: Any = self.view
        if view.answers is None:
            return None
        summary, _, description = (view.__doc__ or "").partition("\n")
        area = path.removeprefix("/api/v1/").split("/")[0]
        codes = [*EVERYWHERE, *view.problems]
        return {
            "operationId": re.sub(r"(?<!^)(?=[A-Z])", "_", type(view).__name__).lower(),
            "summary": summary.strip(),
            "description": " ".join(description.split()),
            "tags": [area if area in TAGS else "api"],
            "parameters": [
                *(
                    {"name": name, "in": "path", "required": True, "description": words, "schema": schema}
                    for name, (words, schema) in PATH_PARAMETERS.items()
                    if f"{{{name}}}" in path
                ),
                *(
                    {"name": one.name, "in": "query", "description": one.description, "schema": one.schema}
                    | ({"required": True} if one.required else {})
                    for one in view.parameters
                ),
                {
                    "name": "If-None-Match",
                    "in": "header",
                    "description": "The `ETag` of an answer you hold; 304 if it still stands.",
                    "schema": {"type": "string"},
                },
            ],
            "responses": {
                "200": {
                    "description": components.COMPONENTS[view.answers]["description"],
                    "headers": headers("ETag", "Cache-Control", *LIMITS, *(["Link"] if "Page" in view.answers else [])),
                    "content": {"application/json": {"schema": components.ref(view.answers)}},
                },
                "304": {
                    "description": "The answer that you hold still stands.",
                    "headers": headers("ETag", "Cache-Control", *LIMITS),
                },
                **_problem_answers(codes),
            },
        }


def add_components(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """The hook of drf-spectacular: what the operations refer to, and what is said of the API as a whole."""
    result["info"]["description"] = DESCRIPTION
    result["info"]["license"] = {"name": settings.DOCUMENT_LICENCE, "url": settings.DOCUMENT_LICENCE_URL}
    result["servers"] = [{"url": settings.SITE_URL}]
    result["tags"] = [{"name": name, "description": words} for name, words in TAGS.items()]
    parts = result.setdefault("components", {})
    parts.setdefault("schemas", {}).update(components.COMPONENTS)
    parts["headers"] = {
        name: {"description": words, "schema": {"type": "string", "examples": [example]}}
        for name, (words, example) in HEADERS.items()
    }
    return result


def _problem_answers(codes: list[str]) -> dict[str, Any]:
    """One answer a status, with every kind of problem that has it."""
    by_status: dict[str, list[str]] = {}
    for code in codes:
        kind = problems.KINDS[code]
        by_status.setdefault(str(kind.status), []).append(f"`{code}`: {kind.detail}")
    return {
        status: {
            "description": " ".join(words),
            "headers": headers(*LIMITS, *(["Retry-After"] if status == "429" else [])),
            "content": {problems.MEDIA_TYPE: {"schema": components.ref("Problem")}},
        }
        for status, words in sorted(by_status.items())
    }
