"""Tokens act for a person, within their scopes and never beyond the person; nobody but their owner makes them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.actions import people, tokens
from accounts.models import Token
from history.errors import NotAllowed, WrongMoment
from history.models import Entry

pytestmark = pytest.mark.django_db


def make(owner, by=None, **fields):
    fields = {"label": "A script", "scopes": ["read"], "expires_at": timezone.now() + timedelta(days=1)} | fields
    return tokens.make(owner=owner, by=by or owner, **fields)


def test_nobody_makes_a_token_for_somebody_else(author, administrator):
    with pytest.raises(NotAllowed):
        make(author, by=administrator)
    assert not Token.objects.exists()


def test_who_has_no_role_makes_none(stranger):
    with pytest.raises(NotAllowed):
        make(stranger)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"label": ""}, "label"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"expires_at": timezone.now() - timedelta(days=1)}, "expires_at"),
        ({"expires_at": timezone.now() + timedelta(days=400)}, "expires_at"),
    ],
)
def test_what_a_token_cannot_be_is_told_at_its_field(author, fields, field):
    with pytest.raises(ValidationError) as refused:
        make(author, **fields)
    assert field in str(refused.value.message_dict)
    assert not Token.objects.exists()


def test_a_token_is_kept_as_a_digest_alone_and_the_log_knows_nothing_of_it(author):
    token = make(author)
    stored = Token.objects.get()
    assert stored.shown_once == ""
    secret = token.shown_once.rpartition("_")[2]
    kept = str(Token.objects.values().get()) + str(list(Entry.objects.values()))
    assert secret not in kept
    assert stored.digest not in str(list(Entry.objects.values()))
    assert Entry.objects.of(author).get().sentence == "Amal made a token for a program"


def test_a_live_token_finds_its_owner_in_one_statement(author, django_assert_num_queries):
    text = make(author).shown_once
    tokens.use(text=text)
    with django_assert_num_queries(1):  # the second use within a minute writes nothing
        found = tokens.use(text=text)
    assert found.owner == author
    assert Token.objects.get().last_used_at is not None


def test_no_other_text_finds_anybody(author):
    text = make(author).shown_once
    for wrong in (
        "",
        text[:-1],
        text[:-1] + "!",
        text.upper(),
        text + "x",
        f" {text}",
        "counterclaim_" + "2" * 12 + "_" + "a" * 43,
    ):
        assert tokens.use(text=wrong) is None
    other = make(author).shown_once
    assert tokens.use(text=text.rpartition("_")[0] + "_" + other.rpartition("_")[2]) is None


def test_an_expired_a_revoked_and_a_closed_accounts_token_find_nobody(author, administrator):
    expired, revoked, live = (make(author) for _ in range(3))
    Token.objects.filter(pk=expired.pk).update(
        created_at=timezone.now() - timedelta(days=2), expires_at=timezone.now() - timedelta(days=1)
    )
    tokens.revoke(token=revoked, by=author)
    assert tokens.use(text=expired.shown_once) is None
    assert tokens.use(text=revoked.shown_once) is None
    assert tokens.use(text=live.shown_once) is not None
    people.deactivate(person=author, by=administrator)
    assert tokens.use(text=live.shown_once) is None


def test_a_token_is_revoked_by_its_owner_or_an_administrator_once(author, editor, administrator):
    token, other = make(author), make(author)
    with pytest.raises(NotAllowed):
        tokens.revoke(token=token, by=editor)
    tokens.revoke(token=token, by=author)
    with pytest.raises(WrongMoment):
        tokens.revoke(token=token, by=author)
    tokens.revoke(token=other, by=administrator, reason="It was found in a repository.")
    assert Entry.objects.of(author).last().sentence == "Ada took a token of amal back"
