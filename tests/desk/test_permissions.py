"""Every address of the desk, as every person: denials first. A new admin class or address that forgets is caught."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import URLPattern, reverse
from django.utils import timezone

from accounts.actions import tokens
from accounts.models import User
from claims import documents, suggested
from claims.actions import batches, reviewing
from claims.importing import running
from claims.models import Alert
from history.models import Audited, Entry
from record.actions import merging, public_state, subscribing
from record.models import Delivery
from sources.actions import capturing, linking, recording
from tests import factories
from tests.conftest import Role, person
from tests.sources.test_watching import capture

pytestmark = pytest.mark.django_db

EVERYBODY = {"contributor", "reviewer", "editor", "administrator", "superuser"}
WRITERS = {"contributor", "administrator", "superuser"}
EDITORS = {"editor", "administrator", "superuser"}
MANAGERS = {"administrator", "superuser"}
NOBODY: set[str] = set()

# model → (who sees it, who adds, who changes)
TABLE = {
    "claims.claim": (EVERYBODY, WRITERS, EVERYBODY),  # everybody opens the page; the table below says what they may post
    "claims.event": (EVERYBODY, WRITERS, WRITERS),
    "sources.speaker": (EVERYBODY, WRITERS, WRITERS),
    "sources.outlet": (EVERYBODY, WRITERS, WRITERS),
    "sources.source": (EVERYBODY, WRITERS, WRITERS),
    "sources.statement": (EVERYBODY, WRITERS, WRITERS),
    "sources.sourcelink": (EVERYBODY, WRITERS, NOBODY),
    "claims.importbatch": (EVERYBODY, WRITERS, NOBODY),
    "accounts.user": (MANAGERS, MANAGERS, MANAGERS),
    "accounts.token": (EVERYBODY, EVERYBODY, NOBODY),
    "record.subscription": (EDITORS, EDITORS, EDITORS),
    "record.delivery": (EDITORS, NOBODY, NOBODY),
    **dict.fromkeys(
        (
            "sources.snapshot", "sources.relay", "claims.revision", "claims.review", "claims.comment", "claims.alert",
            "record.version", "record.listing", "record.correction", "record.notice", "record.hold",
            "record.retraction", "record.erasure", "history.entry",
        ),
        (EVERYBODY, NOBODY, NOBODY),
    ),
}  # fmt: skip

# Rows that are somebody's own: who sees one of another person. Others are not told that it is there.
OF_OTHERS = {"accounts.token": MANAGERS}

# Our own addresses: who may post there with effect.
POSTS = {
    "claims_claim_step:submit": WRITERS,
    "claims_claim_step:return": NOBODY,  # nobody here is outside the contributors of a claim that is not in review
    "claims_claim_step:consent": NOBODY,
    "claims_claim_step:approve": NOBODY,
    "claims_claim_step:publish": NOBODY,
    "claims_claim_step:revise": WRITERS,
    "claims_claim_step:update": NOBODY,
    "claims_claim_public:notice": EDITORS,
    "claims_claim_public:withhold": EDITORS,
    "claims_claim_public:retract": EDITORS,
    "claims_claim_figures": NOBODY,
    "claims_claim_figure": WRITERS,
    "claims_claim_explanation": NOBODY,
    "claims_claim_suggestion": WRITERS,
    "claims_claim_relay": WRITERS,
    "claims_claim_public:merge": EDITORS,
    "claims_claim_public:unmerge": EDITORS,
    "claims_claim_similar": NOBODY,  # only read
    "claims_claim_comment": EVERYBODY,
    "claims_claim_assign": EVERYBODY,
    "claims_claim_resolve": EVERYBODY,
    "sources_source_open": WRITERS,
    "sources_source_read": WRITERS,
    "sources_source_capture": WRITERS,
    "sources_source_upload": WRITERS,
    "sources_source_archive": WRITERS,
    "sources_source_adopt:title": WRITERS,
    "sources_source_transcribe": WRITERS,
    "sources_snapshot_picture": NOBODY,
    "sources_snapshot_state": NOBODY,
    "sources_statement_elsewhere": WRITERS,
    "sources_statement_repeats": WRITERS,
    "sources_sourcelink_judge": WRITERS,
    "sources_relay_judge": WRITERS,
    "sources_statement_deed:withdraw": WRITERS,
    "sources_statement_deed:misattribute": WRITERS,
    "sources_statement_deed:relay": WRITERS,
    "claims_importbatch_template": NOBODY,  # only read
    "claims_importbatch_step:submit": WRITERS,
    "claims_importbatch_step:approve": NOBODY,  # the row is still a draft
    "claims_importbatch_step:publish": NOBODY,
    "accounts_user_account": MANAGERS,
    "accounts_token_revoke": MANAGERS,
    **{f"record_subscription_act:{act}": EDITORS for act in ("ping", "pause", "resume", "rotate", "end")},
    "record_delivery_replay": EDITORS,
    "claims_claim_public:erase": EDITORS,
}
STANDARD = {"changelist", "add", "history", "delete", "change"}
FULL = {
    "text": "Typed.", "reason": "Because.", "public_reason_en": "Because.", "act": "close", "confirm": "1",
    "passages": "beforehand", "ground": "a law", "url": "https://example.org/new", "archived_at": "2024-02-03 10:00",
    "words": "We told them beforehand.", "speaker_name": "Omar Aziz", "speaker_kind": "person",
}  # fmt: skip
FIGURE = FULL | {
    "address": "https://example.org/count", "words": "At least 18 were killed.", "stance": "context", "basis": "unknown",
    "directness": "direct_quote", "said_time": "2024-02-04", "quantity_words": "at least 18", "quantity_hedge": "at_least",
    "quantity_numbers": "18", "measure": "killed", "population": "all", "reason": "",
}  # fmt: skip


def label(model):
    return model._meta.label_lower


def own_addresses():
    """The names of every address that an admin class adds to Django's."""
    found = set()
    for model, model_admin in admin.site._registry.items():
        standard = {f"{model._meta.app_label}_{model._meta.model_name}_{name}" for name in STANDARD}
        for pattern in model_admin.get_urls():
            if isinstance(pattern, URLPattern) and pattern.name and pattern.name not in standard:
                found.add(pattern.name)
    return found


def everything():
    """Every row that the desk knows, and the log."""
    rows = {label(model): sorted(map(repr, model._default_manager.values_list())) for model in admin.site._registry}
    return rows | {"entries": Entry.objects.count()}


@pytest.fixture
def world(author, reviewer, editor):
    """A published claim with everything around it."""
    claim, version = factories.published(author, reviewer, editor)
    said = claim.evidence.get().statement
    other = factories.statement(author, speaker=said.speaker)
    webhook = subscribing.subscribe(
        by=editor, label="A newsroom", url="https://good.example/", events=["claim.published"]
    )
    return {
        "claims.claim": claim,
        "claims.event": claim.event,
        "claims.revision": claim.revision,
        "claims.review": claim.revision.reviews.get(),
        "claims.alert": Alert.objects.create(claim=claim, kind="quote_lost", message="Gone."),
        "sources.statement": said,
        "sources.speaker": said.speaker,
        "sources.source": said.source,
        "sources.outlet": said.source.outlet,
        "sources.snapshot": said.snapshot,
        "sources.relay": linking.declare_relay(statement=said, of=other, kind="quotes", by=author, status="detected"),
        "sources.sourcelink": linking.link_sources(
            source=said.source, to=other.source, kind="syndicated_from", by=author, status="detected"
        ),
        "claims.importbatch": imported(author),
        "record.version": version,
        "record.listing": version.listing,
        "record.notice": public_state.put_notice(claim=claim, by=editor, reason="A call."),
        "record.subscription": webhook,
        "record.delivery": subscribing.send_ping(subscription=webhook, by=editor),
        "history.entry": Entry.objects.first(),
        "accounts.user": author,
        "accounts.token": tokens.make(
            owner=author, by=author, label="A script", scopes=["read"], expires_at=timezone.now() + timedelta(days=1)
        ),
    }


def imported(by):
    """A batch of one draft, read to its end."""
    file = BytesIO(b"claim\r\nThe bridge was closed.\r\n")
    batch = batches.open_batch(by=by, format="csv", file_name="sheet.csv", file_sha256="sha256:1", options={})
    return running.run(batch, file, by=by)


def made(role):
    if role == "superuser":
        return User.objects.create_superuser("sue")
    return person(f"some_{role}", *([Role(role)] if role in Role.values else []))


def address(name, rows):
    name, _colon, step = name.partition(":")
    if name in ("sources_source_open", "claims_claim_figures", "claims_claim_similar"):
        return reverse(f"admin:{name}")
    app, model = name.split("_")[:2]
    row = rows["claims.alert"] if name.endswith("resolve") else rows[f"{app}.{model}"]
    if name == "claims_importbatch_template":  # of no row
        return reverse(f"admin:{name}")
    return reverse(f"admin:{name}", args=[row.pk, *([step] if step else [])])


def test_every_admin_class_and_address_is_in_the_table():
    assert {label(model) for model in admin.site._registry} == set(TABLE)
    assert own_addresses() == {name.partition(":")[0] for name in POSTS} & own_addresses()
    assert own_addresses() <= {name.partition(":")[0] for name in POSTS}


def test_no_admin_class_deletes_edits_in_its_list_or_has_an_action():
    for model, model_admin in admin.site._registry.items():
        assert not model_admin.list_editable, model
        assert model_admin.actions is None, model
        assert not model_admin.inlines, model
        assert model_admin.show_full_result_count is False, model


@pytest.mark.parametrize(
    ("model", "column"),
    [
        ("accounts_user", "password"),
        ("accounts_token", "digest"),
        ("record_subscription", "secret"),
        ("record_subscription", "previous_secrets"),
        ("record_erasure", "passages"),
    ],
)
def test_no_list_lets_its_filters_spell_out_what_it_does_not_show(admin_client, model, column):
    page = reverse(f"admin:{model}_changelist")
    assert admin_client.get(page, {f"{column}__contains": "a"}).status_code == 400
    assert admin_client.get(page).status_code == 200


@pytest.mark.parametrize("role", ["anonymous", "stranger", *sorted(EVERYBODY)])
def test_the_desk_lets_nobody_past_the_table(client, world, role):
    if role != "anonymous":
        client.force_login(made(role))
    before = everything()
    outside = role in ("anonymous", "stranger")
    for name, (seers, adders, changers) in TABLE.items():
        kind = f"admin:{name.replace('.', '_')}"
        row = world.get(name)
        wanted = [(f"{kind}_changelist", [], role in seers), (f"{kind}_add", [], role in adders)]
        if row is not None:
            row_seers = OF_OTHERS.get(name, seers)
            wanted += [(f"{kind}_{page}", [row.pk], role in row_seers) for page in ("change", "history")]
        for url_name, args, allowed in wanted:
            status = client.get(reverse(url_name, args=args)).status_code
            hidden = 302 if name in OF_OTHERS and args else 403
            assert status == (302 if outside else 200 if allowed else hidden), (url_name, status)
        # Nothing of use is posted: who may is told what is missing, who may not is refused.
        assert client.post(reverse(f"{kind}_add"), {}).status_code == (
            302 if outside else 400 if role in adders else 403
        )
        client.post(
            reverse(f"{kind}_changelist"), {"action": "delete_selected", "_selected_action": row.pk if row else ""}
        )
        if row is not None:
            deleted = client.post(reverse(f"{kind}_delete", args=[row.pk]), {"post": "yes"})
            assert deleted.status_code == (302 if outside else 403), name
            hidden = name in OF_OTHERS and role not in OF_OTHERS[name]
            if role not in changers:
                status = client.post(reverse(f"{kind}_change", args=[row.pk]), FULL).status_code
                assert status == (302 if outside or hidden else 403), (name, status)
    for name, allowed in POSTS.items():
        if role not in allowed and name.partition(":")[0] in own_addresses():
            answer = client.post(address(name, world), FULL)
            assert answer.status_code in (302, 400, 403, 404, 405, 409), (name, answer.status_code)
            assert everything() == before, name
    assert everything() == before


def made_ready(name, rows, author, editor):
    """Brings the rows to where the address has an effect; what else it asks for."""
    claim, said = rows["claims.claim"], rows["sources.statement"]
    other = rows["sources.relay"].to_statement
    both = {"statement": said.pk, "of": other.pk, "kind": "quotes"}
    more = {
        "claims_claim_assign": {"to": author.pk, "due_on": "2030-01-01"},
        "claims_claim_figure": FIGURE,
        "claims_claim_relay": both,
        "sources_source_read": {"directness": "direct_quote", "basis": "unknown", "reason": ""},
        "sources_source_upload": {"file": SimpleUploadedFile("page.html", b"<p>What it said.</p>")},
        "sources_statement_deed:relay": both | {"kind": "same_statement"},
        "sources_statement_deed:withdraw": {"withdrawn_by": other.pk},
        "sources_statement_repeats": both,
    }.get(name, {})
    if name == "claims_claim_step:submit":
        reviewing.revise(claim=claim, by=author)
    elif name == "claims_claim_suggestion":
        figure = {"quantity_words": "18", "quantity_hedge": "exactly", "measure": "killed", "population": "all"}
        claim = rows["claims.claim"] = factories.claim(author, kind="quantity", **figure, quantity_numbers=[40])
        factories.evidence(author, claim, stance="supports", **figure, quantity_numbers=[18])
        more = {"key": suggested.suggestions(documents.build(claim).content)[0].key, "dismiss": "1"}
    elif name == "claims_claim_public:notice":
        public_state.end(row=rows["record.notice"], by=editor, reason="Over.")
    elif name.endswith("merge"):
        rows["claims.claim"] = factories.claim(author, text={"en": "The same in other words."})
        more = {"into": claim.pk}
        if name.endswith("unmerge"):
            merging.merge(claim=rows["claims.claim"], into=claim, by=editor, reason="The same.")
    elif name in ("sources_source_capture", "sources_source_adopt:title"):
        rows["sources.source"], _known = capturing.open_address(url="https://news.example.org/x", by=author)
        recording.change_source(source=rows["sources.source"], by=author, title="Ours")
        capture(rows["sources.source"], "What it said.", found={"title": "Theirs"})
    elif name == "record_subscription_act:resume":
        subscribing.pause(subscription=rows["record.subscription"], by=editor, reason="They move house.")
    elif name == "record_delivery_replay":
        Delivery.objects.update(state="delivered", delivered_at=timezone.now())
    return FULL | more


@pytest.mark.parametrize("name", sorted(name for name, allowed in POSTS.items() if allowed))
def test_who_may_does(client, world, author, editor, name):
    for role in sorted(POSTS[name]):
        client.force_login(made(role))
        with transaction.atomic():
            rows = dict(world)
            typed = made_ready(name, rows, author, editor)
            before = everything()
            answer = client.post(address(name, rows), typed)
            faults = answer.context["form"].errors if answer.status_code == 400 else answer.status_code
            assert answer.status_code in (200, 302), (role, faults)
            assert everything() != before, role
            transaction.set_rollback(True)


@pytest.mark.parametrize("role", ["reviewer", "editor"])
def test_a_claim_is_not_changed_by_who_does_not_write(client, author, role):
    claim = factories.claim(author)
    client.force_login(made(role))
    before = everything()
    answer = client.post(reverse("admin:claims_claim_change", args=[claim.pk]), {"text_en": "Mine.", "kind": "opinion"})
    assert answer.status_code == 403
    assert "Only a contributor may write claims" in answer.content.decode()
    assert everything() == before


def test_a_refusal_at_the_desk_is_a_page_with_a_named_way_back(client, reviewer):
    client.force_login(reviewer)
    refused = client.get("/desk/record/subscription/add/")
    assert refused.status_code == 403
    assert '<a href="/desk/">Counterclaim</a>' in refused.content.decode()


def test_every_audited_model_of_the_desk_is_reached_by_actions_alone(client, world):
    """Django's own ways of writing are shut even where a class forgets to ask."""
    for model, model_admin in admin.site._registry.items():
        if issubclass(model, Audited) or model is User:
            for write in ("save_model", "delete_model", "save_related", "delete_queryset"):
                assert getattr(type(model_admin), write).__module__ == "desk.admin_classes", model


def test_people_change_their_own_password_by_the_action(client, reviewer):
    reviewer.set_password("an old password of mine")
    reviewer.save()
    client.force_login(reviewer)
    new = {
        "old_password": "an old password of mine",
        "new_password1": "a new password 2024",
        "new_password2": "a new password 2024",
    }
    assert client.post("/desk/password_change/", new).status_code == 302
    assert Entry.objects.of(reviewer).last().code == "person_password_set"
    assert client.get("/desk/").status_code == 200
