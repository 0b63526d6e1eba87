"""The public pages: readers read the record here."""
