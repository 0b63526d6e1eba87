"""The whole life of a claim by HTTP alone, with the tokens of three people and a second editor."""

import re
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from claims.models import Claim
from history.models import Entry
from record.models import Version
from tests import factories
from tests.api.desk.conftest import draft, made, said

NOTE = {"en": "The minutes say more than the reports."}  # whatever the reports suggest

DOCS = settings.BASE_DIR / "docs" / "writing-api.md"

pytestmark = pytest.mark.django_db


def state(program, claim, conforms):
    answer = made(program.get(f"claims/{claim}/"), 200)
    conforms("DeskClaim", answer)
    return answer


def test_a_claim_lives_from_draft_to_correction_to_retraction_by_http_alone(
    program, client, conforms, author, reviewer, editor, second_editor
):
    amal, rana, edith, emil = program(author), program(reviewer), program(editor), program(second_editor)
    claim = draft(amal)
    made(amal.post(f"claims/{claim}/submit/"), 200)
    # A reviewer sends it back; the author mends and submits again.
    revision = state(rana, claim, conforms)["revision"]["id"]
    made(rana.post(f"claims/{claim}/return/", {"revision": revision, "reason": "Say who confirmed it."}), 200)
    seen = amal.get(f"claims/{claim}/")
    assert seen.json()["status"] == "changes_requested"
    assert seen.json()["revision"]["reviews"][0]["reason"] == "Say who confirmed it."
    made(
        amal.patch(
            f"claims/{claim}/",
            {"rationale": {"en": "Nobody confirmed it."}, "verdict_note": NOTE},
            If_Match=seen["ETag"],
        ),
        200,
    )
    made(amal.post(f"claims/{claim}/submit/"), 200)
    revision = state(rana, claim, conforms)["revision"]["id"]
    made(rana.post(f"claims/{claim}/approve/", {"revision": revision}), 200)
    after = made(edith.post(f"claims/{claim}/publish/", {"revision": revision}), 200)
    assert (after["status"], after["public"]["state"], after["public"]["version"]) == ("settled", "published", 1)
    assert client.get(f"/api/v1/claims/{claim}/").json()["rationale"] == {"en": "Nobody confirmed it."}
    # Evidence is added and published as an update, by who added none of it.
    more = made(amal.post(f"claims/{claim}/evidence/", {"statement": said(amal, "They knew."), "stance": "supports"}))
    digest = state(rana, claim, conforms)["document_digest"]
    made(rana.post(f"claims/{claim}/update/", {"seen_digest": digest}), 200)
    # A correction.
    made(amal.post(f"claims/{claim}/revise/"), 200)
    lock = amal.get(f"claims/{claim}/")["ETag"]
    made(amal.patch(f"claims/{claim}/", {"verdict": "contested"}, If_Match=lock), 200)
    made(amal.patch(f"evidence/{more['id']}/", {"stance": "context"}), 200)
    revision = made(amal.post(f"claims/{claim}/submit/"), 200)["revision"]["id"]
    made(rana.post(f"claims/{claim}/approve/", {"revision": revision}), 200)
    note = {"revision": revision, "what": {"en": "The verdict."}, "why": {"en": "It was contested."}}
    assert made(edith.post(f"claims/{claim}/correct/", note), 200)["public"]["version_kind"] == "correction"
    # A notice, lifted again; then a retraction by two editors.
    made(edith.post(f"claims/{claim}/notice/", {"reason": "A call came."}), 200)
    assert made(emil.post(f"claims/{claim}/notice/confirm/"), 200)["public"]["state"] == "under_notice"
    made(edith.post(f"claims/{claim}/notice/end/", {"reason": "Nothing new."}), 200)
    words = {"reason": "Wrong event.", "public_reason": {"en": "It spoke of another event."}}
    made(edith.post(f"claims/{claim}/retract/", words), 200)
    assert edith.post(f"claims/{claim}/retract/confirm/").status_code == 403
    assert made(emil.post(f"claims/{claim}/retract/confirm/"), 200)["public"]["state"] == "retracted"
    assert client.get(f"/api/v1/claims/{claim}/").json()["retracted"]["reason"] == {"en": "It spoke of another event."}
    assert list(Version.objects.values_list("kind", flat=True)) == ["first", "update", "correction", "retraction"]
    # The machine, which has no name, told reviewers of the update.
    by = {entry.by_name for entry in Entry.objects.of(Claim.objects.get())}
    assert by == {"", "Amal", "Rana", "Edith", "Emil"}


def test_the_documented_example_publishes_a_claim(program, client, author, reviewer, editor, monkeypatch):
    [code] = re.findall(r"```python\n(.*?)```", DOCS.read_text(), re.S)
    assert code.count("counterclaim_…") == 3
    for person in (author, reviewer, editor):
        code = code.replace("counterclaim_…", program(person).token.shown_once, 1)

    def post(address, json, headers):
        path = address.removeprefix("https://claims.example.org")
        answer = client.post(path, json or "", content_type="application/json", headers=headers)
        return SimpleNamespace(ok=answer.status_code < 400, text=answer.content.decode(), json=answer.json)

    monkeypatch.setitem(sys.modules, "requests", SimpleNamespace(post=post))
    names: dict[str, Any] = {}
    exec(code, names)
    assert client.get(names["published"].removeprefix("http://testserver")).status_code == 200
    with pytest.raises(SystemExit, match="similar"):
        exec(code, {})


def test_what_is_read_can_be_sent_back_unchanged(program, author):
    amal = program(author)
    claim = draft(amal)
    seen = amal.get(f"claims/{claim}/")
    words = seen.json()["words"]
    del words["id"]
    again = made(amal.patch(f"claims/{claim}/", words, If_Match=seen["ETag"]), 200)
    assert again["edit_number"] == seen.json()["edit_number"]
    for path in ("speakers/", "outlets/", "sources/", "statements/", "events/"):
        row = amal.get(path).json()["results"][0]
        key = row.pop("id")
        before = Entry.objects.count()
        assert made(amal.patch(f"{path}{key}/", row), 200) == row | {"id": key}
        assert Entry.objects.count() == before, path


def test_a_guess_is_found_from_either_end_and_judged(program, conforms, author):
    amal = program(author)
    said, other = factories.statement(author), factories.statement(author)
    guess = {"status": "detected"}
    relay = made(amal.post(f"statements/{said.pk}/relays/", {"of": other.pk, "kind": "quotes"} | guess))
    link = made(
        amal.post(f"sources/{said.source_id}/links/", {"to": other.source_id, "kind": "near_duplicate_of"} | guess)
    )
    for row, ends, kind, judged in (
        (relay, [f"statements/{one.pk}/relays/" for one in (said, other)], "DeskRelayPage", "relays"),
        (link, [f"sources/{one.source_id}/links/" for one in (said, other)], "DeskSourceLinkPage", "source-links"),
    ):
        for end in ends:
            page = made(amal.get(end), 200)
            conforms(kind, page)
            assert page["results"] == [row]
        made(amal.post(f"{judged}/{row['id']}/judgement/", {"confirm": True}), 200)
        assert made(amal.get(ends[1]), 200)["results"] == [row | {"status": "confirmed"}]
