"""What was said: speakers, outlets, sources, snapshots, statements and the relays between them."""
