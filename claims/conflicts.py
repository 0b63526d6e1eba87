"""A claim as it stood when somebody began to write, told from its log: what lies between two people's words."""

import copy

from claims.models import Claim
from history.models import Entry

# The entries that `drafting.touch` counts, each once.
_COUNTED = [
    "claim_changed", "evidence_added", "evidence_changed", "evidence_removed", "relation_added", "relation_removed",
    "fact_check_added", "fact_check_removed", "passages_erased",
]  # fmt: skip


def as_it_stood(claim: Claim, edit_number: int) -> Claim | None:
    """The claim's own columns at that edit number, on an unsaved copy; None where its log does not reach so far.

    Every counted change since is undone, newest first. One statement, of as many rows as there were changes.
    """
    since = claim.edit_number - edit_number
    if since < 0:
        return None
    counted = Entry.objects.of(claim).filter(code__in=_COUNTED).order_by("-sequence")
    entries = list(counted.values_list("code", "old")[:since])
    if len(entries) < since:
        return None
    row = copy.copy(claim)
    row.edit_number = edit_number
    columns = {field.name: field for field in Claim._meta.concrete_fields}
    for code, old in entries:
        if code == "claim_changed":
            for name, value in old.items():
                setattr(row, columns[name].attname, columns[name].to_python(value))
    return row
