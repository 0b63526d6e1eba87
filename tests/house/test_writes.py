"""Audited rows are written by actions, each write with an entry whose code has a sentence."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from history import triggers
from history.codes import all_codes
from tests.house.code import LEVEL, imports, modules, name_of, tree

OURS = [model for model in apps.get_models(include_auto_created=False) if model._meta.app_label in LEVEL]

WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}

# Places that write rows, and why they may.
WRITERS = {
    "history.log": "the log itself",
    "history.writes": "the one way to write audited rows",
    "record.listings": "rebuildable rows",
    "accounts.groups": "the four groups, after migrate",
    "accounts.totp": "a person's own one-time code device",
}


def test_every_model_says_whether_it_is_audited() -> None:
    assert [model._meta.label for model in OURS if not isinstance(getattr(model, "audited", None), bool)] == []


def _literal_codes(path: Path) -> set[str]:
    """The codes a module writes: `code="…"` in any call, and the second argument of `log(…)`."""
    found = set()
    for node in ast.walk(tree(path)):
        # The importers' bulk door is given the code of each table from one place.
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "CODES" and isinstance(node.value, ast.Dict):
            found |= {value.value for value in node.value.values if isinstance(value, ast.Constant)}
        if not isinstance(node, ast.Call):
            continue
        values = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
        if isinstance(node.func, ast.Name | ast.Attribute) and ast.unparse(node.func).split(".")[-1] == "log":
            values += node.args[1:2]
        elif isinstance(node.func, ast.Name) and node.func.id == "_open":
            values += node.args[2:3]
        elif isinstance(node.func, ast.Name) and node.func.id == "_judge":
            values += node.args[3:4]
        found |= {value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str)}
    return found


def _writes_entries(path: Path) -> bool:
    return "actions" in path.parts or "case" in path.parts or name_of(path).startswith("claims.importing")


def test_every_code_that_is_written_has_a_sentence_and_every_sentence_is_used() -> None:
    written = set().union(*(_literal_codes(path) for path in modules() if _writes_entries(path)))
    assert written == all_codes().keys()


def test_rows_are_written_by_actions_alone() -> None:
    around = []
    for path in modules():
        if "actions" in path.parts or name_of(path) in WRITERS:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
                called = ast.unparse(node.func)
                if _looks_like_rows(called):
                    around.append(f"{name_of(path)} calls {called} in line {node.lineno}")
    assert around == []


def _looks_like_rows(called: str) -> bool:
    """`Claim.objects.update`, `row.save`, `queryset.delete`; not `set.update`, `digest.update` or `super().save`."""
    owner, verb = called.rsplit(".", 1)
    if owner == "default_storage":  # files, not rows
        return False
    if verb in {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}:
        return True
    return owner.endswith("queryset") or any(read in owner for read in (".objects", ".filter(", ".exclude(", ".all("))


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_no_trigger_is_missing() -> None:
    assert triggers.append_only_models()
    assert triggers.missing() == []


def test_no_signal_of_ours_and_no_save_override() -> None:
    overridden = [
        f"{name_of(path)}.{node.name}.{part.name}"
        for path in modules()
        if "models" in path.parts
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        for part in node.body
        if isinstance(part, ast.FunctionDef) and part.name in ("save", "delete")
    ]
    assert overridden == []
    senders = [name_of(path) for path in modules() if any(name.startswith("django.dispatch") for name in imports(path))]
    assert senders == []
