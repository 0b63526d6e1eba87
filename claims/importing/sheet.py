"""A sheet as people keep it: a claim a row, with a review that was published of it, and with a piece of evidence."""

import csv
import io
from collections.abc import Iterator
from typing import IO

from django.conf import settings

from claims.importing import said
from claims.importing.checks import Check, Checks
from claims.importing.faults import Dirty, Remark
from claims.importing.fields import Fields
from claims.importing.lines import LONGEST, Item
from claims.importing.parsed import Parsed, Ref, Spec
from claims.models import Claim, FactCheck, ImportBatch
from claims.models.claim import ClaimKind, Verdict
from claims.workflow import EDITABLE
from history.ids import derived_id
from sources.languages import LIMIT as TEXT_LIMIT

# Our columns, in the order of the template. A mapping says what a sheet calls them.
COLUMNS = (
    "claim", "language", "kind", "made", "claimant", "verdict", "rationale", "verdict_note", "measure", "population",
    "publisher", "url", "title", "rating", "reviewed", "reviewer",
    *said.COLUMNS,
)  # fmt: skip
CLAIM = ("kind", "verdict", "rationale", "verdict_note", "measure", "population")
REVIEW = ("url", "rating", "title", "reviewed", "reviewer")  # with any of these a row speaks of a published review
NOT_DECODED = "\udc80", "\udcff"


class _TooLong(Exception):
    """A line that is too long to be held."""


class _Lines:
    """The lines of a sheet, counted, none of them held whole that is longer than a row can be."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self.stream = stream
        self.number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.stream.readline(LONGEST)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) < LONGEST or line.endswith(("\n", "\r")):
            return line
        while line and not line.endswith(("\n", "\r")):
            line = self.stream.readline(LONGEST)
        raise _TooLong(f"it has more than {LONGEST:,} characters")


class Sheet:
    """An item is a row; its line is the one on which it begins. Every heading that is not ours is reported once a row."""

    def __init__(self, batch: ImportBatch) -> None:
        self.checks = Checks(batch)
        self.mapping = self.checks.mapping
        self.headings: list[str] = []

    def items(self, file: IO[bytes]) -> Iterator[Item]:
        """The rows below the headings."""
        encoding = "utf-8-sig" if self.mapping["encoding"] == "utf-8" else self.mapping["encoding"]
        stream = io.TextIOWrapper(file, encoding=encoding, errors="surrogateescape", newline="")
        try:
            yield from self._rows(_Lines(stream))
        finally:
            stream.detach()  # the file is the caller's to close

    def _rows(self, lines: "_Lines") -> Iterator[Item]:
        # Strict: a quotation mark in the wrong place would join, cut or alter cells, and nobody would know.
        rows = csv.reader(lines, delimiter=self.mapping["delimiter"], strict=True)
        while True:
            line = lines.number + 1
            try:
                cells = next(rows)
            except StopIteration:
                break
            except UnicodeError:
                reason = f"From here on the bytes are not {self.mapping['encoding']}; say the sheet's encoding in the mapping."
                yield Item(line, fault=Dirty("", reason))
                break
            except (csv.Error, _TooLong) as error:
                lines_read = f"Line {line}" if line == lines.number else f"Lines {line} to {lines.number}"
                yield Item(line, fault=Dirty("", f"{lines_read} cannot be read as rows: {error}."))
                continue
            if not any(cell.strip() for cell in cells):
                continue
            if not self.headings:
                self.headings = [cell.strip() for cell in cells]
                if fault := self._heading_fault():
                    yield Item(line, fault=fault)
                    return
                continue
            yield Item(line, cells, size=sum(map(len, cells)))
        if not self.headings:
            yield Item(1, fault=Dirty("", "This sheet is empty; the first line holds the headings."))

    def _heading_fault(self) -> Dirty | None:
        """Why no row of this sheet can be read."""
        ours = {self.mapping["columns"].get(name, name) for name in COLUMNS}
        twice = [name for name in ours if self.headings.count(name) > 1]
        if twice:
            return Dirty(twice[0][:200], "Two columns have this heading; no row was read.")
        unknown = self.mapping["columns"].keys() - set(COLUMNS)
        if unknown:
            return Dirty(min(unknown)[:200], f"The mapping names a column that is none of {', '.join(COLUMNS)}.")
        claim = self.mapping["columns"].get("claim", "claim")
        if claim not in self.headings:
            return Dirty(claim[:200], "No column has this heading, which holds the claims; no row was read.")
        return None

    def read(self, item: Item) -> Parsed:
        """The draft of one row. Raises `Dirty`."""
        if item.fault:
            raise item.fault
        cells = list(zip(self.headings, item.value, strict=False))
        ours = {self.mapping["columns"].get(name, name): name for name in COLUMNS}
        row = dict.fromkeys(COLUMNS, "") | {ours[heading]: value for heading, value in cells if heading in ours}
        for name, value in row.items():
            if any(NOT_DECODED[0] <= character <= NOT_DECODED[1] for character in value):
                encoding = self.mapping["encoding"]
                raise Dirty(name, f"These bytes are not {encoding}; say the sheet's encoding in the mapping.")
        remarks = [
            Remark(heading[:200], "This column is not one of ours; it was left out.")
            for heading, value in cells
            if value.strip() and heading not in ours
        ]
        if any(cell.strip() for cell in item.value[len(self.headings) :]):
            remarks.append(Remark("", "There are more cells than headings; those beyond were left out."))
        fields = Fields({name: row[name].strip() for name in CLAIM})
        columns = {
            "kind": fields.choice("kind", ClaimKind, default=self.mapping["kind"]),
            "verdict": fields.choice("verdict", Verdict, default=""),
            "measure": fields.text("measure", 50),
            "population": fields.text("population", 50),
        }
        texts = {name: fields.text(name, TEXT_LIMIT) for name in ("rationale", "verdict_note")}
        check = Check(
            claim=row["claim"].strip(),
            claimant=row["claimant"].strip(),
            claimed=row["made"].strip(),
            url=row["url"].strip(),
            publisher=row["publisher"].strip() or self.mapping["publisher"],
            reviewer=row["reviewer"].strip(),
            title=row["title"].strip(),
            rating=row["rating"].strip(),
            reviewed=row["reviewed"].strip(),
            language=row["language"].strip(),
            body=texts["rationale"],
            names={"claimed": "made"},
            remarks=remarks,
        )
        reviewed = any(getattr(check, name) for name in REVIEW)
        if not reviewed:
            remarks += [
                Remark(name, "This is kept with a published review, and the row has none; it was left out.")
                for name in ("claimant", "publisher")
                if row[name].strip()
            ]
        parsed = self.checks.parsed(
            item.line,
            [check],
            reviewed=reviewed,
            # The same claim in another row, or when the sheet is read again, is the same draft.
            claim_id=derived_id(settings.SITE_URL, "sheet", check.claim, check.claimed),
        )
        claim = next(spec for spec in parsed.specs if spec.model is Claim)
        claim.by_words = True
        claim.columns |= {name: value for name, value in columns.items() if value}
        language = claim.columns["original_language"]
        claim.columns |= {name: {language: text} for name, text in texts.items() if text}
        claim.told = {name: name for name in CLAIM if row[name].strip()}
        claim.told |= {name: "made" for name in ("made_earliest", "made_latest") if name in claim.columns}
        if row["language"].strip():
            claim.told["original_language"] = "language"
        for spec in parsed.specs:
            if spec.model is FactCheck:
                spec.check = _check_editable
        if any(row[name].strip() for name in said.COLUMNS):
            self._add_evidence(parsed, claim, row)
        return parsed

    def _add_evidence(self, parsed: Parsed, claim: Spec, row: dict[str, str]) -> None:
        columns = claim.columns
        counted = columns.get("measure", ""), columns.get("population", "")
        read = said.Said(row, columns["original_language"], counted)
        when = self.checks.stated(row["said"].strip(), "said", parsed)
        parsed.specs += read.specs(Ref(Claim, claim.id, "claim"), when)
        parsed.remarks += read.remarks


def _check_editable(row: FactCheck) -> None:
    if row.claim.status not in EDITABLE:
        raise Dirty("claim", f"The claim {row.claim_id} is {row.claim.get_status_display()}; revise it first.")


def template() -> str:
    """An empty sheet with our headings, and one row that shows what goes where."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerow(
        [
            "The bridge was closed for three days.", "en", "occurrence", "2024-02-03", "The ministry", "", "", "", "", "",
            "The Daily Record", "https://example.org/checks/bridge", "Was the bridge closed?", "Mostly false",
            "2024-02-05", "Layla Haddad",
            "https://example.com/news/bridge", "The Morning Post", "Ministry of Transport", "government",
            "The bridge reopened after one day.", "en", "2024-02-04", "contradicts", "", "direct_quote", "official_statement",
        ]
    )  # fmt: skip
    return stream.getvalue()
