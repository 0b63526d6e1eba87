"""The only functions that write audited rows. Actions call them; each write leaves its entry in the same transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from history.canonical import canonical, digest
from history.log import log, log_many
from history.models import Audited, ErasurePass

Row = TypeVar("Row", bound=models.Model)


def plain(value: Any) -> Any:
    """A column's value as JSON: keys for rows, ISO 8601 for times, a digest for bytes."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return digest(bytes(value))
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, models.fields.files.FieldFile):
        return value.name or ""
    return value


def values(row: models.Model, names: Iterable[str] | None = None) -> dict[str, Any]:
    """The row's columns as JSON, by field name; all of them, or those named. Long ones as their digest."""
    columns = {field.name: field.attname for field in row._meta.concrete_fields}
    shown = {name: plain(getattr(row, columns[name])) for name in (columns if names is None else names)}
    for name in shown.keys() & getattr(row, "logged_by_digest", frozenset()):
        if shown[name]:
            value = shown[name]
            shown[name] = digest(value.encode() if isinstance(value, str) else canonical(value))
    return shown


def lock(row: Row) -> Row:
    """The row as it stands now, held until the transaction ends (on SQLite the transaction itself holds everything)."""
    return type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)


def insert(row: Row, *, by: Any, code: str, reason: str = "") -> Row:
    """Validate, insert and log a new row. Raises Django's `ValidationError` naming the fields."""
    _clean(row)
    _save(row, force_insert=True)
    log(_whole(row), code, by=by, new=_shown(row), reason=reason)
    return row


@dataclass(frozen=True)
class Validated(Generic[Row]):
    """A new row that `validated` has passed: the only kind that `insert_many` takes."""

    row: Row


def validated(row: Row) -> Validated[Row]:
    """The row, once its columns are right. Asks no database: the caller has looked up what its keys point to.

    Constraints are left to the database, which refuses the whole of `insert_many`. Raises `ValidationError`.
    """
    keys = {field.name for field in row._meta.concrete_fields if field.is_relation}
    row.full_clean(exclude=keys, validate_unique=False, validate_constraints=False)
    return Validated(row)


def insert_many(rows: Sequence[Validated[Row]], *, by: Any, code: str, reason: str = "") -> None:
    """The importers' one bulk door: insert new rows of one table and log each, in as many statements for 500 as for two.

    Raises `IntegrityError` when the database refuses one of them; then none was written.
    """
    if not rows:
        return
    plain_rows = [item.row for item in rows]
    with transaction.atomic():
        type(plain_rows[0])._base_manager.bulk_create(plain_rows)
        log_many([(_whole(row), _shown(row)) for row in plain_rows], code, by=by, reason=reason)


def change(row: Row, changes: dict[str, Any], *, by: Any, code: str, reason: str = "") -> bool:
    """Set columns, validate, save and log what differs. Nothing different: nothing written, False.

    The caller has locked the row or its whole.
    """
    # `clean` may set more than was asked: an interval follows its words.
    watched = [field.name for field in row._meta.concrete_fields]
    old = values(row, watched)
    for name, value in changes.items():
        setattr(row, name, value)
    _clean(row)  # also brings the values into their columns' shape before they are compared
    new = values(row, watched)
    moved = [name for name in watched if old[name] != new[name]]
    if not moved:
        return False
    _save(row, update_fields=moved)
    row_key = {} if _whole(row) is row else {"row": row.pk}
    log(
        _whole(row),
        code,
        by=by,
        old=row_key | {name: old[name] for name in moved},
        new=row_key | {name: new[name] for name in moved},
        reason=reason,
    )
    return True


def remove(row: models.Model, *, by: Any, code: str, reason: str = "") -> None:
    """Delete a row that was never published; its last values stay in the log."""
    old = values(row)
    log(_whole(row), code, by=by, old={"row": row.pk, **old}, reason=reason)
    row.delete()


def _clean(row: models.Model) -> None:
    try:
        row.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError:
        row.full_clean()  # names the faults that constraints find too
        raise


def _save(row: models.Model, **how: Any) -> None:
    """The database checks its constraints as it writes; only where one refuses are they asked, one by one, for their words."""
    try:
        with transaction.atomic():
            row.save(**how)
    except IntegrityError:
        row.full_clean()
        raise


def overwrite(row: models.Model, columns: dict[str, Any]) -> None:
    """Replace columns during an erasure, past the row's append-only trigger. Not logged: the log would keep what is erased.

    Called inside the erasure's transaction, which writes its own entry.
    """
    table = row._meta.db_table
    opened = ErasurePass.objects.create(table_name=table, row_id=str(row.pk))
    type(row)._base_manager.filter(pk=row.pk).update(**columns)
    opened.delete()
    for name, value in columns.items():
        setattr(row, name, value)


def _shown(row: models.Model) -> dict[str, Any]:
    """What the log keeps of a new row: its key, and every column that holds something."""
    return {"row": row.pk} | {name: value for name, value in values(row).items() if value not in ("", None, {}, [])}


def _whole(row: models.Model) -> models.Model:
    return row.log_target if isinstance(row, Audited) else row
