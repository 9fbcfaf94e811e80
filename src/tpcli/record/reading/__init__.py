"""Files to entries."""
