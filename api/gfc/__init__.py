"""The dialect of the Google Fact Check Tools API, for clients that already speak it."""
