"""Actions: the only way an account changes."""
