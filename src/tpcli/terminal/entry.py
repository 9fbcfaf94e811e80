"""One entry as a page on a terminal: its text, its life, its sources, what sources disagree about, what is near it."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Protocol, TextIO

from tpcli.dates.readable import human, money
from tpcli.output.looks import COLOURS, of_step
from tpcli.terminal.cells import Cell, Span
from tpcli.terminal.unstyled import PlainLines
from tpcli.text.safe import plain

MARGIN = 2


class Lines(Protocol):
    """What a page is written to: `terminal.grid.Lines`, or plain text."""

    def blank(self) -> None:
        """An empty line, unless there is one."""

    def rule(self, label: str) -> None:
        """A line across."""

    def heading(self, text: str) -> None:
        """A heading."""

    def text(self, cell: Cell, indent: int = 0) -> None:
        """A paragraph."""

    def labelled(self, label: Cell, cell: Cell, indent: int) -> None:
        """A paragraph with a label to its left."""


def show(entries: Sequence[dict[str, Any]], out: TextIO) -> None:
    """Draw the pages of entries made by `tpcli.query.details` on a terminal, one below the other."""
    from tpcli.terminal.grid import Lines, console
    from tpcli.terminal.pager import paged

    screen = console(out)
    lines = Lines(screen.width)
    _pages(lines, entries)
    with paged(screen, lines.height + 1):
        screen.print(lines, end="")


def write(entries: Sequence[dict[str, Any]], out: TextIO, width: int | None) -> None:
    """Write the same as plain text, wrapped only where there is a width."""
    lines = PlainLines(width)
    _pages(lines, entries)
    out.write("".join(f"{line}\n" for line in lines.lines))


def _pages(lines: Lines, entries: Sequence[dict[str, Any]]) -> None:
    for n, entry in enumerate(entries):
        if n:
            lines.blank()
            lines.rule("")
        _page(lines, entry)


def _page(lines: Lines, entry: dict[str, Any]) -> None:
    noun = entry["noun"]
    lines.text(Cell(plain(entry.get("title") or entry.get("statement") or ""), "bold"))
    lines.text(Cell("  ".join(part for part in _facts_of(entry) if part), "cyan"))
    lines.text(Cell(f"{noun} {plain(entry['id'])}", "dim"))
    _fields(lines, entry)
    for name in ("summary", "note"):
        if entry.get(name):
            lines.blank()
            lines.text(Cell(plain(entry[name])))
    if entry.get("lifecycle"):
        _lifecycle(lines, entry)
    if entry.get("conflicts"):
        lines.heading("Where sources disagree")
        lines.text(Cell(plain(entry["conflicts"])), indent=MARGIN)
    if noun == "source":
        _address(lines, entry, 0)
    if entry.get("sources"):
        lines.heading(f"Sources ({len(entry['sources'])})")
        for n, source in enumerate(entry["sources"], 1):
            _source(lines, n, source)
    for name, title in (("evidence", "Evidence"), ("neighbours", "Before and after"), ("facts", "Claims about it"),
                        ("cited_by", "Cited by")):  # fmt: skip
        if entry.get(name):
            lines.heading(f"{title}{_within(entry) if name == 'neighbours' else ''}")
            _near(lines, entry[name])


def _facts_of(entry: dict[str, Any]) -> Iterator[str]:
    """What stands right under the title."""
    noun = entry["noun"]
    if noun == "event":
        yield human(entry["date"])
        yield plain(entry.get("place") or "")
    elif noun == "deal":
        yield plain(" → ".join(entry.get(name) or "?" for name in ("supplier", "recipient")))
        yield entry.get("status") or "no stage known"
        if entry.get("first"):
            first, latest = human(entry["first"]), human(entry["latest"])
            yield first if first == latest else f"{first} to {latest}"
    elif noun == "fact":
        yield entry.get("verdict") or ""
        claimant = entry.get("claimant")
        yield plain(f"claimed by {claimant.get('publisher') or claimant.get('title')}") if claimant else ""
    else:
        yield plain(entry.get("author") or "")
        yield plain(entry.get("publisher") or "")
        yield human(entry.get("published"))


def _fields(lines: Lines, entry: dict[str, Any]) -> None:
    """The short fields, a name and a value each."""
    shown: list[tuple[str, str]] = []
    for name in ("kind", "type", "theme", "themes", "countries", "organisations", "stage", "confidence"):
        value = entry.get(name)
        if value:
            shown.append((name, ", ".join(value) if isinstance(value, list) else str(value)))
    if entry.get("deal"):
        shown.append(("deal", f"{entry['deal_title']} ({entry['deal']})"))
    for item in entry.get("items", []):
        quantity = f"{item['quantity']:,} × " if item.get("quantity") is not None else ""
        note = f" ({item['note']})" if item.get("note") else ""
        shown.append(("items", f"{quantity}{item['designation']}{note}"))
    if entry.get("delivered") is not None:
        shown.append(("delivered", f"{entry['delivered']:,} as far as the events say"))
    if entry.get("value"):
        note = entry["value"].get("note")
        shown.append(("value", money(json.dumps(entry["value"])) + (f": {note}" if note else "")))
    width = max((len(name) for name, _ in shown), default=0) + 2
    if shown:
        lines.blank()
    for name, value in shown:
        lines.labelled(Cell(name, "dim"), Cell(plain(value), COLOURS.get(value, "")), width)


def _lifecycle(lines: Lines, entry: dict[str, Any]) -> None:
    """A deal's life: what happened, with a mark where a stage was reached, and what is still to come."""
    lines.heading("Lifecycle")
    dates = [human(step["date"]) for step in entry["lifecycle"]]
    width = max(map(len, dates)) + 4
    for step, date in zip(entry["lifecycle"], dates, strict=True):
        reached = step["stage"]
        look = of_step(reached, step["effect"])
        name = f"{step['stage_name'] or reached}: " if reached else ""
        units = f" ({step['quantity']:,} handed over)" if step["quantity"] is not None else ""
        text = plain(f"{name}{step['title']}{units}")
        spans = [Span(0, len(name), COLOURS.get(step["status"] or "", look.colour))] if name else []
        lines.labelled(Cell(f"{look.mark} {date}", "cyan" if reached else "dim"), Cell(text, "", spans), width)
    for status in entry["to_come"]:
        lines.labelled(Cell("○ to come", "dim"), Cell(status, "dim"), width)


def _source(lines: Lines, number: int, source: dict[str, Any]) -> None:
    title = plain(source.get("title") or source["source"])
    said = [plain(source[name]) for name in ("author", "publisher") if source.get(name)]
    said += [human(source.get("published")), {"leaked": "leaked", "forum": "forum"}.get(source.get("kind", ""), "")]
    label = f"{number}. "
    lines.labelled(Cell(label, "dim"), Cell(title, "bold", (), source.get("url")), len(label))
    lines.text(Cell(", ".join(part for part in said if part)), indent=len(label))
    if source.get("supports"):
        lines.text(Cell(f"supports: {plain(source['supports'])}", "italic"), indent=len(label))
    _address(lines, source, len(label))


def _address(lines: Lines, source: dict[str, Any], indent: int) -> None:
    for name, before in (("url", ""), ("seen_at", "seen at ")):
        if source.get(name):
            lines.text(Cell(before + plain(source[name]), "blue", (), source[name]), indent=indent)


def _within(entry: dict[str, Any]) -> str:
    if entry.get("deal"):
        return f" in {entry['deal_title']}"
    return f" in theme {entry['themes'][0]}" if entry.get("themes") else ""


def _near(lines: Lines, entries: Sequence[dict[str, Any]]) -> None:
    labels = [human(e.get("date")) or e.get("verdict") or e["noun"] for e in entries]
    width = max(map(len, labels)) + 2
    for entry, label in zip(entries, labels, strict=True):
        title, id_ = plain(entry["title"]), plain(entry["id"])
        cell = Cell(f"{title}  {id_}", "", [Span(len(title), len(title) + 2 + len(id_), "dim")])
        lines.labelled(Cell(label, COLOURS.get(label, "cyan")), cell, width)
