"""What the service does: a turn in, replies out. Synchronous, no channel, no SQL, no wording."""
