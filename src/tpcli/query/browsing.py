"""What is listed while somebody browses: what a search finds, or what hangs together with an entry."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tpcli.errors import UsageError
from tpcli.query.details import Details, details
from tpcli.query.match import full_text
from tpcli.query.nouns import NOUNS, Column
from tpcli.query.question import Question
from tpcli.query.search import search
from tpcli.query.sql import rows
from tpcli.text.folding import tokens

MOST = 1_000
"""How many entries are listed at a time: typed words bring up others."""
FIRST = ("deals", "events", "facts", "sources")
"""The order in which nouns are listed where nothing is typed."""


class Listed(NamedTuple):
    """One entry of a list."""

    noun: str
    """In the singular."""
    id: str
    date: str | None
    title: str


class View(NamedTuple):
    """What somebody looks at."""

    noun: str | None = None
    """Only entries of this noun, in the plural; None for all."""
    trail: tuple[str, ...] = ()
    """The ids of the entries that were followed; what hangs together with the last one is listed."""

    def text(self) -> str:
        """The view as JSON."""
        return json.dumps(self)


def view(text: str) -> View:
    """The view that a text of `View.text` holds."""
    noun, trail = json.loads(text)
    return View(noun, tuple(trail))


def listed(connection: sqlite3.Connection, looked_at: View, typed: str, question: Question) -> Iterator[Listed]:
    """The entries of a view that the typed words find, at most `MOST`."""
    question = question._replace(limit=MOST)
    if looked_at.trail:
        found = list(beside(details(connection, looked_at.trail[-1])))
        words = tokens(typed)
        yield from (entry for entry in found if _holds(entry, words))
        return
    nouns = [looked_at.noun] if looked_at.noun else list(FIRST)
    typed = _readable(typed)
    expression = full_text(typed)
    if expression is not None:
        for hit in search(connection, typed, expression, question):
            if hit.noun in nouns:
                yield Listed(hit.noun.removesuffix("s"), hit.id, hit.date, hit.title)
        return
    for noun in nouns:
        for id_, date, title in rows(connection, noun, question, _columns(noun)):
            yield Listed(noun.removesuffix("s"), id_, date, title)


def _readable(typed: str) -> str:
    """What was typed so far: its words alone where it can't be read yet."""
    try:
        full_text(typed)
    except UsageError:
        return " ".join(tokens(typed))
    return typed


def _holds(entry: Listed, words: Sequence[str]) -> bool:
    own = tokens(f"{entry.title} {entry.id}")
    return all(any(token.startswith(word) for token in own) for word in words)


def _columns(noun: str) -> list[Column]:
    columns = NOUNS[noun].columns
    date = {"events": "date", "deals": "first", "sources": "published"}.get(noun)
    title = "statement" if noun == "facts" else "title"
    return [columns["id"], columns[date] if date else Column("date", "NULL"), columns[title]]


def beside(entry: Details) -> Iterator[Listed]:
    """What hangs together with an entry: its deal, the steps of a deal, events near it, evidence, claims, sources."""
    seen = {entry["id"]}
    if entry.get("deal"):
        seen.add(entry["deal"])
        yield Listed("deal", entry["deal"], None, entry["deal_title"])
    for step in entry.get("lifecycle", ()):
        seen.add(step["event"])
        yield Listed("event", step["event"], step["date"], step["title"])
    for name in ("evidence", "neighbours", "facts", "cited_by"):
        for near in entry.get(name, ()):
            if near["id"] not in seen:
                seen.add(near["id"])
                yield Listed(near["noun"], near["id"], near.get("date"), near["title"])
    claimant = [entry["claimant"]] if entry.get("claimant") else []
    for source in (*claimant, *entry.get("sources", ())):
        if source.get("title") and source["source"] not in seen:  # Not a bare link, which is no entry.
            seen.add(source["source"])
            yield Listed("source", source["source"], source.get("published"), source["title"])


def address(entry: Details) -> str | None:
    """The address of a source, or of the first source of an entry that has one."""
    cited = [entry.get("claimant") or {}, *entry.get("sources", ())]
    return next((source["url"] for source in (entry, *cited) if source.get("url")), None)
