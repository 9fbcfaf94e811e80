"""The report as text: the template filled with what was asked for, every text of the record escaped.

The page fetches nothing and runs only its own script: its Content-Security-Policy (W3C CSP Level 3) allows the one
style sheet and the one script by their digests and nothing else.
"""

import base64
import hashlib
import html
import json
import sqlite3
from collections.abc import Sequence
from importlib.resources import files
from string import Template
from typing import NamedTuple
from urllib.parse import quote

from tpcli import __version__
from tpcli.charts.data import sources_line, timeline
from tpcli.charts.svg import MOST_MARKS, NARROW, WIDE, svg
from tpcli.dates import edtf
from tpcli.dates.readable import decade_of, human, money
from tpcli.output.looks import of_step
from tpcli.query.details import Details, details
from tpcli.query.nouns import NOUNS, json_object
from tpcli.query.question import Question
from tpcli.query.sql import found, rows
from tpcli.record.lifecycle import reached_by
from tpcli.text.safe import link, plain

LOOKS = {
    "delivered": "good", "partly-delivered": "good", "signed": "fair", "in-production": "fair",
    "lapsed": "bad", "cancelled": "bad", "suspended": "bad",
    "supported": "good", "partly-supported": "fair", "disputed": "bad", "outdated": "soft", "opinion": "calm",
}  # fmt: skip
"""How the badge of a status or a verdict looks; its word is always there too."""


class Head(NamedTuple):
    """What the page says of itself."""

    title: str
    record: str
    """Whose record it is, and on what terms."""
    asked: Sequence[tuple[str, str]]
    """What it was narrowed to, as typed."""


class Section(NamedTuple):
    """One part of the page."""

    id: str
    title: str
    body: str
    number: int
    parts: Sequence[tuple[str, str]] = ()
    """The id and title of each part within it, for the contents."""


class Here(NamedTuple):
    """What every part of the page needs to know."""

    connection: sqlite3.Connection
    question: Question
    names: dict[tuple[str, str], str]
    """What the words of the record are called in full, by field and word."""
    anchors: set[str]
    """The events, deals and facts that stand on the page; what does not is named, not linked."""


def page(connection: sqlite3.Connection, question: Question, head: Head) -> tuple[str, dict[str, int]]:
    """The whole page, and how many events, deals and facts it holds."""
    here = Here(connection, question, _names(connection), _anchors(connection, question))
    sections = [_events(here), _deals(here), _facts(here)]
    counts = {section.id: section.number for section in sections}
    shown = [section for section in sections if section.number]
    if counts["events"]:
        shown.insert(0, _picture(here))
    style, script = _part("style.css"), _part("script.js")
    policy = (
        "default-src 'none'", f"style-src {_digest(style)}", f"script-src {_digest(script)}", "img-src data:",
        "base-uri 'none'", "form-action 'none'",
    )  # fmt: skip
    asked = [f'<p class="soft">{text(name)}: {text(value)}</p>' for name, value in head.asked]
    filled = Template(_part("page.html")).substitute(
        policy="; ".join(policy),
        version=text(__version__),
        title=text(head.title),
        style=style,
        script=script,
        lead=", ".join(f"{n:,} {noun[:-1] if n == 1 else noun}" for noun, n in counts.items()),
        asked="\n".join(asked),
        contents="\n".join(_entry_of_contents(section) for section in shown),
        sections="\n".join(_section(section) for section in shown),
        sources=text(sources_line(connection, question, next((n for n in counts if counts[n]), "events"))) + ".",
        made=f"Made with tpcli {text(__version__)} from {text(head.record)}.",
    )
    return filled, counts


def text(value: object) -> str:
    """Text of a record as text of HTML: no markup, no control characters, nothing that turns the direction."""
    return html.escape(plain(str(value)))


def _part(name: str) -> str:
    return files("tpcli.pages").joinpath(name).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    """A hash-source of CSP Level 3, section 2.3.1."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _names(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    return {(field, value): name for field, value, name in connection.execute("SELECT field, value, name FROM term")}


def _anchors(connection: sqlite3.Connection, question: Question) -> set[str]:
    return {
        f"{NOUNS[noun].table}-{id_}"
        for noun in ("events", "deals", "facts")
        for (id_,) in rows(connection, noun, question, [NOUNS[noun].columns["id"]])
    }


def _section(section: Section) -> str:
    heading = f'<h2 id="{section.id}">{section.title}</h2>'
    return f'<section aria-labelledby="{section.id}">{heading}\n{section.body}\n</section>'


def _entry_of_contents(section: Section) -> str:
    parts = "".join(f' <a href="#{id_}">{title}</a>' for id_, title in section.parts)
    return f'<li><a href="#{section.id}">{section.title}</a>{parts}</li>'


def _address(noun: str, id_: str) -> str:
    """The address of an entry within the page."""
    return html.escape("#" + quote(f"{noun}-{id_}"))


def _tag(name: str, content: str, look: str = "") -> str:
    """An element around content that is HTML already; nothing where there is no content."""
    attribute = f' class="{look}"' if look else ""
    return f"<{name}{attribute}>{content}</{name}>" if content else ""


def _titled(here: Here, noun: str, id_: str, title: str) -> str:
    """An entry's title, as a link where the entry stands on the page."""
    if f"{noun}-{id_}" in here.anchors:
        return f'<a href="{_address(noun, id_)}">{text(title)}</a>'
    return text(title)


_MARKS = (
    "Each mark is an event, in the lane of each of its themes: filled where its date is known to the month or day, "
    "hollow where it is approximate, uncertain or known to the year, with a line where it goes on for a time."
)
_HEIGHTS = "The height is the number of events, in the lane of each of their themes."


def _picture(here: Here) -> Section:
    shown = timeline(here.connection, here.question)
    first, last = edtf.civil(shown.first)[0], edtf.civil(shown.last)[0]
    lanes = ", ".join(f"{lane.name} {len(lane.moments):,}" for lane in shown.lanes)
    name = text(f"{shown.events:,} events from {first} to {last}, by theme: {lanes}")

    def link(id_: str) -> str:
        return _address("event", id_)

    body = (
        f'<figure>\n<div class="wide">{svg(shown, WIDE, name, text, link)}</div>\n'
        f'<div class="narrow">{svg(shown, NARROW, name, text, link)}</div>\n'
        f"<figcaption>{_MARKS if shown.events <= MOST_MARKS else _HEIGHTS}</figcaption>\n</figure>"
    )
    return Section("picture", "The timeline as a picture", body, shown.events)


def _events(here: Here) -> Section:
    noun = NOUNS["events"]
    sql, params = found(here.connection, "events", here.question)
    found_rows = here.connection.execute(
        f"SELECT {json_object(noun, None)}, e.precision, e.qualifier FROM event AS e WHERE e.row IN ({sql}) "
        f"ORDER BY {noun.order}",
        params,
    )
    columns = ("title", "publisher", "author", "published", "url", "seen_at", "kind")
    sources = {
        id_: {name: value for name, value in zip(columns, values, strict=True) if value is not None}
        for id_, *values in here.connection.execute(f"SELECT id, {', '.join(columns)} FROM source")
    }
    deals = dict(here.connection.execute("SELECT id, title FROM deal").fetchall())
    decades: dict[str, list[str]] = {}
    for packed, precision, qualifier in found_rows:
        event = json.loads(packed)
        event["sources"] = [{"url": c["source"], **sources.get(c["source"], {}), **c} for c in event.get("sources", [])]
        event["deal_title"] = deals.get(event.get("deal"), "")
        exact = precision in ("day", "month", "year") and not qualifier
        decades.setdefault(decade_of(event["date"]), []).append(_event(here, event, exact=exact))
    places = {decade: f"from-{decade.replace(' ', '-')}" for decade in decades}
    parts = [
        f'<div class="group timeline"><h3 id="{places[decade]}">{decade}</h3>\n<ol>\n{"".join(entries)}</ol></div>'
        for decade, entries in decades.items()
    ]
    number = sum(map(len, decades.values()))
    return Section("events", "Timeline", "\n".join(parts), number, [(places[decade], decade) for decade in decades])


def _event(here: Here, event: Details, *, exact: bool) -> str:
    date = text(human(event["date"]))
    if exact and event["date"][0] != "-" and "X" not in event["date"]:
        date = f'<time datetime="{text(event["date"])}">{date}</time>'
    countries = ", ".join(here.names.get(("country", code), code) for code in event.get("countries", []))
    said = [
        _named(here, "kind", event.get("kind")),
        *(_named(here, "theme", theme) for theme in event.get("themes", [])),
        text(event.get("place") or ""),
        text(countries),
        text(", ".join(event.get("organisations", []))),
        _titled(here, "deal", event["deal"], event["deal_title"]) if event.get("deal") else "",
        _named(here, "stage", event.get("stage")),
        f"confidence {text(event['confidence'])}" if event.get("confidence") else "",
    ]
    return (
        f'<li class="entry" id="event-{text(event["id"])}">{_tag("p", date, "date")}'
        f'<h4 dir="auto">{text(event["title"])}</h4>{_paragraph(event.get("summary"))}'
        f"{_tag('p', ''.join(_tag('span', part) for part in said), 'tags')}"
        f"{_disagreement(event)}{_sources(event)}</li>\n"
    )


def _named(here: Here, field: str, value: str | None) -> str:
    return text(here.names.get((field, value), value)) if value else ""


def _paragraph(value: str | None) -> str:
    return f'<p dir="auto">{text(value)}</p>' if value else ""


def _disagreement(entry: Details) -> str:
    conflicts = entry.get("conflicts")
    return f'<p class="conflicts"><strong>Where sources disagree:</strong> {text(conflicts)}</p>' if conflicts else ""


def _sources(entry: Details) -> str:
    cited = entry.get("sources", [])
    return (
        f'<ul class="sources" aria-label="Sources">{"".join(_source(source) for source in cited)}</ul>' if cited else ""
    )


def _source(source: Details) -> str:
    said = [source.get("author"), source.get("publisher"), human(source.get("published"))]
    said += [source["kind"]] if source.get("kind") in ("leaked", "forum") else []
    after = ", ".join(text(part) for part in said if part)
    seen = f", {_linked(source['seen_at'], 'seen here')}" if source.get("seen_at") else ""
    supports = f": {text(source['supports'])}" if source.get("supports") else ""
    title = _linked(source.get("url"), source.get("title") or source["source"])
    return f"<li>{title}{', ' + after if after else ''}{seen}{supports}</li>"


def _linked(address: str | None, title: str) -> str:
    """A title as a link, where its address is one of the web."""
    if target := link(address):
        return f'<a href="{text(target)}" rel="noopener">{text(title)}</a>'
    return text(title)


def _badge(word: str | None) -> str:
    return f'<span class="badge {LOOKS.get(word, "soft")}">{text(word)}</span>' if word else ""


def _deals(here: Here) -> Section:
    columns = [NOUNS["deals"].columns[name] for name in ("id", "status", "delivered")]
    entries = []
    for id_, status, delivered in rows(here.connection, "deals", here.question, columns):
        deal = {**details(here.connection, id_), "status": status, "delivered": delivered}
        as_of = here.question.as_of
        if as_of is not None:
            deal["lifecycle"] = [step for step in deal["lifecycle"] if reached_by(edtf.parse(step["date"])) <= as_of]
            deal["to_come"] = []
        entries.append(_deal(here, deal))
    return Section("deals", "Deals", _tag("div", "\n" + "".join(entries), "group"), len(entries))


def _deal(here: Here, deal: Details) -> str:
    parties = [_named(here, "country", deal.get(name)) or "?" for name in ("supplier", "recipient")]
    items = [
        (f"{item['quantity']:,} × " if item.get("quantity") is not None else "")
        + item["designation"]
        + (f" ({item['note']})" if item.get("note") else "")
        for item in deal.get("items", [])
    ]
    value = deal.get("value")
    worth = money(json.dumps(value)) + (f": {value['note']}" if value.get("note") else "") if value else ""
    rows = [
        ("Type", _named(here, "deal.type", deal.get("type"))),
        ("From, to", " → ".join(parties)),
        ("Items", "<br>".join(text(item) for item in items)),
        ("Delivered", f"{deal['delivered']:,} as far as the events say" if deal["delivered"] is not None else ""),
        ("Value", text(worth)),
        ("Organisations", text(", ".join(deal.get("organisations", [])))),
    ]
    known = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows if value)
    return (
        f'<article class="entry" id="deal-{text(deal["id"])}"><h3 dir="auto">{text(deal["title"])}</h3>'
        f"<p>{_badge(deal['status'] or 'no stage known')}</p>{_tag('dl', known)}{_lifecycle(here, deal)}"
        f"{_paragraph(deal.get('note'))}{_disagreement(deal)}{_sources(deal)}</article>\n"
    )


def _lifecycle(here: Here, deal: Details) -> str:
    """What happened to a deal, in order, with a mark for each stage reached, and what is still to come."""
    steps = []
    for step in deal["lifecycle"]:
        look = of_step(step["stage"], step["effect"]).page
        stage = _tag("strong", text(step["stage_name"] or step["stage"] or ""))
        units = f" ({step['quantity']:,} handed over)" if step["quantity"] is not None else ""
        title = _titled(here, "event", step["event"], step["title"])
        when = _tag("span", text(human(step["date"])), "when")
        steps.append(f'<li class="{look}">{when} {stage}{": " if stage else ""}{title}{units}</li>')
    steps += [f"<li>to come: {text(status)}</li>" for status in deal["to_come"]] if steps else []
    return f'<h4>Lifecycle</h4><ol class="life">{"".join(steps)}</ol>' if steps else ""


def _facts(here: Here) -> Section:
    columns = [NOUNS["facts"].columns[name] for name in ("id", "theme")]
    themes: dict[str, list[str]] = {}
    for id_, theme in rows(here.connection, "facts", here.question, columns):
        themes.setdefault(theme or "", []).append(_fact(here, details(here.connection, id_)))
    rank = {value: n for n, (field, value) in enumerate(here.names) if field == "theme"}
    parts, contents = [], []
    for n, theme in enumerate(sorted(themes, key=lambda theme: (not theme, rank.get(theme, len(rank))))):
        title = _named(here, "theme", theme) or "No theme"
        contents.append((f"facts-{n}", title))
        parts.append(f'<div class="group"><h3 id="facts-{n}">{title}</h3>\n<ul>\n{"".join(themes[theme])}</ul></div>')
    return Section("facts", "Facts and verdicts", "\n".join(parts), sum(map(len, themes.values())), contents)


def _fact(here: Here, fact: Details) -> str:
    claimant = fact.get("claimant")
    claimed = ""
    if claimant:
        who = ", ".join(text(claimant[name]) for name in ("author", "publisher") if claimant.get(name))
        title = _linked(claimant.get("url"), claimant.get("title") or claimant["source"])
        claimed = f"claimed by {who + ', ' if who else ''}{title}"
    evidence = [
        ", ".join(part for part in (_titled(here, e["noun"], e["id"], e["title"]), text(human(e["date"]))) if part)
        for e in fact.get("evidence", [])
    ]
    return (
        f'<li class="entry" id="fact-{text(fact["id"])}"><p>{_badge(fact.get("verdict"))}</p>'
        f'<h4 dir="auto">{text(fact["statement"])}</h4>{_tag("p", claimed, "soft")}{_paragraph(fact.get("note"))}'
        f"{_tag('p', 'Evidence: ' + '; '.join(evidence), 'tags') if evidence else ''}"
        f"{_disagreement(fact)}{_sources(fact)}</li>\n"
    )
