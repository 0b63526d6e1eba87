"""`manage.py verify` names what was tampered with, and passes what was not."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from accounts.models import User
from claims.actions import drafting, reviewing
from claims.documents import content_of, summary_of
from claims.models import Claim, Review, Revision
from claims.structure import COMPUTED
from history import triggers
from history.canonical import canonical, digest
from history.models import Baseline, Entry
from record.actions import public_state, publishing
from record.listings import mentions_of, summary_bytes
from record.models import (
    Card,
    Change,
    Correction,
    ListedReview,
    Listing,
    Mention,
    PublicationCounter,
    SearchEntry,
    Version,
)
from record.verifying import Counts, verify
from sources.actions import linking, withdrawing
from sources.models import Snapshot, Statement
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(author: User, reviewer: User, editor: User, second_editor: User) -> Claim:
    """Three claims: one corrected, with a withdrawal and an emoji before its quote; one retracted; one that while withheld."""
    first = factories.statement(author, quote="We told them.", text="👉 He said: We told them. They knew.")
    claim = factories.claim(author)
    drafting.add_evidence(claim=claim, statement=first, stance="supports", by=author)
    revision = reviewing.submit(claim=claim, by=author)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    publishing.publish(claim=claim, revision=revision, by=editor)
    later = factories.statement(author, quote="We did not.", speaker=first.speaker)
    same = factories.statement(author, quote="It was told.", speaker=first.speaker)
    linking.declare_relay(statement=same, of=first, kind="same_statement", by=author)
    withdrawing.withdraw(statement=first, withdrawn_by=later, by=author)
    reviewing.revise(claim=claim, by=author)
    drafting.change_claim(claim=claim, by=author, verdict="withdrawn")
    drafting.add_evidence(claim=claim, statement=later, stance="withdraws", by=author)
    revision = reviewing.submit(claim=claim, by=author)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    note = publishing.CorrectionNote(what={"en": "The verdict."}, why={"en": "It was withdrawn."})
    publishing.publish(claim=claim, revision=revision, by=editor, correction=note)
    gone, _ = factories.published(author, reviewer, editor, text={"en": "Another."})
    row = public_state.propose_retraction(claim=gone, by=editor, reason="Wrong.", public_reason={"en": "Wrong."})
    public_state.confirm(row=row, by=second_editor)
    hidden, _ = factories.published(author, reviewer, editor, text={"en": "A third."})
    public_state.withhold(claim=hidden, by=editor, reason="A name.")
    row = public_state.propose_retraction(claim=hidden, by=editor, reason="Wrong.", public_reason={"en": "Wrong."})
    public_state.confirm(row=row, by=second_editor)
    return claim


def findings() -> list[str]:
    return [str(finding) for finding in verify(Counts())]


def test_nothing_is_found_where_nothing_was_changed(record: Claim) -> None:
    out = StringIO()
    call_command("verify", stdout=out)
    assert findings() == []
    assert "0 erased, 0 do not hold." in out.getvalue()
    counts = Counts()
    assert list(verify(counts)) == []
    assert (counts["versions"], counts["revisions"], counts["snapshots"], counts["statements"]) == (6, 4, 5, 5)


def test_an_empty_database_holds() -> None:
    assert findings() == []


def flip(data: bytes) -> bytes:
    """The same bytes but for one."""
    place = data.index(b"Airstrikes")
    return data[:place] + b"E" + data[place + 1 :]


def newest(claim: Claim) -> Version:
    return Version.objects.filter(claim=claim).latest("number")


def change_row(row: object, **columns: object) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**columns)


def change_first_entry(**columns: object) -> Callable[[Claim], None]:
    return lambda claim: change_row(Entry.objects.of(claim).first(), **columns)


def change_version(**columns: object) -> Callable[[Claim], None]:
    return lambda claim: change_row(newest(claim), **columns)


def exact_quote(claim: Claim) -> Statement:
    return claim.evidence.get(stance="supports").statement


TAMPERING: list[tuple[str, Callable[[Claim], None], list[str]]] = [
    ("one byte of a document", lambda claim: change_row(newest(claim), document=flip(newest(claim).document)),
     ["record_version", "its document does not match its publication digest"]),
    ("one byte of a summary", lambda claim: change_row(newest(claim), summary=flip(newest(claim).summary)),
     ["record_version", "its summary is not the one its document gives"]),
    ("one byte of a revision", lambda claim: change_row(claim.revisions.last(), document=flip(claim.revisions.last().document)),
     ["claims_revision", "its document does not match its digest"]),
    ("a log entry", change_first_entry(reason="Another reason."), ["history_entry", "does not match its digest"]),
    ("who wrote a log entry", change_first_entry(by_name="Somebody"), ["history_entry", "does not match its digest"]),
    ("a chain re-made from one entry on", lambda claim: rewrite(Entry.objects.of(claim).first()),
     ["entry 2 of claims.claim", "does not name the digest of the entry before it"]),
    ("a log entry gone", lambda claim: Entry.objects.of(claim)[1].delete(), ["follows number 1: entries between"]),
    ("the newest log entries of a speaker gone", lambda claim: chain_of_speaker(claim).delete(),
     ["it was made when sources.speaker", "now there are fewer"]),
    ("a snapshot's text", lambda claim: change_row(exact_quote(claim).snapshot, text="👉 He said: We told him!. They knew."),
     ["sources_snapshot", "its text does not match its digest"]),
    ("a quote", lambda claim: change_row(exact_quote(claim), quote="We told you."),
     ["sources_statement", "its words do not stand at 11 to 24 of its snapshot"]),
    ("a quote's position", lambda claim: change_row(exact_quote(claim), start=0, end=3), ["do not stand at 0 to 3"]),
    ("typed words called exact", lambda claim: change_row(exact_quote(claim), check_status="exact"), ["it was typed by us"]),
    ("a withdrawal by a stranger", lambda claim: change_row(
        exact_quote(claim), withdrawn_by=Statement.objects.exclude(speaker=exact_quote(claim).speaker).first()),
     ["it is withdrawn by somebody of another party"]),
    ("a record of a withdrawn statement live again", lambda claim: change_row(
        Statement.objects.get(quote="It was told."), standing="live", withdrawn_by=None),
     ["are the same statement, and only one is withdrawn"]),
    ("the newest version gone", lambda claim: delete(newest(claim)), [": version 2 is missing", "publicationcounter"]),
    ("an older version gone", lambda claim: delete(Version.objects.get(claim=claim, number=1)), ["one is missing"]),
    ("all versions gone", lambda claim: [delete(version) for version in Version.objects.filter(claim=claim)],
     ["version 1 is missing", "version 2 is missing"]),
    ("a version's digest gone", change_version(publication_digest=""), ["it has no publication digest"]),
    ("a version's content digest gone", change_version(content_digest=""), ["it has no content digest"]),
    ("a version's log head gone", change_version(log_head=""), ["its log head is not the entry of its publication"]),
    ("a version's previous digest gone", change_version(previous_digest=""), ["does not name the digest of the version before"]),
    ("a revision's digest gone", lambda claim: change_row(claim.revisions.last(), content_digest=""),
     ["claims_revision", "it has no digest"]),
    ("a snapshot's digest gone", lambda claim: drop_constraint_and_blank(exact_quote(claim).snapshot),
     ["its text has no digest"]),
    ("an entry's digest gone", change_first_entry(digest=""), ["has no digest"]),
    ("the people of a version", change_version(people=[]), ["its document and its row differ in people"]),
    ("the day of a version", change_version(replayed=True), ["its document and its row differ in replayed"]),
    ("a correction", lambda claim: change_row(Correction.objects.get(), old="something"),
     ["its correction is not the one its document gives"]),
    ("a picture that is not there", lambda claim: change_row(exact_quote(claim).snapshot, picture="pictures/none.png"),
     ["its picture pictures/none.png is missing"]),
    ("a capture that is not there", lambda claim: change_row(exact_quote(claim).snapshot, warc_file="a.warc.gz"),
     ["its capture a.warc.gz is missing"]),
    ("a reviewer among the contributors", lambda claim: change_row(
        claim.revision, contributors=[Review.objects.first().reviewer.key]), ["approved a revision they contributed to"]),
    ("a listing", lambda claim: Listing.objects.filter(claim_id=claim.pk).update(verdict="supported"),
     ["record_listing", "it differs in verdict"]),
    ("a change gone", lambda claim: Change.objects.get(sequence=2).delete(), ["changes are missing", "differ from here on"]),
    ("a change told as another", lambda claim: Change.objects.filter(sequence=2).update(kind="state"),
     ["versions and the changes that tell them differ"]),
    ("what search knows gone", lambda claim: SearchEntry.objects.filter(pk=1).delete(), ["search does not find it"]),
    ("a listing gone", lambda claim: Listing.objects.filter(claim_id=claim.pk, number=1).delete(), ["it is missing"]),
    ("a withheld claim listed", lambda claim: Listing.objects.filter(state="withheld").update(state="published"),
     ["it differs in state"]),
    ("a mention", lambda claim: Mention.objects.filter(claim_id=claim.pk).update(stance="context"), ["it differs in stance"]),
    ("a mention too many", lambda claim: change_row(Mention.objects.filter(claim_id=claim.pk).first(), evidence_id="x"),
     ["no version gives it", "it is missing"]),
    ("a review", lambda claim: ListedReview.objects.filter(claim_id=claim.pk).update(site="x"), ["it differs in site"]),
    ("a card", lambda claim: Card.objects.filter(kind="event").update(document=b"{}"), ["it is not what its version gives"]),
    ("a card gone", lambda claim: Card.objects.filter(kind="outlet").delete(), ["it is missing or older than claim"]),
    ("a baseline", lambda claim: Baseline.objects.filter(target_id=claim.pk).update(sequence=99), ["up to entry 99"]),
    ("the counter", lambda claim: PublicationCounter.objects.update(value=9), ["it is 9, the highest sequence is 6"]),
]  # fmt: skip


def rewrite(entry: Entry) -> None:
    """What somebody would do who knows that entries carry digests."""
    entry.reason = "Another reason."
    change_row(entry, reason=entry.reason, digest=entry.computed_digest())


def chain_of_speaker(claim: Claim) -> object:
    return Entry.objects.of(exact_quote(claim).speaker)


def delete(version: Version) -> None:
    Card.objects.filter(version=version).delete()
    Mention.objects.filter(version=version).delete()
    ListedReview.objects.filter(version=version).delete()
    Listing.objects.filter(version=version).delete()
    Correction.objects.filter(version=version).delete()
    Change.objects.filter(version=version).delete()
    Version.objects.filter(pk=version.pk).delete()


def drop_constraint_and_blank(snapshot: Snapshot) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE sources_snapshot DROP CONSTRAINT complete_snapshot_has_time_and_digest")
        else:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute("UPDATE sources_snapshot SET text_sha256 = '' WHERE id = %s", [snapshot.pk])
        if connection.vendor != "postgresql":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def test_each_tampering_is_named_and_exits_1(record: Claim, subtests) -> None:
    """One record, tampered with in many ways by somebody who may drop triggers; each is undone before the next."""
    triggers.remove()
    untouched = findings()
    assert all("this trigger is missing" in line for line in untouched)
    for name, tamper, expected in TAMPERING:
        with subtests.test(name):
            point = transaction.savepoint()
            tamper(Claim.objects.get(pk=record.pk))
            out = StringIO()
            with pytest.raises(CommandError):
                call_command("verify", stdout=out)
            transaction.savepoint_rollback(point)
            found = [line for line in out.getvalue().splitlines()[:-1] if line not in untouched]
            for words in expected:
                assert any(words in line for line in found), found
    assert findings() == untouched
    triggers.install()


def test_each_missing_trigger_is_named(record: Claim) -> None:
    names = [name for group in triggers.expected(connection.vendor).values() for name in group]
    triggers.remove()
    found = findings()
    assert len(found) == len(names)
    assert all(any(f" {name}: this trigger is missing" in line for line in found) for name in names)
    with pytest.raises(CommandError):
        call_command("verify", stdout=StringIO())
    triggers.install()


def test_a_disabled_trigger_is_missing(record: Claim) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite cannot disable a trigger.")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE history_entry DISABLE TRIGGER history_entry_refuse_update")
    assert len(findings()) == 1


def test_a_label_that_its_evidence_does_not_give_is_named(record: Claim) -> None:
    version = Version.objects.get(claim=record, number=1)
    document = version.content
    assert document["corroboration"]["label"] == "single_origin"
    document["corroboration"]["label"] = "corroborated"
    # Somebody who rewrites every digest as well still meets the rule.
    content = digest(canonical(content_of(document)))
    document["digest"] = content
    triggers.remove()
    data = canonical(document)
    change_row(version, document=data, content_digest=content, publication_digest=digest(data))
    triggers.install()
    assert any(f"{version.pk}: its corroboration is not what its evidence gives" in line for line in findings())


def test_a_version_from_before_labels_were_computed_still_holds(author, reviewer, editor) -> None:
    claim, version = factories.published(author, reviewer, editor)
    old = {key: value for key, value in version.content.items() if key not in COMPUTED} | {"corroboration": None}
    assert summary_of(old)["corroboration"] is None
    old["digest"] = digest(canonical(content_of(old)))
    triggers.remove()
    data = canonical(old)
    change_row(
        version,
        document=data,
        summary=summary_bytes(old),
        content_digest=old["digest"],
        publication_digest=digest(data),
    )
    triggers.install()
    about_it = [line for line in findings() if "its corroboration" in line or "summary" in line]
    assert about_it == []
    assert len(list(mentions_of(version, old))) == 1
    assert Client().get(f"/claims/{claim.pk}/", follow=True).status_code == 200
    answer = Client().get(f"/api/v1/claims/{claim.pk}/").json()
    assert answer["corroboration"] is None
    assert "figures" not in answer


def test_json_is_for_programs(record: Claim) -> None:
    import json

    out = StringIO()
    call_command("verify", "--json", stdout=out)
    assert json.loads(out.getvalue().splitlines()[-1])["broken"] == 0


def test_rows_are_streamed_with_few_statements(record: Claim, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(70):
        findings()
    assert Revision.objects.count() == 4
