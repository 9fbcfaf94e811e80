"""Columns of text for a terminal, drawn by Rich.

Rich's own Table measures and wraps each cell through its Text class, which for the 500 rows of the bundled record takes
as long as four starts of Python. Here widths are counted once, cells are wrapped as plain strings, and Rich is handed
finished segments: it still decides on colour, links and terminals.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from rich.console import Console, ConsoleOptions
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from tpcli.terminal.cells import Cell, Span
from tpcli.terminal.widths import GAP, Column, Fit, Size, fit, size_of, width_of, wrap
from tpcli.text.safe import link, plain, shown

LEAST_TEXT = 16
"""The least room that a long date leaves for the first line of the text after it."""
NARROWEST = 10
"""Below this width nothing is indented."""

Ink = Segment
"""A piece of text in a style, made by `ink`."""


def _clean(cell: Cell) -> Cell:
    """The cell as it is drawn, so that its width is what is measured. Spans are laid over a text that is clean."""
    return cell if cell.text.isprintable() else cell._replace(text=plain(cell.text))


class Rule(NamedTuple):
    """A line across the grid with a label at its beginning, such as a decade."""

    label: str


Row = Sequence[Cell] | Rule


class Piece(NamedTuple):
    """A part of a cell and its place in a line."""

    at: int
    cell: Cell
    start: int
    end: int


class Grid:
    """Rows under headings, laid out for a width: a Rich renderable. `height` is the number of lines it will take."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Row], width: int, *, stacked: bool = False) -> None:
        self.width = max(width, 1)
        self.columns = columns
        self.trails = len(columns) > 1 and columns[-1].trails and columns[-2].flexible
        self.rows = [row if isinstance(row, Rule) else [_clean(cell) for cell in row] for row in rows]
        self.stacked = self.spaced = stacked
        """Whether fields are below each other, as where the terminal is too narrow for columns."""
        placed = columns[:-1] if self.trails else columns
        fitted = Fit([*range(len(placed))], []) if stacked else fit(placed, self._sizes(len(placed)), self.width)
        self.shown, self.widths, self.gap = fitted
        self.stacked = not self.widths
        self.hidden = [column.header for n, column in enumerate(placed) if n not in self.shown]
        self.places = [sum(self.widths[:n]) + self.gap * n for n in range(len(self.widths))]
        self.lines = list(self._lay_out())
        self.height = len(self.lines)

    def _sizes(self, number: int) -> list[Size]:
        """The sizes of the columns; that of the last one together with what trails it."""
        cells: list[Sequence[Cell]] = [[Cell(column.header) for column in self.columns]]
        cells += [row for row in self.rows if not isinstance(row, Rule)]
        widths = [[width_of(row[n].text) for row in cells] for n in range(number)]
        if self.trails:
            widths[-1] = [w + GAP + width_of(row[-1].text) for w, row in zip(widths[-1], cells, strict=True)]
        return [size_of(of_column) for of_column in widths]

    def _lay_out(self) -> Iterator[list[Segment]]:
        if not self.stacked:
            yield from self._row([Cell(column.header, "bold underline") for column in self.columns])
        for place, row in enumerate(self.rows):
            if self.spaced and place:
                yield []
            if isinstance(row, Rule):
                label = f"{row.label} "
                rest = self.width - width_of(label)
                yield [ink(label, "bold magenta"), ink("─" * max(rest, 0), "dim")]
            elif self.stacked:
                yield from self._stack(row)
            else:
                yield from self._row(row)

    def _row(self, row: Sequence[Cell]) -> Iterator[list[Segment]]:
        lines: list[list[Piece]] = [[]]

        def put(line: int, piece: Piece) -> None:
            while len(lines) <= line:
                lines.append([])
            lines[line].append(piece)

        over, last = 0, len(self.shown) - 1
        for place, n in enumerate(self.shown):
            cell, width, column = row[n], self.widths[place], self.columns[n]
            size = width_of(cell.text)
            reaches = column.mostly and place + 1 == last and self.columns[self.shown[last]].flexible
            if reaches and width < size <= width + self.widths[last] - LEAST_TEXT:
                put(0, Piece(self.places[place], cell, 0, len(cell.text)))
                over = size - width
                continue
            shift = over if place == last else 0
            broken = wrap(cell.text, width, width - shift)
            for line, (start, end) in enumerate(broken):
                room = width - width_of(cell.text[start:end]) if column.right else shift if line == 0 else 0
                put(line, Piece(self.places[place] + room, cell, start, end))
            if place == last and self.trails:
                start, end = broken[-1]
                used = width_of(cell.text[start:end]) + (shift if len(broken) == 1 else 0)
                line, pieces = self._trail(row[-1], used, len(broken), len(lines))
                for down, piece in enumerate(pieces):
                    put(line + down, piece)
        yield from map(_drawn, lines)

    def _trail(self, cell: Cell, used: int, text: int, all_: int) -> tuple[int, list[Piece]]:
        """The end of a row, and its line: where its text of so many lines ends if there is room, or below it.

        What is wider than the text stands below the whole row of `all_` lines, and reaches under what is beside it.
        """
        edge, size = self.places[-1] + self.widths[-1], width_of(cell.text)
        if size <= self.widths[-1]:
            fits = not used or used + self.gap + size <= self.widths[-1]
            return text - fits, [Piece(edge - size, cell, 0, len(cell.text))]
        broken = wrap(cell.text, edge)
        return all_, [Piece(edge - width_of(cell.text[a:b]), cell, a, b) for a, b in broken]

    def _stack(self, row: Sequence[Cell]) -> Iterator[list[Segment]]:
        """A row below each other: its date, if it begins with one, and its text; the other fields indented, by name."""
        texts = [n for n in self.shown if self.columns[n].flexible]
        dated = bool(self.shown and self.columns[self.shown[0]].mostly and row[self.shown[0]].text)
        heads = [*self.shown[:dated], *texts[:1]] or self.shown[:1]
        indent = 0 if self.width < NARROWEST else GAP
        joined = joined_cells([row[n] for n in heads if row[n].text])
        for line, (start, end) in enumerate(wrap(joined.text, self.width - indent, self.width)):
            yield [ink(" " * (indent if line else 0)), *_styled(joined, start, end)]
        for n in (n for n in self.shown if n not in heads and row[n].text):
            name = "" if self.columns[n].trails else f"{self.columns[n].header}: "
            named = joined_cells([Cell(name, "dim"), row[n]], "") if name else row[n]
            for start, end in wrap(named.text, self.width - indent):
                yield [ink(" " * indent), *_styled(named, start, end)]
        if self.trails and row[-1].text:
            for start, end in wrap(row[-1].text, self.width - indent):
                yield [ink(" " * indent), *_styled(row[-1], start, end)]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        newline = Segment.line()
        for line in self.lines:
            yield from line
            yield newline


def joined_cells(cells: Sequence[Cell], between: str = "  ") -> Cell:
    """Cells after each other as one, each in its own style."""
    text, spans = "", list[Span]()
    for n, cell in enumerate(cells):
        text += between if n else ""
        at = len(text)
        text += cell.text
        own = [Span(at + span.start, at + span.end, f"{cell.style} {span.style}") for span in cell.spans]
        ends = [at, *(edge for span in own for edge in (span.start, span.end)), len(text)]
        for start, end in zip(ends[::2], ends[1::2], strict=True):
            own.append(Span(start, end, cell.style))
        spans += sorted(span for span in own if span.start < span.end)
    return Cell(text, "", spans)


def _drawn(pieces: Sequence[Piece]) -> list[Segment]:
    """A line of pieces, with blanks up to the place of each."""
    segments: list[Segment] = []
    at = 0
    for piece in sorted(pieces, key=lambda piece: piece.at):
        if piece.start == piece.end:
            continue
        if piece.at > at:
            segments.append(ink(" " * (piece.at - at)))
        segments += _styled(piece.cell, piece.start, piece.end)
        at = piece.at + width_of(piece.cell.text[piece.start : piece.end])
    return segments


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
        """An empty line, unless there is one or nothing is above it."""
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
        """A paragraph with a label to its left; where there is no room, the label is above it."""
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
