"""The log in sentences, newest first, with what changed in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from desk.fields import language_name
from history.log import Target, target_of
from history.models import Audited, Entry

A_PAGE = 30

# Bookkeeping of ours, and columns that another line already says.
LEFT_OUT = frozenset({"row", "id", "claim", "digest", "url_sha256", "text_sha256", "author", "revision", "status"})


@dataclass(frozen=True)
class Change:
    """One value that changed, in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Line:
    """One entry as people read it."""

    entry: Entry
    changes: list[Change]
    is_new: bool


def chain_of(row: models.Model) -> Target:
    """The chain in which this row's changes stand."""
    return target_of(row.log_target if isinstance(row, Audited) else row)


def lines(entries: Sequence[Entry]) -> list[Line]:
    """The entries in words. At most one statement for each kind of row they name."""
    names = _names(entries)
    return [Line(entry, _changes(entry, names), not entry.old) for entry in entries]


def page(request: HttpRequest, admin: Any, row: models.Model, chains: Iterable[Target]) -> HttpResponse:
    """A page of these chains."""
    shown = Paginator(Entry.objects.of_targets(chains), A_PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Log: %(row)s") % {"row": str(row)[:100]},
        "subtitle": None,
        "opts": row._meta,
        "original": row,
        "page": shown,
        "lines": lines(list(shown)),
    }
    return TemplateResponse(request, "desk/log.html", context)


def _model_of(entry: Entry) -> type[models.Model]:
    """The model whose columns an entry names: a part of a whole is told by its code (evidence_added)."""
    part = {"evidence": "claims.evidence", "fact": "claims.factcheck", "relation": "claims.claimrelation"}
    return apps.get_model(part.get(entry.code.split("_")[0], entry.target_type))


def _field(entry: Entry, name: str) -> Any:
    try:
        return _model_of(entry)._meta.get_field(name)
    except (FieldDoesNotExist, LookupError):
        return None


def _names(entries: Sequence[Entry]) -> dict[tuple[type[models.Model], str], str]:
    """What the rows are called that entries name by their keys."""
    wanted: dict[type[models.Model], set[Any]] = {}
    for entry in entries:
        for name, value in [*entry.old.items(), *entry.new.items()]:
            field = _field(entry, name)
            if name not in LEFT_OUT and field is not None and field.is_relation and value:
                wanted.setdefault(field.related_model, set()).add(value)
    return {
        (model, str(key)): str(row)
        for model, keys in wanted.items()
        for key, row in _with_names(model).in_bulk(list(keys)).items()
    }


def _with_names(model: type[models.Model]) -> Any:
    rows: Any = model._default_manager.all()
    return rows.with_sources() if hasattr(rows, "with_sources") else rows


def _changes(entry: Entry, names: dict[tuple[type[models.Model], str], str]) -> list[Change]:
    found = []
    for name in dict.fromkeys([*entry.old, *entry.new]):
        if name in LEFT_OUT:
            continue
        field = _field(entry, name)
        label = str(field.verbose_name if field is not None else name.replace("_", " "))
        old, new = entry.old.get(name), entry.new.get(name)
        if isinstance(old, dict) or isinstance(new, dict):
            old, new = old or {}, new or {}
            for tag in dict.fromkeys([*old, *new]):
                if old.get(tag) != new.get(tag):
                    words = f"{label} ({language_name(str(tag))})"
                    found.append(Change(words, str(old.get(tag) or ""), str(new.get(tag) or "")))
        else:
            found.append(Change(label, _words(field, old, names), _words(field, new, names)))
    return [change for change in found if change.old or change.new]


def _words(field: Any, value: Any, names: dict[tuple[type[models.Model], str], str]) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    if field is not None and field.is_relation:
        return names.get((field.related_model, str(value)), str(value))
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        instant = parse_datetime(str(value))
        return date_format(instant, "DATETIME_FORMAT") if instant else str(value)
    return str(value)
