"""Counts of events, deals or facts by one or two of their fields, and sums of what deals are worth, as SQL."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from tpcli.errors import UsageError
from tpcli.query.dimensions import BY, ENTRIES, MANY, OUTCOMES, By, Dimension, counted_noun, dimension
from tpcli.query.encoded import are_encoded, codes, decoded
from tpcli.query.money import add_sums, number, together
from tpcli.query.nouns import NOUNS, noun_of
from tpcli.query.question import Question
from tpcli.query.sql import found
from tpcli.query.words import statuses
from tpcli.record.choices import CHOICES
from tpcli.text.numbers import Number

Keys = tuple[str | None, ...]
"""A value for each dimension; None where an entry has none, or its date does not settle it."""


class Count(NamedTuple):
    """How many entries share these values."""

    keys: Keys
    number: int


class Sum(NamedTuple):
    """The value of the deals that share these values, in one currency. Disputed values and ranges are apart."""

    keys: Keys
    currency: str | None
    """None for the deals of which no value is known."""
    deals: int
    value: Number | None
    """The sum of the values that are settled; None if none is."""
    apart: int
    """The number of deals whose value is disputed or a range."""
    apart_low: Number | None
    """The sum of the lowest values given for those."""
    apart_high: Number | None


class Counted(NamedTuple):
    """The answer to a question of how many, or how much."""

    noun: str
    by: tuple[str, ...]
    counts: Sequence[Count]
    sums: Sequence[Sum] | None
    """The values of the deals, where they were asked for."""
    edges: Sequence[Sequence[Count]]
    """The counts by each dimension alone."""
    number: int
    """How many entries there are in all, each counted once."""

    @property
    def together(self) -> str:
        """The sums of all outcomes added up, where that is what they are apart by."""
        return together((row.currency, row.value) for row in self.sums or () if self.by == ("outcome",))


def counts(connection: sqlite3.Connection, question: Question, noun: str, by: Sequence[str]) -> list[Count]:
    """How many there are of each value, or pair of values. Times come in their order, words in the vocabulary's."""
    return _sorted(connection, noun, by, _groups(connection, question, noun, by))


class _Group(NamedTuple):
    """Entries that have the same values: for each dimension one value or, of what can be several, all of them."""

    values: tuple[tuple[str | None, ...], ...]
    number: int


def _groups(connection: sqlite3.Connection, question: Question, noun: str, by: Sequence[str]) -> list[_Group]:
    """The entries in groups, by one pass over them where their values are their own."""
    picked = [BY[noun][name] for name in by]
    if not _own(noun, by):
        cells, params = _cells(connection, question, noun, by)
        keys = _keys(by)
        found_ = connection.execute(f"{cells} SELECT {keys}count(*) FROM cell GROUP BY {keys}NULL", params)
        return [_Group(tuple((key,) for key in row[:-1]), row[-1]) for row in found_]
    groups = []
    for keys_, size in _alike(connection, question, noun, picked).items():
        each = (
            tuple(dict.fromkeys(json.loads(key))) if dimension.texts and key else (key,)
            for dimension, key in zip(picked, keys_, strict=True)
        )
        groups.append(_Group(tuple(each), size))
    return groups


def _alike(
    connection: sqlite3.Connection, question: Question, noun: str, picked: Sequence[Dimension]
) -> Mapping[Keys, int]:
    """How many entries have the same values of their own; lists are JSON text."""
    fields = [dimension.encoded for dimension in picked if noun == "events" and dimension.encoded]
    values = [dimension.texts or dimension.value for dimension in picked]
    if fields and len(fields) == len(picked) and are_encoded(connection, fields):
        each = []
        for of_field, value in zip(codes(connection, question, fields), values, strict=True):
            one: dict[Any, Any] = {}  # Equal texts as one object: to compare those a million times takes a third less.
            texts = {code: one.setdefault(text, text) for code, (text,) in decoded(connection, of_field, value).items()}
            each.append(map(texts.__getitem__, of_field))
        return Counter(zip(*each, strict=True))
    rows, params = found(connection, noun, question)
    where = f" WHERE e.row IN ({rows})" if question.narrows or question.limit is not None else ""
    named = "".join(f"{value} AS k{n}, " for n, value in enumerate(values))
    sql = f"SELECT {named}count(*) FROM {ENTRIES[noun]} AS e{where} GROUP BY {_keys(picked)}NULL"
    return {tuple(keys_): size for *keys_, size in connection.execute(sql, params)}


def _own(noun: str, by: Sequence[str]) -> bool:
    """Whether entries have these values themselves, so that each entry is in one group."""
    return all(dimension.texts or not dimension.join for dimension in (BY[noun][name] for name in by))


def _sorted(connection: sqlite3.Connection, noun: str, by: Sequence[str], groups: Iterable[_Group]) -> list[Count]:
    """The counts of each value, or pair of values, that groups have."""
    numbers: dict[Keys, int] = {}
    for group in groups:
        for keys in product(*group.values):
            numbers[keys] = numbers.get(keys, 0) + group.number
    order = _order(connection, noun, by, numbers.items())
    return [Count(keys, number) for keys, number in sorted(numbers.items(), key=lambda row: order(row[0]))]


def sums(connection: sqlite3.Connection, question: Question, by: Sequence[str]) -> list[Sum]:
    """The values of the deals of each value, or pair of values, by currency."""
    cells, params = _cells(connection, question, "deals", by)
    keys = _keys(by)
    settled = "d.value_amount IS NOT NULL AND d.value_max IS NULL AND NOT coalesce(d.value_disputed, 0)"
    apart = f"d.value_amount IS NOT NULL AND NOT ({settled})"
    sql = (
        f"{cells} SELECT {keys}CASE WHEN d.value_amount IS NOT NULL THEN d.value_currency END AS currency, count(*), "
        f"decimal_sum(d.value_amount) FILTER (WHERE {settled}), count(*) FILTER (WHERE {apart}), "
        f"decimal_sum(d.value_amount) FILTER (WHERE {apart}), "
        f"decimal_sum(coalesce(d.value_max, d.value_amount)) FILTER (WHERE {apart}) "
        f"FROM cell JOIN deal AS d ON d.row = cell.row GROUP BY {keys}currency ORDER BY currency IS NULL, currency"
    )
    add_sums(connection)
    n = len(by)
    rows = [
        Sum(tuple(row[:n]), currency, deals, number(value), apart_, number(low), number(high))
        for *row, currency, deals, value, apart_, low, high in connection.execute(sql, params)
    ]
    order = _order(connection, "deals", by, ((row.keys, row.deals) for row in rows))
    return sorted(rows, key=lambda row: order(row.keys))


class OwnSums(NamedTuple):
    """The sums of a number that only this record knows."""

    noun: str
    by: tuple[str, ...]
    field: str
    rows: list[tuple[Any, ...]]
    """For each value, or pair of values: those, how many entries have the number, and the sum."""


def own_sums(connection: sqlite3.Connection, question: Question, by: By, typed: str) -> OwnSums:
    """The sums of a field of the record's own. Raises UsageError where what is counted has no such number."""
    named = _dimensions(by.names, summed=True)
    noun = counted_noun(named, by.noun, of_deals=question.asks_deals)
    known = noun_of(connection, noun)
    own = [name for name in known.columns.keys() - NOUNS[noun].columns.keys() if known.columns[name].kind == "number"]
    column = next((known.columns[name] for name in own if name.lower() == typed.strip().lower()), None)
    if column is None:
        more = f": {', '.join(sorted(own))}" if own else f", of which {noun} have none"
        raise UsageError(f"--sum takes value, or a number of the record's own{more}; not '{typed}'")
    cells, params = _cells(connection, question, noun, named)
    keys = _keys(named)
    add_sums(connection)
    found_ = connection.execute(
        f"{cells} SELECT {keys}count({column.sql}) AS n, decimal_sum({column.sql}) FROM cell "
        f"JOIN {known.table} AS e ON e.row = cell.row GROUP BY {keys}NULL HAVING n",
        params,
    )
    rows = [(*row[:-1], number(row[-1])) for row in found_]
    place = _order(connection, noun, named, ((row[:-2], row[-2]) for row in rows))
    return OwnSums(noun, tuple(named), column.name, sorted(rows, key=lambda row: place(row[:-2])))


def total(connection: sqlite3.Connection, question: Question, noun: str) -> int:
    """How many there are in all, each counted once."""
    sql, params = found(connection, noun, question)
    return int(connection.execute(f"SELECT count(*) FROM ({sql})", params).fetchone()[0])


def names(connection: sqlite3.Connection, by: str) -> dict[str, str]:
    """The full names of the values of a dimension."""
    if by in ("status", "outcome"):
        return {}
    fields = {"verdict": ("fact.verdict",), "type": ("type", "deal.type")}.get(by, (by,))
    sql = f"SELECT value, name FROM term WHERE field IN ({', '.join('?' * len(fields))})"
    return dict(connection.execute(sql, fields))


_PLURALS = {"country": "countries"}


def footer(answer: Counted) -> str:
    """How many entries there are in all, and what counts more than once."""
    noun = answer.noun.removesuffix("s") if answer.number == 1 else answer.noun
    many = [_PLURALS.get(name, f"{name}s") for name in answer.by if name in MANY[answer.noun]]
    return f"{answer.number:,} {noun}" + (f"; each counts under all its {' and '.join(many)}" if many else "")


def _cells(
    connection: sqlite3.Connection, question: Question, noun: str, by: Sequence[str]
) -> tuple[str, dict[str, Any]]:
    """A table `cell` with one row for each entry and pair of its values, and the parameters."""
    rows, params = found(connection, noun, question)
    picked = [(BY[noun][name], f"by{n}") for n, name in enumerate(by)]
    values = "".join(f", {d.value.format(alias)} AS k{n}" for n, (d, alias) in enumerate(picked))
    joins = " ".join(d.join.format(alias) for d, alias in picked)
    sql = f"SELECT DISTINCT e.row AS row{values} FROM {ENTRIES[noun]} AS e {joins} WHERE e.row IN ({rows})"
    return f"WITH cell AS ({sql})", params


def _keys(by: Sequence[object]) -> str:
    return "".join(f"k{n}, " for n in range(len(by)))


def _order(
    connection: sqlite3.Connection, noun: str, by: Sequence[str], weighed: Iterable[tuple[Keys, int]]
) -> Callable[[Keys], list[Any]]:
    """The sort key of rows, from their values."""
    weights: list[dict[str | None, int]] = [{} for _ in by]
    for keys, weight in weighed:
        for of_key, key in zip(weights, keys, strict=True):
            of_key[key] = of_key.get(key, 0) + weight
    places = [_places(connection, noun, name, of_key) for name, of_key in zip(by, weights, strict=True)]
    return lambda keys: [place[key] for place, key in zip(places, keys, strict=True)]


def _places(
    connection: sqlite3.Connection, noun: str, by: str, weights: dict[str | None, int]
) -> dict[str | None, tuple[bool, int, str]]:
    """The order of the values: times by time, words as in the vocabulary, what is open by weight; none at all last."""
    order: Iterable[Any]
    if by in ("decade", "year"):
        return {value: (value is None, int(value.rstrip("s")) if value else 0, "") for value in weights}
    if by == "outcome":
        return {value: (False, OUTCOMES.index(value or "no stage"), "") for value in weights}
    if by in ("country", "organisation"):
        return {value: (value is None, -weight, value or "") for value, weight in weights.items()}
    if by == "verdict":
        order = CHOICES["verdict"]
    elif by == "status":
        order = statuses(connection)
    else:
        field = NOUNS[noun].prefix + by
        field = by if (noun, by) in (("deals", "theme"), ("deals", "kind")) else field
        order = [v for (v,) in connection.execute("SELECT value FROM term WHERE field = ? ORDER BY term", (field,))]
    rank = {value: n for n, value in enumerate(order)}
    return {value: (value is None, rank.get(value, len(rank)), value or "") for value in weights}


def counted_by(
    connection: sqlite3.Connection,
    question: Question,
    by: By,
    sum_: str | None,
    limit: int | None = None,
) -> Counted:
    """The counts that `by` and --sum ask for, with at most `limit` values of the first field. Raises UsageError."""
    if sum_ is not None and sum_.lower() != "value":
        raise UsageError(f"--sum '{sum_}': only the value of deals can be summed; write --sum value")
    named = _dimensions(by.names, summed=sum_ is not None)
    if sum_ is not None and (by.noun not in (None, "deals") or "verdict" in named):
        raise UsageError("only deals have a value to sum")
    if sum_ is not None and len(named) < 2 and not {"status", "outcome", "verdict"} & {*named}:
        named.append("outcome")  # What lapsed or was only talked about is no part of what was sold.
    noun = counted_noun(named, by.noun, of_deals=sum_ is not None or question.asks_deals)
    groups = _groups(connection, question, noun, named)
    cells = _sorted(connection, noun, named, groups)
    values = sums(connection, question, named) if sum_ is not None else None
    if len(named) != 2:
        edges = [cells]
    elif _own(noun, named):
        of_each = ([_Group((group.values[n],), group.number) for group in groups] for n in range(2))
        edges = [_sorted(connection, noun, [name], alone) for name, alone in zip(named, of_each, strict=True)]
    else:
        edges = [counts(connection, question, noun, [name]) for name in named]
    if limit is not None and edges:
        edges[0] = edges[0][:limit]
        kept = {row.keys for row in edges[0]}
        cells = [row for row in cells if row.keys[:1] in kept]
        values = [row for row in values if row.keys[:1] in kept] if values is not None else None
    number = sum(group.number for group in groups) if _own(noun, named) else total(connection, question, noun)
    return Counted(noun, tuple(named), cells, values, edges, number)


def _dimensions(by: Sequence[str], *, summed: bool) -> list[str]:
    """The dimensions to count by: the decade if nothing is named. Raises UsageError for a third, unknown or equal."""
    named = [dimension(name) for name in by or ([] if summed else ["decade"])]
    if len(named) > 2:
        raise UsageError(f"--by stands {len(named)} times: one makes a list, two a cross-table")
    if len(set(named)) < len(named):
        raise UsageError(f"--by {named[0]} stands twice: name two different fields")
    return named
