"""Everything that changes what the world reads. Each verb has one home here; every face calls it."""
