"""Bulk in: drafts in a batch from our interchange, ClaimReview, the Fact Check Tools API or a sheet.

`running` reads a file in chunks of one transaction each; `lines` and its neighbours read formats; `fields` reads values;
`rows` writes what was read, or says why not. A file can be of any size: nothing here holds more than a chunk of it.
"""
