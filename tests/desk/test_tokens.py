"""Tokens at the desk: shown once, taken back, and out of reach without the second factor."""

import pytest
from django.urls import reverse

from accounts.models import Token

pytestmark = pytest.mark.django_db

ADD = "/desk/accounts/token/add/"
FULL = {"label": "A script", "scopes": ["read", "draft"], "days": "30"}


def test_a_token_is_shown_once_and_never_again(client, author):
    client.force_login(author)
    answer = client.post(ADD, FULL)
    html = answer.content.decode()
    token = Token.objects.get()
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert f"counterclaim_{token.prefix}_" in html
    assert (token.owner, token.scopes) == (author, ["read", "draft"])
    page = client.get(reverse("admin:accounts_token_change", args=[token.pk])).content.decode()
    assert token.prefix in page and f"counterclaim_{token.prefix}" not in page and token.digest not in page


def test_what_is_wrong_stands_at_its_field(client, author):
    client.force_login(author)
    answer = client.post(ADD, {"label": "", "days": "4000"})
    assert answer.status_code == 400
    assert set(answer.context["adminform"].form.errors) == {"label", "scopes", "days"}
    assert not Token.objects.exists()


def test_no_token_is_made_without_the_second_factor_where_it_is_required(client, author, settings):
    settings.REQUIRE_TOTP = True
    client.force_login(author)
    answer = client.post(ADD, FULL)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/desk/totp/")
    assert not Token.objects.exists()


def test_people_take_their_own_tokens_back(client, author, reviewer):
    client.force_login(author)
    client.post(ADD, FULL)
    token = Token.objects.get()
    client.force_login(reviewer)
    assert client.post(reverse("admin:accounts_token_revoke", args=[token.pk])).status_code == 404
    client.force_login(author)
    assert client.get(reverse("admin:accounts_token_revoke", args=[token.pk])).status_code == 302
    assert Token.objects.get().revoked_at is None
    client.post(reverse("admin:accounts_token_revoke", args=[token.pk]))
    assert Token.objects.get().revoked_by == author
