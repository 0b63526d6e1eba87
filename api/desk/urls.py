"""Addresses of the write side."""

from django.urls import path

from api.desk import claims, edges, rows
from api.desk.verbs import VERBS

urlpatterns = [
    path("", claims.Index.as_view(), name="api-desk"),
    path("claims/", claims.Claims.as_view(), name="api-desk-claims"),
    path("claims/<str:claim_id>/", claims.ClaimDetail.as_view(), name="api-desk-claim"),
    path("claims/<str:claim_id>/evidence/", claims.EvidenceOfClaim.as_view(), name="api-desk-claim-evidence"),
    path("claims/<str:claim_id>/relations/", claims.Relations.as_view(), name="api-desk-claim-relations"),
    path("claims/<str:claim_id>/fact-checks/", claims.FactChecks.as_view(), name="api-desk-claim-fact-checks"),
    *(
        path(f"claims/<str:claim_id>/{name}/", view.as_view(), name=f"api-desk-{name.replace('/', '-')}")
        for name, view in VERBS.items()
    ),
    path("evidence/<str:row_id>/", claims.EvidenceDetail.as_view(), name="api-desk-evidence"),
    path("relations/<str:row_id>/", claims.RelationDetail.as_view(), name="api-desk-relation"),
    path("fact-checks/<str:row_id>/", claims.FactCheckDetail.as_view(), name="api-desk-fact-check"),
    path("events/", rows.Events.as_view(), name="api-desk-events"),
    path("events/<str:row_id>/", rows.EventDetail.as_view(), name="api-desk-event"),
    path("speakers/", rows.Speakers.as_view(), name="api-desk-speakers"),
    path("speakers/<str:row_id>/", rows.SpeakerDetail.as_view(), name="api-desk-speaker"),
    path("outlets/", rows.Outlets.as_view(), name="api-desk-outlets"),
    path("outlets/<str:row_id>/", rows.OutletDetail.as_view(), name="api-desk-outlet"),
    path("sources/", rows.Sources.as_view(), name="api-desk-sources"),
    path("sources/<str:row_id>/", rows.SourceDetail.as_view(), name="api-desk-source"),
    path("sources/<str:row_id>/transcripts/", edges.Transcripts.as_view(), name="api-desk-transcripts"),
    path("sources/<str:row_id>/captures/", edges.Captures.as_view(), name="api-desk-captures"),
    path("sources/<str:row_id>/snapshots/", edges.Snapshots.as_view(), name="api-desk-snapshots"),
    path("sources/<str:row_id>/links/", edges.SourceLinks.as_view(), name="api-desk-source-links"),
    path("source-links/<str:row_id>/judgement/", edges.SourceLinkJudgement.as_view(), name="api-desk-source-link"),
    path("statements/", rows.Statements.as_view(), name="api-desk-statements"),
    path("statements/<str:row_id>/", rows.StatementDetail.as_view(), name="api-desk-statement"),
    path("statements/<str:row_id>/relays/", edges.Relays.as_view(), name="api-desk-relays"),
    path("statements/<str:row_id>/withdraw/", edges.Withdrawal.as_view(), name="api-desk-withdraw"),
    path("statements/<str:row_id>/misattribute/", edges.Misattribution.as_view(), name="api-desk-misattribute"),
    path("relays/<str:row_id>/judgement/", edges.RelayJudgement.as_view(), name="api-desk-relay"),
]
