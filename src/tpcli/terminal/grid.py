"""Columns of text for a terminal, drawn by Rich.

Rich's own Table measures and wraps each cell through its Text class, which for the 500 rows of the bundled record takes
as long as four starts of Python. Here widths are counted once, cells are wrapped as plain strings, and Rich is handed
finished segments: it still decides on colour, links and terminals.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from tpcli.text.safe import link, plain, shown

GAP = 2

Ink = Segment
"""A piece of text in a style, made by `ink`."""


class Span(NamedTuple):
    """A stretch of a cell's text with a style of its own."""

    start: int
    end: int
    style: str


class Cell(NamedTuple):
    """One cell: its text, how it looks, and what in it looks otherwise."""

    text: str
    style: str = ""
    spans: Sequence[Span] = ()
    link: str | None = None


def _clean(cell: Cell) -> Cell:
    """The cell as it is drawn, so that its width is what is measured. Spans are laid over a text that is clean."""
    return cell if cell.text.isprintable() else cell._replace(text=plain(cell.text))


class Column(NamedTuple):
    """One column: its heading, the width it wants at most, and when it gives way."""

    header: str
    cap: int = 40
    flexible: bool = False
    """Takes what width is left, and wraps."""
    yields: int = 0
    """Columns with a higher number are left out first; 0 never is."""
    right: bool = False


class Rule(NamedTuple):
    """A line across the grid with a label at its beginning, such as a decade."""

    label: str


Row = Sequence[Cell] | Rule


def width_of(text: str) -> int:
    """How many places a text takes on a terminal."""
    return len(text) if text.isascii() else cell_len(text)


def wrap(text: str, width: int) -> list[tuple[int, int]]:
    """Where to break a text so that no line is wider than `width`: the start and end of each line in it."""
    if width_of(text) <= width:
        return [(0, len(text))]
    lines: list[tuple[int, int]] = []
    start, at, used, space = 0, 0, 0, -1
    while at < len(text):
        character = text[at]
        size = 1 if character.isascii() else cell_len(character)
        if used + size > width and at > start:
            if character == " ":
                lines.append((start, at))
                start = at + 1
            elif space > start:
                lines.append((start, space))
                start = space + 1
            else:
                lines.append((start, at))
                start = at
            at, used, space = start, 0, -1
            continue
        if character == " " or character == "-":
            space = at if character == " " else space
        used += size
        at += 1
    lines.append((start, len(text)))
    return lines


class Grid:
    """Rows under headings, laid out for a width: a Rich renderable. `height` is the number of lines it will take."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Row], width: int) -> None:
        self.width = max(width, 1)
        self.rows = [row if isinstance(row, Rule) else [_clean(cell) for cell in row] for row in rows]
        natural = [
            min(max([width_of(c.header), *(width_of(r[n].text) for r in self.rows if not isinstance(r, Rule))]), 10_000)
            for n, c in enumerate(columns)
        ]
        self.shown, self.widths = _fit(columns, natural, self.width)
        self.columns = columns
        self.lines = list(self._lay_out())
        self.height = len(self.lines)

    @property
    def stacked(self) -> bool:
        """Whether the terminal is too narrow for columns, so that fields stand below each other."""
        return not self.widths

    def _lay_out(self) -> Iterator[list[Segment]]:
        if not self.stacked:
            yield self._line([Cell(self.columns[n].header, "bold underline") for n in self.shown], 0)
        for row in self.rows:
            if isinstance(row, Rule):
                label = f"{row.label} "
                rest = self.width - width_of(label)
                yield [ink(label, "bold magenta"), ink("─" * max(rest, 0), "dim")]
            elif self.stacked:
                yield from self._stack(row)
            else:
                yield from self._row(row)

    def _row(self, row: Sequence[Cell]) -> Iterator[list[Segment]]:
        cells = [row[n] for n in self.shown]
        broken = [wrap(cell.text, width) for cell, width in zip(cells, self.widths, strict=True)]
        for line in range(max(map(len, broken))):
            yield self._line(cells, line, broken)

    def _line(
        self, cells: Sequence[Cell], line: int, broken: Sequence[Sequence[tuple[int, int]]] | None = None
    ) -> list[Segment]:
        segments: list[Segment] = []
        owed = 0
        for place, cell in enumerate(cells):
            width = self.widths[place]
            breaks = broken[place] if broken else [(0, len(cell.text))]
            start, end = breaks[line] if line < len(breaks) else (0, 0)
            text = cell.text[start:end]
            pad = width - width_of(text)
            right = self.columns[self.shown[place]].right
            owed += pad if right else 0
            if text:
                if owed:
                    segments.append(ink(" " * owed))
                segments += _styled(cell, start, end)
                owed = 0
            elif not right:
                owed += 0
            owed += (0 if right else pad) + GAP
        return segments

    def _stack(self, row: Sequence[Cell]) -> Iterator[list[Segment]]:
        """A row below each other: the first field as a line of its own, the others indented."""
        first = True
        for n in self.shown:
            cell = row[n]
            if not cell.text:
                continue
            indent = 0 if first or self.width < 10 else 2
            for start, end in wrap(cell.text, self.width - indent):
                yield [ink(" " * indent), *_styled(cell, start, end)]
            first = False

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        newline = Segment.line()
        for line in self.lines:
            yield from line
            yield newline


class Lines:
    """Paragraphs below each other, wrapped to a width: a Rich renderable. `height` is the number of lines so far."""

    def __init__(self, width: int) -> None:
        self.width = max(width, 1)
        self.lines: list[list[Segment]] = []

    @property
    def height(self) -> int:
        """How many lines there are."""
        return len(self.lines)

    def blank(self) -> None:
        """An empty line, unless there is one or nothing stands above it."""
        if self.lines and self.lines[-1]:
            self.lines.append([])

    def rule(self, label: str) -> None:
        """A line across."""
        self.lines.append([ink(label + "─" * (self.width - width_of(label)), "dim")])

    def heading(self, text: str) -> None:
        """A heading, with an empty line above it."""
        self.blank()
        self.text(Cell(text, "bold magenta"))

    def text(self, cell: Cell, indent: int = 0) -> None:
        """A paragraph."""
        self.labelled(Cell(""), cell, indent)

    def labelled(self, label: Cell, cell: Cell, indent: int) -> None:
        """A paragraph with a label to its left; where there is no room, the label stands above it."""
        label, cell = _clean(label), _clean(cell)
        room = self.width - indent
        if room < 20 and indent > 3:
            if label.text:
                self.text(label)
            indent, label = min(2, self.width - 1), Cell("")
            room = self.width - indent
        for n, (start, end) in enumerate(wrap(cell.text, max(room, 1))):
            before = label.text if n == 0 else ""
            segments = [ink(before, label.style)] if before else []
            pad = indent - width_of(before)
            self.lines.append([*segments, ink(" " * pad), *_styled(cell, start, end)])

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        newline = Segment.line()
        for line in self.lines:
            yield from line
            yield newline


def _fit(columns: Sequence[Column], natural: Sequence[int], width: int) -> tuple[list[int], list[int]]:
    """Which columns are shown, and how wide; no widths at all where even the last ones have no room."""
    shown = list(range(len(columns)))
    flexible = [n for n in shown if columns[n].flexible]
    least = sum(min(natural[n], 34) for n in flexible)
    wanted = [min(size, column.cap) for size, column in zip(natural, columns, strict=True)]

    def taken_by(chosen: Sequence[int]) -> int:
        return sum(wanted[n] for n in chosen if n not in flexible) + GAP * (len(chosen) - 1)

    gone: list[int] = []
    while (taken := taken_by(shown)) + least > width:
        giving = max(shown, key=lambda n: columns[n].yields)
        if columns[giving].yields == 0:
            if width >= 60 and flexible and taken + 16 * len(flexible) <= width:
                break
            return [n for n in range(len(columns)) if columns[n].yields <= 2], []
        shown.remove(giving)
        gone.append(giving)
    for n in reversed(gone):  # The last to go may have been so wide that others need not have gone.
        if taken_by([*shown, n]) + least <= width:
            shown = sorted([*shown, n])
    taken = taken_by(shown)
    widths = {n: wanted[n] for n in shown if n not in flexible}
    left = width - taken
    for place, n in enumerate(sorted(flexible, key=lambda n: natural[n])):
        widths[n] = min(natural[n], left // (len(flexible) - place))
        left -= widths[n]
    return shown, [widths[n] for n in shown]


_styles: dict[str, Style] = {}


def _style(name: str) -> Style:
    if name not in _styles:
        _styles[name] = Style.parse(name)
    return _styles[name]


def _styled(cell: Cell, start: int, end: int) -> list[Segment]:
    """The part of a cell from `start` to `end`, in as many segments as it has styles."""
    out: list[Segment] = []
    at = start
    for span in cell.spans:
        low, high = max(span.start, at), min(span.end, end)
        if low < high:
            if at < low:
                out.append(ink(cell.text[at:low], cell.style, cell.link))
            out.append(ink(cell.text[low:high], f"{cell.style} {span.style}", cell.link))
            at = high
    if at < end:
        out.append(ink(cell.text[at:end], cell.style, cell.link))
    return out


def ink(text: str, style: str = "", address: str | None = None) -> Ink:
    """A piece of text in a style: all that is drawn is made of these, so that no control character gets out.

    It is a link where `address` is one that a link may lead to.
    """
    look, target = _style(style), link(address)
    return Segment(plain(text), look + Style(link=target) if target else look)


def runs(characters: Sequence[str], styles: Sequence[str]) -> list[Ink]:
    """A line of characters, each with its style, in as few pieces as there are changes of style."""
    pieces = groupby(zip(characters, styles, strict=True), key=itemgetter(1))
    return [ink("".join(character for character, _ in piece), style) for style, piece in pieces]


class _Screen(Console):
    """Rich's console. What is printed as a mere text is made safe here, all else in `ink`."""

    def render_str(self, text: str, **options: Any) -> Text:
        """The text as Rich draws it."""
        return super().render_str(shown(text), **options)


def console(out: Any) -> Console:
    """Rich's console on a stream, with nothing in a text taken for markup, emoji codes or things to highlight."""
    out = getattr(out, "stream", out)
    return _Screen(file=out, markup=False, emoji=False, highlight=False, soft_wrap=False)
