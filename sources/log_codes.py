"""The sentences of what happens to sources."""

from history.codes import register

register("speaker_created", "{by} added the speaker {label}")
register("speaker_changed", "{by} changed the speaker {label}")
register("outlet_created", "{by} added the outlet {label}")
register("outlet_changed", "{by} changed the outlet {label}")
register("source_created", "{by} added the source {label}")
register("source_changed", "{by} changed the source {label}")
register("source_linked", "{by} linked {label} to another source")
register("source_link_judged", "{by} judged a link of {label}")
register("source_transcribed", "{by} typed what they saw of {label}")
register("statement_created", "{by} recorded a statement: {label}")
register("statement_changed", "{by} changed the statement {label}")
register("statement_withdrawn", "{by} linked a withdrawal to {label}")
register("statement_misattributed", "{by} marked {label} as misattributed: {reason}")
register("relay_declared", "{by} declared what {label} repeats")
register("relay_judged", "{by} judged what {label} repeats")
