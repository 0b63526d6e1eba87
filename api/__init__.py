"""Programs read the record here."""
