from history.models.audited import AppendOnly, Audited
from history.models.baseline import Baseline
from history.models.entry import Entry
from history.models.erasure_pass import ErasurePass

__all__ = ["AppendOnly", "Audited", "Baseline", "Entry", "ErasurePass"]
