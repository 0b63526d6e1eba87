"""Webhooks at the desk: the secret is shown once, a test is sent, a delivery is read and sent again."""

import pytest
from django.urls import reverse

from history.models import Entry
from record.models import Delivery, Subscription
from record.tasks import deliver_due
from tests.sources.hostile_server import answer

pytestmark = pytest.mark.django_db

ADD = "/desk/record/subscription/add/"
FULL = {"label": "A newsroom", "url": "http://good.example/hook", "events": ["claim.corrected", "claim.published"]}


def act(client, row, name, **fields):
    return client.post(reverse("admin:record_subscription_act", args=[row.pk, name]), fields)


@pytest.fixture
def webhook(client, editor):
    """Made by Edith, who stays signed in."""
    client.force_login(editor)
    client.post(ADD, FULL)
    return Subscription.objects.get()


def test_the_secret_is_shown_once_and_never_again(client, editor):
    client.force_login(editor)
    made = client.post(ADD, FULL)
    row = Subscription.objects.get()
    assert made.status_code == 200 and "no-store" in made["Cache-Control"]
    assert row.secret in made.content.decode()
    assert row.events == ["claim.published", "claim.corrected"]
    page = client.get(reverse("admin:record_subscription_change", args=[row.pk])).content.decode()
    assert "http://good.example/hook" in page and row.secret not in page and "whsec_" not in page
    rotated = act(client, row, "rotate")
    assert "no-store" in rotated["Cache-Control"]
    assert row.secret not in rotated.content.decode()
    assert Subscription.objects.get().secret in rotated.content.decode()


def test_what_is_wrong_stands_at_its_field(client, editor):
    client.force_login(editor)
    made = client.post(ADD, {"label": "", "url": "ftp://x.example/"})
    assert made.status_code == 400
    assert set(made.context["adminform"].form.errors) == {"label", "url", "events"}


def test_a_webhook_is_changed_paused_resumed_and_ended(client, webhook):
    changed = client.post(reverse("admin:record_subscription_change", args=[webhook.pk]), FULL | {"label": "Another"})
    assert (changed.status_code, Subscription.objects.get().label) == (302, "Another")
    act(client, webhook, "pause")
    assert Subscription.objects.get().paused_at is None  # not without a reason
    act(client, webhook, "pause", reason="They move house.")
    page = client.get(reverse("admin:record_subscription_change", args=[webhook.pk])).content.decode()
    assert "They move house." in page
    act(client, webhook, "resume")
    act(client, webhook, "end")
    row = Subscription.objects.get()
    assert (row.paused_at, row.ended_by.username) == (None, "edith")
    assert act(client, webhook, "nonsense").status_code == 404
    assert act(client, webhook, "rotate").status_code == 302


def test_a_test_is_sent_read_and_sent_again(client, webhook, internet):
    internet.page("good.example", "/hook", answer(b"<script>alert(1)</script>"))
    act(client, webhook, "ping")
    assert deliver_due.call() == 1
    delivery = Delivery.objects.get()
    page = client.get(reverse("admin:record_delivery_change", args=[delivery.pk])).content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert(1)" not in page and delivery.event_id in page
    assert client.get("/desk/record/delivery/").status_code == 200
    client.post(reverse("admin:record_delivery_replay", args=[delivery.pk]))
    assert deliver_due.call() == 1
    assert len(internet.asked("/hook")) == 2


def test_taking_a_step_lets_a_worker_deliver_at_once(client, author, reviewer, editor, webhook, settings):
    from django_tasks_db.models import DBTaskResult

    from tests import factories
    from tests.desk.test_journey import address

    claim, revision = factories.approved(author, reviewer)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    client.force_login(editor)
    done = client.post(address(claim, "steps", "publish"), {"revision": revision.pk})
    assert done.status_code == 302
    assert DBTaskResult.objects.filter(task_path="record.tasks.deliver_due").count() == 1


def test_nobody_but_an_editor_reads_a_webhooks_address_in_the_log(client, webhook, author, editor):
    entry = Entry.objects.of(webhook).get()
    page = reverse("admin:history_entry_change", args=[entry.pk])
    assert webhook.url in client.get(page).content.decode()
    client.force_login(author)
    assert webhook.url not in client.get(page, follow=True).content.decode()
    assert "A newsroom" not in client.get(reverse("admin:history_entry_changelist")).content.decode()
