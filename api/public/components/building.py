"""The pieces that components are written with (JSON Schema 2020-12)."""

from collections.abc import Collection
from typing import Any

from api.public import vocabulary

Schema = dict[str, Any]

LIMITS = ["RateLimit-Policy", "RateLimit"]  # the headers of every answer that is counted


def ref(name: str, description: str = "") -> Schema:
    """That component, here."""
    return {"$ref": f"#/components/schemas/{name}"} | ({"description": description} if description else {})


def text(description: str, **more: Any) -> Schema:
    return {"type": "string", "description": description, **more}


def whole(description: str, **more: Any) -> Schema:
    return {"type": "integer", "description": description, **more}


def truth(description: str) -> Schema:
    return {"type": "boolean", "description": description}


def array(description: str, items: Schema) -> Schema:
    return {"type": "array", "description": description, "items": items}


def word(description: str, words: dict[str, str], *, empty: bool = False) -> Schema:
    """One of these words, each explained; with `empty`, none too."""
    explained = " ".join(f"`{name}`: {meaning}" for name, meaning in words.items())
    return {"type": "string", "enum": [*words, *([""] if empty else [])], "description": f"{description} {explained}"}


def or_null(schema: Schema) -> Schema:
    """That, or null."""
    if "$ref" in schema:
        description = schema.get("description", "")
        return {"anyOf": [{"$ref": schema["$ref"]}, {"type": "null"}], "description": description}
    nullable = {**schema, "type": [schema["type"], "null"]}
    if "enum" in schema:
        nullable["enum"] = [*schema["enum"], None]
    return nullable


def record(description: str, fields: dict[str, Schema], *, optional: Collection[str] = ()) -> Schema:
    """An object with exactly these members."""
    return {
        "type": "object",
        "description": description,
        "required": [name for name in fields if name not in optional],
        "properties": fields,
        "additionalProperties": False,
    }


def page(description: str, of: str | Schema, required: Collection[str] = (), **more: Schema) -> Schema:
    """A page of a list of these, with `more` members; of those only `required` are always given."""
    return record(
        description,
        {
            "next": or_null(text("The address of the next page, null on the last.", format="uri")),
            "previous": or_null(text("The address of the page before, null on the first.", format="uri")),
            **more,
            "results": array("What is on this page.", ref(of) if isinstance(of, str) else of),
        },
        optional=[name for name in more if name not in required],
    )


def any_of(*names: str) -> Schema:
    """One of these components."""
    return {"anyOf": [ref(name) for name in names]}


def an_id(of: str) -> Schema:
    return text(f"The id of {of}, the same on every site.", pattern=vocabulary.ID)


def instant(description: str) -> Schema:
    return text(f"{description} ISO 8601, UTC.", format="date-time")


def language(description: str) -> Schema:
    return text(description, pattern=vocabulary.LANGUAGE_TAG)


def words_of(description: str) -> Schema:
    return ref("LanguageMap", description)


def time_of(description: str) -> Schema:
    return or_null(ref("StatedTime", f"{description} Null where no time is stated."))


DIGEST = {"type": "string", "pattern": vocabulary.DIGEST}


def headers(*names: str) -> dict[str, Any]:
    """These headers, each described once among the components."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
