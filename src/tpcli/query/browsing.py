"""The lists of `tpcli browse`: the entries that a search finds, or those connected with an entry."""

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
WORTH_RANKING = 3
"""From how many letters on the best come first: very much begins with one or two, and the next key is on its way."""
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
    """The state of `tpcli browse`."""

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
        best = len(typed.strip()) >= WORTH_RANKING or not typed.isascii()
        for hit in search(connection, typed, expression, question, best=best):
            if hit.noun in nouns:
                yield Listed(hit.noun.removesuffix("s"), hit.id, hit.date, hit.title)
        return
    for noun in nouns:
        for id_, date, title in rows(connection, noun, question, _columns(noun)):
            yield Listed(noun.removesuffix("s"), id_, date, title)


def _readable(typed: str) -> str:
    """The text typed so far; its words alone where it can't be read as a search yet."""
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


def beside(found: Details) -> Iterator[Listed]:
    """The entries connected with an entry: its deal, the steps of a deal, events near it, evidence, claims, sources."""
    seen = {found.entry.id}
    for line in _beside(found):
        if line.id not in seen:
            seen.add(line.id)
            yield line


def _beside(found: Details) -> Iterator[Listed]:
    cited = found.sources
    if found.noun == "event":
        if found.entry.deal:
            yield Listed("deal", found.entry.deal, None, found.deal_title or "")
        yield from (Listed(*line) for line in found.neighbours)
    elif found.noun == "deal":
        yield from (Listed("event", step.event, step.date, step.title) for step in found.lifecycle)
    elif found.noun == "fact":
        yield from (Listed(*line) for line in found.evidence)
        cited = (*((found.claimant,) if found.claimant else ()), *cited)
    else:
        yield from (Listed(line.noun, line.id, line.date, line.title) for line in found.cited_by)
    if found.noun in ("event", "deal"):
        yield from (Listed("fact", claim.id, None, claim.title) for claim in found.facts)
    for source, _, in_record in cited:
        if in_record:
            yield Listed("source", source.id, source.published.text if source.published else None, source.title)


def address(found: Details) -> str | None:
    """The address of a source, or of the first source of an entry that has one."""
    cited = [found.claimant] if found.noun == "fact" and found.claimant else []
    sources = [found.entry] if found.noun == "source" else [one.source for one in (*cited, *found.sources)]
    return next((source.url for source in sources if source.url), None)
