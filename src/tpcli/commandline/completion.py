"""Completion in the shell: words and ids of the record, looked up in its index."""

import sqlite3

import typer

from tpcli.errors import TpcliError
from tpcli.index.cache import open_index
from tpcli.query.completing import ids_from, statuses_from, words_from
from tpcli.query.filters import FILTERS
from tpcli.query.nouns import NOUNS, noun_of
from tpcli.text.folding import fold


def _index(ctx: typer.Context) -> sqlite3.Connection | None:
    """The index, or nothing: a completion must not print errors into the line that is being typed."""
    try:
        return open_index(ctx.find_root().params.get("data"), quiet=True)
    except (TpcliError, sqlite3.Error, OSError):
        return None


def words(ctx: typer.Context, name: str, incomplete: str) -> list[tuple[str, str]]:
    """The words of a filter that begin with what was typed, or have a name that does; `A+` completes its last part."""
    connection = _index(ctx)
    if connection is None:
        return []
    before, plus, last = incomplete.rpartition("+")
    if name == "status":
        return [(_typed(incomplete, "", s, s), stages) for s, stages in statuses_from(connection, incomplete)]
    fields = FILTERS[name].fields
    # The uses are those in the field of the noun that is asked for, where it has one of its own.
    own = [field for field in fields if field.startswith(f"{(ctx.info_name or '').removesuffix('s')}.")]
    fields = tuple(own) or fields[:1]
    found = words_from(connection, fields[0], last)
    return [(_typed(incomplete, before + plus, value, name), f"{name} ({uses})") for value, name, uses in found]


def _typed(incomplete: str, before: str, value: str, name: str) -> str:
    """The text on the line once completed: the code, or the name where the user had begun to type the name."""
    last = incomplete[len(before) :]
    if value.lower().startswith(last.lower()):
        return before + last + value[len(last) :]
    folded = fold(name)
    return before + (last + folded[len(last) :] if folded.startswith(last) else value)


def ids(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The ids of deals, events, facts and sources that begin with what was typed, in that order, with their titles."""
    connection = _index(ctx)
    return [] if connection is None else ids_from(connection, incomplete)


def fields(ctx: typer.Context, incomplete: str) -> list[str]:
    """The fields of what a command answers with; `A,B,` completes the last one."""
    noun = {"timeline": "events"}.get(ctx.info_name or "", ctx.info_name or "")
    if noun not in NOUNS:
        return []
    before, comma, last = incomplete.rpartition(",")
    connection = _index(ctx)
    known = noun_of(connection, noun) if connection else NOUNS[noun]
    return [before + comma + name for name in known.columns if name.startswith(last)]
