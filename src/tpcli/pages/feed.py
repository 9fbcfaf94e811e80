"""The feed of a site (Atom, RFC 4287): what changed since a revision of the record, or its newest events."""

import hashlib
import html
import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

from tpcli.dates.readable import human
from tpcli.pages.addresses import Addresses, folder_of
from tpcli.query.differences import Changed, Difference
from tpcli.query.nouns import NOUNS
from tpcli.record.entries import About
from tpcli.text.safe import plain

NEWEST = 30
"""Events in a feed of the newest."""


class Since(NamedTuple):
    """What changed since a revision."""

    revision: str
    found: Sequence[Difference]


class _Item(NamedTuple):
    """An entry of the feed."""

    title: str
    page: str
    """Below the address of the site."""
    mark: str
    """What tells it from other changes of that page; may be empty."""
    summary: str


def feed(connection: sqlite3.Connection, about: About, addresses: Addresses, since: Since | None, *, all_: bool) -> str:
    """The feed of a site whose address is known. `all_` says that the site shows the whole record."""
    if since is None:
        title, items = f"{about.title}: newest events", _newest(connection, addresses)
    else:
        title, items = f"{about.title}: changes since {since.revision}", _changes(since.found, addresses, all_=all_)
    updated = f"{about.released}T00:00:00Z" if about.released and len(about.released) == 10 else "1970-01-01T00:00:00Z"
    names = about.authors or (about.title or "",)
    authors = "".join(f"<author><name>{_text(name)}</name></author>" for name in names)
    entries = []
    for item in items:
        page = _text(f"{about.address}/{quote(item.page)}")
        entries.append(
            f'<entry><title>{_text(item.title)}</title><id>{page}{item.mark}</id><link href="{page}"/>'
            f"<updated>{updated}</updated><summary>{_text(item.summary)}</summary></entry>\n"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{_text(title)}</title><id>{_text(f'{about.address}/')}</id>"
        f'<link href="{_text(f"{about.address}/feed.xml")}" rel="self"/><updated>{updated}</updated>'
        f"{authors}\n{''.join(entries)}</feed>\n"
    )


def _newest(connection: sqlite3.Connection, addresses: Addresses) -> Iterator[_Item]:
    """The newest events by their own dates."""
    for id_, date, title, summary in connection.execute(
        "SELECT id, date, title, summary FROM event WHERE row IN temp.site_event ORDER BY start DESC, id LIMIT ?",
        (NEWEST,),
    ):
        yield _Item(f"{human(date)}: {title}", addresses.paths["event", id_], "", summary or title)


def _changes(found: Sequence[Difference], addresses: Addresses, *, all_: bool) -> Iterator[_Item]:
    """What became of events, deals, facts and sources; of what is gone only in a site of the whole record."""
    nouns = {noun.table for noun in NOUNS.values()}
    for one in found:
        gone = one.change in ("gone", "retired")
        page = addresses.paths.get((one.noun, one.id))
        if gone and all_ and one.noun in nouns:
            page = f"{one.noun}/{folder_of(one.id)}/" if one.retired else ""
        if one.noun not in nouns or page is None:
            continue
        told = "; ".join(map(_said, one.fields)) if one.change in ("changed", "renamed") else _first(one)
        if one.was is not None:
            told = f"id: {one.was} → {one.id}" + (f"; {told}" if told else "")
        if one.retired is not None:
            told = one.retired.why + (f" See {one.retired.replaced_by}." if one.retired.replaced_by else "")
        digest = hashlib.sha256(f"{one.change} {one.fields}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
        yield _Item(f"{one.change.capitalize()} {one.noun}: {one.title}", page, f"#{digest}", told)


def _first(one: Difference) -> str:
    """What a new entry says in a sentence or two, or its title."""
    held = {field.field: field.new if field.old is None else field.old for field in one.fields}
    date = f"{human(held['date'])}: " if held.get("date") else ""
    return date + str(held.get("summary") or held.get("note") or one.title)


def _said(field: Changed) -> str:
    """A field that changed; of one with several parts no more than that it did."""
    if field.kind in ("list", "json"):
        return (
            f"{field.field} changed"
            if field.old and field.new
            else f"{field.field} {'added' if field.new else 'removed'}"
        )
    show = human if field.kind == "date" else str
    return f"{field.field}: {show(field.old) if field.old is not None else 'none'} → " + (
        show(field.new) if field.new is not None else "none"
    )


def _text(text: str) -> str:
    return html.escape(plain(text))
