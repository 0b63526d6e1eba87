"""Made-up interchange lines, as many as wanted, always the same: for round trips and benchmarks."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from history.ids import derived_id

FIRST_DAY = date(2015, 1, 1)  # of ten years with a hundred claims a day
LANGUAGES = ("en", "ar", "fa")
STANCES = ("supports", "supports", "contradicts", "context")
HEDGES = (("at least {}", "at_least"), ("{}", "exactly"), ("nearly {}", "nearly"), ("up to {}", "up_to"))
WORDS = {
    "en": "The strike near the river hit a house, report {n} says.",
    "ar": "أصابت الضربة قرب النهر منزلًا، بحسب التقرير {n}.",
    "fa": "حمله نزدیک رودخانه به خانه‌ای اصابت کرد، گزارش {n} می‌گوید.",
}


def an_id(kind: str, number: int) -> str:
    return derived_id("generated", kind, str(number))


def lines(claims: int, evidence_each: int = 3) -> Iterator[dict[str, Any]]:
    """A header, then rows for so many claims. A statement is evidence once, a source holds ten of them."""
    statements = claims * evidence_each
    yield {"type": "header", "schema": "counterclaim/interchange/1"}
    for number in range(max(1, claims // 100)):
        yield {
            "type": "event", "id": an_id("event", number), "title": {"en": f"Strikes of day {number}"},
            "started": str(FIRST_DAY + timedelta(days=number % 3_650)), "countries": "IQ",
            "coordinates": {"latitude": "33.31520", "longitude": "44.36610", "accuracy_m": 5000},
        }  # fmt: skip
    for number in range(100):
        yield {"type": "outlet", "id": an_id("outlet", number), "name": f"Outlet {number}", "kind": "newspaper"}
        yield {
            "type": "speaker", "id": an_id("speaker", number), "name": f"Speaker {number}", "kind": "person",
            "principal": an_id("speaker", 0) if number else None,
        }  # fmt: skip
    for number in range(-(-statements // 10)):
        language = LANGUAGES[number % 3]
        source = an_id("source", number)
        quotes = [WORDS[language].format(n=place) for place in range(number * 10, number * 10 + 10)]
        yield {
            "type": "source", "id": source, "outlet": an_id("outlet", number % 100),
            "url": f"https://example.org/{number}", "title": f"Article {number}", "language": language,
            "published": "2024-02-03",
        }  # fmt: skip
        yield {
            "type": "snapshot", "id": an_id("snapshot", number), "source": source, "method": "transcribed",
            "captured_at": "2024-02-04T10:00:00+00:00", "text": "\n".join(quotes), "extractor": "typed",
        }  # fmt: skip
        at = 0
        for place, quote in enumerate(quotes, start=number * 10):
            yield {
                "type": "statement", "id": an_id("statement", place), "source": source,
                "snapshot": an_id("snapshot", number), "speaker": an_id("speaker", place % 100),
                "directness": "direct_quote", "basis": "own_observation", "said_at": "2024-02-03", "quote": quote,
                "language": language, "locator": {"start": at, "end": at + len(quote)},
                "check": {"status": "transcribed"},
            }  # fmt: skip
            at += len(quote) + 1
    for number in range(claims):
        words, hedge = HEDGES[number % 4]
        count = number % 90 + 10
        yield {
            "type": "claim", "id": an_id("claim", number), "event": an_id("event", number // 100), "kind": "quantity",
            "text": {"en": f"At place {number}, {words.format(count)} people were killed."},
            "rationale": {"en": "Three reports say so."}, "made_at": "2024-02", "verdict": "contested",
            "verdict_note": {"en": "Two of them are of doubtful origin."},
            "quantity": {"words": words.format(count), "hedge": hedge, "numbers": [count], "measure": "killed"},
            "evidence": [
                {
                    "id": an_id("evidence", place), "statement": an_id("statement", place),
                    "stance": STANCES[place % 4], "note": {"en": "See the second paragraph."},
                    "quantity": {"words": f"{count}", "hedge": "exactly", "numbers": [count], "measure": "killed"},
                }
                for place in range(number * evidence_each, (number + 1) * evidence_each)
            ],
        }  # fmt: skip
