"""I9 attacked: what is withheld, retracted, in draft or erased, asked of every public address by every way in that it has."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django import conf
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from claims.actions import drafting, reviewing
from claims.models import Claim
from record.actions import erasing, public_state, publishing
from record.tasks import build_exports
from sources.models import Statement
from tests import factories
from tests.house.test_routes import PUBLIC

pytestmark = pytest.mark.django_db

NOBODY = "222222222222"


class Marked:
    """A claim with one word in everything that readers could be shown of it, and the ids of all of it."""

    def __init__(self, word: str, author: User, beside: "Marked | None" = None) -> None:
        self.word = word
        party = factories.speaker(author, name=f"{word} Ministry", kind="government")
        speaker = factories.speaker(author, name=f"{word} Spokesman", principal=party)
        outlet = factories.outlet(author, name=f"{word} Herald")
        source = factories.source(author, outlet=outlet, title=f"{word} title", declared_credit=f"({word})")
        self.claimant = factories.speaker(author, name=f"{word} Claimant")
        self.statement: Statement = factories.statement(
            author, source=source, speaker=speaker, role=f"{word} clerk", quote=f"{word} words: at least 16 strikes."
        )
        # The event of another claim, so that its page and matrix could give this one away.
        self.event = beside.event if beside else factories.event(author, title={"en": f"{word} strikes"})
        self.claim: Claim = factories.claim(
            author, event=self.event, text={"en": f"{word} strikes were announced beforehand."},
            rationale={"en": f"{word} reasons."},
        )  # fmt: skip
        factories.evidence(
            author, self.claim, statement=self.statement, note={"en": f"{word} note."}, measure="strikes",
            population="all", quantity_words=f"at least 16 {word}", quantity_hedge="at_least", quantity_numbers=[16],
        )  # fmt: skip
        if beside:
            factories.evidence(author, self.claim, statement=beside.statement, stance="context")
        drafting.add_fact_check(
            claim=self.claim, by=author, publisher=f"{word} Checkers", url="https://checkers.example.org/", title=word,
            rating=f"{word} false",
        )  # fmt: skip

    def publish(self, author: User, reviewer: User, editor: User) -> "Marked":
        revision = reviewing.submit(claim=self.claim, by=author)
        reviewing.approve(claim=self.claim, revision=revision, by=reviewer)
        publishing.publish(claim=self.claim, revision=revision, by=editor)
        self.claim.refresh_from_db()
        return self

    def correct(self, author: User, reviewer: User, editor: User) -> None:
        reviewing.revise(claim=self.claim, by=author)
        words = {"en": f"{self.word} once more."}
        drafting.change_claim(claim=self.claim, by=author, verdict="supported", verdict_note=words)
        revision = reviewing.submit(claim=self.claim, by=author)
        reviewing.approve(claim=self.claim, revision=revision, by=reviewer)
        note = publishing.CorrectionNote(what=words, why=words, old=self.word, new=self.word)
        publishing.publish(claim=self.claim, revision=revision, by=editor, correction=note)
        self.claim.refresh_from_db()

    @property
    def ids(self) -> dict[str, str]:
        """By what addresses and filters call them; those of its own alone, not its event's."""
        said = self.statement
        return {
            "claim": self.claim.pk, "statement": said.pk, "speaker": said.speaker_id,
            "principal": said.speaker.principal_id, "source": said.source_id, "outlet": said.source.outlet_id,
        }  # fmt: skip


QUERIES = {
    "api/v1/claims/": ["view=full", "as_of=2999-01-01", "ordering=made", "updated_since=0", "stance=supports", "q={word}"],
    "api/v1/search/": ["q={word}", "q=strikes", "q=announced+strikes&ordering=x", "q=strikes&page_size=1"],
    "api/v1/events/": ["stance=supports"],
    "api/v1/speakers/": ["stance=supports"],
    "api/v1/statements/": ["figure_from=1"],
    "api/v1/corrections/": [],
    "api/v1/changes/": ["updated_since=0&view=full", "updated_since=2000-01-01"],
    "claims/": ["q={word}", "q=strikes", "verdict=not_enough_evidence"],
    "gfc/v1alpha1/claims:search": [
        "query={word}", "query=strikes", "query=strikes&reviewPublisherSiteFilter=checkers.example.org",
    ],
    "^feeds/claims\\.(?P<form>atom|json)$": ["q={word}", "q=strikes"],
}  # fmt: skip
# By whom each address can be narrowed.
FILTERS = {
    "api/v1/claims/": ["speaker", "principal", "outlet", "source", "statement"],
    "api/v1/events/": ["speaker", "principal", "outlet", "source"],
    "api/v1/speakers/": ["principal", "outlet", "source"],
    "api/v1/outlets/": ["speaker", "principal"],
    "api/v1/sources/": ["speaker", "principal", "outlet"],
    "api/v1/statements/": ["speaker", "principal", "outlet", "source"],
}


def addresses(marked: Marked) -> Iterator[str]:
    """Every public address, of what is marked where one names a row, with the queries that it knows."""
    ids = marked.ids | {"event": marked.event.pk}
    for route in sorted(PUBLIC - {"language/", "exports/<str:name>"}):
        what = re.search(r"(claim|event|speaker|outlet|source|statement)s/<", route)
        for form in ("atom", "json") if "form" in route else ("",):
            path = route.replace("(?P<claim_id>[^/]+)", ids["claim"]).replace("(?P<number>[0-9]+)", "1")
            path = path.replace("(?P<form>atom|json)", form).replace("(?P<part>0|[1-9][0-9]*)", "0")
            path = path.replace("<str:number>", "1").replace("<str:slug>", "slug").replace("<slug:code>", "invalid")
            path = re.sub(r"<str:\w+>", ids[what[1]] if what else "", path)
            path = "/" + path.replace("\\", "").strip("^$")
            yield path
            yield from (f"{path}?{query.format(word=quote(marked.word))}" for query in QUERIES.get(route, []))
    page = quote(f"http://testserver/claims/{ids['claim']}/")
    yield f"/oembed?url={page}"
    yield f"/claims/{ids['claim']}/?as_of=2999-01-01"
    yield f"/api/v1/claims/{ids['claim']}/?as_of=2999-01-01"


def asked(client: Client, address: str, **headers: str) -> Any:
    cache.clear()
    return client.get(address, headers=headers)


def said(answer: Any) -> str:
    """Everything that leaves with an answer."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    return f"{answer.status_code}\n{answer.headers}\n{data.decode()}"


@pytest.fixture
def exports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(conf.settings, "VAR_DIR", tmp_path)
    return tmp_path


@pytest.fixture
def shown(author: User, reviewer: User, editor: User) -> Marked:
    return Marked("Visible", author).publish(author, reviewer, editor)


@pytest.fixture
def hide(author: User, reviewer: User, editor: User, second_editor: User, withhold, retract) -> Any:
    """Makes a claim about the event of another, and hides it in one of the ways there are."""

    def hide(how: str, beside: Marked) -> Marked:
        found = Marked(f"Zq{how}", author, beside)
        if how == "draft":
            return found
        found.publish(author, reviewer, editor)
        if how != "retracted":  # what we had corrected stays to be read when we take it all back
            found.correct(author, reviewer, editor)
        if how == "withheld":
            withhold(found.claim)
        elif how == "retracted":
            retract(found.claim)
        else:
            erasure = erasing.propose_erasure(
                claim=found.claim, by=editor, passages=[found.word], ground="law", reason="asked"
            )
            erasing.confirm_erasure(erasure=erasure, by=second_editor)
        return found

    return hide


# Where the words of a retracted claim stay, with the word that we took them back: its own addresses, and what tells of it.
OWN = re.compile(r"/claims/[0-9a-z]{12}/|/oembed|/feeds/|/api/v1/changes/")


@pytest.mark.parametrize("how", ["draft", "withheld", "retracted", "erased"])
def test_no_word_of_what_is_hidden_leaves_by_any_address(client: Client, exports, shown, hide, how) -> None:
    hidden = hide(how, shown)
    build_exports.call()
    seen = 0
    for marked in (hidden, shown):  # what is shown is beside it: same event, same statement
        for address in addresses(marked):
            if how == "retracted" and marked is hidden and OWN.search(address):
                continue
            if how == "retracted" and OWN.search(address) and "/claims/" not in address:
                continue
            answer = asked(client, address)
            assert hidden.word not in said(answer).replace(f"q={hidden.word}", "").replace(
                f"query={hidden.word}", ""
            ).replace(f'value="{hidden.word}"', ""), address
            seen += "Visible" in said(asked(client, address))
            assert hidden.word not in said(client.head(address)), address
    assert seen > 40  # the others were asked in earnest
    files = [file["name"] for file in client.get("/api/v1/exports/").json()["files"]]
    for name in files:
        text = said(client.get(f"/exports/{name}"))
        assert hidden.word not in text or (how == "retracted" and name.startswith("claims")), name


@pytest.mark.parametrize("how", ["draft", "withheld", "retracted"])
def test_who_is_named_in_nothing_but_what_is_hidden_is_nobody(client: Client, shown, hide, how) -> None:
    ids = hide(how, shown).ids
    for kind in ("speaker", "outlet", "source", "statement"):
        for path in (
            f"/api/v1/{kind}s/{{}}/",
            *([f"/{kind}s/{{}}/", f"/{kind}s/{{}}/x/"] if kind != "statement" else []),
        ):
            answers = [said(asked(client, path.format(key))).replace(key, "") for key in (ids[kind], NOBODY)]
            assert answers[0] == answers[1] and answers[0].startswith("404"), path
    for path, names in FILTERS.items():
        for name in names:
            for more in ("", "&stance=supports", "&page_size=1"):
                one, other = (
                    said(asked(client, f"/{path}?{name}={key}{more}")).replace(key, "") for key in (ids[name], NOBODY)
                )
                assert one == other and one.startswith("400"), (path, name)


LISTS = [
    "/", "/claims/", "/claims/?q=strikes", "/claims/?q=announced+strikes+Visible", "/events/", "/speakers/", "/outlets/",
    "/sources/", "/feeds/claims.json?q=strikes", "/api/v1/claims/", "/api/v1/claims/?view=full", "/api/v1/events/",
    "/api/v1/claims/?as_of=2999-01-01", "/api/v1/claims/?updated_since=0", "/api/v1/claims/?q=strikes&ordering=made",
    "/api/v1/speakers/", "/api/v1/outlets/", "/api/v1/sources/", "/api/v1/statements/", "/api/v1/corrections/",
    "/api/v1/search/?q=announced+strikes", "/api/v1/search/?q=strikes&as_of=2999-01-01", "/api/v1/speakers/?stance=supports",
    "/gfc/v1alpha1/claims:search?query=announced+strikes", "/gfc/v1alpha1/claims:search?query=strikes&pageSize=1",
    "/gfc/v1alpha1/claims:search?reviewPublisherSiteFilter=checkers.example.org", "/sitemaps/0.xml", "/sitemap.xml",
]  # fmt: skip


@pytest.mark.parametrize("how", ["draft", "withheld", "retracted"])
def test_every_list_count_score_and_etag_is_as_if_it_had_never_been(client: Client, shown, hide, how) -> None:
    ids = shown.ids | {"event": shown.event.pk}
    own = [f"/api/v1/{kind}s/{ids[kind]}/" for kind in ("claim", "event", "speaker", "outlet", "source", "statement")]
    own += [f"/api/v1/claims/?{name}={ids[name]}" for name in ("event", "speaker", "outlet", "source", "statement")]
    own += [f"/{kind}s/{ids[kind]}/" for kind in ("claim", "event", "speaker", "outlet", "source")]
    own += [f"/claims/?event={ids['event']}", f"/api/v1/claims/{ids['claim']}/evidence/"]
    # Feeds and corrections tell what was taken back, so that readers take it back too.
    asked_for = [path for path in LISTS + own if how != "retracted" or "/feeds/" not in path]

    def all_of_it() -> dict[str, str]:
        found = {}
        for path in asked_for:
            answer = client.get(path, follow=True)
            cache.clear()
            found[path] = said(answer)
        return found

    before = all_of_it()
    hide(how, shown)
    after = all_of_it()
    assert [path for path in asked_for if before[path] != after[path]] == []


def test_what_a_reader_held_of_a_claim_is_not_confirmed_once_it_is_withheld(
    client: Client, shown, editor: User
) -> None:
    key = shown.claim.pk
    paths = [
        f"/api/v1/claims/{key}/", f"/api/v1/claims/{key}/versions/1/", f"/api/v1/claims/{key}/versions/",
        f"/api/v1/claims/{key}/evidence/", f"/claims/{key}/v1/", f"/claims/{key}/history/", f"/claims/{key}/card/",
    ]  # fmt: skip
    held = {path: asked(client, path)["ETag"] for path in paths}
    for path, etag in held.items():
        assert asked(client, path, If_None_Match=etag).status_code == 304, path
    public_state.withhold(claim=shown.claim, by=editor, reason="A court asks.")
    for path, etag in held.items():
        for sent in (etag, etag.replace(".published.", ".withheld."), "*"):
            for answer in (
                asked(client, path, If_None_Match=sent),
                client.head(path, headers={"If-None-Match": sent}),
            ):
                assert answer.status_code == 403, path
                assert "Visible" not in said(answer) and "Memento-Datetime" not in answer and "Link" not in answer
