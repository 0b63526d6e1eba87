"""Webhooks: what is told to whom, signed, once in line for good, and delivered by one worker at a time."""

import base64
import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from history.errors import NotAllowed, WrongMoment
from history.models import Entry
from record.actions import delivering, erasing, public_state, publishing, subscribing, telling
from record.models import Delivery, Subscription
from record.models.subscription import HookEvent
from record.tasks import deliver_due, forget_deliveries, nudge
from tests import factories
from tests.conftest import database_url
from tests.sources.hostile_server import answer

# The verdicts of these tests need not be what the reports suggest.
NOTE = {"en": "The minutes say more than the reports."}

pytestmark = pytest.mark.django_db

URL = "http://good.example/hook"


def subscribe(by, url=URL, events=None, **fields):
    return subscribing.subscribe(
        by=by, url=url, events=events or list(HookEvent.values), **{"label": "A newsroom"} | fields
    )


def told():
    """The types of what waits or was delivered, oldest first, each with its data."""
    payloads = [json.loads(bytes(row.payload)) for row in Delivery.objects.order_by("pk")]
    return [(payload["type"], payload["data"]) for payload in payloads]


def verified(request, secret):
    """The payload of a request, as a receiver reads it: after checking one of its signatures and its age."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + request.body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert wanted in headers["webhook-signature"].split(" ")
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 300
    return json.loads(request.body)


@pytest.fixture
def receiver(internet):
    """A real server that takes what comes; `internet.asked("/hook")` tells what did."""
    internet.page("good.example", "/hook", answer(b"thanks"))
    return internet


# --- Who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["author", "reviewer", "stranger"])
def test_nobody_but_an_editor_looks_after_webhooks(request, editor, who):
    row = subscribe(editor)
    delivery = subscribing.send_ping(subscription=row, by=editor)
    by = request.getfixturevalue(who)
    before = Entry.objects.count(), Delivery.objects.count()
    for act in (
        lambda: subscribe(by),
        lambda: subscribing.change(subscription=row, by=by, label="Mine"),
        lambda: subscribing.rotate_secret(subscription=row, by=by),
        lambda: subscribing.pause(subscription=row, by=by, reason="r"),
        lambda: subscribing.resume(subscription=row, by=by),
        lambda: subscribing.end(subscription=row, by=by),
        lambda: subscribing.send_ping(subscription=row, by=by),
        lambda: subscribing.replay(delivery=delivery, by=by),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert (Entry.objects.count(), Delivery.objects.count()) == before


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"label": ""}, "label"),
        ({"url": "ftp://good.example/"}, "url"),
        ({"url": "https://a:b@good.example/"}, "url"),
        ({"url": "https://good.example:8443/"}, "url"),
        ({"url": "http://169.254.169.254/latest/"}, "url"),
        ({"url": "http://[::ffff:7f00:1]/"}, "url"),
        ({"events": ["everything"]}, "events"),
        ({"events": ["claim.erased", "claim.erased", "x"]}, "events"),
    ],
)
def test_what_a_webhook_cannot_be_is_told_at_its_field(editor, fields, field):
    with pytest.raises(ValidationError) as refused:
        subscribe(editor, **fields)
    assert field in refused.value.message_dict
    assert not Subscription.objects.exists()
    row = subscribe(editor)
    with pytest.raises(ValidationError) as refused:
        subscribing.change(subscription=row, by=editor, **fields)
    assert field in refused.value.message_dict


def test_the_secret_is_in_no_log_and_is_given_once(editor):
    row = subscribe(editor)
    secrets = [row.shown_once, subscribing.rotate_secret(subscription=row, by=editor).shown_once]
    assert secrets[0] != secrets[1] and all(secret.startswith("whsec_") for secret in secrets)
    log = str(list(Entry.objects.values()))
    assert not any(secret in log for secret in secrets)
    assert Subscription.objects.get().shown_once == ""


def test_an_ended_webhook_does_nothing_more(editor):
    row = subscribe(editor)
    waiting = subscribing.send_ping(subscription=row, by=editor)
    subscribing.end(subscription=row, by=editor)
    waiting.refresh_from_db()
    assert waiting.state == "abandoned"
    for act in (subscribing.rotate_secret, subscribing.resume, subscribing.end, subscribing.send_ping):
        with pytest.raises(WrongMoment):
            act(subscription=row, by=editor)


# --- What is told -----------------------------------------------------------------------------------------------------


def test_each_public_change_is_told_once_to_who_chose_it(author, reviewer, editor, second_editor):
    subscribe(editor)
    subscribe(editor, events=["claim.corrected"])
    claim, version = factories.published(author, reviewer, editor, verdict_note=NOTE)
    from claims import documents
    from claims.actions import drafting, reviewing

    factories.evidence(author, claim, statement=factories.statement(author, quote="They knew beforehand."))
    publishing.update(claim=claim, by=reviewer, seen_digest=documents.build(claim).digest)
    claim.refresh_from_db()
    reviewing.revise(claim=claim, by=author)
    drafting.change_claim(claim=claim, by=author, verdict="contested", verdict_note=NOTE)
    revision = reviewing.submit(claim=claim, by=author)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    note = publishing.CorrectionNote(what={"en": "The verdict."}, why={"en": "New words."})
    publishing.publish(claim=claim, revision=revision, by=editor, correction=note)
    notice = public_state.put_notice(claim=claim, by=editor, reason="r")
    public_state.end(row=notice, by=editor, reason="r")
    erasure = erasing.propose_erasure(claim=claim, by=editor, passages=["They knew"], ground="g", reason="r")
    erasing.confirm_erasure(erasure=erasure, by=second_editor)
    words = {"public_reason": {"en": "It was wrong."}}
    retraction = public_state.propose_retraction(claim=claim, by=editor, reason="r", **words)
    public_state.confirm(row=retraction, by=second_editor)
    found = told()
    assert [kind for kind, _ in found] == [
        "claim.published", "claim.published", "claim.corrected", "claim.corrected", "claim.state_changed",
        "claim.state_changed", "claim.erased", "claim.retracted",
    ]  # fmt: skip
    assert found[0][1] == {
        "claim": claim.pk, "state": "published", "url": f"http://testserver/claims/{claim.pk}/",
        "api_url": f"http://testserver/api/v1/claims/{claim.pk}/", "version": 1, "version_kind": "first",
        "digest": version.content_digest, "sequence": version.sequence,
    }  # fmt: skip
    assert [data["state"] for _, data in found[4:6]] == ["under_notice", "published"]
    assert found[7][1]["version_kind"] == "retraction"
    # One event has one id, whoever it is told to; and no words of a claim are kept in line.
    pair = Delivery.objects.filter(event="claim.corrected")
    assert len({row.event_id for row in pair}) == 1 and len(pair) == 2
    assert b"They" not in b"".join(bytes(row.payload) for row in Delivery.objects.all())


def test_nothing_of_a_withheld_claim_is_told_but_that_it_is(author, reviewer, editor):
    claim, _ = factories.published(author, reviewer, editor, verdict_note=NOTE)
    from claims.actions import drafting, reviewing

    subscribe(editor)
    subscribe(editor, events=["claim.published"])
    hold = public_state.withhold(claim=claim, by=editor, reason="r")
    notice = public_state.put_notice(claim=claim, by=editor, reason="r")
    reviewing.revise(claim=claim, by=author)
    drafting.change_claim(claim=claim, by=author, verdict="contested", verdict_note=NOTE)
    revision = reviewing.submit(claim=claim, by=author)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    publishing.publish(claim=claim, revision=revision, by=editor)
    public_state.end(row=notice, by=editor, reason="r")
    [(kind, data)] = told()
    assert kind == "claim.state_changed" and set(data) == {"claim", "state", "url", "api_url"}
    public_state.end(row=hold, by=editor, reason="r")
    assert [(kind, data["state"], data["version"]) for kind, data in told()[1:]] == [
        ("claim.published", "published", 2), ("claim.published", "published", 2), ("claim.state_changed", "published", 2),
    ]  # fmt: skip


def test_telling_costs_the_same_with_more_subscribers(author, reviewer, editor, django_assert_num_queries):
    from django.test.utils import CaptureQueriesContext

    def cost():
        claim, revision = factories.approved(author, reviewer)
        with CaptureQueriesContext(connection) as queries:
            publishing.publish(claim=claim, revision=revision, by=editor)
        return len(queries)

    subscribe(editor)
    cost()
    few = cost()
    for _ in range(5):
        subscribe(editor)
    assert cost() == few


def test_a_publication_that_is_undone_tells_nobody(author, reviewer, editor, monkeypatch):
    subscribe(editor)
    claim, revision = factories.approved(author, reviewer)

    tell = telling.tell

    def fall(*args):
        tell(*args)
        assert Delivery.objects.exists()
        raise RuntimeError("the power went")

    monkeypatch.setattr(telling, "tell", fall)
    with pytest.raises(RuntimeError):
        publishing.publish(claim=claim, revision=revision, by=editor)
    assert not Delivery.objects.exists()


# --- Delivering -------------------------------------------------------------------------------------------------------


def test_a_receiver_gets_what_it_can_verify(author, reviewer, editor, receiver):
    row = subscribe(editor)
    claim, _ = factories.published(author, reviewer, editor, verdict_note=NOTE)
    assert [deliver_due.call(), deliver_due.call()] == [1, 0]
    [request] = receiver.asked("/hook")
    payload = verified(request, row.shown_once)
    assert (request.method, payload["type"], payload["data"]["claim"]) == ("POST", "claim.published", claim.pk)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.last_status, delivery.last_answer) == ("delivered", 200, "thanks")
    with pytest.raises(AssertionError):
        verified(request, subscribe(editor).shown_once)


def test_for_a_day_every_earlier_secret_signs_and_then_the_new_one_alone(editor, receiver):
    row = subscribe(editor)
    # Changed twice, as by a button that was pressed twice: the receiver still has the first.
    between = subscribing.rotate_secret(subscription=row, by=editor)
    rotated = subscribing.rotate_secret(subscription=row, by=editor)
    subscribing.send_ping(subscription=row, by=editor)
    deliver_due.call()
    [request] = receiver.asked("/hook")
    for secret in (row.shown_once, between.shown_once, rotated.shown_once):
        assert verified(request, secret)["type"] == "ping"
    over = (timezone.now() - timedelta(seconds=1)).isoformat()
    Subscription.objects.update(previous_secrets=[[one.shown_once, over] for one in (between, row)])
    subscribing.send_ping(subscription=row, by=editor)
    deliver_due.call()
    verified(receiver.asked("/hook")[1], rotated.shown_once)
    with pytest.raises(AssertionError):
        verified(receiver.asked("/hook")[1], row.shown_once)


def test_what_fails_is_tried_again_later_with_the_same_id(editor, receiver):
    receiver.page("good.example", "/hook", answer(b"\x00<b>down</b>\xff", status="503 Service Unavailable"))
    row = subscribe(editor)
    subscribing.send_ping(subscription=row, by=editor)
    assert deliver_due.call() == 0
    delivery = Delivery.objects.get()
    wait = (delivery.next_attempt_at - timezone.now()).total_seconds()
    assert 2 < wait < 7  # 5 seconds, and a fifth of it either way
    assert (delivery.state, delivery.last_status) == ("pending", 503)
    assert "\x00" not in delivery.last_answer and "<b>down</b>" in delivery.last_answer
    assert deliver_due.call() == 0 and len(receiver.asked("/hook")) == 1  # not before its time
    receiver.page("good.example", "/hook", answer(b"up"))
    Delivery.objects.update(next_attempt_at=timezone.now())
    assert deliver_due.call() == 1
    ids = {request.headers.get("webhook-id") or request.headers["Webhook-Id"] for request in receiver.asked("/hook")}
    assert ids == {delivery.event_id}
    assert Subscription.objects.get().failing_since is None


def test_waits_grow_for_five_days_and_then_it_has_failed(editor, receiver):
    receiver.page("good.example", "/hook", answer(b"", status="500 Oh"))
    subscribing.send_ping(subscription=subscribe(editor), by=editor)
    waits = []
    for _ in delivering.WAITS:
        deliver_due.call()
        waits.append((Delivery.objects.get().next_attempt_at - timezone.now()).total_seconds())
        Delivery.objects.update(next_attempt_at=timezone.now())
    assert all(0.79 * wait <= found <= 1.21 * wait for wait, found in zip(delivering.WAITS, waits, strict=True))
    assert sum(delivering.WAITS) > timedelta(days=5).total_seconds()
    deliver_due.call()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("failed", len(delivering.WAITS) + 1)
    assert deliver_due.call() == 0


@pytest.mark.parametrize(
    "url",
    ["http://private.example/hook", "http://127.0.0.1/hook", "http://loopback.example/", "http://good.example:22/"],
)
def test_no_address_inside_our_network_is_ever_asked(editor, internet, url):
    row = subscribe(editor)
    Subscription.objects.update(url=url)  # as if it had passed: what is asked at the delivery is what holds
    subscribing.send_ping(subscription=row, by=editor)
    assert deliver_due.call() == 0
    assert internet.requests == [] and internet.dialled == []
    assert Delivery.objects.get().last_failure


def test_a_redirect_is_not_followed(editor, receiver):
    from tests.sources.hostile_server import redirect

    receiver.page("good.example", "/hook", redirect("http://private.example/"))
    subscribing.send_ping(subscription=subscribe(editor), by=editor)
    deliver_due.call()
    assert Delivery.objects.get().last_failure == "The receiver answered 302."
    assert len(receiver.requests) == 1


def test_long_failure_pauses_and_what_waits_goes_out_after_it_is_resumed(editor, receiver):
    receiver.page("good.example", "/hook", answer(b"", status="500 Oh"))
    row = subscribe(editor)
    subscribing.send_ping(subscription=row, by=editor)
    deliver_due.call()
    assert Subscription.objects.get().paused_at is None
    Subscription.objects.update(failing_since=timezone.now() - timedelta(days=5, seconds=1))
    Delivery.objects.update(next_attempt_at=timezone.now())
    deliver_due.call()
    paused = Subscription.objects.get()
    assert paused.pause_reason.startswith("Nothing could be delivered since")
    assert Entry.objects.of(row).last().code == "webhook_paused" and Entry.objects.of(row).last().by_key == ""
    receiver.page("good.example", "/hook", answer(b"up"))
    Delivery.objects.update(next_attempt_at=timezone.now())
    assert deliver_due.call() == 0  # paused: it waits
    with pytest.raises(WrongMoment):
        subscribing.send_ping(subscription=row, by=editor)
    subscribing.resume(subscription=row, by=editor)
    assert deliver_due.call() == 1


def test_a_receiver_that_is_gone_is_paused_at_once(editor, receiver):
    receiver.page("good.example", "/hook", answer(b"", status="410 Gone"))
    subscribing.send_ping(subscription=subscribe(editor), by=editor)
    deliver_due.call()
    assert "gone" in Subscription.objects.get().pause_reason


def test_one_receiver_that_is_down_holds_up_no_other(editor, receiver):
    receiver.page("bad.example", "/hook", answer(b"", status="500 Oh"))
    bad, good = subscribe(editor, url="http://bad.example/hook"), subscribe(editor)
    for _ in range(3):
        subscribing.send_ping(subscription=bad, by=editor)
        subscribing.send_ping(subscription=good, by=editor)
    assert deliver_due.call() == 3
    assert len([request for request in receiver.requests if request.host == "bad.example"]) == 1


def test_a_long_line_for_a_receiver_that_is_down_keeps_nothing_from_the_others(editor, receiver, monkeypatch):
    monkeypatch.setattr("record.tasks.MOST_AT_ONCE", 3)
    receiver.page("bad.example", "/hook", answer(b"", status="500 Oh"))
    bad, good = subscribe(editor, url="http://bad.example/hook"), subscribe(editor)
    for row in [bad] * 5 + [good] * 2:
        subscribing.send_ping(subscription=row, by=editor)
    assert deliver_due.call() == 2


def test_a_receiver_that_breaks_us_is_tried_later_and_keeps_nothing_from_the_others(
    editor, receiver, monkeypatch, caplog
):
    send = delivering.send

    def fall(url, **rest):
        if "broken" in url:
            raise KeyError("nobody thought of this")
        return send(url, **rest)

    monkeypatch.setattr(delivering, "send", fall)
    broken = subscribing.send_ping(subscription=subscribe(editor, url="http://broken.example/"), by=editor)
    subscribing.send_ping(subscription=subscribe(editor), by=editor)
    assert deliver_due.call() == 1
    broken.refresh_from_db()
    assert (broken.state, broken.last_failure) == ("pending", "It could not be sent: a fault of ours.")
    assert broken.next_attempt_at > timezone.now() and broken.leased_until is None
    assert "nobody thought of this" in caplog.text


def test_what_was_delivered_is_sent_again_with_its_old_id(editor, receiver):
    row = subscribe(editor)
    delivery = subscribing.send_ping(subscription=row, by=editor)
    with pytest.raises(WrongMoment):
        subscribing.replay(delivery=delivery, by=editor)
    deliver_due.call()
    subscribing.replay(delivery=delivery, by=editor)
    assert deliver_due.call() == 1
    first, second = receiver.asked("/hook")
    assert first.body == second.body
    assert verified(first, row.shown_once) == verified(second, row.shown_once)


def test_settled_deliveries_are_dropped_after_a_month_and_nothing_else(editor, receiver):
    row = subscribe(editor)
    for _ in range(2):
        subscribing.send_ping(subscription=row, by=editor)
    deliver_due.call()
    waiting = subscribing.send_ping(subscription=row, by=editor)
    old = timezone.now() - timedelta(days=31)
    Delivery.objects.exclude(pk=Delivery.objects.order_by("pk").first().pk).update(created_at=old)
    assert [forget_deliveries.call(), forget_deliveries.call()] == [1, 0]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered", "pending"}
    subscribing.pause(subscription=row, by=editor, reason="r")
    Subscription.objects.update(paused_at=old)
    forget_deliveries.call()
    assert not Delivery.objects.filter(pk=waiting.pk, state="pending").exists()


def test_what_came_in_line_while_its_webhook_was_ended_is_given_up(editor):
    row = subscribe(editor)
    late = subscribing.send_ping(subscription=row, by=editor)
    subscribing.end(subscription=row, by=editor)
    Delivery.objects.update(state="pending", created_at=timezone.now() - timedelta(days=31))
    assert deliver_due.call() == 0
    assert forget_deliveries.call() == 1
    assert not Delivery.objects.filter(pk=late.pk).exists()


def test_forgetting_asks_once_and_writes_nothing_where_nothing_is_old(editor, django_assert_num_queries):
    subscribing.send_ping(subscription=subscribe(editor), by=editor)
    with django_assert_num_queries(1) as asked:
        forget_deliveries.call()
    assert asked.captured_queries[0]["sql"].startswith("SELECT")


def test_a_nudge_enqueues_only_where_something_is_due(editor, settings):
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    row = subscribe(editor)
    deliveries = DBTaskResult.objects.filter(task_path="record.tasks.deliver_due")
    nudge()
    assert deliveries.count() == 0
    subscribing.send_ping(subscription=row, by=editor)
    nudge()
    assert deliveries.count() == 1


# --- Crashes and races ------------------------------------------------------------------------------------------------


# Publishes, and is killed right after the commit, before anybody could be nudged.
KILLED = """
import os, signal, sys
import django
django.setup()
from accounts.models import User
from claims.models import Claim
from record.actions import publishing
claim = Claim.objects.select_related("revision").get(pk=sys.argv[1])
publishing.publish(claim=claim, revision=claim.revision, by=User.objects.get(username="edith"))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.django_db(transaction=True)
def test_a_kill_between_commit_and_delivery_loses_nothing(author, reviewer, editor, receiver):
    row = subscribe(editor)
    claim, _ = factories.approved(author, reviewer)
    environment = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "config.settings"}
    connection.close()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, claim.pk],
        env=environment, cwd=settings.BASE_DIR, timeout=60, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert receiver.requests == []
    assert deliver_due.call() == 1  # what the sweep enqueues every minute
    [request] = receiver.asked("/hook")
    assert verified(request, row.shown_once)["data"]["claim"] == claim.pk


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_after_sending_sends_again_with_the_same_id(editor, receiver, monkeypatch):
    row = subscribe(editor)
    delivery = subscribing.send_ping(subscription=row, by=editor)

    class Killed(BaseException):
        pass

    def die(*args):
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(delivering, "_record", die)
        delivering.deliver(delivery_id=delivery.pk)
    assert delivering.deliver(delivery_id=delivery.pk) is None  # the dead one's lease still runs
    Delivery.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert delivering.deliver(delivery_id=delivery.pk) is True
    first, second = receiver.asked("/hook")
    assert {name.lower(): value for name, value in first.headers.items()}["webhook-id"] == delivery.event_id
    assert verified(first, row.shown_once) == verified(second, row.shown_once)


def test_a_worker_whose_lease_ran_out_changes_nothing_any_more(editor, receiver):
    delivery = subscribing.send_ping(subscription=subscribe(editor), by=editor)
    Delivery.objects.update(attempts=1)
    slow = Delivery.objects.select_related("subscription").get()
    assert delivering.deliver(delivery_id=delivery.pk) is True
    delivering._record(slow, delivering.Refused("too_slow", "It took too long.", retryable=True))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_failure, Subscription.objects.get().failing_since) == ("delivered", "", None)


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_delivers_each(editor, receiver):
    row = subscribe(editor)
    waiting = [subscribing.send_ping(subscription=row, by=editor).pk for _ in range(4)]
    barrier = Barrier(4)
    outcomes = []

    def work():
        try:
            barrier.wait(timeout=10)
            outcomes.extend(delivering.deliver(delivery_id=key) for key in waiting)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (outcomes.count(True), outcomes.count(None)) == (4, 12)
    assert len(receiver.asked("/hook")) == 4
    assert set(Delivery.objects.values_list("state", "attempts")) == {("delivered", 1)}
