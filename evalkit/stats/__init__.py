"""Numbers in, named results out. Knows nothing of partnerships."""
