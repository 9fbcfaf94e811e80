"""Entries to files."""
