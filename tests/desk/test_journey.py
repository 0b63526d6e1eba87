"""A claim's way through the desk, from nothing to a published version, by the pages people use."""

import pytest

from claims.models import Claim, Event
from record.models import Version
from sources.models import Outlet, Speaker, Statement

pytestmark = pytest.mark.django_db

ROWS = {
    f"{prefix}-{name}": value
    for prefix in ("new", "relation", "check")
    for name, value in {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0"}.items()
}
CLAIM = {
    "text_en": "Iraq was told before the strikes.",
    "kind": "communication",
    "original_language": "en",
    "event_title": "Strikes in Anbar",
    "event_started_time": "2024-02-03",
    "event_started_zone": "Asia/Baghdad",
    "made_time": "2024-02-02T18:00",
    "made_zone": "America/New_York",
    "verdict": "not_enough_evidence",
    "rationale_en": "One spokesman said so.",
    "reply_status": "not_asked",
    "check-0-language": "en",
    "new-0-directness": "direct_quote",
    "new-0-basis": "unknown",
} | ROWS
EVIDENCE = {
    "new-0-address": "https://www.example.org/briefing?day=2",
    "new-0-speaker_name": "John Kirby",
    "new-0-speaker_kind": "person",
    "new-0-stance": "supports",
    "new-0-words": "We did inform the Iraqi government.",
    "new-0-directness": "direct_quote",
    "new-0-basis": "unknown",
}


def address(claim, *parts):
    return "/".join(["/desk/claims/claim", claim.pk, *parts, ""])


def write(client, by, **more):
    client.force_login(by)
    answer = client.post("/desk/claims/claim/add/", CLAIM | EVIDENCE | more)
    assert answer.status_code == 302, answer.context["page"].form.errors if answer.context else answer
    return Claim.objects.get()


def step(client, by, claim, name, **fields):
    client.force_login(by)
    claim.refresh_from_db()
    revision = {"revision": claim.revision_id} if claim.revision_id else {}
    return client.post(address(claim, "steps", name), revision | fields)


def test_a_claim_goes_from_an_empty_desk_to_a_published_version(client, author, reviewer, editor):
    client.force_login(author)
    assert "Write a claim" in client.get("/desk/").content.decode()
    claim = write(client, author, _submit="1")
    assert claim.status == "in_review"
    said = Statement.objects.get()
    assert (said.check_status, said.said_words, said.said_zone) == (
        "unverifiable",
        "2024-02-02T18:00",
        "America/New_York",
    )
    assert Outlet.objects.get().name == "example.org"
    assert Event.objects.get().title == {"en": "Strikes in Anbar"}
    client.force_login(reviewer)
    assert "You may review it" in client.get("/desk/").content.decode()
    assert "Approves exactly the revision you see" in client.get(address(claim, "change")).content.decode()
    assert step(client, reviewer, claim, "approve").status_code == 302
    client.force_login(editor)
    assert "It will be version 1." in client.get(address(claim, "change")).content.decode()
    assert step(client, editor, claim, "publish").status_code == 302
    assert Version.objects.get().content["evidence"][0]["quote"] == "We did inform the Iraqi government."


def test_every_fault_stands_at_its_field_and_all_that_was_typed_is_kept(client, author):
    client.force_login(author)
    wrong = CLAIM | EVIDENCE | {
        "kind": "opinion", "made_time": "3 February", "new-0-address": "not an address", "new-0-speaker_kind": "",
        "new-0-words": "", "event_title": "",
    }  # fmt: skip
    answer = client.post("/desk/claims/claim/add/", wrong)
    page = answer.context["page"]
    assert answer.status_code == 400
    assert set(page.form.errors) == {"made", "event", "verdict"}
    assert set(page.new.forms[0].errors) == {"address", "speaker_kind", "reason"}
    html = answer.content.decode()
    for kept in ("3 February", "not an address", "John Kirby", "Iraq was told before the strikes."):
        assert kept in html
    assert not (Claim.objects.exists() or Event.objects.exists() or Speaker.objects.exists())


def test_a_fault_in_the_second_row_of_evidence_writes_nothing_of_the_first(client, author):
    client.force_login(author)
    second = {name.replace("-0-", "-1-"): value for name, value in EVIDENCE.items()} | {"new-1-stance": ""}
    answer = client.post("/desk/claims/claim/add/", CLAIM | EVIDENCE | second | {"new-TOTAL_FORMS": "2"})
    assert answer.status_code == 400
    assert set(answer.context["page"].new.forms[1].errors) == {"stance"}
    assert not Statement.objects.exists()


def test_submitting_an_incomplete_claim_saves_it_and_says_what_is_missing(client, author):
    client.force_login(author)
    answer = client.post("/desk/claims/claim/add/", CLAIM | {"verdict": "", "_submit": "1"})
    assert Claim.objects.get().status == "draft"
    html = answer.content.decode()
    assert "Propose a verdict." in html
    assert "Add at least one piece of evidence or a fact-check." in html


def test_an_existing_statement_is_chosen_and_the_same_address_is_one_source(client, author):
    claim = write(client, author)
    said = Statement.objects.get()
    more = {
        "new-0-address": "https://www.example.org/briefing?day=2", "new-0-speaker": said.speaker_id, "new-0-stance": "context",
        "new-0-words": "No more to add.", "new-0-directness": "direct_quote", "new-0-basis": "unknown",
    }  # fmt: skip
    unchanged = {name: value for name, value in CLAIM.items() if not name.startswith("event_")} | {
        "event": claim.event_id
    }
    evidence = claim.evidence.get()
    kept = {f"evidence-{evidence.pk}-stance": "supports", "edit_number": str(claim.edit_number)}
    answer = client.post(address(claim, "change"), unchanged | kept | more)
    assert answer.status_code == 302, answer.context["page"].new.forms[0].errors
    assert Statement.objects.count() == 2
    assert Statement.objects.values("source").distinct().count() == 1
    other = Claim.objects.create(author=author, event=claim.event, kind="occurrence", text={"en": "Another."})
    chosen = unchanged | {"text_en": "Another.", "edit_number": "0", "new-0-statement": said.pk, "new-0-stance": "supports",
                          "new-0-directness": "direct_quote", "new-0-basis": "unknown"}  # fmt: skip
    assert client.post(address(other, "change"), chosen).status_code == 302
    assert other.evidence.get().statement == said


def test_a_refused_step_says_why_in_one_sentence(client, author, reviewer, editor):
    claim = write(client, author, _submit="1")
    assert step(client, author, claim, "approve").status_code == 403
    refused = step(client, editor, claim, "publish")
    assert refused.status_code == 409
    assert "“Publish” is for a claim that is approved; this one is in review." in refused.content.decode()
    empty = step(client, reviewer, claim, "return", reason="  ")
    assert empty.status_code == 400
    assert "Say what should change." in empty.content.decode()
    claim.refresh_from_db()
    assert claim.status == "in_review"
    assert client.get(address(claim, "steps", "approve")).status_code == 200
    claim.refresh_from_db()
    assert claim.status == "in_review"


def test_an_approval_needs_the_revision_that_was_seen(client, author, reviewer):
    claim = write(client, author, _submit="1")
    assert step(client, reviewer, claim, "approve", revision="another").status_code == 302
    claim.refresh_from_db()
    assert claim.status == "in_review"


def test_evidence_added_to_a_settled_claim_is_published_as_an_update(client, author, reviewer, editor):
    claim = write(client, author, _submit="1")
    step(client, reviewer, claim, "approve")
    step(client, editor, claim, "publish")
    client.force_login(author)
    said = {name: value for name, value in EVIDENCE.items() if "speaker" not in name}
    added = (
        said
        | ROWS
        | {"new-0-speaker": Speaker.objects.get().pk, "new-0-words": "Again: we did.", "new-0-stance": "context"}
    )
    assert client.post(address(claim, "change"), added).status_code == 302
    client.force_login(reviewer)
    page = client.get(address(claim, "change"))
    assert page.context["comparisons"][0][1]
    offered = next(one for one in page.context["steps"]["open"] if one.step.name == "update")
    seen = offered.form.initial["seen_digest"]
    assert step(client, reviewer, claim, "update", seen_digest=seen).status_code == 302
    assert [version.kind for version in Version.objects.order_by("number")] == ["first", "update"]


def test_a_correction_goes_with_the_next_version(client, author, reviewer, editor):
    claim = write(client, author, _submit="1")
    step(client, reviewer, claim, "approve")
    step(client, editor, claim, "publish")
    step(client, author, claim, "revise")
    claim.refresh_from_db()
    changed = {name: value for name, value in CLAIM.items() if not name.startswith("event_")} | {
        "event": claim.event_id, "rationale_en": "Two spokesmen said so.", "edit_number": str(claim.edit_number),
        f"evidence-{claim.evidence.get().pk}-stance": "supports", "_submit": "1",
    }  # fmt: skip
    assert client.post(address(claim, "change"), changed).status_code == 302
    client.force_login(reviewer)
    page = client.get(address(claim, "change"))
    assert [heading for heading, _found in page.context["comparisons"]] == [
        "Since the last approval (revision 1)", "Since version 1, which is public",
    ]  # fmt: skip
    step(client, reviewer, claim, "approve")
    half = step(client, editor, claim, "publish", old="One")
    assert half.status_code == 400
    done = step(client, editor, claim, "publish", what_en="The count.", why_en="We misread.", old="One", new="Two")
    assert done.status_code == 302
    assert Version.objects.get(number=2).content["corrections"][0]["what"] == {"en": "The count."}
