"""The ground: an append-only, chained log of every action, and the only functions that write audited rows."""
