from sources.models.outlet import Outlet
from sources.models.relay import Relay
from sources.models.snapshot import Snapshot
from sources.models.source import Source
from sources.models.source_link import SourceLink
from sources.models.speaker import Speaker
from sources.models.statement import Statement

__all__ = ["Outlet", "Relay", "Snapshot", "Source", "SourceLink", "Speaker", "Statement"]
