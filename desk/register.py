"""Every admin class of the desk; importing a module registers its classes."""

from desk import (  # noqa: F401
    batch_admin,
    claim_admin,
    event_admin,
    people_admin,
    reading_admins,
    snapshot_admin,
    source_admin,
    statement_admin,
    token_admin,
    webhook_admin,
)
