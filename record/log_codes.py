"""The sentences of what happens to the public state."""

from history.codes import register

register("claim_published", "{by} published a version", contributes=False)
register("claim_updated", "{by} approved and published added evidence", contributes=False)
register("notice_put", "{by} put a notice over the claim: {reason}", contributes=False)
register("claim_withheld", "{by} withheld the claim: {reason}", contributes=False)
register("retraction_proposed", "{by} proposed to retract the claim: {reason}", contributes=False)
register("merge_proposed", "{by} proposed to merge the claim into another: {reason}", contributes=False)
register("erasure_proposed", "{by} proposed an erasure", contributes=False)
register("public_step_confirmed", "{by} confirmed it as the second editor", contributes=False)
register("public_step_ended", "{by} ended it: {reason}", contributes=False)
register("claim_retracted", "{by} retracted the claim", contributes=False)
register("passages_erased", "{by} erased passages", contributes=False)
register("case_loaded", "{by} loaded the demonstration case", contributes=False)
register("webhook_made", "{by} made the webhook {label}", contributes=False)
register("webhook_changed", "{by} changed the webhook {label}", contributes=False)
register("webhook_secret_changed", "{by} gave the webhook {label} a new secret", contributes=False)
register("webhook_paused", "{by} paused the webhook {label}: {reason}", contributes=False)
register("webhook_resumed", "{by} let the webhook {label} go on", contributes=False)
register("webhook_ended", "{by} ended the webhook {label}", contributes=False)
register("webhook_tested", "{by} tested the webhook {label}", contributes=False)
register("webhook_replayed", "{by} sent something to {label} again", contributes=False)
