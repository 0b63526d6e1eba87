"""What we concluded: immutable versions, what lists and pages read of them, and the steps of the public state."""
