"""Origins of reports: the answers that design and documentation promise, and what holds for any graph."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.origins import GROUNDING, Chains, Link, Said, Support


def relayed(*keys: str) -> list[Said]:
    return [Said(key, f"party-{key}", "relayed") for key in keys]


def known(key: str, party: str = "", basis: str = "record") -> Said:
    return Said(key, party or f"party-{key}", basis)


def arrows(text: str, kind: str = "quotes") -> list[Link]:
    """`a>b b>c` as links."""
    return [Link(*pair.split(">"), kind) for pair in text.split()]


def support(statements: Iterable[Said], links: Iterable[Link], reports: Iterable[str]) -> Support:
    return Chains(statements, links).support(list(reports))


def counts(found: Support) -> tuple[tuple[int, int], int]:
    return (found.grounded, found.grounded + found.unknown), found.disjoint


OUTLETS = [f"o{number}" for number in range(10)]
TO_AGENCY = arrows(" ".join(f"{outlet}>agency" for outlet in OUTLETS))


def test_ten_outlets_with_one_agency_and_one_monitor_are_one_origin() -> None:
    found = support([*relayed(*OUTLETS, "agency"), known("monitor")], TO_AGENCY + arrows("agency>monitor"), OUTLETS)
    assert counts(found) == ((1, 1), 1)
    assert found.bottleneck == ("agency",)


def test_an_agency_that_cites_two_monitors_gives_two_origins_by_one_way() -> None:
    statements = [*relayed(*OUTLETS, "agency"), known("monitor"), known("other")]
    found = support(statements, TO_AGENCY + arrows("agency>monitor agency>other"), OUTLETS)
    assert counts(found) == ((2, 2), 1)
    assert found.bottleneck == ("agency",)


def test_a_circle_counts_nothing_and_is_named() -> None:
    found = support(relayed("a", "b", "c"), arrows("a>b b>c c>a"), "abc")
    assert counts(found) == ((0, 0), 0)
    assert found.circular == (("a", "b", "c"),)


def test_a_circle_with_an_exit_counts_the_exit() -> None:
    found = support([*relayed("a", "b", "c"), known("monitor")], arrows("a>b b>c c>a b>monitor"), "abc")
    assert counts(found) == ((1, 1), 1)
    assert found.circular == (("a", "b", "c"),)


def test_an_unknown_basis_widens_the_count() -> None:
    statements = [*relayed("outlet", "agency"), known("monitor"), known("other", basis="unknown")]
    assert counts(support(statements, arrows("outlet>agency agency>monitor"), ["outlet", "other"])) == ((1, 2), 1)


@pytest.mark.parametrize("basis", sorted(GROUNDING))
def test_each_basis_of_their_own_grounds(basis: str) -> None:
    assert counts(support([known("said", basis=basis)], [], ["said"])) == ((1, 1), 1)


def test_a_sum_is_one_origin_and_only_as_known_as_its_parts() -> None:
    adds = arrows("sum>one sum>two", "aggregates")
    statements = [*relayed("sum"), known("one"), known("two")]
    assert counts(support(statements, adds, ["sum"])) == ((1, 1), 1)
    assert counts(support([*relayed("sum", "two"), known("one")], adds, ["sum"])) == ((0, 1), 0)
    assert counts(support([*statements[:2], replace(statements[2], gone="withdrawn")], adds, ["sum"])) == ((0, 0), 0)
    # One relay that adds makes all of them parts.
    assert counts(support(statements, arrows("sum>one") + arrows("sum>two", "aggregates"), ["sum"])) == ((1, 1), 1)
    # Its parts counted by themselves, it adds nothing.
    assert counts(support(statements, adds, ["sum", "one", "two"])) == ((2, 2), 2)
    origin = Chains(statements, adds).origins["sum"]
    assert (origin.is_sum, origin.parties) == (True, ("party-one", "party-two"))


def test_a_sum_that_comes_back_to_itself_counts_nothing() -> None:
    links = arrows("sum>one sum>outlet", "aggregates") + arrows("outlet>sum")
    found = support([*relayed("sum", "outlet"), replace(known("one"), gone="withdrawn")], links, ["sum", "outlet"])
    assert counts(found) == ((0, 0), 0)


def test_two_spokesmen_of_one_principal_are_one_origin_of_two_roots() -> None:
    found = support([known("kirby", "government"), known("patel", "government")], [], ["kirby", "patel"])
    assert counts(found) == ((1, 1), 1)
    assert (found.roots, found.disjoint_roots, found.bottleneck) == (2, 2, ("government",))


def test_unnamed_speakers_of_one_principal_are_one_origin_and_others_only_widen() -> None:
    named = [known("official", "government", "own_knowledge"), known("colleague", "government", "own_knowledge")]
    assert counts(support(named, [], ["official", "colleague"])) == ((1, 1), 1)
    nobody = [replace(row, identified=False, party=row.id) for row in named]
    assert counts(support(nobody, [], ["official", "colleague"])) == ((0, 2), 0)


def test_records_of_one_statement_are_one_whatever_each_record_calls_its_basis() -> None:
    same = arrows("here>there", "same_statement")
    found = support([known("here", "speaker"), Said("there", "speaker", "unknown")], same, ["here", "there"])
    assert counts(found) == ((1, 1), 1)
    assert found.circular == ()


@pytest.mark.parametrize("why", ["withdrawn", "misattributed", "superseded"])
def test_what_is_gone_never_counts_and_flags_every_report_of_it(why: str) -> None:
    statements = [*relayed("outlet", "agency"), replace(known("monitor"), gone=why)]
    chains = Chains(statements, arrows("outlet>agency agency>monitor"))
    assert counts(chains.support(["outlet", "agency", "monitor"])) == ((0, 0), 0)
    assert chains.gone_behind("outlet") == chains.gone_behind("agency") == ("monitor",)
    assert chains.gone_behind("monitor") == ()


def test_a_report_of_something_gone_keeps_its_other_origin() -> None:
    statements = [*relayed("agency"), replace(known("monitor"), gone="withdrawn"), known("other")]
    chains = Chains(statements, arrows("agency>monitor agency>other"))
    assert counts(chains.support(["agency"])) == ((1, 1), 1)
    assert chains.gone_behind("agency") == ("monitor",)


def test_whoever_knows_it_and_repeats_another_who_does_is_a_report() -> None:
    assert counts(support([known("a"), known("b")], arrows("a>b"), ["a", "b"])) == ((1, 1), 1)
    assert counts(support([known("a"), known("b", basis="unknown")], arrows("a>b"), ["a"])) == ((1, 2), 1)
    assert counts(support([known("a"), replace(known("b"), gone="withdrawn")], arrows("a>b"), ["a"])) == ((0, 0), 0)


def test_parties_that_ground_one_another_in_a_circle_are_one() -> None:
    found = support([known("a"), known("b"), known("later", "party-b")], arrows("a>b b>a"), ["a", "b", "later"])
    assert found.grounded == 1


def test_a_party_known_on_one_side_can_be_unknown_on_the_other() -> None:
    chains = Chains([known("for", "p", "unknown"), known("against", "p")], [])
    assert chains.support(["for"]).unknown_origins == ("p",)
    assert chains.support(["against"]).grounded_origins == ("p",)


def test_two_ways_that_share_nothing_are_disjoint() -> None:
    statements = [*relayed("one", "two"), known("monitor"), known("ministry")]
    found = support(statements, arrows("one>monitor two>ministry"), ["one", "two"])
    assert counts(found) == ((2, 2), 2)
    assert found.bottleneck == ()


KEYS = [f"s{number}" for number in range(7)]
BASES = st.sampled_from(["relayed", "unknown", "record", "own_knowledge"])
STATEMENTS = st.tuples(
    *(
        st.builds(
            lambda party, basis, gone, identified, key=key: Said(key, party, basis, identified, gone),
            st.sampled_from(["p", "q", "r", key]), BASES, st.sampled_from(["", "", "", "withdrawn"]),
            st.sampled_from([True, True, True, False]),
        )
        for key in KEYS
    )
)  # fmt: skip
ENDS = st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)).filter(lambda ends: ends[0] != ends[1])
RELAYS = st.builds(lambda ends, kind: Link(*ends, kind), ENDS, st.sampled_from(["quotes", "syndicates", "paraphrases"]))
ANY_RELAYS = st.builds(
    lambda ends, kind: Link(*ends, kind), ENDS, st.sampled_from(["quotes", "aggregates", "same_statement"])
)


def reached(links: list[Link], statements: Iterable[Said], reports: Iterable[str]) -> set[str]:
    gone = {row.id for row in statements if row.gone}
    found = frontier = set(reports) - gone
    while frontier:
        frontier = {link.to_id for link in links if link.from_id in frontier and link.from_id not in gone} - found
        found = found | frontier
    return found


@settings(max_examples=300, deadline=None)
@given(STATEMENTS, st.lists(RELAYS, max_size=12), RELAYS, st.sets(st.sampled_from(KEYS), min_size=1))
def test_a_relay_between_statements_already_reached_never_raises_the_count(
    statements: tuple[Said, ...], links: list[Link], added: Link, reports: set[str]
) -> None:
    if not {added.from_id, added.to_id} <= reached(links, statements, reports):
        return
    before, after = support(statements, links, reports), support(statements, [*links, added], reports)
    assert after.grounded <= before.grounded
    assert after.grounded + after.unknown <= before.grounded + before.unknown


@settings(max_examples=200, deadline=None)
@given(STATEMENTS, st.lists(ANY_RELAYS, max_size=12), st.sets(st.sampled_from(KEYS)), st.randoms(use_true_random=False))
def test_the_order_of_input_never_matters(statements, links, reports, random) -> None:
    chains = Chains(statements, links)
    shuffled = [random.sample(list(items), len(items)) for items in (statements, links, sorted(reports))]
    again = Chains(shuffled[0], shuffled[1])
    assert again.support(shuffled[2]) == chains.support(sorted(reports))
    assert again.origins == chains.origins


@settings(max_examples=200, deadline=None)
@given(STATEMENTS, st.lists(ANY_RELAYS, max_size=12), st.sets(st.sampled_from(KEYS)))
def test_counts_stay_within_their_bounds(statements, links, reports) -> None:
    found = support(statements, links, reports)
    standing = [row for row in statements if row.id in reports and not row.gone]
    assert 0 <= found.disjoint <= min(found.grounded, len(standing))
    assert found.grounded <= found.roots
    assert found.disjoint <= found.disjoint_roots
    assert (found.disjoint > 0) == (found.grounded > 0)
    assert not set(found.grounded_origins) & set(found.unknown_origins)
    grounding = [row for row in statements if row.grounds]
    assert found.grounded <= len(grounding)


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 7), st.sets(st.sampled_from(KEYS)))
def test_a_circle_of_any_length_counts_nothing(length: int, reports: set[str]) -> None:
    ring = KEYS[:length]
    links = [Link(one, other, "quotes") for one, other in zip(ring, ring[1:] + ring[:1], strict=True)]
    assert counts(support(relayed(*ring), links, reports & set(ring))) == ((0, 0), 0)
