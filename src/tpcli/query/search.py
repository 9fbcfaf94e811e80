"""Full text over events, deals, facts and sources: entries that match, best first, and the places of the words."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from tpcli.query.finding import Entry, called
from tpcli.query.match import search_terms
from tpcli.query.nouns import NOUNS
from tpcli.query.question import Question
from tpcli.query.sql import found, numbered
from tpcli.text.folding import nearest, placed_tokens
from tpcli.text.json import Cell

AROUND = 60
"""How many characters of a text a snippet shows on either side of a word."""

LOT = 500
"""For how many answers their text is asked for at a time."""

Found = tuple[str, int, float | None]
"""The noun and row of an answer, and its score; None where it only is called so."""

Said = tuple[str, str | None, str, str | None, str]
"""What `_ROW` names of an entry, the other texts as a JSON list."""

# A word in a title counts ten times, in the names of places, bodies and countries twice what it does in the text. Of
# two answers that match alike an event, deal or fact goes before the source that it cites.
_SQL = """
SELECT w.rowid, bm25(words, 10, 1, 2) * CASE w.rowid % 4 WHEN 3 THEN 0.5 ELSE 1 END AS score
FROM words AS w WHERE words MATCH :words AND ({narrowed}) ORDER BY {order} LIMIT :limit
"""
_BEST = "score, w.rowid"
_DEAL_DATE = "(SELECT date FROM event WHERE deal = e.id ORDER BY start LIMIT 1)"
# The id, date and title, the main text, and all other text that is searched.
_ROW = {
    "events": "e.id, e.date, e.title, e.summary, json_array(e.conflicts, e.place)",
    "deals": f"e.id, {_DEAL_DATE}, e.title, e.note, json_array(e.conflicts, json_extract(e.value, '$.note'), "
    "(SELECT group_concat(json_extract(value, '$.designation') || coalesce(', ' || json_extract(value, '$.note'), ''), "
    "'; ') FROM json_each(e.items)))",
    "facts": "e.id, NULL, e.statement, e.note, json_array(e.conflicts)",
    "sources": "e.id, e.published, e.title, e.publisher, json_array(e.author)",
}


class Hit(NamedTuple):
    """One answer of a search."""

    noun: str
    """In the plural, as in `NOUNS`."""
    id: str
    date: str | None
    title: str
    text: str | None
    snippet: str | None
    """The words with some of the text around them, where they are in the text and not in the title."""
    score: float | None
    """How well it matches; None for what is called so and holds the words nowhere else."""


def search(
    connection: sqlite3.Connection, typed: str, expression: str, question: Question, *, best: bool = True
) -> Iterator[Hit]:
    """What matches and answers the question: first what is called as typed, then the best. `expression` is FTS5's.

    Without `best` in the order of the record, which needs no look at all that matches where a few are wanted.
    Answers are made a lot at a time, as they are taken: of a million only the few at hand are kept.
    """
    found_ = _matching(connection, typed, expression, question, best)
    spans = _one_by_one(typed)
    while lot := list(islice(found_, LOT)):
        texts = _texts(connection, lot)
        for noun, row, score in lot:
            id_, date, title, text, others = texts[noun, row]
            snippet = None
            if not any(spans(title)):
                snippet = next((s for t in (text, *json.loads(others)) if t and (s := _snippet(t, spans))), None)
            yield Hit(noun, id_, date, title, text, snippet, None if score is None else round(-score, 4))


def _texts(connection: sqlite3.Connection, lot: Sequence[Found]) -> dict[tuple[str, int], Said]:
    """What `_ROW` names of each entry of a lot, by its noun and row: one statement a noun."""
    texts: dict[tuple[str, int], Said] = {}
    for noun in {noun for noun, _, _ in lot}:
        rows = json.dumps([row for of, row, _ in lot if of == noun])
        sql = (
            f"SELECT e.row, {_ROW[noun]} FROM {NOUNS[noun].table} AS e WHERE e.row IN (SELECT value FROM json_each(?))"
        )
        for row, id_, date, title, text, others in connection.execute(sql, (rows,)):
            texts[noun, row] = (id_, date, title, text, others)
    return texts


def _answering(connection: sqlite3.Connection, entry: Entry, question: Question) -> list[tuple[str, int]]:
    """The noun and row of an entry, if it answers the question."""
    rows, params = found(connection, entry.noun, question._replace(limit=None, sort=None))
    table = NOUNS[entry.noun].table
    sql = f"SELECT e.row FROM {table} AS e WHERE e.id = :own_id AND e.row IN ({rows})"
    return [(entry.noun, row) for (row,) in connection.execute(sql, {**params, "own_id": entry.id})]


def _matching(
    connection: sqlite3.Connection, typed: str, expression: str, question: Question, best: bool
) -> Iterator[Found]:
    """What answers, as far as the question's limit: what is called as typed, then what matches, best first."""
    nouns = list(NOUNS)
    named = dict.fromkeys(
        4 * row + nouns.index(noun)
        for entry in (called(connection, typed) if best else ())
        for noun, row in _answering(connection, entry, question)
    )
    narrowed, params = numbered(connection, question) if question.narrows else ("1", dict[str, Cell]())
    limit = -1 if question.limit is None else question.limit + len(named)
    params |= {"words": expression, "limit": limit, "named": json.dumps(list(named))}
    sql = _SQL.format(narrowed=narrowed, order=_BEST if best else "w.rowid")
    scores = {}
    if named:
        among = _SQL.format(narrowed="w.rowid IN (SELECT value FROM json_each(:named))", order=_BEST)
        scores = dict(connection.execute(among, params))
    first = ((number, scores.get(number)) for number in named)
    others = ((number, score) for number, score in connection.execute(sql, params) if number not in named)
    for number, score in islice(chain(first, others), question.limit):
        yield nouns[number % 4], number // 4, score


def marker(typed: str) -> Callable[[str], list[tuple[int, int]]]:
    """A function that gives the places in a text of the words searched for, however they are spelled there."""
    spans = _one_by_one(typed)
    return lambda text: list(spans(text))


def _one_by_one(typed: str) -> Callable[[str], Iterator[tuple[int, int]]]:
    phrases = search_terms(typed)
    firsts = tuple(phrase[0] for phrase, _ in phrases)

    def spans(text: str) -> Iterator[tuple[int, int]]:
        if text.isascii():
            lower = text.lower()
            if not any(first in lower for first in firsts):  # So in most texts of very many answers.
                return
        places = list(placed_tokens(text))
        words = [word for word, _, _ in places]
        at = 0
        while at < len(words):
            if not words[at].startswith(firsts):
                at += 1
                continue
            length = max((len(phrase) for phrase, more in phrases if _stands(phrase, more, words, at)), default=0)
            if length:
                yield places[at][1], places[at + length - 1][2]
            at += length or 1

    return spans


def _stands(phrase: tuple[str, ...], open_ended: bool, words: list[str], at: int) -> bool:
    """Whether a phrase is at a place among words."""
    *first, last = words[at : at + len(phrase)]
    if len(first) + 1 < len(phrase) or tuple(first) != phrase[:-1]:
        return False
    return last.startswith(phrase[-1]) if open_ended else last == phrase[-1]


def _snippet(text: str, spans: Callable[[str], Iterator[tuple[int, int]]]) -> str | None:
    """Whole words around the first occurrence of the words in a text; None where there is none."""
    found_ = next(spans(text), None)
    if found_ is None:
        return None
    start, end = found_
    first = max(0, start - AROUND)
    last = min(len(text), end + AROUND)
    if first:
        first = text.find(" ", first, start) + 1 or first
    if last < len(text):
        cut = text.rfind(" ", end, last)
        last = cut if cut >= 0 else last
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"


def nearest_words(connection: sqlite3.Connection, typed: str) -> str:
    """`; did you mean 'aselsan'?` for the words that no text holds; nothing where no known word is near."""
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.known_word USING fts5vocab ('main', 'words', 'row')")
    hints = []
    for word in dict.fromkeys(word for phrase, _ in search_terms(typed) for word in phrase):
        if connection.execute("SELECT 1 FROM temp.known_word WHERE term = ?", (word,)).fetchone():
            continue
        # One slip away begins alike or ends alike.
        known = connection.execute(
            "SELECT term FROM temp.known_word WHERE length(term) BETWEEN ?2 - 2 AND ?2 + 2 "
            "AND (substr(term, 1, 2) = substr(?1, 1, 2) OR substr(term, -3) = substr(?1, -3)) ORDER BY doc DESC",
            (word, len(word)),
        )
        hints += [f"'{near}'" for near in nearest(word, (term for (term,) in known), most=1)]
    return f"; did you mean {' and '.join(hints)}?" if hints else ""
