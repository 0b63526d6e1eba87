from record.models.card import Card
from record.models.change import Change
from record.models.correction import Correction
from record.models.counter import PublicationCounter
from record.models.delivery import Delivery
from record.models.listed_review import ListedReview
from record.models.listing import Listing
from record.models.mention import Mention
from record.models.search_entry import SearchEntry
from record.models.subscription import Subscription
from record.models.two_editors import Erasure, Hold, Notice, Retraction
from record.models.version import Version

__all__ = [
    "Card",
    "Change",
    "Correction",
    "Delivery",
    "Erasure",
    "Hold",
    "ListedReview",
    "Listing",
    "Mention",
    "Notice",
    "PublicationCounter",
    "Retraction",
    "SearchEntry",
    "Subscription",
    "Version",
]
