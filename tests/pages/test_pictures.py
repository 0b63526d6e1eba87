"""The drawings of public pages: their geometry, what stands beside them, and that hostile words stay words."""

import json
import re
from itertools import combinations, pairwise
from typing import Any

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from claims.actions import reviewing
from pages.addresses import claim_address
from pages.chain import chain
from pages.claim_document import arranged
from pages.drawing import MARK, SIZE, SMALL, Box, Picture, cut, face_name, length_of, wrapped
from pages.layers import APART
from pages.layers import arranged as placed
from pages.range_plot import Scale, range_plots
from pages.timeline import timeline
from record import reading
from record.actions import publishing
from tests import factories
from tests.conftest import person
from tests.pages.conftest import HOSTILE
from tests.reported import LONG, with_reports


@pytest.fixture(params=[1, 2, 12])
def document(request: pytest.FixtureRequest, author: User, reviewer: User, editor: User) -> dict[str, Any]:
    """A published claim with one, two or many reports."""
    return published(with_reports(request.param, author, reviewer, editor).pk)


@pytest.fixture
def published_many(author: User, reviewer: User, editor: User) -> dict[str, Any]:
    """The document of a claim with many reports, whose page can be asked for."""
    return published(with_reports(24, author, reviewer, editor).pk)


@pytest.fixture(scope="module")
def drawn_from(django_db_setup: None, django_db_blocker: Any) -> bytes:
    """The same for what is drawn from the document alone: made once, and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        people = [person(role, role) for role in (Role.CONTRIBUTOR, Role.REVIEWER, Role.EDITOR)]
        document = published(with_reports(24, *people).pk)
        transaction.set_rollback(True)
    return json.dumps(document).encode()


@pytest.fixture
def many(drawn_from: bytes) -> dict[str, Any]:
    """One of a test's own, to change."""
    return json.loads(drawn_from)


def published(key: str) -> dict[str, Any]:
    listing = reading.current(key)
    assert listing
    return listing.version.content


def page(document: dict[str, Any], language: str = "en") -> str:
    return Client(headers={"Accept-Language": language}).get(claim_address(document)).content.decode()


def pictures(document: dict[str, Any], *, rtl: bool = False) -> list[Picture]:
    with translation.override("ar" if rtl else "en"):
        shown = arranged(document, "ar" if rtl else "en", linked=True)
    return [shown["chain"], *(plot["picture"] for plot in shown["plots"])]


def assert_inside(picture: Picture) -> None:
    """Everything is inside the frame, words too, by our own measure of them; none of it is smaller than 11 pixels."""
    for box in [*picture.back, *picture.boxes]:
        assert box.x >= 0, box
        assert box.x + box.width <= picture.width, box
        assert 0 <= box.y <= box.y + box.height <= picture.height, box
    for path in picture.paths:
        for x, y in (point for _, points in path.steps for point in points):
            assert 0 <= x <= picture.width, path
            assert 0 <= y <= picture.height, path
    for dot in picture.dots:
        assert dot.radius <= dot.x <= picture.width - dot.radius, dot
    for mark in picture.marks:
        assert 0 <= mark.x <= picture.width - MARK, mark
        assert 0 <= mark.y <= picture.height - MARK, mark
    for line in picture.words:
        length = length_of(line.text, SMALL if {"small", "soft", "head"} & set(line.kind.split()) else SIZE)
        start = line.x - length // 2 if line.middle else line.x - length if picture.mirrored else line.x
        assert start >= 0, line
        assert start + length <= picture.width, line
        assert SMALL < line.y <= picture.height, line
    assert min(SIZE, SMALL) >= 11


def apart(one: Box, other: Box) -> bool:
    return (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )


def test_everything_drawn_is_inside_its_frame_in_both_directions(document: dict[str, Any]) -> None:
    for rtl in (False, True):
        for picture in pictures(document, rtl=rtl):
            assert_inside(picture)
            assert picture.mirrored == rtl


def test_forty_reports_fit_a_sheet_and_no_two_boxes_touch(author: User, reviewer: User, editor: User) -> None:
    drawn, *plots = pictures(published(with_reports(40, author, reviewer, editor).pk))
    for picture in (drawn, *plots):
        assert_inside(picture)
    assert all(apart(one, other) for one, other in combinations(drawn.boxes, 2))
    assert drawn.width < 1180
    assert drawn.height < 800
    assert all(plot.height < 900 for plot in plots)


def test_mirrored_is_reflected(document: dict[str, Any]) -> None:
    for picture in pictures(document):
        mirrored = picture.reflected()
        assert mirrored.reflected() == picture
        for one, other in zip(picture.boxes, mirrored.boxes, strict=True):
            assert other.x == picture.width - one.x - one.width
            assert (one.y, one.height, one.kind) == (other.y, other.height, other.kind)


def test_the_same_document_is_always_drawn_the_same(many: dict[str, Any]) -> None:
    turned = many | {"origins": many["origins"] | {"nodes": many["origins"]["nodes"][::-1]}}
    assert chain(many, rtl=False) == chain(turned, rtl=False) == chain(many, rtl=False)


def test_chain_shows_circles_guesses_what_is_gone_and_the_narrowest_place(many: dict[str, Any]) -> None:
    drawn = pictures(many)[0]
    kinds = [box.kind for box in drawn.boxes]
    for kind in ("report circle", "report gone", "report flagged", "report narrow", "origin", "origin unknown"):
        assert kind in kinds, kind
    assert [path for path in drawn.paths if path.kind == "tie guess is-quotes"]
    # Colour is never alone: each has its word.
    words = " ".join(line.text for line in drawn.words)
    for word in (
        "repeat one another",
        "Withdrawn",
        "Superseded",
        "all for it passes here",
        "quotes?",
        "Basis unknown",
    ):
        assert word in words, word


@pytest.mark.parametrize("status", ["rejected", "detected", "declared"])
def test_relay_to_a_statement_that_the_document_does_not_hold_is_not_drawn(many: dict[str, Any], status: str) -> None:
    before = chain(many, rtl=False)
    edge = many["origins"]["edges"][0] | {"to": "elsewhere", "status": status, "counts": status == "declared"}
    many["origins"]["edges"].append(edge)
    assert chain(many, rtl=False) == before
    assert arranged(many, "en", linked=True)["chain_list"]


def test_list_beside_the_chain_names_every_report_in_full_and_leads_to_it(published_many: dict[str, Any]) -> None:
    html = page(published_many)
    section = re.search(r'aria-labelledby="relays">.*?</section>', html, re.DOTALL)
    assert section
    told = section[0]
    assert LONG in re.sub(r"<svg.*?</svg>", "", told, flags=re.DOTALL)
    for node in published_many["origins"]["nodes"]:
        anchor = f"e-{node['evidence']}" if node["evidence"] else f"s-{node['statement']}"
        assert f'href="#{anchor}"' in told
        assert f'id="{anchor}"' in html
    for words in ("in a circle", "our guess, does not count", "Its origin has withdrawn this", "the narrowest place"):
        assert words in told, words


def test_page_says_how_many_reports_and_origins_there_are(author: User, reviewer: User, editor: User) -> None:
    shown = page(published(with_reports(2, author, reviewer, editor).pk))
    assert shown.count("2 reports, one origin: Observatory for Human Rights.") == 2
    assert "<b>2 reports, 1 origin</b>" in shown
    assert "<b>0 reports, 0 origins</b>" in shown


def test_figures_stand_by_origin_with_updates_joined_and_open_ends_as_arrows(many: dict[str, Any]) -> None:
    plots = arranged(many, "en", linked=True)["plots"]
    fighters = next(plot for plot in plots if plot["panel"]["population"] == "fighters")
    first, second, *_ = fighters["series"]
    assert {first.names[0], second.names[0]} == {"Observatory for Human Rights", "Government of the Republic"}
    monitor = next(row for row in fighters["series"] if row.names == ["Observatory for Human Rights"])
    assert [(entry.line["words"], entry.count) for entry in monitor.entries[:2]] == [("18", 1), ("at least 29", 1)]
    assert monitor.entries[2].count > 10  # reports of one figure share a line
    drawn = fighters["picture"]
    assert [path.kind for path in drawn.paths if path.kind == "step"] == ["step"]
    assert "end now" in [path.kind for path in drawn.paths]
    assert "end past" in [path.kind for path in drawn.paths]
    assert fighters["spread"] == "Reported: 16 to 45"


def test_contested_status_is_drawn_from_none_to_all(many: dict[str, Any]) -> None:
    plots = arranged(many, "en", linked=True)["plots"]
    contested = next(plot for plot in plots if plot["panel"]["population"] == "civilian_status_contested")
    bar = next(box for box in contested["picture"].boxes if box.kind == "bar contested")
    scale = Scale.over([16])
    assert (bar.x, bar.x + bar.width) == (scale.x(0), scale.x(16))
    assert "up to 16" in [line.text for line in contested["picture"].words]


def test_open_end_has_room_to_be_seen(many: dict[str, Any]) -> None:
    panel = many["figures"]["panels"][0]
    line = next(line for line in panel["figures"] if line["upper"] is None and line["current"])
    alone = panel | {"figures": [line | {"lower": 1}], "range": {"lower": 1, "upper": None}}
    alone["agreement"] = {"origins": 1, "stretches": [{"lower": 1, "upper": None}]}
    rows = {row["id"]: row for row in many["evidence"]}
    drawn = range_plots([alone], many["origins"]["origins"], rows, str, rtl=False)[0]["picture"]
    assert [box.width > 50 for box in drawn.boxes] == [True, True]
    assert_inside(drawn)


def test_finding_made_twice_is_told_once(many: dict[str, Any]) -> None:
    panel = many["figures"]["panels"][0]
    rows = {row["id"]: row for row in many["evidence"]}
    twice = panel | {"findings": panel["findings"] * 2}
    plot = range_plots([twice], many["origins"]["origins"], rows, str, rtl=False)[0]
    assert plot["rules"] == [finding["rule"] for finding in panel["findings"]]


def test_context_is_no_figure_that_counts_no_more(many: dict[str, Any]) -> None:
    panel = many["figures"]["panels"][0]
    line = next(line for line in panel["figures"] if line["current"])
    quiet = panel | {"figures": [line | {"stance": "context", "counts": False, "current": False}]}
    rows = {row["id"]: row for row in many["evidence"]}
    plot = range_plots([quiet], many["origins"]["origins"], rows, str, rtl=False)[0]
    assert [entry.line["out"] for row in plot["series"] for entry in row.entries] == [False]
    assert not [words for words in plot["picture"].words if words.kind == "struck"]


def test_event_shows_all_figures_of_its_claims_and_asks_as_often_for_many(
    author: User, reviewer: User, editor: User, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    claim = with_reports(12, author, reviewer, editor)
    with_reports(2, author, reviewer, editor, event=claim.event, text={"en": "The same, told by others."})
    address = client.get(f"/events/{claim.event_id}/")["Location"]
    with django_assert_num_queries(4):
        shown = client.get(address).content.decode()
    assert shown.count('<svg class="picture"') == 3  # two of the first claim, one of the other
    assert "Killed" not in shown
    assert ">killed, civilian status contested</h3>" in shown
    for row in published(claim.pk)["evidence"]:
        if row["quantity"]:
            assert f'#e-{row["id"]}"' in shown


def test_event_holds_no_figure_of_one_claim_against_that_of_another(
    author: User, reviewer: User, editor: User, client: Client
) -> None:
    """Sixteen in one place and twenty-nine in another exclude nothing."""
    here = with_reports(1, author, reviewer, editor)
    other = {"quantity_words": "16", "quantity_hedge": "exactly", "quantity_numbers": [16]}
    counted = {"measure": "killed", "population": "fighters"}
    there = factories.claim(
        author, event=here.event, text={"en": "Sixteen were killed there."}, kind="quantity", **other, **counted
    )
    factories.evidence(author, there, **other, **counted)
    revision = reviewing.submit(claim=there, by=author)
    reviewing.approve(claim=there, revision=revision, by=reviewer)
    publishing.publish(claim=there, revision=revision, by=editor)
    shown = client.get(client.get(f"/events/{here.event_id}/")["Location"]).content.decode()
    assert "Reported: 16" in shown and "Reported: 18 or more" in shown
    assert 'class="findings"' not in shown
    assert shown.count('class="of-claim"') == 2


def test_timeline_is_in_order_and_says_what_was_taken_back(published_many: dict[str, Any]) -> None:
    shown = arranged(published_many, "en", linked=True)["timeline"]
    days = [moment["moment"] for moment in shown]
    assert days == sorted(days) == ["2024-02-02", "2024-02-03", "2024-02-04", "2024-02-05", "2024-02-06"]
    told = re.search(r'<ol class="timeline">.*?</ol>', page(published_many), re.DOTALL)
    assert told
    assert "Withdrawn <bdi>" in told[0]
    assert "Superseded by a newer figure" in told[0]
    assert "Takes back" in told[0]


def test_timeline_of_one_moment_is_none() -> None:
    day = {"earliest": "2024-02-02T00:00:00Z", "latest": "2024-02-02T23:59:59Z", "precision": "day", "zone": "UTC"}
    assert timeline([{"said_at": day, "anchor": "e-1"}, {"said_at": None, "anchor": "e-2"}]) == []


@pytest.mark.parametrize("language", ["en", "ar", "fa"])
def test_pictures_have_names_and_descriptions_and_run_with_the_page(
    published_many: dict[str, Any], language: str
) -> None:
    shown = page(published_many, language)
    found = re.findall(r'<svg class="picture".*?</svg>', shown, re.DOTALL)
    assert len(found) == 3
    for picture in found:
        assert f'direction="{"ltr" if language == "en" else "rtl"}"' in picture
        title, words = re.findall(r'aria-labelledby="(\S+) (\S+)"', picture)[0]
        assert f'<title id="{title}">' in picture
        assert f'<desc id="{words}">' in picture
        assert "style=" not in picture
    keys = re.findall(r' id="([^"]+)"', shown)
    assert len(keys) == len(set(keys))


def test_hostile_names_stay_words_and_turn_nothing_around(many: dict[str, Any]) -> None:
    turning = "\u202eTsoP\u2069 \u2066Radio"
    for node in many["origins"]["nodes"]:
        node["outlet"] = node["outlet"] | {"name": f"{HOSTILE}{turning}"}
    for origin in many["origins"]["origins"]:
        origin["name"] = HOSTILE
    shown = render_to_string("pages/picture.html", {"picture": chain(many, rtl=False)})
    assert "<script" not in shown
    assert "&lt;/script&gt;" in shown
    assert "\u202e" not in shown
    assert face_name({"name": turning, "names": {}}) == "TsoP Radio"
    for line in re.findall(r"<text[^>]*>(.*?)</text>", shown):
        assert line.startswith("\u2068")
        assert line.endswith("\u2069")
        assert line.count("\u2068") == line.count("\u2069")


def test_document_from_before_anything_was_computed_still_has_its_lists(many: dict[str, Any]) -> None:
    old = {key: value for key, value in many.items() if key not in ("origins", "figures")} | {"corroboration": None}
    shown = arranged(old, "en", linked=True)
    assert (shown["chain"], shown["chain_list"], shown["plots"]) == (None, None, [])
    assert len(shown["relays"]) == sum(edge["status"] != "rejected" for edge in many["origins"]["edges"])


@pytest.mark.parametrize(
    ("numbers", "low", "high"),
    [
        ([18], 0, 20),
        ([30, 39], 30, 40),
        ([0], 0, 1),
        ([16, 39], 0, 40),
        ([10_000, 10_050], 10_000, 10_050),
        ([10**15], 0, 10**15),
    ],
)
def test_axis_ends_on_round_numbers_around_all_figures(numbers: list[int], low: int, high: int) -> None:
    scale = Scale.over(numbers)
    assert (scale.low, scale.high) == (low, high)
    assert len(scale.ticks()) <= 8


@given(st.lists(st.integers(0, 10**15), min_size=1, max_size=6))
def test_every_number_has_its_place_on_the_axis_in_order(numbers: list[int]) -> None:
    scale = Scale.over(numbers)
    places = [scale.x(number) for number in sorted(numbers)]
    assert places == sorted(places)
    assert scale.x(scale.low) <= places[0] <= places[-1] <= scale.x(scale.high)


GRAPHS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30)


@given(GRAPHS, st.lists(st.integers(20, 200), min_size=12, max_size=12))
@settings(max_examples=60)
def test_boxes_never_touch_and_what_is_repeated_stands_further_on(
    pairs: list[tuple[int, int]], tall: list[int]
) -> None:
    heights = {str(key): height for key, height in enumerate(tall)}
    edges = [(str(min(pair)), str(max(pair))) for pair in pairs if len(set(pair)) > 1 and min(pair) < 10]
    found = placed(heights, edges, {"10", "11"} - {start for start, _ in edges})
    column = {key: index for index, keys in enumerate(found.columns) for key in keys}
    assert heights.keys() <= column.keys()
    assert all(column[start] < column[end] for start, end in edges)
    for keys in found.columns:
        for one, other in pairwise(keys):
            assert found.top[one] + heights.get(one, 14) + APART <= found.top[other]
    assert all(0 <= found.top[key] <= found.height - height for key, height in heights.items())


@given(st.text(max_size=60), st.integers(20, 300))
def test_words_are_cut_to_their_room(text: str, room: int) -> None:
    for line in wrapped(text, room):
        assert length_of(line) <= max(room, length_of("…"))
    assert len(wrapped(text, room)) <= 2
    assert cut(text, 10**6) == text
