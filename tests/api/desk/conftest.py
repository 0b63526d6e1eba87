"""What tests of the write side share: programs that act for people."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import tokens
from accounts.models import Token, User

ALL = ["read", "draft", "review", "publish"]
ROOT = "/api/v1/desk/"


class Program:
    """Asks with one person's token, and nothing else: no cookie, no session."""

    def __init__(self, owner: User, *scopes: str) -> None:
        self.token: Token = tokens.make(
            owner=owner, by=owner, label="A script", scopes=list(scopes) or ALL,
            expires_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
        self.client = Client(enforce_csrf_checks=True)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {self.token.shown_once}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        path = path if path.startswith("/") else ROOT + path
        return self.client.generic(method, path, data, content_type="application/json", headers=sent)

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.ask("DELETE", path, **headers)


@pytest.fixture
def program() -> type[Program]:
    """Makes a program that acts for a person, with these scopes or with all."""
    return Program


def made(answer: Any, status: int = 201) -> Any:
    """The object of an answer that went well."""
    assert answer.status_code == status, answer.content
    return answer.json()


CLAIM = {
    "kind": "communication",
    "text": {"en": "They were told beforehand.", "ar": "أُبلغوا مسبقًا."},
    "translators": {"ar": "Amal"},
    "rationale": {"en": "One spokesman said so; nobody else confirmed it."},
    "verdict": "not_enough_evidence",
    "made_at": {"words": "2024-02-03", "zone": "Asia/Baghdad"},
}


def draft(author: Program) -> str:
    """The id of a draft with one piece of evidence, made by HTTP alone."""
    event = made(author.post("events/", {"title": {"en": "Airstrikes"}}))["id"]
    claim = made(author.post("claims/", {"event": event} | CLAIM))["id"]
    made(author.post(f"claims/{claim}/evidence/", {"statement": said(author), "stance": "supports"}))
    return claim


def said(author: Program, words: str = "We told them beforehand.") -> str:
    """The id of a statement, typed by us."""
    outlet = made(author.post("outlets/", {"name": "The Daily Record", "kind": "newspaper"}))["id"]
    source = made(author.post("sources/", {"outlet": outlet, "title": "Strikes"}))["id"]
    speaker = made(author.post("speakers/", {"name": "Layla Haddad", "kind": "person"}))["id"]
    snapshot = made(author.post(f"sources/{source}/transcripts/", {"text": words}))["id"]
    return made(
        author.post(
            "statements/",
            {
                "source": source, "snapshot": snapshot, "speaker": speaker, "directness": "direct_quote",
                "basis": "own_knowledge", "quote": words, "said_at": {"words": "2024-02-03T14:30", "zone": "Asia/Baghdad"},
            },
        )
    )["id"]  # fmt: skip
