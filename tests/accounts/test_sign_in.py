"""Signing in: locked after ten failures, and a second factor where there is one."""

import re
import time

import pytest
from axes.models import AccessAttempt
from django.core.exceptions import ValidationError
from django_otp.oath import TOTP

from accounts import totp
from accounts.actions import second_factor
from history.errors import NotAllowed, WrongMoment
from history.models import Entry

pytestmark = pytest.mark.django_db

PASSWORD = "a password of the tests"


@pytest.fixture
def insider(editor):
    """Edith, with a password."""
    editor.set_password(PASSWORD)
    editor.save()
    return editor


def sign_in(client, username, password, address="198.51.100.7", **headers):
    return client.post(
        "/desk/login/?next=/desk/", {"username": username, "password": password}, REMOTE_ADDR=address, headers=headers
    )


def code_of(device, step=0):
    clock = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    clock.time = time.time() + step * device.step
    return f"{clock.token():06d}"


def fail(client, username, times, **more):
    return [sign_in(client, username, "wrong", **more) for _ in range(times)][-1]


def test_the_right_password_signs_in(client, insider):
    assert sign_in(client, "edith", PASSWORD).status_code == 302


def test_ten_failures_lock_even_the_right_password_and_the_page_says_so(client, insider):
    locked = fail(client, "edith", 10)
    assert locked.status_code == 429
    assert locked.headers["Retry-After"] == "900"
    assert "15 minutes" in locked.content.decode()
    assert ">Counterclaim</a>" in locked.content.decode(), "the link back has a name"
    assert sign_in(client, "edith", PASSWORD).status_code == 429


def test_nine_failures_do_not_lock(client, insider):
    assert fail(client, "edith", 9).status_code == 200
    assert sign_in(client, "edith", PASSWORD).status_code == 302


def test_success_forgets_failures(client, insider):
    fail(client, "edith", 9)
    sign_in(client, "edith", PASSWORD)
    assert fail(client, "edith", 9).status_code == 200


def test_a_locked_name_is_open_from_another_address(client, insider):
    fail(client, "edith", 10)
    assert sign_in(client, "edith", PASSWORD, address="198.51.100.8").status_code == 302


def test_a_name_that_nobody_has_is_locked_just_the_same(client, db):
    assert fail(client, "nobody", 10).status_code == 429


def test_the_lock_ends_after_a_quarter_of_an_hour(client, insider, settings):
    fail(client, "edith", 10)
    from datetime import timedelta

    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= timedelta(minutes=16)
        attempt.save()
    assert sign_in(client, "edith", PASSWORD).status_code == 302


def test_a_header_does_not_change_the_address_unless_a_proxy_is_trusted(client, insider, settings):
    for number in range(9):
        sign_in(client, "edith", "wrong", **{"x-forwarded-for": f"203.0.113.{number}"})
    assert sign_in(client, "edith", "wrong", **{"x-forwarded-for": "203.0.113.99"}).status_code == 429


def test_behind_a_proxy_the_address_it_saw_counts_not_what_the_browser_claims(client, insider, settings):
    settings.BEHIND_PROXY = True
    for number in range(9):
        sign_in(client, "edith", "wrong", **{"x-forwarded-for": f"192.0.2.{number}, 203.0.113.5"})
    assert sign_in(client, "edith", "wrong", **{"x-forwarded-for": "203.0.113.5"}).status_code == 429
    assert sign_in(client, "edith", PASSWORD, **{"x-forwarded-for": "203.0.113.6"}).status_code == 302


def test_the_desk_opens_by_password_alone_where_no_code_is_required(client, insider):
    sign_in(client, "edith", PASSWORD)
    assert client.get("/desk/").status_code == 200


def test_a_required_code_is_set_up_at_the_first_sign_in_and_asked_for_at_the_next(client, insider, settings):
    settings.REQUIRE_TOTP = True
    sign_in(client, "edith", PASSWORD)
    refused = client.get("/desk/")
    assert refused.status_code == 302
    assert refused.headers["Location"] == "/desk/totp/?next=%2Fdesk%2F"

    page = client.get(refused.headers["Location"])
    device = totp.pending_device_of(insider)
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert totp.secret_of(device) in page.content.decode()
    assert not re.search(r"<(script|style)>|style=", page.content.decode())
    assert client.get("/desk/").status_code == 302

    done = client.post(refused.headers["Location"], {"code": code_of(device)})
    assert (done.status_code, done.headers["Location"]) == (302, "/desk/")
    assert client.get("/desk/").status_code == 200

    client.post("/desk/logout/")
    sign_in(client, "edith", PASSWORD)
    assert client.get("/desk/").status_code == 302
    page = client.get("/desk/totp/").content.decode()
    assert "data:image" not in page
    done = client.post("/desk/totp/", {"code": code_of(device, step=1)})
    assert done.status_code == 302
    assert client.get("/desk/").status_code == 200


def test_people_with_a_phone_are_asked_for_its_code_even_where_none_is_required(client, insider):
    device = totp.pending_device_of(insider)
    second_factor.enable(person=insider, code=code_of(device), by=insider)
    sign_in(client, "edith", PASSWORD)
    assert client.get("/desk/").headers["Location"].startswith("/desk/totp/")


@pytest.mark.parametrize("code", ["000000", "12", "abcdef", "", "٠٠٠٠٠٠"])
def test_a_wrong_code_is_refused_at_its_field(client, insider, code):
    sign_in(client, "edith", PASSWORD)
    refused = client.post("/desk/totp/", {"code": code})
    assert refused.status_code == 400
    assert "errorlist" in refused.content.decode()
    assert totp.device_of(insider) is None


def test_the_code_page_sends_nobody_to_another_site(client, insider):
    sign_in(client, "edith", PASSWORD)
    done = client.post("/desk/totp/?next=https://evil.example/", {"code": code_of(totp.pending_device_of(insider))})
    assert done.headers["Location"] == "/desk/"


def test_the_code_page_is_for_people_who_signed_in(client, db):
    assert client.get("/desk/totp/").headers["Location"].startswith("/desk/login/")


def test_nobody_sets_up_codes_for_another(insider, administrator):
    with pytest.raises(NotAllowed):
        second_factor.enable(person=insider, code="000000", by=administrator)


def test_a_second_phone_needs_the_first_taken_away(insider, administrator):
    device = totp.pending_device_of(insider)
    second_factor.enable(person=insider, code=code_of(device), by=insider)
    with pytest.raises(WrongMoment):
        second_factor.enable(person=insider, code="000000", by=insider)
    second_factor.disable(person=insider, by=administrator, reason="phone lost")
    assert totp.device_of(insider) is None
    codes = list(Entry.objects.of(insider).order_by("sequence").values_list("code", flat=True))
    assert codes == ["person_second_factor_set", "person_second_factor_removed"]


@pytest.mark.parametrize("who", ["reviewer", "second_editor", "stranger"])
def test_only_an_administrator_takes_codes_away(who, insider, request):
    with pytest.raises(NotAllowed):
        second_factor.disable(person=insider, by=request.getfixturevalue(who))


def test_guessing_codes_is_slowed_down(insider):
    device = totp.pending_device_of(insider)
    for _ in range(2):
        with pytest.raises(ValidationError):
            second_factor.enable(person=insider, code="000000", by=insider)
    device.refresh_from_db()
    assert device.throttling_failure_count >= 1
    with pytest.raises(ValidationError):
        second_factor.enable(person=insider, code=code_of(device), by=insider)


def test_passwords_are_kept_with_argon2_as_owasp_asks():
    from accounts.hashers import Argon2

    assert Argon2().encode("x" * 20, "saltsaltsalt").startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
