"""The desk: where reviewers work, every admin class."""
