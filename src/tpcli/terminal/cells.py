"""Texts with their looks, before anything is drawn: without Rich, so that a pipe can have them as they are."""

from collections.abc import Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of a cell's text with a style of its own."""

    start: int
    end: int
    style: str


class Cell(NamedTuple):
    """One cell: its text, how it looks, and what in it looks otherwise."""

    text: str
    style: str = ""
    spans: Sequence[Span] = ()
    link: str | None = None
