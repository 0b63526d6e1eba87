"""Everything that one claim's page lets a person type, and the one transaction that saves it."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from claims import access
from claims.actions import drafting
from claims.models import Claim, ClaimRelation, Evidence, FactCheck
from claims.similar import Similar
from claims.workflow import EDITABLE, Status
from desk import similar_claims
from desk.claim_form import ClaimForm, KeptEvidenceForm
from desk.evidence_form import NewEvidenceRows, NewFactCheckRows, NewRelationRows
from desk.recording import Recorder
from history.errors import WrongMoment
from sources.stated_time import StatedTime


class _Faults(Exception):
    """Undoes the transaction; what is wrong stands at the fields already."""


class ClaimPage:
    """The forms of a claim's page for one person. `claim` is None for a new one."""

    def __init__(self, claim: Claim | None, person: Any, data: QueryDict | None = None) -> None:
        self.claim = claim
        self.data = data
        may_write = access.refusal_to_write(person) is None
        status = claim.status if claim else Status.DRAFT
        # Words of a claim change in a draft; evidence may also be added to a settled one.
        self.is_editable = may_write and status in EDITABLE
        self.takes_evidence = self.is_editable or (may_write and status == Status.SETTLED)
        self.evidence: list[Evidence] = self._evidence()
        self.relations: list[ClaimRelation] = list(claim.relations_out.select_related("to_claim")) if claim else []
        self.fact_checks: list[FactCheck] = list(claim.fact_checks.all()) if claim else []
        initial = {"original_language": "en"} if claim is None else {}
        self.form = ClaimForm(data, instance=claim, initial=initial) if self.is_editable else None
        counted = (claim.measure, claim.population) if claim else ("", "")
        self.kept = [
            KeptEvidenceForm(
                data, instance=row, prefix=f"evidence-{row.pk}", siblings=self.evidence,
                only_superseding=not self.is_editable, counted=counted,
            )
            for row in self.evidence
            if self.takes_evidence
        ]  # fmt: skip
        self.new = (
            NewEvidenceRows(data, prefix="new", form_kwargs={"counted": counted}) if self.takes_evidence else None
        )
        self.new_relations = NewRelationRows(data, prefix="relation") if self.is_editable else None
        self.similar: list[Similar] = []  # what a new claim may be instead; its writer has not yet said that it is not
        self.new_fact_checks = NewFactCheckRows(data, prefix="check") if self.is_editable else None

    def _evidence(self) -> list[Evidence]:
        if self.claim is None:
            return []
        rows = self.claim.evidence.select_related(
            "statement__source__outlet", "statement__speaker__principal", "superseded_by"
        )
        return sorted(
            rows, key=lambda row: (row.statement.said_earliest is None, str(row.statement.said_earliest), row.pk)
        )

    @property
    def answered(self) -> list[str]:
        """Which similar claims its writer has said already that it is none of."""
        return similar_claims.answered(self.data)

    @property
    def row_sets(self) -> list[Any]:
        """The sets of new rows."""
        return [rows for rows in (self.new, self.new_relations, self.new_fact_checks) if rows is not None]

    @property
    def own_forms(self) -> list[Any]:
        """The forms over rows that are there already: what two people may change at once."""
        return [form for form in [self.form, *self.kept] if form is not None]

    @property
    def has_errors(self) -> bool:
        """Whether anything that was typed is wrong."""
        if self.data is None:
            return False
        return bool(
            any(form.errors for form in self.own_forms)
            or any(form.errors for rows in self.row_sets for form in rows.forms)
        )

    def count_errors(self) -> int:
        """How many fields are wrong."""
        forms = [*self.own_forms, *(form for rows in self.row_sets for form in rows.forms)]
        return sum(len(form.errors) for form in forms)

    def take(self, *, by: User) -> Claim | None:
        """Saves all of it or nothing. None when something is wrong: each fault then stands at its field.

        None too when a new claim is like others and nobody has said yet that it is none of them: these are `similar`.

        Raises what the actions raise: `Stale` when somebody else saved first, `WrongMoment`, `NotAllowed`.
        """
        access.require(access.refusal_to_write(by))
        if not self.takes_evidence:
            raise WrongMoment(_("The claim is not being edited; take the step “Revise” to change it."))
        # All of them are asked before anything is written, so that no fault waits behind another.
        sound = [form.is_valid() for form in self.own_forms]
        sound += [rows.is_valid() for rows in self.row_sets]
        if self.claim is None and self.form is not None and all(sound):
            self.similar = similar_claims.unanswered(self.form, self.data)
            if self.similar:
                return None
        try:
            with transaction.atomic():
                claim = self._write(by)
                if claim is None or not all(sound) or self.has_errors:
                    raise _Faults
        except _Faults:
            return None
        return claim

    def _write(self, by: User) -> Claim | None:
        recorder = self._recorder = Recorder(by)
        claim = self.claim
        if self.form is not None and not self.form.errors:
            claim = self._tried(self.form, self._write_claim, by, recorder)
        default_time = self._claim_time()
        for form in self.kept:
            if not form.errors:
                self._tried(form, self._write_kept, form, by)
        for form in self._filled(self.new):
            said = self._tried(form, recorder.statement, form.cleaned_data, default_time)
            if said is not None and claim is not None:
                self._tried(form, drafting.add_evidence, claim=claim, statement=said, by=by, **form.columns())
        if claim is not None:
            self._write_rest(claim, by)
        return claim

    def _write_claim(self, by: User, recorder: Recorder) -> Claim:
        form = self.form
        assert form is not None  # noqa: S101  (only called with one)
        typed, columns = form.cleaned_data, form.columns()
        if typed["claimant_name"]:
            try:
                columns["claimant"] = recorder.speaker(typed["claimant_name"], typed["claimant_kind"])
            except ValidationError as error:
                raise ValidationError({"claimant_name": error.messages}) from error
        if typed["event_title"]:
            language = typed["original_language"]
            began = typed["event_started"] or StatedTime()
            columns["event"] = drafting.create_event(
                title={language: typed["event_title"]}, original_language=language, by=by, **began.columns("started")
            )
        if self.claim is None:
            return drafting.create_claim(by=by, **columns)
        return drafting.change_claim(claim=self.claim, by=by, expected=typed["edit_number"] or 0, **columns)

    def _write_kept(self, form: KeptEvidenceForm, by: User) -> None:
        if form.cleaned_data.get("remove"):
            drafting.remove_evidence(evidence=form.instance, by=by)
        elif form.has_changed():
            drafting.change_evidence(evidence=Evidence(pk=form.instance.pk, claim=self.claim), by=by, **form.columns())

    def _write_rest(self, claim: Claim, by: User) -> None:
        data = self.data or QueryDict()
        if self.is_editable:
            for relation in self.relations:
                if data.get(f"relation-{relation.pk}-remove"):
                    drafting.remove_relation(relation=relation, by=by)
            for check in self.fact_checks:
                if data.get(f"check-{check.pk}-remove"):
                    drafting.remove_fact_check(fact_check=check, by=by)
        for form in self._filled(self.new_relations):
            self._tried(form, drafting.relate, claim=claim, by=by, **form.cleaned_data)
        for form in self._filled(self.new_fact_checks):
            self._tried(form, drafting.add_fact_check, claim=claim, by=by, **form.columns())

    def _claim_time(self) -> StatedTime:
        if self.form is not None:
            typed = self.form.cleaned_data.get("made")
            return typed if typed else StatedTime()
        return self.claim.made if self.claim else StatedTime()

    @staticmethod
    def _filled(rows: Any) -> Sequence[Any]:
        """The new rows in which something sound was typed."""
        if rows is None:
            return []
        return [form for form in rows.forms if form.has_changed() and not form.errors]

    def _tried(self, form: Any, act: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """What the action gives back; None when something is wrong, which then stands at its field."""
        known = dict(self._recorder.speakers)
        try:
            with transaction.atomic():
                return act(*args, **named)
        except ValidationError as error:
            self._recorder.speakers = known  # who was added meanwhile is undone too
            form.add_error(None, error)
            return None

    @property
    def base(self) -> str:
        """The values from which the person begins, as the form carries them."""
        if self.data is not None and "base" in self.data:
            return str(self.data["base"])
        return json.dumps(values(self), ensure_ascii=False)


def values(page: ClaimPage) -> dict[str, str]:
    """What stands in each box of the forms over rows that are there already, by the box's name."""
    found: dict[str, str] = {}
    for form in page.own_forms:
        for field in form:
            found |= boxes(field)
    return found


def boxes(field: Any) -> dict[str, str]:
    """One field's boxes by name: several for words by language and for times."""
    widget, value = field.field.widget, field.value()
    if widget.is_hidden:
        return {}
    if hasattr(widget, "widgets_names"):
        parts = value if isinstance(value, list) else widget.decompress(value)
        names = (field.html_name + name for name in widget.widgets_names)
        return {name: str(part or "") for name, part in zip(names, parts, strict=False)}
    if isinstance(value, bool):
        return {field.html_name: "on" if value else ""}
    value = getattr(value, "pk", value)
    return {field.html_name: "" if value is None else str(value)}
