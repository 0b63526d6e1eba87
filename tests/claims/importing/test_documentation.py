"""The documented schema and template are those that are read and written."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from claims.importing.interchange import Interchange
from claims.importing.sheet import template
from tests import generated
from tests.claims.importing.conftest import ndjson
from tests.claims.importing.test_interchange import CLAIM, WORLD
from tests.house.code import ROOT

SCHEMA = json.loads((ROOT / "docs/interchange.schema.json").read_text(encoding="utf-8"))


def faults(line: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(line)]


def test_the_schema_is_one_and_knows_every_type_of_line() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    kinds = {reference["$ref"].rsplit("/", 1)[-1] for reference in SCHEMA["oneOf"]}
    assert kinds == Interchange().readers.keys()


@pytest.mark.parametrize("line", [*WORLD, CLAIM, json.loads(ndjson())], ids=lambda line: line["type"])
def test_lines_that_are_read_are_lines_of_the_schema(line: dict[str, Any]) -> None:
    assert faults(line) == []
    assert faults(line | {"victims": []}) != []


def test_generated_lines_are_lines_of_the_schema() -> None:
    assert [fault for line in generated.lines(20, 1) for fault in faults(line)] == []


def test_the_template_in_the_docs_is_the_one_at_the_desk() -> None:
    assert Path(ROOT / "docs/import-template.csv").read_bytes().decode() == template()
