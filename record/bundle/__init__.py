"""One published claim as a folder that a stranger verifies offline."""

from record.bundle.gathering import Texts
from record.bundle.writing import export

__all__ = ["Texts", "export"]
