"""Output for terminals: grid, bars, pager and the page of an entry."""
