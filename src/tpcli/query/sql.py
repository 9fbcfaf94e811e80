"""The SQL that answers a question.

Every filter is a look-up in the index: the words that entries are filtered by are numbered (`term`), and each entry is
marked with its words and years (`mark`), so that all filters together are one boolean expression over posting lists.
What the user typed travels as bound parameters only. In every SELECT made here `e` is the entry that is asked for.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tpcli.dates.edtf import OPEN_END, civil, day_number, days_in
from tpcli.environment import here
from tpcli.errors import UsageError
from tpcli.index.marks import year_expression
from tpcli.query.filters import CITING, DEAL, EVIDENCE, FACT, FILTERS, ID, OWN, OWN_ELSE_EVIDENCE, OWN_OR_STAGE, STAGE
from tpcli.query.nouns import (
    AMOUNTS,
    NOUNS,
    SORTABLE,
    Column,
    Noun,
    happened,
    json_object,
    noun_of,
    pick,
    stale,
    standing,
)
from tpcli.query.question import Question, Words
from tpcli.text.json import Cell, Row

MOST_ROWS = 2**62
YEARS_STALE = 3
"""After so many years without news it is said when a deal was last heard of."""


class Binder(dict[str, Cell]):
    """Parameters by name; `bind(value)` hands out the name under which SQL says it.

    `:as_of` is always there, and `:stale`, before which what was heard of a deal was heard long ago.
    """

    def __init__(self, question: Question) -> None:
        super().__init__(as_of=OPEN_END if question.as_of is None else question.as_of, stale=_stale(question.as_of))

    def __call__(self, value: Cell) -> str:
        name = f"p{len(self)}"
        self[name] = value
        return f":{name}"


def _stale(as_of: int | None) -> int:
    """The day three years before today, or before the day asked about, as a Julian day number."""
    today = here().today()
    year, month, day = (today.year, today.month, today.day) if as_of is None else civil(as_of)
    return day_number(year - YEARS_STALE, month, min(day, days_in(year - YEARS_STALE, month)))


class Asking(NamedTuple):
    """Shared by all parts of one statement: the connection, the binder and the day asked about."""

    connection: sqlite3.Connection
    bind: Binder
    day: str = ":as_of"
    """The last day that counts, as SQL."""
    since: str = ":stale"
    """The day before which what was heard of a deal was heard long ago, as SQL."""

    def rows(self, noun: str, question: Question, column: str = "e.row") -> str:
        """A SELECT of one column of the entries that answer, in no order."""
        source, where = _answering(self, NOUNS[noun], question)
        return f"SELECT {column} FROM {source}" + (f" WHERE {' AND '.join(where)}" if where else "")


def statement(
    connection: sqlite3.Connection, noun: str, question: Question, columns: Sequence[str]
) -> tuple[str, dict[str, Cell]]:
    """The SQL and the parameters that answer a question with the given expressions as columns, in its order."""
    asking = Asking(connection, Binder(question))
    sql = asking.rows(noun, question, ", ".join(columns))
    limit = MOST_ROWS if question.limit is None else question.limit
    return f"{sql} ORDER BY {_order(noun_of(connection, noun), question)} LIMIT {asking.bind(limit)}", asking.bind


def found(connection: sqlite3.Connection, noun: str, question: Question) -> tuple[str, dict[str, Cell]]:
    """SQL that selects the row numbers of what answers, and its parameters; in order only where there is a limit."""
    if question.limit is not None:
        return statement(connection, noun, question, ["e.row"])
    asking = Asking(connection, Binder(question))
    return asking.rows(noun, question), asking.bind


def numbered(connection: sqlite3.Connection, question: Question) -> tuple[str, dict[str, Cell]]:
    """A condition on the numbers that the full-text index has for entries of all nouns, and its parameters."""
    asking = Asking(connection, Binder(question))
    either = [
        f"w.rowid % 4 = {place} AND w.rowid / 4 IN ({asking.rows(noun, question)})" for place, noun in enumerate(NOUNS)
    ]
    return " OR ".join(either), asking.bind


def rows(connection: sqlite3.Connection, noun: str, question: Question, columns: Sequence[Column]) -> Iterator[Row]:
    """The answer, row by row, as the index holds it: lists and mappings are JSON text."""
    sql, params = statement(connection, noun, question, [column.sql for column in columns])
    return connection.execute(sql, params)


def json_rows(
    connection: sqlite3.Connection,
    noun: str,
    question: Question,
    columns: Sequence[Column] | None,
    *,
    sparse: bool = False,
) -> Iterator[str]:
    """The answer as one JSON object a row, made by SQLite; without `columns` all that the record holds of it.

    What is empty is null, or left out where the objects are `sparse`.
    """
    sql, params = statement(
        connection, noun, question, [json_object(noun_of(connection, noun), columns, sparse=sparse)]
    )
    return (row[0] for row in connection.execute(sql, params))


def _answering(asking: Asking, noun: Noun, question: Question) -> tuple[str, list[str]]:
    """Where the entries that answer come from, and the conditions on each."""
    marked = tuple(
        words
        for words in _part(noun, question, OWN, ID)
        if words[0] not in ("status", "stale") and not _is(noun, words)
    )
    dated = question.periods if FILTERS["from"].relation(noun.name) == OWN else ()
    source, where = _looked_up(asking, noun, question._replace(words=marked, periods=dated))
    for name, alternatives in question.words:
        if _is(noun, (name, alternatives)):
            # Of A+B an entry can't be both.
            ids = [words[0] for words in alternatives if len(words) == 1]
            where.append(f"e.id IN ({', '.join(map(asking.bind, ids))})")
    if question.match is not None and FILTERS["match"].relation(noun.name) == OWN:
        where.append(f"e.row IN ({_matching(asking, noun, question.match)})")
    where += _CONDITIONS[noun.name](asking, question)
    for left_out in question.left_out:
        of_day = asking
        if left_out.as_of is not None:
            of_day = asking._replace(day=asking.bind(left_out.as_of), since=asking.bind(_stale(left_out.as_of)))
        else:
            left_out = left_out._replace(as_of=question.as_of)
        where.append(f"e.row NOT IN ({of_day.rows(noun.name, left_out)})")
    return source, where


def _is(noun: Noun, words: tuple[str, Words]) -> bool:
    return FILTERS[words[0]].relation(noun.name) == ID


def _part(noun: Noun, question: Question, *relations: str) -> tuple[tuple[str, Words], ...]:
    """The words of filters that have one of these relations to the noun."""
    return tuple(words for words in question.words if FILTERS[words[0]].relation(noun.name) in relations)


def _looked_up(asking: Asking, noun: Noun, question: Question) -> tuple[str, list[str]]:
    """The entries themselves, by the index that finds fewest of them, and the conditions of their own time."""
    bind = asking.bind
    where = []
    if question.periods:
        either = [" AND ".join(_within(asking, *period)) or "1" for period in question.periods]
        where.append(f"({' OR '.join(either)})" if len(either) > 1 else either[0])
    source = f"{noun.table} AS e"
    if question.words:
        marks = bind(_marks(asking.connection, noun, question))
        where.append(f"m.mark MATCH {marks}")
        return f"mark AS m CROSS JOIN {source} ON e.row = m.rowid / 4", where
    if question.periods and question.match is None and all(start is not None for start, _ in question.periods):
        ranges = []
        for start, end in question.periods:
            low, high = bind(start), bind(end if end is not None else OPEN_END)
            ranges.append(
                f"SELECT x.row AS row FROM span AS s CROSS JOIN {noun.table} AS x "
                f"ON x.span = s.span AND x.start > {low} - s.days AND x.start <= {high}"
            )
        source = f"({' UNION '.join(ranges)}) AS d CROSS JOIN {source} ON e.row = d.row"
    return source, where


def _within(asking: Asking, start: int | None, end: int | None) -> list[str]:
    """The conditions on an entry whose own time overlaps a period."""
    since = [f'e."end" >= {asking.bind(start)}'] if start is not None else []
    until = [f"e.start <= {asking.bind(end)}"] if end is not None else []
    return since + until


def _marks(connection: sqlite3.Connection, noun: Noun, question: Question) -> str:
    """The FTS5 expression for all words that entries themselves must have, and for years where they narrow it."""
    parts = []
    for name, alternatives in question.words:
        field = noun.prefix + name.replace("-", "_")
        either = [" AND ".join(_token(connection, field, word) for word in words) for words in alternatives]
        parts.append("(" + " OR ".join(f"({words})" for words in either) + ")")
    years = []
    for start, end in question.periods:
        first = -9999 if start is None else civil(start)[0]
        years.append(year_expression(first, 9999 if end is None else civil(end)[0]))
    if years and all(years):
        parts.append("(" + " OR ".join(str(when) for when in years) + ")")
    return " AND ".join(parts)


def _token(connection: sqlite3.Connection, field: str, value: str) -> str:
    """The token of a word; one that nothing is marked with if no entry ever had it."""
    found = connection.execute("SELECT term FROM term WHERE field = ? AND value = ?", (field, value)).fetchone()
    return f"t{found[0]}" if found else "none"


def _matching(asking: Asking, noun: Noun, expression: str) -> str:
    """A SELECT of the rows whose own text matches."""
    offset = list(NOUNS).index(noun.name)
    return f"SELECT rowid / 4 FROM words WHERE words MATCH {asking.bind(expression)} AND rowid % 4 = {offset}"


def _of_events(asking: Asking, question: Question) -> list[str]:
    """Conditions on the deal that an event belongs to, and on the facts that it is evidence of."""
    where = []
    of_deal = _part(NOUNS["events"], question, DEAL)
    if of_deal or question.as_of is not None:
        where.append(f"e.deal IN ({asking.rows('deals', Question(words=of_deal, as_of=question.as_of), 'e.id')})")
    if question.as_of is not None:
        where.append(happened("e", asking.day))
    return where + _evidence_of(asking, NOUNS["events"], question)


def _evidence_of(asking: Asking, noun: Noun, question: Question) -> list[str]:
    """Conditions on a fact that an event or deal is evidence of."""
    of_fact = _part(noun, question, FACT)
    if not of_fact:
        return []
    facts = asking.rows("facts", Question(words=of_fact))
    return [f"e.id IN (SELECT v.value FROM fact AS f, json_each(f.evidence) AS v WHERE f.row IN ({facts}))"]


def _of_deals(asking: Asking, question: Question) -> list[str]:
    """Conditions on a deal's status, on its stages, and on the facts that it is evidence of."""
    noun, bind = NOUNS["deals"], asking.bind
    where = []
    for _, alternatives in question.only("status"):
        # Of A+B a deal's status can't be both.
        names = [bind(words[0]) for words in alternatives if len(words) == 1]
        where.append(f"{standing('status', asking.day)} IN ({', '.join(names)})")
    if question.only("stale"):
        where.append(stale(asking.day, asking.since))
    if question.as_of is not None:
        where.append(f"EXISTS (SELECT 1 FROM event AS x WHERE x.deal = e.id AND {happened('x', asking.day)})")
    of_stage = _part(noun, question, STAGE)
    of_either = [Question(words=(words,)) for words in _part(noun, question, OWN_OR_STAGE)]
    if question.match is not None:
        of_either.append(Question(match=question.match))
    if of_stage or of_either:
        stages = ["x.deal IS NOT NULL", *([happened("x", asking.day)] if question.as_of is not None else [])]
        if of_stage or question.periods:
            stages.append(f"x.row IN ({asking.rows('events', Question(question.periods, of_stage))})")
        for asked in of_either:
            own = f"x.deal IN (SELECT y.id FROM deal AS y WHERE y.row IN ({_own_of_deals(asking, asked)}))"
            stages.append(f"(x.row IN ({asking.rows('events', asked)}) OR {own})")
        either = [f"e.id IN (SELECT x.deal FROM event AS x WHERE {' AND '.join(stages)})"]
        if not of_stage:
            either.append(" AND ".join(f"e.row IN ({_own_of_deals(asking, asked)})" for asked in of_either))
        where.append(f"({' OR '.join(either)})")
    return where + _evidence_of(asking, noun, question)


def _own_of_deals(asking: Asking, question: Question) -> str:
    """A SELECT of the deals that have themselves what could also be had by a stage: words, or words of their text."""
    noun = NOUNS["deals"]
    if question.match is not None:
        return _matching(asking, noun, question.match)
    source, where = _looked_up(asking, noun, question)
    return f"SELECT e.row FROM {source} WHERE {' AND '.join(where)}"


def _of_facts(asking: Asking, question: Question) -> list[str]:
    """Conditions on a fact's evidence; its theme is that of its evidence where it has none of its own."""
    noun = NOUNS["facts"]
    rest = Question(question.periods, _part(noun, question, EVIDENCE), as_of=question.as_of)
    themes = _part(noun, question, OWN_ELSE_EVIDENCE)
    if not themes:
        return _from_evidence(asking, rest)
    source, where = _looked_up(asking, noun, Question(words=themes))
    own = [f"e.row IN (SELECT e.row FROM {source} WHERE {' AND '.join(where)})", *_from_evidence(asking, rest)]
    else_ = ["e.theme IS NULL", *_from_evidence(asking, rest._replace(words=rest.words + themes))]
    return [f"({' AND '.join(own)} OR {' AND '.join(else_)})"]


def _from_evidence(asking: Asking, question: Question) -> list[str]:
    if not question.narrows:
        return []
    either = [f"v.value IN ({asking.rows(noun, question, 'e.id')})" for noun in ("events", "deals")]
    return [f"EXISTS (SELECT 1 FROM json_each(e.evidence) AS v WHERE {' OR '.join(either)})"]


def _of_sources(asking: Asking, question: Question) -> list[str]:
    """Conditions on the events, deals and facts that cite a source, or on the facts whose claim it makes."""
    noun = NOUNS["sources"]
    rest = Question(words=_part(noun, question, CITING), as_of=question.as_of)
    of_fact = _part(noun, question, FACT)
    if not rest.narrows and not of_fact:
        return []
    facts = asking.rows("facts", rest._replace(words=rest.words + of_fact))
    cited = [_cited("fact", facts), f"SELECT f.claimed_by FROM fact AS f WHERE f.row IN ({facts})"]
    if not of_fact:
        cited += [_cited(NOUNS[name].table, asking.rows(name, rest)) for name in ("events", "deals")]
    return [f"e.id IN ({' UNION ALL '.join(cited)})"]


def _cited(table: str, rows: str) -> str:
    return (
        f"SELECT json_extract(c.value, '$.source') FROM {table} AS y, json_each(y.sources) AS c WHERE y.row IN ({rows})"
    )


_CONDITIONS = {"events": _of_events, "deals": _of_deals, "facts": _of_facts, "sources": _of_sources}
"""By noun, the conditions on entries connected with an entry."""


def _order(noun: Noun, question: Question) -> str:
    direction = " DESC" if question.reverse else ""
    plain = noun.order
    if question.reverse:
        plain = ", ".join(f"{part} DESC" for part in plain.split(", "))
    if question.sort is None:
        return plain
    column = pick(noun, [question.sort])[0]
    if column.name == "value" and column.kind == "json":
        column = noun.columns["value_amount"]
    if column.kind not in SORTABLE:
        raise UsageError(f"'{question.sort}' can't be sorted by: it is a list")
    if column.name == "date":
        return plain
    by = column.sql
    if column.name in AMOUNTS:
        by = f"money_key({by})"
    elif column.kind == "text":
        by = f"sort_key({by})"
    elif column.kind in ("date", "day"):
        by = f"first_day({by})"
    return f"{by}{direction} NULLS LAST, {plain}"
