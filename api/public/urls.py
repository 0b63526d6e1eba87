"""Addresses of the read side."""

from django.urls import path

from api.public.about import Docs, Index, ProblemDetail, ProblemList, Schema
from api.public.cards import (
    EventDetail,
    EventList,
    OutletDetail,
    OutletList,
    SourceDetail,
    SourceList,
    SpeakerDetail,
    SpeakerList,
    StatementDetail,
    StatementList,
)
from api.public.changes import ChangeList
from api.public.claims import ClaimDetail, ClaimList, EvidenceList, Search, VersionDetail, VersionList
from api.public.corrections import CorrectionList
from api.public.exports import ExportManifest

urlpatterns = [
    path("", Index.as_view(), name="api-index"),
    path("claims/", ClaimList.as_view(), name="api-claims"),
    path("claims/<str:claim_id>/", ClaimDetail.as_view(), name="api-claim"),
    path("claims/<str:claim_id>/evidence/", EvidenceList.as_view(), name="api-evidence"),
    path("claims/<str:claim_id>/versions/", VersionList.as_view(), name="api-versions"),
    path("claims/<str:claim_id>/versions/<str:number>/", VersionDetail.as_view(), name="api-version"),
    path("events/", EventList.as_view(), name="api-events"),
    path("events/<str:event_id>/", EventDetail.as_view(), name="api-event"),
    path("speakers/", SpeakerList.as_view(), name="api-speakers"),
    path("speakers/<str:speaker_id>/", SpeakerDetail.as_view(), name="api-speaker"),
    path("outlets/", OutletList.as_view(), name="api-outlets"),
    path("outlets/<str:outlet_id>/", OutletDetail.as_view(), name="api-outlet"),
    path("sources/", SourceList.as_view(), name="api-sources"),
    path("sources/<str:source_id>/", SourceDetail.as_view(), name="api-source"),
    path("statements/", StatementList.as_view(), name="api-statements"),
    path("statements/<str:statement_id>/", StatementDetail.as_view(), name="api-statement"),
    path("search/", Search.as_view(), name="api-search"),
    path("changes/", ChangeList.as_view(), name="api-changes"),
    path("corrections/", CorrectionList.as_view(), name="api-corrections"),
    path("exports/", ExportManifest.as_view(), name="api-exports"),
    path("problems/", ProblemList.as_view(), name="api-problems"),
    path("problems/<slug:code>/", ProblemDetail.as_view(), name="api-problem"),
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", Docs.as_view(), name="api-docs"),
]
