"""One entry as a page on a terminal: its text, its life, its sources, what sources disagree about, what is near it."""

from collections.abc import Iterator, Sequence
from typing import Protocol, TextIO

from tpcli.dates.readable import human, worth
from tpcli.output.labels import item_said, label_of
from tpcli.output.looks import colour_of, of_step
from tpcli.query.details import Cited, Citing, Claim, DealDetails, Details, EventDetails, Line, prose_of, title_of
from tpcli.terminal.cells import Cell, Span
from tpcli.terminal.unstyled import PlainLines
from tpcli.text.safe import plain

MARGIN = 2


class Lines(Protocol):
    """The target of a page: `terminal.grid.Lines`, or plain text."""

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


def show(entries: Sequence[Details], out: TextIO) -> None:
    """Draw the pages of entries on a terminal, one below the other."""
    from tpcli.terminal.grid import Lines, console
    from tpcli.terminal.pager import paged

    screen = console(out)
    lines = Lines(screen.width)
    _pages(lines, entries)
    with paged(screen, lines.height + 1):
        screen.print(lines, end="")


def write(entries: Sequence[Details], out: TextIO, width: int | None) -> None:
    """Write the same as plain text, wrapped only where there is a width."""
    lines = PlainLines(width)
    _pages(lines, entries)
    out.write("".join(f"{line}\n" for line in lines.lines))


def _pages(lines: Lines, entries: Sequence[Details]) -> None:
    for n, entry in enumerate(entries):
        if n:
            lines.blank()
            lines.rule("")
        _page(lines, entry)


def _page(lines: Lines, found: Details) -> None:
    lines.text(Cell(plain(title_of(found)), "bold"))
    lines.text(Cell("  ".join(part for part in _under_title(found) if part), "cyan"))
    lines.text(Cell(f"{found.noun} {plain(found.entry.id)}", "dim"))
    _fields(lines, found)
    if prose := prose_of(found):
        lines.blank()
        lines.text(Cell(plain(prose)))
    if found.noun == "deal" and found.lifecycle:
        _lifecycle(lines, found)
    if found.noun == "source":
        _address(lines, Cited(found.entry, None, True), 0)
    elif found.entry.conflicts:
        lines.heading("Where sources disagree, and what they rest on")
        lines.text(Cell(plain(found.entry.conflicts)), indent=MARGIN)
    if found.sources:
        lines.heading(f"Sources ({len(found.sources)})")
        for n, cited in enumerate(found.sources, 1):
            _source(lines, n, cited)
    if found.noun == "event":
        _near(lines, f"Before and after{_within(found)}", found.neighbours)
    elif found.noun == "fact":
        _near(lines, "Evidence", found.evidence)
    elif found.noun == "source":
        _near(lines, "Cited by", found.cited_by)
    if found.noun in ("event", "deal"):
        _near(lines, "Claims about it", found.facts)


def _under_title(found: Details) -> Iterator[str]:
    if found.noun == "event":
        yield human(found.entry.date.text)
        yield plain(found.entry.place or "")
    elif found.noun == "deal":
        yield plain(f"{found.entry.supplier or '?'} → {found.entry.recipient or '?'}")
        yield found.status or "no stage known"
        if found.first:
            first, latest = human(found.first), human(found.latest)
            yield first if first == latest else f"{first} to {latest}"
    elif found.noun == "fact":
        yield found.entry.verdict or ""
        if found.claimant:
            source = found.claimant.source
            yield plain(f"claimed by {source.publisher or source.title}")
    else:
        yield plain(found.entry.author or "")
        yield plain(found.entry.publisher or "")
        yield human(found.entry.published.text) if found.entry.published else ""


SHORT_FIELDS = ("kind", "type", "theme", "themes", "countries", "organisations", "stage", "confidence")


def _fields(lines: Lines, found: Details) -> None:
    """The short fields, a name and a value each."""
    shown: list[tuple[str, str]] = []
    for name in SHORT_FIELDS:
        value = getattr(found.entry, name, None)
        if value:
            shown.append((name, ", ".join(value) if isinstance(value, tuple) else str(value)))
    if found.noun == "event" and found.entry.deal:
        shown.append(("deal", f"{found.deal_title} ({found.entry.deal})"))
    if found.noun == "deal":
        shown += [("items", item_said(*item)) for item in found.entry.items]
        if found.delivered is not None:
            shown.append(("delivered", f"{found.delivered:,} as far as the events say"))
        if value := found.entry.value:
            shown.append(("value", worth(*value[:4]) + (f": {value.note}" if value.note else "")))
    width = max((len(name) for name, _ in shown), default=0) + 2
    if shown:
        lines.blank()
    for name, value in shown:
        lines.labelled(Cell(name, "dim"), Cell(plain(value), colour_of(value, {})), width)


def _lifecycle(lines: Lines, deal: DealDetails) -> None:
    """A deal's life: what happened, with a mark where a stage was reached, and what is still to come."""
    lines.heading("Lifecycle")
    dates = [human(step.date) for step in deal.lifecycle]
    width = max(map(len, dates)) + 4
    for step, date in zip(deal.lifecycle, dates, strict=True):
        look = of_step(step.stage, step.effect)
        name = f"{step.stage_name or step.stage}: " if step.stage else ""
        units = f" ({step.quantity:,} handed over)" if step.quantity is not None else ""
        text = plain(f"{name}{step.title}{units}")
        spans = [Span(0, len(name), look.colour)] if name else []
        lines.labelled(Cell(f"{look.mark} {date}", "cyan" if step.stage else "dim"), Cell(text, "", spans), width)
    for status in deal.to_come:
        lines.labelled(Cell("○ to come", "dim"), Cell(status, "dim"), width)


def _source(lines: Lines, number: int, cited: Cited) -> None:
    source = cited.source
    said = [plain(source.author or ""), plain(source.publisher or "")]
    said += [human(source.published.text) if source.published else ""]
    said += [source.kind if source.kind in ("leaked", "forum") else ""]
    label = f"{number}. "
    lines.labelled(Cell(label, "dim"), Cell(plain(source.title), "bold", (), source.url), len(label))
    lines.text(Cell(", ".join(part for part in said if part)), indent=len(label))
    if cited.supports:
        lines.text(Cell(f"supports: {plain(cited.supports)}", "italic"), indent=len(label))
    _address(lines, cited, len(label))


def _address(lines: Lines, cited: Cited, indent: int) -> None:
    source = cited.source
    addresses = [(source.url, ""), (source.seen_at, "seen at ")]
    for copy in source.archived:
        addresses.append((copy.url, f"archived {human(copy.at.text)}: " if copy.at else "archived: "))
    if source.accessed:
        lines.text(Cell(f"accessed {human(source.accessed.text)}"), indent=indent)
    for address, before in addresses:
        if address:
            lines.text(Cell(before + plain(address), "blue", (), address), indent=indent)


def _within(found: EventDetails) -> str:
    if found.entry.deal:
        return f" in {found.deal_title}"
    return f" in theme {found.entry.themes[0]}" if found.entry.themes else ""


def _near(lines: Lines, heading: str, near: Sequence[Line | Claim | Citing]) -> None:
    if near:
        lines.heading(heading)
    labels = [label_of(line) for line in near]
    width = max(map(len, labels), default=0) + 2
    for line, label in zip(near, labels, strict=True):
        title, id_ = plain(line.title), plain(line.id)
        cell = Cell(f"{title}  {id_}", "", [Span(len(title), len(title) + 2 + len(id_), "dim")])
        lines.labelled(Cell(label, colour_of(label, {}, "cyan")), cell, width)
