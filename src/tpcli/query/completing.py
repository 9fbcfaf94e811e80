"""The words, statuses and ids of an index that begin with what somebody has typed so far."""

import sqlite3

from tpcli.query.nouns import NOUNS
from tpcli.text.folding import key

MOST = 200


def words_from(connection: sqlite3.Connection, field: str, typed: str) -> list[tuple[str, str, int]]:
    """The words of a field in use that have a name beginning so: each with its name and how many entries use it."""
    begin = key(typed)
    return connection.execute(
        "SELECT DISTINCT t.value, t.name, t.uses FROM alias AS a "
        "JOIN term AS t ON t.field = a.field AND t.value = a.value "
        "WHERE a.field = ? AND a.key >= ? AND a.key < ? || char(1114111) AND t.uses > 0 ORDER BY t.value LIMIT ?",
        (field, begin, begin, MOST),
    ).fetchall()


def statuses_from(connection: sqlite3.Connection, typed: str) -> list[tuple[str, str]]:
    """The statuses of deals that begin so, each with the names of the stages that lead to it."""
    begin = key(typed)
    found = connection.execute(
        "SELECT status, group_concat(name, ', ') FROM term WHERE field = 'stage' AND status IS NOT NULL "
        "GROUP BY status ORDER BY min(term)"
    )
    return [(status, stages) for status, stages in found if key(status).startswith(begin)]


def ids_from(connection: sqlite3.Connection, typed: str) -> list[tuple[str, str]]:
    """The ids of deals, events, facts and sources that begin so, in that order, each with its title."""
    found: list[tuple[str, str]] = []
    begin = typed.lower()
    for name in ("deals", "events", "facts", "sources"):
        title = "statement" if name == "facts" else "title"
        found += connection.execute(
            f"SELECT id, {title} FROM {NOUNS[name].table} WHERE id >= ? AND id < ? || char(1114111) "
            "ORDER BY id LIMIT ?",
            (begin, begin, MOST - len(found)),
        )
    return found
