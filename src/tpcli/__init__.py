"""tpcli: a timeline and fact explorer over a dated, sourced record."""

__version__ = "0.1.0"
