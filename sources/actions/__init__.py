"""Everything that may be done to what was said. Each verb has one home here; every face calls it."""
