"""Ids that were entries' once, where they are typed."""

import sqlite3
from collections.abc import Iterable

from tpcli.errors import TpcliError
from tpcli.output.answer import note
from tpcli.query.about import about
from tpcli.text.safe import plain


def renewed(connection: sqlite3.Connection, typed: Iterable[str]) -> list[str]:
    """The typed ids, each retired one replaced by the id that took its place; a note tells the user.

    Raises TpcliError for an id that is retired for nothing else.
    """
    retired = {old.id: old for old in about(connection).retired}
    found = []
    for text in typed:
        while old := retired.get(text):  # No circle: that is an error of the record.
            if not old.replaced_by:
                raise TpcliError(f"'{plain(text)}' is retired: {plain(old.why)}")
            note(f"'{plain(text)}' is retired: {plain(old.why)}; it is now '{plain(old.replaced_by)}'")
            text = old.replaced_by
        found.append(text)
    return found
