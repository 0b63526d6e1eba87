"""Made-up dirty files of every format: none raises, every item is imported, unchanged or reported, nothing is half-written."""

import csv
import io
import json
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from claims.importing import running
from claims.importing.sheet import COLUMNS
from claims.models import Claim
from history.models import Entry
from sources.models import Outlet, Source, Speaker, Statement
from tests.claims.importing.conftest import Import, ndjson
from tests.claims.importing.test_foreign_formats import REVIEW, page
from tests.claims.importing.test_interchange import CLAIM, WORLD
from tests.claims.importing.test_sheet_evidence import ROW

pytestmark = pytest.mark.django_db

ANSWER = {
    "text": "The bridge was closed.", "claimant": "A. Minister", "claimDate": "2024-02-03T00:00:00Z",
    "claimReview": [{"publisher": {"name": "One"}, "url": "https://example.org/1", "textualRating": "False"}],
}  # fmt: skip
REVIEWED = {"url": "https://checks.example/1", "publisher": "P", "rating": "R", "verdict": "contested"}
MICRODATA = (
    '<div itemscope itemtype="http://schema.org/ClaimReview"><b itemprop="claimReviewed">{claimReviewed}</b>'
    '<a itemprop="url" href="{url}"></a><i itemprop="author">{author}</i><i itemprop="reviewRating">{reviewRating}</i></div>'
)

TEXT = some.text(max_size=20) | some.sampled_from(
    ["\x00", "قُتِلَ ١٨", "2024-02-30", "03/04/2024", "x" * 6_000, "https://[", "null"]
)
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda below: some.lists(below, max_size=3) | some.dictionaries(some.text(max_size=8), below, max_size=4),
    max_leaves=8,
)
# What bytes go wrong by: cut, doubled, put in between, in another encoding.
NOISE = some.sampled_from([b'"', b"\x00", b"\xff", b"\xef\xbb\xbf", b"\n", b"\r", b",", b"{", b"]", b"<!--", b"\\ud800", b"1e999",
                           b"9" * 5_000, b"[" * 2_000, b"x" * 200_000, b"NaN", b"</script>"])  # fmt: skip


def with_faults(row: dict[str, Any], draw: Any, values: Any) -> dict[str, Any]:
    row = dict(row)
    for name in draw(some.lists(some.sampled_from(sorted(row)), max_size=2)):
        row[name] = draw(values)
    return row


def interchange(draw: Any) -> tuple[bytes, int]:
    rows = [with_faults(row, draw, JSON) for row in draw(some.lists(some.sampled_from([*WORLD, CLAIM]), max_size=8))]
    return ndjson(*rows), len(rows)


def claimreview(draw: Any) -> tuple[bytes, int]:
    rows = [with_faults(REVIEW, draw, JSON) | {"@type": "ClaimReview"} for _ in range(draw(some.integers(0, 4)))]
    shape = draw(some.sampled_from(["page", "scripts", "list", "graph", "feed", "values", "microdata"]))
    if shape == "microdata":
        # Bare texts, since a page's markup is no JSON.
        texts = [{name: "".join(filter(str.isalnum, str(value))) for name, value in row.items()} for row in rows]
        return page().replace(b"<p>", "".join(MICRODATA.format(**row) for row in texts).encode() + b"<p>"), len(rows)
    if shape in ("page", "scripts"):
        scripts = [json.dumps(rows)] if shape == "page" else [json.dumps(row) for row in rows]
        return page(*(script.replace("<", "\\u003c") for script in scripts)), len(rows)
    if shape == "values":
        return "\n".join(map(json.dumps, rows)).encode(), len(rows)
    if shape == "feed":
        items = [{"@type": "DataFeedItem", "item": [row]} for row in rows]
        return json.dumps({"@type": "DataFeed", "dataFeedElement": items}).encode(), len(rows)
    return json.dumps(rows if shape == "list" else {"@graph": [{"@type": "WebPage"}, *rows]}).encode(), len(rows)


def gfc(draw: Any) -> tuple[bytes, int]:
    rows = [draw(JSON.filter(lambda value: value != [])) if draw(some.integers(0, 4)) == 0 else with_faults(ANSWER, draw, JSON)
            for _ in range(draw(some.integers(0, 4)))]  # fmt: skip
    answers = [{"claims": rows[:2], "nextPageToken": "x"}, {"claims": rows[2:]}]
    shape = draw(some.sampled_from(["list", "values"]))
    return (json.dumps(answers) if shape == "list" else "\n".join(map(json.dumps, answers))).encode(), len(rows)


def sheet(draw: Any) -> tuple[bytes, int]:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    rows = [
        with_faults(ROW | draw(some.sampled_from([{}, REVIEWED])), draw, TEXT) for _ in range(draw(some.integers(0, 5)))
    ]
    said = 0
    for row in rows:
        cells = [row.get(name, "") for name in COLUMNS][: draw(some.integers(1, 40))]
        cells += ["beyond"] * draw(some.integers(0, 1))
        writer.writerow(cells)
        said += any(cell.strip() for cell in cells)  # a blank row is none
    return stream.getvalue().encode(), said


MAKERS = {"interchange": interchange, "claimreview": claimreview, "gfc": gfc, "csv": sheet}


def spoilt(data: bytes, draw: Any) -> bytes:
    for _ in range(draw(some.integers(1, 3))):
        at = draw(some.integers(0, len(data)))
        how = draw(some.integers(0, 3))
        if how == 0:
            data = data[:at] + draw(NOISE) + data[at:]
        elif how == 1:
            data = data[:at] + data[at + draw(some.integers(1, 40)) :]
        elif how == 2:
            data = data[:at] + data[max(0, at - 40) :]
        else:
            data = data.decode(errors="replace").encode(
                draw(some.sampled_from(["utf-16", "cp1256", "utf-8-sig"])), errors="replace"
            )
    return data


@pytest.mark.parametrize("format", MAKERS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_no_file_raises_and_no_item_is_lost(read: Import, format: str, data: Any) -> None:
    file, items = MAKERS[format](data.draw)
    is_spoilt = data.draw(some.booleans())
    if is_spoilt:
        file = spoilt(file, data.draw)
    batch = read(file, format)
    connection.check_constraints()
    told_of = sum(batch.progress[name] for name in ("imported", "unchanged", "refused"))
    refused = list(running.report(batch))
    assert sum(row["level"] == "refused" for row in refused) == batch.progress["refused"]
    assert all(row["line"] and row["reason"] for row in refused)
    if not is_spoilt:
        # A file of nothing is reported, too, where it must hold something.
        nothing = 0 if format in ("interchange", "csv") else 1
        assert told_of == (items or nothing)
    if format == "interchange":  # its header is counted, and is no row
        assert batch.position - told_of in (0, 1)
    else:
        assert batch.position == told_of
        whole = Claim.objects.filter(fact_checks=None, evidence=None)
        assert format == "csv" or not whole.exists()
        assert not Statement.objects.filter(evidence=None).exists()
        assert not Source.objects.filter(statements=None).exists()
        assert not Outlet.objects.filter(sources=None).exists()
        assert not Speaker.objects.filter(statements=None).exists()
    # A second run, under options that say what is usual: nothing that was imported is imported again.
    entries = Entry.objects.exclude(target_type="claims.importbatch").count()
    again = read(file, format, mapping={})
    assert again.position == batch.position
    # What an interchange row lacked may have stood below it, and is there by now.
    assert again.progress["imported"] <= (batch.progress["refused"] if format == "interchange" else 0)
    if not again.progress["imported"]:
        assert Entry.objects.exclude(target_type="claims.importbatch").count() == entries
