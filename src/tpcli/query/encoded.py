"""Events by their encoded fields: what a question about all of a million is counted with."""

import json
import sqlite3
from array import array
from collections.abc import Iterable, Sequence

from tpcli.index.encoded import encoded
from tpcli.query.question import Question
from tpcli.query.sql import found
from tpcli.text.json import Cell


def are_encoded(connection: sqlite3.Connection, fields: Sequence[str]) -> bool:
    """Whether the index has codes of all these fields: of one with very many values it has none."""
    known = {field for (field,) in connection.execute("SELECT field FROM encoded")}
    return known.issuperset(fields)


def codes(connection: sqlite3.Connection, question: Question, fields: Sequence[str]) -> list[Sequence[int]]:
    """For each field the code of every event that answers: its own row where the field is not encoded."""
    (events,) = connection.execute("SELECT coalesce(max(row) + 1, 0) FROM event").fetchone()
    whole = [encoded(connection, field) or range(events) for field in fields]
    if not question.narrows and question.limit is None:
        return whole
    sql, params = found(connection, "events", question)
    rows = array("I", (row for (row,) in connection.execute(sql, params)))
    return [array("I", map(of_field.__getitem__, rows)) for of_field in whole]


def decoded(connection: sqlite3.Connection, codes: Iterable[int], *columns: str) -> dict[int, tuple[Cell, ...]]:
    """The values that codes have, by code: `columns` are SQL expressions of the event `e`."""
    sql = f"SELECT e.row, {', '.join(columns)} FROM json_each(?) AS c CROSS JOIN event AS e WHERE e.row = c.value"
    found_ = connection.execute(sql, (json.dumps(sorted(set(codes))),))
    return {row: tuple(values) for row, *values in found_}
