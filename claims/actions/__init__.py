"""Everything that may be done to a claim before it is public. Each verb has one home here; every face calls it."""
