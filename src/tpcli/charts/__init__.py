"""Pictures: their data, and drawing them."""
