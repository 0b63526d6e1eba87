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
