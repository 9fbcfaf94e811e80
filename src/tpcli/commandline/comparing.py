"""The two states of a record that are compared: each as it is now, or as it was at a revision of git."""

import sqlite3
from contextlib import ExitStack
from typing import NamedTuple

from tpcli.index.cache import open_index
from tpcli.index.side_by_side import built_apart, side_by_side
from tpcli.output.answer import note
from tpcli.query.differences import Difference, differences
from tpcli.record.reading.revision import files_at
from tpcli.text.newfiles import temporary_folder


class State(NamedTuple):
    """A record at some time."""

    name: str
    """As people are told: its place, or the revision."""
    connection: sqlite3.Connection


def as_it_is(place: str | None) -> State:
    """A record as its files are now."""
    return State(place or "the record that comes with tpcli", open_index(place, tell=note))


def as_it_was(stack: ExitStack, place: str | None, revision: str) -> State:
    """A record as it was at a revision, until the stack is left. Raises UsageError, TpcliError, RecordError."""
    folder = stack.enter_context(temporary_folder())
    connection = built_apart(folder / "index.sqlite", place, files_at(place, revision, folder))
    stack.callback(connection.close)
    return State(revision, connection)


def between(was: State, now: State) -> list[Difference]:
    """What differs between two states."""
    with side_by_side(was.connection, now.connection) as both:
        return list(differences(both))
