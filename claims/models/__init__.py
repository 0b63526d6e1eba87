from claims.models.alert import Alert
from claims.models.bookmark import Bookmark
from claims.models.claim import Claim
from claims.models.claim_key import ClaimKey
from claims.models.claim_relation import ClaimRelation
from claims.models.comment import Comment
from claims.models.event import Event
from claims.models.evidence import Evidence
from claims.models.fact_check import FactCheck
from claims.models.import_batch import ImportBatch
from claims.models.import_problem import ImportProblem
from claims.models.review import Review
from claims.models.revision import Revision

__all__ = [
    "Alert",
    "Bookmark",
    "Claim",
    "ClaimKey",
    "ClaimRelation",
    "Comment",
    "Event",
    "Evidence",
    "FactCheck",
    "ImportBatch",
    "ImportProblem",
    "Review",
    "Revision",
]
