"""EDTF, dates as people type them, and dates as people read them."""
