"""The sweep raises each alert once, and stops when it is told to."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from claims.actions import alerting, drafting, reviewing
from claims.models import Alert
from claims.tasks import alert_changed_inputs, alert_overdue, alert_withdrawals
from record.actions import public_state, publishing
from record.management.commands import sweep
from record.models import Hold, Notice
from record.tasks import alert_unconfirmed
from sources.actions import linking, withdrawing
from tests import factories

pytestmark = pytest.mark.django_db


def test_an_unconfirmed_notice_or_hold_is_told_once_after_a_day(author, reviewer, editor, second_editor) -> None:
    late, _ = factories.published(author, reviewer, editor)
    fresh, _ = factories.published(author, reviewer, editor)
    confirmed, _ = factories.published(author, reviewer, editor)
    hold = public_state.withhold(claim=late, by=editor, reason="A name.")
    public_state.put_notice(claim=fresh, by=editor, reason="A call.")
    notice = public_state.put_notice(claim=confirmed, by=editor, reason="A call.")
    public_state.confirm(row=notice, by=second_editor)
    assert alert_unconfirmed.call() == 0
    day = timezone.now() - timedelta(hours=25)
    Hold.objects.filter(pk=hold.pk).update(proposed_at=day)
    Notice.objects.filter(pk=notice.pk).update(proposed_at=day)
    assert [alert_unconfirmed.call(), alert_unconfirmed.call()] == [1, 0]
    assert Alert.objects.get().claim == late
    Alert.objects.update(resolved_at=timezone.now(), resolved_by=editor)
    assert alert_unconfirmed.call() == 0


def test_an_overdue_claim_is_told_once(author: User) -> None:
    claim = factories.claim(author)
    drafting.assign(claim=claim, by=author, to=author, due_on=timezone.localdate() - timedelta(days=1))
    assert [alert_overdue.call(), alert_overdue.call()] == [1, 0]


def test_a_withdrawal_after_publication_is_told_once(author, reviewer, editor) -> None:
    claim, _ = factories.published(author, reviewer, editor)
    said = claim.evidence.get().statement
    assert alert_withdrawals.call() == 0
    later = factories.statement(author, speaker=said.speaker, quote="We did not.")
    withdrawing.withdraw(statement=said, withdrawn_by=later, by=author)
    assert [alert_withdrawals.call(), alert_withdrawals.call()] == [1, 0]


def test_a_relay_confirmed_after_publication_is_told_once(author, reviewer, editor) -> None:
    claim = factories.claim(author, verdict="supported", verdict_note={"en": "Two say so."})
    rows = [factories.evidence(author, claim) for _ in range(2)]
    revision = reviewing.submit(claim=claim, by=author)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    publishing.publish(claim=claim, revision=revision, by=editor)
    factories.published(author, reviewer, editor)  # rests on nothing that changes
    assert alert_changed_inputs.call() == 0
    relay = linking.declare_relay(
        statement=rows[0].statement, of=rows[1].statement, kind="quotes", status="detected", by=author
    )
    assert alert_changed_inputs.call() == 0  # a guess changes nothing
    linking.judge_relay(relay=relay, confirm=True, by=author)
    assert [alert_changed_inputs.call(), alert_changed_inputs.call()] == [1, 0]
    alert = Alert.objects.get()
    assert (alert.claim, alert.kind) == (claim, "corroboration_changed")
    assert alert.message == "What its reports show changed after it was approved: corroborated → single_origin."
    alerting.resolve_alert(alert=alert, by=author)
    factories.source(author)
    assert alert_changed_inputs.call() == 0  # the same finding is not told again
    claim.refresh_from_db()
    assert claim.status == "settled"


def test_a_change_of_a_part_is_told_to_the_claim_that_sums_it(author, reviewer, editor) -> None:
    part, _ = factories.published(author, reviewer, editor)
    whole = factories.claim(author)
    drafting.relate(claim=whole, to=part, kind="sums", by=author)
    factories.evidence(author, whole)
    revision = reviewing.submit(claim=whole, by=author)
    reviewing.approve(claim=whole, revision=revision, by=reviewer)
    assert alert_changed_inputs.call() == 0
    said = part.evidence.get().statement
    withdrawing.misattribute(statement=said, by=author, reason="The recording is of somebody else.")
    assert alert_changed_inputs.call() == 2
    assert set(Alert.objects.values_list("claim", flat=True)) == {part.pk, whole.pk}


def test_a_change_behind_a_great_import_is_told_in_the_same_run(author, reviewer, editor, monkeypatch) -> None:
    claim, _ = factories.published(author, reviewer, editor)
    assert alert_changed_inputs.call() == 0
    monkeypatch.setattr("claims.tasks.AT_ONCE", 2)
    monkeypatch.setattr("claims.tasks.READ_AGAIN", 1)
    for number in range(5):
        factories.outlet(author, name=f"Outlet {number}")
    withdrawing.misattribute(statement=claim.evidence.get().statement, by=author, reason="Somebody else spoke.")
    assert [alert_changed_inputs.call(), alert_changed_inputs.call()] == [1, 0]


def test_whoever_changes_a_settled_claim_is_not_told_of_their_own_change(author, reviewer, editor) -> None:
    claim, _ = factories.published(author, reviewer, editor)
    factories.evidence(author, claim)
    assert alert_changed_inputs.call() == 0


def test_one_sweep_enqueues_each_task(settings) -> None:
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    call_command("sweep")
    call_command("sweep")
    assert DBTaskResult.objects.count() == len(sweep.TASKS)


def test_sweeping_stops_at_once_when_told(tmp_path) -> None:
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "manage.py", "sweep", "--every", "60"], env=environment, stderr=subprocess.PIPE, text=True
    )
    # Without tables it says that this round did not finish, and waits: now it is in its loop.
    assert "did not finish" in process.stderr.readline()
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=10)
    assert process.returncode == 0
    assert time.monotonic() - begun < 5
