"""Text itself: folding, what is safe on a terminal, files that are there whole or not at all, progress."""
