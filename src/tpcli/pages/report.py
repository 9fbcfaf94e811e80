"""The report as one page.

The page fetches nothing and runs only its own script: its Content-Security-Policy (W3C CSP Level 3) allows the one
style sheet and the one script by their digests and nothing else.
"""

import base64
import hashlib
import json
import sqlite3
from collections.abc import Sequence
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from tpcli.charts.data import sources_line
from tpcli.dates import edtf
from tpcli.dates.readable import decade_of, human
from tpcli.pages.here import Here, names_of
from tpcli.pages.picture import picture
from tpcli.pages.templates import macros, rendered
from tpcli.query.details import DealDetails, Details, EventDetails, citing, details, entry_of
from tpcli.query.effects import effects_of
from tpcli.query.nouns import NOUNS, json_object
from tpcli.query.question import Question
from tpcli.query.sql import found, rows
from tpcli.record.entries import About, Event
from tpcli.record.lifecycle import reached_by


class Head(NamedTuple):
    """The heading and the footer of the page."""

    title: str
    """What stands at the top of the page."""
    about: About
    """The record's description of itself, with a title."""
    edition: str
    """Version and fingerprint of the record, in words."""
    asked: Sequence[tuple[str, str]]
    """The filters, as typed."""
    command: str
    """The command that makes the page again."""


def page(connection: sqlite3.Connection, question: Question, head: Head) -> tuple[str, dict[str, int]]:
    """The whole page, and how many events, deals and facts it holds."""
    anchors = _anchors(connection, question)
    here = Here(names_of(connection), lambda noun, id_: anchors.get((noun, id_)), effects_of(connection))
    decades = events_by_decade(connection, question)
    deals = deals_of(connection, question)
    themes = facts_by_theme(connection, question, here)
    counts = {
        "events": sum(len(events) for _, events in decades),
        "deals": len(deals),
        "facts": sum(len(facts) for _, facts in themes),
    }
    style, script = part("style.css"), part("script.js")
    policy = (
        "default-src 'none'",
        f"style-src {_digest(style)}",
        f"script-src {_digest(script)}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    text = rendered(
        "report.html",
        entries=macros(here),
        head=head,
        policy=Markup("; ".join(policy)),
        style=style,
        script=script,
        lead=", ".join(f"{n:,} {noun[:-1] if n == 1 else noun}" for noun, n in counts.items()),
        picture=picture(connection, question, lambda id_: anchors.get(("event", id_))) if decades else "",
        decades=decades,
        deals=deals,
        begins_with_deal=len(deals) == 1 and any(name == "deal" for name, _ in head.asked),
        released=human(head.about.released) if head.about.released else "",
        themes=themes,
        sources=sources_line(connection, question, next((n for n in counts if counts[n]), "events")),
    )
    return text, counts


def part(name: str) -> Markup:
    """A file of this package that goes into pages as it is."""
    return Markup(files("tpcli.pages").joinpath(name).read_text(encoding="utf-8"))


def _digest(content: str) -> str:
    """A hash-source of CSP Level 3, section 2.3.1."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _anchors(connection: sqlite3.Connection, question: Question) -> dict[tuple[str, str], str]:
    """The address of each event, deal and fact on the page."""
    return {
        (NOUNS[noun].table, id_): "#" + quote(f"{NOUNS[noun].table}-{id_}")
        for noun in ("events", "deals", "facts")
        for (id_,) in rows(connection, noun, question, [NOUNS[noun].columns["id"]])
    }


def events_by_decade(connection: sqlite3.Connection, question: Question) -> list[tuple[str, list[EventDetails]]]:
    """The events that answer, with their sources, under the heading of each decade."""
    noun = NOUNS["events"]
    sql, params = found(connection, "events", question)
    found_rows = connection.execute(
        f"SELECT {json_object(noun, None)} FROM event AS e WHERE e.row IN ({sql}) ORDER BY {noun.order}",
        params,
    )
    cited = citing(connection)
    deals = dict(connection.execute("SELECT id, title FROM deal").fetchall())
    decades: dict[str, list[EventDetails]] = {}
    for (packed,) in found_rows:
        event, own = entry_of(Event, json.loads(packed))
        title = deals.get(event.deal, "") if event.deal else None
        made = EventDetails("event", event, own, tuple(map(cited, event.sources)), title)
        decades.setdefault(decade_of(event.date.text), []).append(made)
    return list(decades.items())


def deals_of(connection: sqlite3.Connection, question: Question) -> list[DealDetails]:
    """The deals that answer, each with all about it, as it was on the day that is asked about."""
    columns = [NOUNS["deals"].columns[name] for name in ("id", "status", "delivered")]
    answering = rows(connection, "deals", question, columns)
    return [as_of(details(connection, id_), question, *standing) for id_, *standing in answering]


def as_of(deal: Details, question: Question, status: str | None, delivered: int | None) -> DealDetails:
    """A deal with what it was on the day that is asked about, and the steps it had taken by then."""
    assert deal.noun == "deal"
    deal = deal._replace(status=status, delivered=delivered)
    day = question.as_of
    if day is None:
        return deal
    taken = tuple(step for step in deal.lifecycle if reached_by(edtf.parse(step.date)) <= day)
    return deal._replace(lifecycle=taken, to_come=())


def facts_by_theme(connection: sqlite3.Connection, question: Question, here: Here) -> list[tuple[str, list[Details]]]:
    """The facts that answer, with all about each, under the name of each theme in the vocabulary's order."""
    columns = [NOUNS["facts"].columns[name] for name in ("id", "theme")]
    themes: dict[str, list[Details]] = {}
    for id_, theme in rows(connection, "facts", question, columns):
        themes.setdefault(theme or "", []).append(details(connection, id_))
    rank = {value: n for n, (field, value) in enumerate(here.names) if field == "theme"}
    ordered = sorted(themes, key=lambda theme: (not theme, rank.get(theme, len(rank))))
    return [(here.name("theme", theme) if theme else "No theme", themes[theme]) for theme in ordered]
