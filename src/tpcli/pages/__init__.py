"""HTML that is read in a browser."""
