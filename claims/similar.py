"""Which claims of the desk say the same as one about to be written, or its opposite.

Words find candidates; what cannot be the same claim is then left out: another event, measure or population, or a figure
that excludes the other. Nothing is ever merged here: a person looks. Five statements at most, for any number of questions.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import log
from typing import NamedTuple

from django.db.models import Count, Q

from claims.claim_words import (
    Span,
    are_apart,
    asked_pairs,
    asked_words,
    denies,
    likeness,
    span_of,
    week_of,
    weeks_near,
)
from claims.models import Claim, ClaimKey, Event, ImportBatch
from claims.workflow import Status

# Below it, two claims share little but the words of their event.
LEAST_LIKENESS = 0.4
MOST_SHOWN = 8
# Keys read for one call: the rarest words first, until a question's share is used up.
_MOST_READ = 60_000
_MOST_READ_A_QUESTION = 4_000
# Candidates whose words are compared one by one.
_MOST_COMPARED = 30
_MOST_COMPARED_A_CALL = 2_000

Word = tuple[str, ...]


class _Frequency(Counter[str]):
    """How many texts hold each word, where it was looked for."""

    @cached_property
    def most(self) -> int:
        """That of the most frequent."""
        return max(self.values(), default=0)

    def times(self, word: Word) -> int:
        """How many hold it in one of its forms."""
        return sum(self[form] for form in word)

    def weight(self, word: Word) -> float:
        """The rarer the heavier: the inverse document frequency of BM25, of the most frequent word asked for."""
        times = min(self.times(word), self.most)
        return (
            log(1 + (self.most - times + 0.5) / (times + 0.5)) + 0.2
        )  # what every claim near it says still says a little


@dataclass(frozen=True)
class Question:
    """A claim that may be there already. What is None is not known, and rules nothing out; "" says that there is none.

    `started` is when its event began, where the event itself is new. `besides`: claims that are not asked about.
    """

    text: str
    language: str | None = None
    event: Event | None = None
    started: Span | None = None
    measure: str | None = None
    population: str | None = None
    lower: int | None = None
    upper: int | None = None
    besides: frozenset[str] = frozenset()

    @property
    def beginning(self) -> Span | None:
        """When its event began."""
        return self.event.beginning if self.event else self.started


@dataclass(frozen=True)
class Similar:
    """A claim that says nearly the same, or, where one of the two is in the negative, nearly the opposite."""

    claim: Claim
    likeness: float  # 0 to 1
    is_opposite: bool


def similar_to(
    *,
    text: str,
    language: str | None = None,
    event: Event | None = None,
    started: Span | None = None,
    measure: str | None = None,
    population: str | None = None,
    lower: int | None = None,
    upper: int | None = None,
    besides: frozenset[str] = frozenset(),
) -> list[Similar]:
    """What is there already, the most alike first. See `Question` for what the arguments mean."""
    question = Question(text, language, event, started, measure, population, lower, upper, besides)
    return similar_to_each([question])[0]


def similar_to_each(questions: Sequence[Question], *, outside: ImportBatch | None = None) -> list[list[Similar]]:
    """The same for many at once, as an import asks: five statements, whatever their number. In the order of the questions.

    Claims of the batch `outside` are left out before any are chosen: a thousand alike in one file hide nobody else's.
    """
    families = _families([question.event for question in questions if question.event])
    asked = [_Asked.of(question, families) for question in questions]
    frequency = _frequency(asked)
    limit = min(_MOST_READ_A_QUESTION, _MOST_READ // max(1, len(asked)))
    hits = _hits(asked, [one.telling(frequency, limit) for one in asked], limit, outside)
    most = max(5, min(_MOST_COMPARED, _MOST_COMPARED_A_CALL // max(1, len(asked))))
    chosen = [list(one.fitting(hits, frequency))[:most] for one in asked]
    kept = _words_of({key for keys in chosen for key in keys})
    found = [
        sorted(
            (
                (score, key, language)
                for key in keys
                for score, language in [one.best(kept[key], frequency)]
                if score >= LEAST_LIKENESS
            ),
            key=lambda row: (-row[0], row[1]),
        )[:MOST_SHOWN]
        for one, keys in zip(asked, chosen, strict=True)
    ]
    wanted = {key for rows in found for _score, key, _language in rows}
    claims = Claim.objects.select_related("event", "merged_into__event").in_bulk(wanted)
    return [
        _shown(question, [(score, claims[key], language) for score, key, language in rows if key in claims])
        for question, rows in zip(questions, found, strict=True)
    ]


class _Hit(NamedTuple):
    """A word of a claim, with what tells whether it can be the same claim at all."""

    word: str
    claim: str
    event: str
    earliest: datetime | None
    latest: datetime | None
    measure: str
    population: str
    lower: int | None
    upper: int | None


@dataclass(frozen=True)
class _Asked:
    """A question made ready: its words, the weeks to look in, the events that are its own or their parts."""

    question: Question
    words: list[Word]
    keys: list[Word]  # what is looked up: the words, and each two side by side
    weeks: list[int] | None
    family: frozenset[str]

    @classmethod
    def of(cls, question: Question, families: dict[str, dict[str, Span | None]]) -> "_Asked":
        family = families.get(question.event.pk, {}) if question.event else {}
        weeks = weeks_near(question.beginning)
        if weeks is not None:
            weeks = sorted({*weeks, *(week_of(span) for span in family.values())})
        words = asked_words(question.text, question.language)
        return cls(question, words, words + asked_pairs(words), weeks, frozenset(family))

    def telling(self, frequency: _Frequency, limit: int) -> list[Word]:
        """Its rarest keys that any claim holds, as long as all their keys may be read; never none."""
        read, found = 0, list[Word]()
        for word in sorted(self.keys, key=lambda word: frequency.times(word)):
            times = frequency.times(word)
            if times and (not found or read + times <= limit):
                read += times
                found.append(word)
        return found

    def fitting(self, hits: dict[str, list[_Hit]], frequency: _Frequency) -> Iterator[str]:
        """Claims that hold its words and are not ruled out, those with the rarest first."""
        weight: dict[str, float] = defaultdict(float)
        for word in self.keys:
            weighed = frequency.weight(word)
            own = {hit.claim for form in word for hit in hits.get(form, []) if self._may_be(hit)}
            for claim in own:
                weight[claim] += weighed
        yield from sorted(weight, key=lambda claim: (-weight[claim], claim))

    def best(self, texts: dict[str, set[str]], frequency: _Frequency) -> tuple[float, str]:
        """How alike it is to the likest of a claim's languages, and which that is."""
        weights = {word: frequency.weight(word) for word in self.words}
        return max((likeness(self.words, words, weights), language) for language, words in texts.items())

    def _may_be(self, hit: _Hit) -> bool:
        question = self.question
        if hit.claim in question.besides:
            return False
        if hit.event not in self.family and are_apart(question.beginning, span_of((hit.earliest, hit.latest))):
            return False
        if question.measure is not None and question.measure != hit.measure:
            return False
        if question.population and hit.population and question.population != hit.population:
            return False
        return not _disjoint((question.lower, question.upper), (hit.lower, hit.upper))


def _families(events: list[Event]) -> dict[str, dict[str, Span | None]]:
    """For each event itself, its whole, and its parts, with when they began. One statement."""
    keys = {event.pk for event in events}
    near = (
        Event.objects.filter(Q(pk__in=keys) | Q(parent__in=keys) | Q(parts__in=keys)) if keys else Event.objects.none()
    )
    rows = {event.pk: event for event in near.distinct()} | {event.pk: event for event in events}
    return {
        key: {
            other.pk: other.beginning
            for other in rows.values()
            if other.pk == key or other.parent_id == key or rows[key].parent_id == other.pk
        }
        for key in keys
    }


def _where(asked: Sequence[_Asked], words: Sequence[list[Word]]) -> Q | None:
    """Keys of these words in the weeks of their questions: one condition for each set of weeks."""
    together: dict[tuple[int, ...] | None, set[str]] = defaultdict(set)
    for one, own in zip(asked, words, strict=True):
        together[None if one.weeks is None else tuple(one.weeks)].update(form for word in own for form in word)
    found: Q | None = None
    for weeks, forms in together.items():
        if forms:
            here = Q(word__in=sorted(forms)) if weeks is None else Q(word__in=sorted(forms), week__in=weeks)
            found = here if found is None else found | here
    return found


def _frequency(asked: Sequence[_Asked]) -> _Frequency:
    """How many texts hold each word, in the weeks that are asked for. Counted in the index alone."""
    where = _where(asked, [one.keys for one in asked])
    if where is None:
        return _Frequency()
    rows = ClaimKey.objects.filter(where).values_list("word").annotate(times=Count("pk")).order_by()
    return _Frequency(dict(rows))


def _hits(
    asked: Sequence[_Asked], words: Sequence[list[Word]], limit: int, outside: ImportBatch | None
) -> dict[str, list[_Hit]]:
    """The claims that hold these words, by word; of more than may be read, some.

    In no order: with one, an engine reads the table in that order and not by its index.
    """
    found: dict[str, list[_Hit]] = defaultdict(list)
    where = _where(asked, words)
    if where is None:
        return found
    keys = ClaimKey.objects.filter(where)
    if outside:
        keys = keys.exclude(claim__batch=outside)
    rows = keys.values_list(
        "word", "claim_id", "claim__event_id", "claim__event__started_earliest", "claim__event__started_latest",
        "claim__measure", "claim__population", "claim__quantity_lower", "claim__quantity_upper",
    )  # fmt: skip
    for row in rows[: limit * len(asked)]:
        found[row[0]].append(_Hit(*row))
    return found


def _words_of(claims: set[str]) -> dict[str, dict[str, set[str]]]:
    """All words of these claims, by language."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    if claims:
        rows = ClaimKey.objects.filter(claim__in=claims).exclude(word__contains=" ")
        for claim, language, word in rows.values_list("claim_id", "language", "word"):
            found[claim][language].add(word)
    return found


def _shown(question: Question, rows: list[tuple[float, Claim, str]]) -> list[Similar]:
    """What was found, the same before the opposite; instead of a merged claim the one that is kept."""
    negative = denies(question.text)
    found: dict[str, Similar] = {}
    for score, claim, language in rows:
        is_opposite = denies(claim.text.get(language, "")) != negative
        kept = claim.merged_into if claim.status == Status.MERGED and claim.merged_into else claim
        if kept.pk not in question.besides:
            found.setdefault(kept.pk, Similar(kept, round(score, 3), is_opposite))
    return sorted(found.values(), key=lambda one: one.is_opposite)


def _disjoint(one: tuple[int | None, int | None], other: tuple[int | None, int | None]) -> bool:
    """Whether no number lies within both. An open end excludes nothing."""
    (low, high), (other_low, other_high) = one, other
    return (high is not None and other_low is not None and high < other_low) or (
        low is not None and other_high is not None and other_high < low
    )
