"""The API's page for people, drawn by a library under our own Content-Security-Policy."""

import json

from api.public.about import schema_bytes


def test_the_page_for_people_shows_every_operation(page):
    page.goto("/api/v1/docs/")
    page.wait_for_selector(".opblock")
    described = json.loads(schema_bytes())["paths"].values()
    assert page.locator(".opblock").count() == sum(len(operations) for operations in described) > 50
    page.click("#operations-claims-claim_list .opblock-summary-control")
    assert "Claims about this event" in page.inner_text("#operations-claims-claim_list")
