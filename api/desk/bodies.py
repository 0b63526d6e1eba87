"""What is sent: read as JSON and held against its component of the schema, every fault named by its JSON pointer."""

import functools
import json
from collections.abc import Iterator
from typing import Any

import jsonschema
from django.core.exceptions import RequestDataTooBig
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from rest_framework.request import Request

from api.desk.components import COMPONENTS as OURS
from api.problems import Problem, pointer
from api.public.components import COMPONENTS as PUBLIC

MOST_FAULTS = 50  # named in one answer
MOST_DIGITS = 100  # of a whole number; the largest that any member takes has sixteen

_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}

Part = dict[str, str]


def read(request: Request, component: str | None) -> Any:
    """The body, sound in form; None where none is taken. Raises `Problem`."""
    data = raw(request)
    if component is None:
        if data.strip() not in (b"", b"{}"):
            raise Problem("invalid", errors=[{"pointer": pointer(), "detail": "This takes no body."}])
        return None
    if not data:
        raise Problem("bad-request", "A JSON body is needed here.")
    if request.content_type.partition(";")[0].strip().lower() != "application/json":
        raise Problem("unsupported-media-type")
    try:
        body = json.loads(data, parse_constant=_refuse, parse_int=_whole, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        detail = f"The body is not JSON: {error}."[:300] if isinstance(error, ValueError) else "The body is too deep."
        raise Problem("bad-request", detail) from error
    # What cannot be kept cannot be answered either: its form is not asked.
    faults = list(_unstorable(body)) or _faults(body, component)
    if faults:
        raise Problem("invalid", errors=faults[:MOST_FAULTS])
    return body


def raw(request: Request) -> bytes:
    """The bytes of the body, read once."""
    try:
        return request._request.body
    except RequestDataTooBig as error:
        raise Problem("content-too-large") from error


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _whole(digits: str) -> int:
    # Python's own refusal of a very long one tells the reader to change our settings.
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"a number has more than {MOST_DIGITS} digits")
    return int(digits)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a member is given twice")
    return found


def _unstorable(value: Any, *path: str | int) -> Iterator[Part]:
    """Text that no database keeps: lone surrogates and NUL. A name that holds any is told of at the object it is in."""
    if isinstance(value, str):
        if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in value):
            yield {"pointer": pointer(*path), "detail": "A character in it cannot be kept; please remove it."}
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _unstorable(part, *path, place)
    elif isinstance(value, dict):
        for name, part in value.items():
            in_name = list(_unstorable(name, *path))
            yield from in_name or _unstorable(part, *path, name)


@functools.cache
def _validator(component: str) -> Any:
    contents = {"components": {"schemas": {**PUBLIC, **OURS}}}
    resource = Resource.from_contents(contents, default_specification=DRAFT202012)
    registry: Registry = Registry().with_resource("urn:schema", resource)
    reference = {"$ref": f"urn:schema#/components/schemas/{component}"}
    return jsonschema.Draft202012Validator(reference, registry=registry)


def _faults(body: Any, component: str) -> list[Part]:
    found: dict[tuple[str, str], None] = {}
    for error in _validator(component).iter_errors(body):
        for part in _told(error):
            found[part["pointer"], part["detail"]] = None
    return [{"pointer": pointer, "detail": detail} for pointer, detail in sorted(found)]


def _told(error: Any) -> Iterator[Part]:
    """One fault of the form as people put it."""
    path = tuple(error.absolute_path)
    wanted, kind = error.validator_value, error.validator
    if kind == "anyOf":  # a value or null: what is wrong with the value
        for inner in error.context:
            if not (inner.validator == "type" and inner.validator_value == "null"):
                yield from _told(inner)
        return
    if kind in ("required", "dependentRequired"):
        names = wanted if kind == "required" else sorted({name for some in wanted.values() for name in some})
        for name in names:
            if name not in error.instance and repr(name) in error.message:
                yield {"pointer": pointer(*path, name), "detail": "This is needed."}
        return
    if kind == "additionalProperties":
        known = ", ".join(error.schema.get("properties", {}))
        for name in error.instance.keys() - error.schema.get("properties", {}).keys():
            yield {
                "pointer": pointer(*path, name[:100]),
                "detail": f"There is no such member. Known are: {known}.",
            }
        return
    kinds = [wanted] if isinstance(wanted, str) else wanted
    sentences = {
        "type": lambda: f"Give {' or '.join(_KINDS[one] for one in kinds)}.",
        "enum": lambda: (
            f"Allowed are: {', '.join('null' if one is None else str(one) or 'empty text' for one in wanted)}."
        ),
        "maxLength": lambda: f"At most {wanted} characters fit.",
        "minLength": lambda: "This may not be empty.",
        "pattern": lambda: f"This has not the form {wanted}.",
        "minimum": lambda: f"The least is {wanted}.",
        "maximum": lambda: f"The most is {wanted}.",
        "maxItems": lambda: f"At most {wanted} fit.",
        "minItems": lambda: f"At least {wanted} are needed.",
        "minProperties": lambda: "Nothing is given.",
    }
    yield {"pointer": pointer(*path), "detail": sentences[kind]() if kind in sentences else error.message[:300]}
