"""The read side, open to everybody."""
