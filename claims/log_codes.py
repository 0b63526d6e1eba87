"""The sentences of what happens to events and claims."""

from history.codes import register

register("event_created", "{by} added the event {label}")
register("event_changed", "{by} changed the event {label}")
register("claim_created", "{by} wrote the claim {label}")
register("claim_changed", "{by} changed the claim")
register("evidence_added", "{by} added evidence")
register("evidence_changed", "{by} changed evidence")
register("evidence_removed", "{by} removed evidence from the draft")
register("relation_added", "{by} related the claim to another")
register("relation_removed", "{by} removed a relation from the draft")
register("fact_check_added", "{by} added another publisher's fact-check")
register("fact_check_removed", "{by} removed a fact-check from the draft")
# None of these changes a word of the document, so they make nobody a contributor.
register("claim_assigned", "{by} assigned the claim", contributes=False)
register("claim_submitted", "{by} submitted a revision for review", contributes=False)
register("changes_requested", "{by} requested changes: {reason}", contributes=False)
register("naming_consented", "{by} consented to naming the party", contributes=False)
register("claim_approved", "{by} approved the revision", contributes=False)
register("claim_reopened", "{by} opened the claim for revision; earlier approvals lapsed", contributes=False)
register("revision_renewed", "{by} sent the claim back to review, because {reason}", contributes=False)
register("claim_merged", "{by} merged the claim into another: {reason}", contributes=False)
register("claim_merged_here", "{by} merged another claim into this one: {reason}", contributes=False)
register("claim_unmerged", "{by} took the claim apart from the one it was merged into: {reason}", contributes=False)
register("comment_added", "{by} commented", contributes=False)
register("alert_raised", "{by} raised an alert: {reason}", contributes=False)
register("alert_resolved", "{by} resolved an alert", contributes=False)
