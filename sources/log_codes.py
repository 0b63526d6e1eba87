"""The sentences of what happens to sources."""

from history.codes import register

register("speaker_created", "{by} added the speaker {label}")
register("speaker_changed", "{by} changed the speaker {label}")
register("outlet_created", "{by} added the outlet {label}")
register("outlet_changed", "{by} changed the outlet {label}")
register("source_created", "{by} added the source {label}")
register("source_changed", "{by} changed the source {label}")
# Asking for a capture changes no words; what the machine found is nobody's contribution.
register("capture_requested", "{by} asked for a capture of {label}", contributes=False)
register("source_captured", "{label} was captured", contributes=False)
register("capture_failed", "{label} could not be captured: {reason}", contributes=False)
register("source_uploaded", "{by} handed in a file that shows {label}")
register("source_described", "What the page says of itself was filled in for {label}", contributes=False)
register("outlet_described", "The name that its page gives was filled in for {label}", contributes=False)
register("archived_copy_noted", "{by} noted where an archive keeps {label}")
register("source_linked", "{by} linked {label} to another source")
register("source_link_suggested", "{label} shares much of its text with another source", contributes=False)
register("source_link_judged", "{by} judged a link of {label}")
register("source_transcribed", "{by} typed what they saw of {label}")
register("statement_created", "{by} recorded a statement: {label}")
register("statement_changed", "{by} changed the statement {label}")
register("quote_checked", "The words of {label} were checked against a capture", contributes=False)
register("statement_withdrawn", "{by} linked a withdrawal to {label}")
register("statement_misattributed", "{by} marked {label} as misattributed: {reason}")
register("relay_declared", "{by} declared what {label} repeats")
register("relay_judged", "{by} judged what {label} repeats")
