"""One key, one deed: repeated, raced and killed requests do nothing twice."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.actions import keeping_answers
from accounts.models import KeptAnswer
from accounts.tasks import forget_answers
from record.models import Version
from sources.models import Speaker
from tests import factories
from tests.api.desk.conftest import Program

BODY = {"name": "Layla Haddad", "kind": "person"}


def kind(answer):
    return answer.json()["type"].rsplit("/", 2)[1]


@pytest.fixture
def amal(program, author):
    return program(author)


@pytest.mark.django_db
def test_the_same_key_repeats_the_answer_and_does_nothing_twice(amal):
    first = amal.post("speakers/", BODY, Idempotency_Key="a-1")
    again = amal.post("speakers/", BODY, Idempotency_Key="a-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content and again["Location"] == first["Location"]
    assert "Idempotency-Replayed" not in first and again["Idempotency-Replayed"] == "true"
    assert amal.post("speakers/", BODY, Idempotency_Key="a-2").json()["id"] != first.json()["id"]
    assert Speaker.objects.count() == 2


@pytest.mark.django_db
def test_the_same_key_for_another_request_is_refused(amal, program, author):
    amal.post("speakers/", BODY, Idempotency_Key="a-1")
    for answer in (
        amal.post("speakers/", BODY | {"role": "clerk"}, Idempotency_Key="a-1"),
        amal.post("outlets/", {"name": "B", "kind": "site"}, Idempotency_Key="a-1"),
    ):
        assert (answer.status_code, kind(answer)) == (422, "key-reused")
    # A key is a token's own.
    assert program(author).post("speakers/", BODY, Idempotency_Key="a-1").status_code == 201


@pytest.mark.django_db
def test_a_refused_request_frees_its_key(amal):
    assert amal.post("speakers/", {"name": "A", "kind": "unnamed"}, Idempotency_Key="k").status_code == 422
    assert not KeptAnswer.objects.exists()
    assert amal.post("speakers/", BODY, Idempotency_Key="k").status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 256, "a b"])
def test_a_key_has_a_form(amal, key):
    assert kind(amal.post("speakers/", BODY, Idempotency_Key=key)) == "bad-request"


@pytest.mark.django_db
def test_a_key_is_kept_for_a_day_and_swept(amal):
    amal.post("speakers/", BODY, Idempotency_Key="k")
    assert forget_answers.call() == 0
    KeptAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert amal.post("speakers/", BODY | {"role": "clerk"}, Idempotency_Key="k").status_code == 201
    KeptAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert [forget_answers.call(), forget_answers.call()] == [1, 0]


@pytest.mark.django_db
def test_what_sent_a_claim_back_to_review_is_answered_the_same_again(program, author, reviewer):
    from sources.actions import stating

    claim, revision = factories.submitted(author)
    stating.change_statement(statement=claim.evidence.get().statement, by=author, role="clerk")
    rana = program(reviewer)
    answers = [
        rana.post(f"claims/{claim.pk}/approve/", {"revision": revision.pk}, Idempotency_Key="k") for _ in range(2)
    ]
    assert [kind(answer) for answer in answers] == ["changed-since"] * 2
    assert claim.revisions.count() == 2
    assert answers[1]["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_an_erasure_empties_what_was_answered_and_nothing_is_done_twice(program, amal, author, editor, second_editor):
    from record.actions import erasing

    claim = factories.claim(author)
    evidence = factories.evidence(author, claim)
    source = evidence.statement.source_id
    words = "We told them beforehand.\nAmal was there."
    kept = amal.post(f"sources/{source}/transcripts/", {"text": words}, Idempotency_Key="k")
    assert kept.status_code == 201
    other = amal.post("speakers/", BODY, Idempotency_Key="other")
    erasure = erasing.propose_erasure(
        claim=claim, by=editor, passages=["beforehand.\nAmal", "We told them beforehand."], ground="g", reason="r"
    )
    erasing.confirm_erasure(erasure=erasure, by=second_editor)
    again = amal.post(f"sources/{source}/transcripts/", {"text": words}, Idempotency_Key="k")
    assert (again.status_code, again.content) == (201, b"{}")
    assert amal.post("speakers/", BODY, Idempotency_Key="other").content == other.content


@pytest.mark.django_db
def test_what_is_taken_away_is_taken_away_once(amal, author):
    claim = factories.claim(author)
    evidence = factories.evidence(author, claim)
    first, again = (amal.delete(f"evidence/{evidence.pk}/", Idempotency_Key="k") for _ in range(2))
    assert (first.status_code, again.status_code) == (204, 204)
    assert "Content-Type" not in first and "Content-Type" not in again
    assert amal.delete(f"evidence/{evidence.pk}/").status_code == 404


@pytest.mark.django_db
def test_while_a_request_runs_its_key_is_in_use_until_its_lease_is_over(amal):
    request_digest = "sha256:" + "0" * 64
    held = keeping_answers.reserve(token=amal.token, key="k", request_digest=request_digest)
    with pytest.raises(keeping_answers.KeyInUse):
        keeping_answers.reserve(token=amal.token, key="k", request_digest=request_digest)
    KeptAnswer.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    taken = keeping_answers.reserve(token=amal.token, key="k", request_digest=request_digest)
    assert taken.lease != held.lease
    with pytest.raises(keeping_answers.KeyInUse):  # the slow one cannot commit any more
        keeping_answers.keep(reserved=held, status=200, headers={}, body=b"")
    keeping_answers.release(reserved=held)
    assert KeptAnswer.objects.get().lease == taken.lease


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_racing_requests_with_one_key_publish_once(author, reviewer, editor, round_):
    claim, revision = factories.approved(author, reviewer)
    edith = Program(editor)
    barrier = Barrier(4)
    answers = []

    def run():
        try:
            barrier.wait(timeout=10)
            answers.append(edith.post(f"claims/{claim.pk}/publish/", {"revision": revision.pk}, Idempotency_Key="k"))
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(answers) == 4
    assert all(answer.status_code == 200 or kind(answer) == "key-in-use" for answer in answers)
    assert len({answer.content for answer in answers if answer.status_code == 200}) == 1
    assert Version.objects.count() == 1
    assert edith.post(f"claims/{claim.pk}/publish/", {"revision": revision.pk}, Idempotency_Key="k").status_code == 200


# Adds a speaker under a key and is killed in the middle: after the action's rows, before its transaction ends.
KILLED = """
import os, signal, sys
import django
django.setup()
from accounts.actions import keeping_answers
def kill(**kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
keeping_answers.keep = kill
from django.test import Client
Client().generic("POST", "/api/v1/desk/speakers/", sys.argv[2].encode(), content_type="application/json",
                 headers={"Authorization": "Bearer " + sys.argv[1], "Idempotency-Key": "k"})
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_before_its_answer_was_kept_has_done_nothing(author):
    import json

    amal = Program(author)
    database = connection.settings_dict
    address = (
        f"sqlite:///{database['NAME']}"
        if connection.vendor == "sqlite"
        else f"postgresql://{database['USER']}:{database['PASSWORD']}@/{database['NAME']}?host={database['HOST']}"
    )
    connection.close()
    environment = os.environ | {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ALLOWED_HOSTS": "testserver",
    }
    done = subprocess.run(
        [sys.executable, "-c", KILLED, amal.token.shown_once, json.dumps(BODY)],
        env=environment, cwd=settings.BASE_DIR, timeout=60, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert not Speaker.objects.exists()
    assert KeptAnswer.objects.get().status is None
    assert kind(amal.post("speakers/", BODY, Idempotency_Key="k")) == "key-in-use"
    KeptAnswer.objects.update(leased_until=timezone.now())
    time.sleep(0.01)
    assert amal.post("speakers/", BODY, Idempotency_Key="k").status_code == 201
    assert Speaker.objects.count() == 1
