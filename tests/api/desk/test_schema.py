"""The schema of the write side is a promise: every address, member and answer is described."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from api.desk.components import COMPONENTS
from tests.api.test_schema import objects

DOCS = (settings.BASE_DIR / "docs" / "writing-api.md").read_text()


@pytest.fixture(scope="module")
def schema():
    return Client().get("/api/v1/schema/").json()


def addresses():
    for route in get_resolver("api.desk.urls").url_patterns:
        yield "/api/v1/desk/" + re.sub(r"<[a-z]+:([a-z_]+)>", r"{\1}", str(route.pattern)), route.callback.view_class


def test_every_address_and_deed_is_described(schema):
    written = {path: methods for path, methods in schema["paths"].items() if path.startswith("/api/v1/desk/")}
    assert written.keys() == {path for path, _ in addresses()}
    names = []
    for path, view in addresses():
        assert set(written[path]) == set(view.deeds), path
        for method, operation in written[path].items():
            names.append(operation["operationId"])
            assert operation["tags"] == ["desk"] and operation["security"] == [{"token": []}]
            assert operation["summary"] and operation["description"]
            assert all(parameter["description"] for parameter in operation["parameters"])
            in_path = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
            assert in_path == set(re.findall(r"\{(\w+)\}", path))
            assert {"400", "401", "403", "404", "406", "429", "500"} <= set(operation["responses"]), path
            # What a typed client needs of an answer's head: the lock, and whether a key repeated it.
            answer = next(iter(operation["responses"].values()))
            shown = answer.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
            assert ("ETag" in answer["headers"]) is shown.endswith("/DeskClaim"), path
            assert ("Idempotency-Replayed" in answer["headers"]) is (method != "get"), path
            assert not operation["description"].endswith("Scope: ."), path
            if method != "get":
                assert {"409", "413", "415", "422"} <= set(operation["responses"]), path
    assert len(names) == len(set(names))
    assert schema["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_every_member_is_described_and_no_other_is_allowed():
    for path, component in objects(COMPONENTS, "components"):
        assert component["additionalProperties"] is False, path
        for name, member in component["properties"].items():
            assert member.get("description"), f"{path}.{name} is not described"


def test_every_reference_leads_somewhere(schema):
    text = Client().get("/api/v1/schema/").content.decode()
    assert set(re.findall(r"#/components/schemas/(\w+)", text)) <= set(schema["components"]["schemas"])


def test_the_documentation_names_every_address():
    for path, _ in addresses():
        shown = path.removeprefix("/api/v1/desk").replace("claim_id", "id").replace("row_id", "id")
        assert f"`{shown}`" in DOCS, shown
