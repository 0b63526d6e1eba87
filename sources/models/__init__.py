from sources.models.archived_copy import ArchivedCopy
from sources.models.outlet import Outlet
from sources.models.relay import Relay
from sources.models.sighting import Sighting
from sources.models.sketch import Sketch
from sources.models.snapshot import Snapshot
from sources.models.source import Source
from sources.models.source_link import SourceLink
from sources.models.speaker import Speaker
from sources.models.statement import Statement

__all__ = [
    "ArchivedCopy",
    "Outlet",
    "Relay",
    "Sighting",
    "Sketch",
    "Snapshot",
    "Source",
    "SourceLink",
    "Speaker",
    "Statement",
]
