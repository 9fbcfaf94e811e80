"""The full names of words and the addresses of pages, for templates."""

import sqlite3
from collections.abc import Callable, Mapping
from typing import NamedTuple

from tpcli.output.looks import badge_of


class Here(NamedTuple):
    """The names of words, and the address of each entry, word or body as seen from one page."""

    names: dict[tuple[str, str], str]
    """By field and word."""
    address: Callable[[str, str], str | None]
    """The address of what a noun (event, deal, fact, source, organisation, country, theme) and an id say."""
    effects: Mapping[str, str]
    """What each status does to a deal."""

    def name(self, field: str, value: str) -> str:
        """The full name of a word."""
        return self.names.get((field, value), value)

    def badge(self, word: str) -> str:
        """How the badge of a status or a verdict looks."""
        return badge_of(word, self.effects)

    def href(self, noun: str, id_: str) -> str | None:
        """Where it has its page or its place on this one; None where it has none, so that it is named alone."""
        return self.address(noun, id_)


def names_of(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """The full names of all words of the record, in the order of the vocabulary."""
    words = connection.execute("SELECT field, value, name FROM term ORDER BY term")
    return {(field, value): name for field, value, name in words}
