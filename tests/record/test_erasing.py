"""An erasure blanks words everywhere, keeps every digest, and verifies as erased."""

from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from claims.actions import drafting, reviewing
from claims.models import Claim
from history.errors import NotAllowed, WrongMoment
from history.models import Entry
from record.actions import erasing, public_state, publishing
from record.blanking import Blanker
from record.listings import rebuild
from record.models import Listing, Version
from record.verifying import Counts, verify
from sources.actions import stating
from sources.models import Snapshot
from tests import factories

NAME = "Omar Example"


@pytest.fixture
def claims(author: User, reviewer: User, editor: User) -> tuple[Claim, Claim, Claim]:
    """Two published claims on one statement that names somebody, and one that names nobody."""
    said = factories.statement(author, quote=f"We told {NAME} first.", text=f"👉 We told {NAME} first. {NAME} left.")
    made = []
    for text in (f"They told {NAME}.", "They told somebody."):
        claim = factories.claim(author, text={"en": text})
        drafting.add_evidence(claim=claim, statement=said, stance="supports", by=author, note={"en": f"About {NAME}."})
        revision = reviewing.submit(claim=claim, by=author)
        reviewing.approve(claim=claim, revision=revision, by=reviewer, reason=f"{NAME} it is.")
        publishing.publish(claim=claim, revision=revision, by=editor)
        made.append(claim)
    other, _ = factories.published(author, reviewer, editor, text={"en": "Nobody is named."})
    for claim in (*made, other):
        claim.refresh_from_db()
    return made[0], made[1], other


def everything_kept() -> str:
    """All that the database holds but for the people, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.split("_")[0] in ("history", "sources", "claims", "record"):
                cursor.execute(f'SELECT * FROM "{table}"')
                found += [
                    bytes(value).decode() if isinstance(value, bytes | memoryview) else str(value)
                    for row in cursor.fetchall()
                    for value in row
                ]
    return "\n".join(found)


def propose(claim: Claim, by: User, passages: list[str] | None = None, reason: str = "They asked.") -> object:
    return erasing.propose_erasure(claim=claim, by=by, passages=passages or [NAME], ground="GDPR 17", reason=reason)


@pytest.mark.django_db
def test_a_confirmed_erasure_leaves_the_words_nowhere_and_every_digest(
    claims: tuple[Claim, Claim, Claim], editor: User, second_editor: User
) -> None:
    claim, sharing, other = claims
    digests = list(Version.objects.order_by("pk").values_list("pk", "content_digest", "publication_digest"))
    heads = list(Entry.objects.order_by("pk").values_list("pk", "digest"))
    edits = claim.edit_number
    row = propose(claim, editor, reason=f"{NAME} asked.")
    assert NAME in everything_kept()
    erasing.confirm_erasure(erasure=row, by=second_editor)
    assert NAME not in everything_kept()
    assert list(Version.objects.order_by("pk").values_list("pk", "content_digest", "publication_digest")) == digests
    assert (
        list(Entry.objects.filter(pk__in=[pk for pk, _ in heads]).order_by("pk").values_list("pk", "digest")) == heads
    )
    assert Snapshot.objects.filter(text__contains="█" * len(NAME)).count() == 1
    assert dict(Listing.objects.values_list("claim_id", "erasures")) == {claim.pk: 1, sharing.pk: 1, other.pk: 0}
    claim.refresh_from_db()
    assert claim.edit_number > edits
    out = StringIO()
    call_command("verify", stdout=out)
    assert "erased on" in out.getvalue()
    assert " 0 do not hold." in out.getvalue()
    assert all(finding.erased for finding in verify(Counts()))


@pytest.mark.django_db
def test_what_was_erased_is_told_from_what_was_tampered_with(
    claims: tuple[Claim, Claim, Claim], editor: User, second_editor: User
) -> None:
    from history import triggers

    erasing.confirm_erasure(erasure=propose(claims[0], editor), by=second_editor)
    triggers.remove()
    version = Version.objects.get(claim=claims[0])
    Version.objects.filter(pk=version.pk).update(document=bytes(version.document).replace(b"told", b"sold"))
    triggers.install()
    assert [finding.row for finding in verify(Counts()) if not finding.erased].count(version.pk) >= 1


@pytest.mark.django_db
def test_an_erasure_takes_two_editors(
    claims: tuple[Claim, Claim, Claim], editor: User, second_editor: User, author: User, reviewer: User, stranger: User
) -> None:
    claim = claims[0]
    for person in (author, reviewer, stranger):
        with pytest.raises(NotAllowed):
            propose(claim, person)
    row = propose(claim, editor)
    for person in (author, reviewer, stranger, editor):
        with pytest.raises(NotAllowed):
            erasing.confirm_erasure(erasure=row, by=person)
    User.objects.filter(pk=editor.pk).update(is_superuser=True)
    with pytest.raises(NotAllowed):
        erasing.confirm_erasure(erasure=row, by=User.objects.get(pk=editor.pk))
    with pytest.raises(ValidationError):
        erasing.end_erasure(erasure=row, by=editor, reason=" ")
    erasing.end_erasure(erasure=row, by=editor, reason="A mistake.")
    with pytest.raises(WrongMoment):
        erasing.confirm_erasure(erasure=row, by=second_editor)
    again = propose(claim, editor)
    erasing.confirm_erasure(erasure=again, by=second_editor)
    for act in (erasing.confirm_erasure, lambda **given: erasing.end_erasure(reason="Back.", **given)):
        with pytest.raises(WrongMoment):
            act(erasure=again, by=second_editor)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "passages", [[], ["ab"], ["  a "], ["stands nowhere"], [NAME, "nowhere"], ["███"], ["x" * 5001], ["abc"] * 51,
                 ["first. Omar"]],
)  # fmt: skip
def test_bad_passages_are_refused_at_their_field(
    claims: tuple[Claim, Claim, Claim], editor: User, passages: list[str]
) -> None:
    before = Entry.objects.count()
    with pytest.raises(ValidationError) as caught:
        erasing.propose_erasure(claim=claims[0], by=editor, passages=passages, ground="GDPR 17", reason="Asked.")
    assert set(caught.value.message_dict) == {"passages"}
    assert Entry.objects.count() == before


@pytest.mark.django_db
def test_rebuilding_gives_the_same_rows(
    claims: tuple[Claim, Claim, Claim], author: User, reviewer: User, editor: User, second_editor: User
) -> None:
    """With a correction, a hold, a notice, a retraction, a renamed speaker and an erasure behind them."""
    from record.models import Card, Mention
    from sources.actions import recording

    first, second, third = claims
    speaker = first.evidence.get().statement.speaker
    recording.change_speaker(speaker=speaker, by=author, name="Layla Al-Haddad")
    reviewing.revise(claim=second, by=author)
    revision = reviewing.submit(claim=second, by=author)
    reviewing.approve(claim=second, revision=revision, by=reviewer)
    note = publishing.CorrectionNote(what={"en": "A name."}, why={"en": "It was misspelt."})
    publishing.publish(claim=second, revision=revision, by=editor, correction=note)
    public_state.put_notice(claim=first, by=editor, reason="A call.")  # relists the older claim after the newer
    hidden, _ = factories.published(author, reviewer, editor)
    public_state.withhold(claim=hidden, by=editor, reason="A name.")
    step = public_state.propose_retraction(claim=third, by=editor, reason="No.", public_reason={"en": "No."})
    public_state.confirm(row=step, by=second_editor)
    erasing.confirm_erasure(erasure=propose(first, editor), by=second_editor)

    def rows() -> list[object]:
        found = []
        for model in (Listing, Mention, Card):
            columns = [field.attname for field in model._meta.concrete_fields if field.name != "id" or model is Card]
            for row in model.objects.order_by(*columns[:4]).values_list(*columns):
                found.append([bytes(value) if isinstance(value, memoryview) else value for value in row])
        return found

    before = rows()
    assert Card.objects.get(pk=speaker.pk).content["name"] == "Layla Al-Haddad"
    call_command("rebuild", stdout=StringIO())
    assert rows() == before
    assert rebuild() == 4
    assert all(finding.erased for finding in verify(Counts()))


@given(st.text(), st.lists(st.text(min_size=3), max_size=3))
def test_blanking_keeps_the_number_of_code_points_and_leaves_no_passage(text: str, passages: list[str]) -> None:
    blanker = Blanker(passages)
    blanked = blanker.text(text + "".join(passages))
    assert len(blanked) == len(text + "".join(passages))
    assert not any(passage in blanked for passage in passages if passage.strip("█"))
    assert all(one in ("█", other) for one, other in zip(blanked, text + "".join(passages), strict=True))


def test_codes_ids_and_digests_are_never_blanked() -> None:
    digest = "sha256:" + "abc0" * 16
    value = {"stance": "supports", "id": "abcabcabcabc", "speaker": "abcabcabcabc", "digest": digest, "row": digest,
             "speaker_name": "abc", "quote": "abcabcabcabc", "wikidata_id": "Qabc", "said_at": {"words": "abc", "zone": "abc"},
             "locator": {"prefix": "bcd who", "suffix": "him ab", "start": 3}}  # fmt: skip
    blanked = Blanker(["abcd", "abc", "sup", "him abcdef"]).json(value)
    assert blanked == value | {
        "speaker_name": "███", "quote": "████████████", "wikidata_id": "", "said_at": {"words": "███", "zone": "abc"},
        "locator": {"prefix": "███ who", "suffix": "██████", "start": 3},
    }  # fmt: skip


def test_the_picture_of_a_snapshot_that_held_a_passage_is_deleted_after_the_commit(
    author: User,
    reviewer: User,
    editor: User,
    second_editor: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    source = factories.source(author)
    picture = ContentFile(b"not really a picture", name="screen.png")
    snapshot = stating.transcribe(source=source, text="She lives in Oak Street.", by=author, picture=picture)
    name = snapshot.picture.name
    claim = factories.claim(author)
    said = stating.create_statement(
        by=author,
        source=source,
        snapshot=snapshot,
        speaker=factories.speaker(author),
        directness="direct_quote",
        quote="Oak Street",
    )
    factories.evidence(author, claim, statement=said)
    row = erasing.propose_erasure(claim=claim, by=editor, passages=["Oak Street"], ground="a law", reason="asked for")
    with django_capture_on_commit_callbacks() as callbacks:
        erasing.confirm_erasure(erasure=row, by=second_editor)
    assert default_storage.exists(name)  # not before the commit: a rollback must lose nothing
    for callback in callbacks:
        callback()
    assert not default_storage.exists(name)
    snapshot.refresh_from_db()
    assert not snapshot.picture
    assert snapshot.text == "She lives in ██████████."
