"""What every answer tells the browser."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["/desk/login/", "/no-such-page/"])
def answer(request, client):
    return client.get(request.param)


def policy(answer):
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";") if part.strip()]
    return {part[0]: part[1:] for part in parts}


def test_nothing_is_loaded_from_elsewhere_and_nothing_inline_runs(answer):
    assert policy(answer) == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }


def test_no_page_may_be_framed_guessed_or_followed_with_its_address(answer):
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_plain_http_is_sent_to_https_outside_a_demonstration(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/desk/login/")
    assert answer.status_code == 301
    assert answer.headers["Location"].startswith("https://")
    assert "Content-Security-Policy" in answer.headers


def test_a_strange_host_gets_400(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
