"""Bars beside their numbers, and cross-tables, drawn with plain characters to the width of a terminal."""

from collections.abc import Sequence
from typing import NamedTuple, TextIO

from tpcli.terminal.grid import Ink, Lines, console, ink
from tpcli.terminal.pager import paged
from tpcli.terminal.widths import width_of, wrap

GAP = 2
LEAST_BAR = 10
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_HEIGHTS = " ▁▂▃▄▅▆▇█"
APART = "░"
"""A further length that is drawn lighter and not counted in."""

# What stands for the characters of a drawing where the terminal's encoding lacks them.
_ASCII = str.maketrans(
    {
        **dict.fromkeys("█▉▊▋▌", "#"), **dict.fromkeys("▍▎▏", "|"), **dict.fromkeys("▁▂", "."),
        **dict.fromkeys("▃▄▅▆▇", "o"), "░": ":", "─": "-", "━": "=", "╌": "-", "┬": "+", "┊": ":",
        "●": "@", "○": "o", "◇": "v", "◆": "V", "◈": "w", "■": "H", "◐": "a", "✗": "X", "⊗": "Y",
        "‖": "=", "▷": ">", "◁": "<",
        **dict(zip("▲▼★□△▽", "123456", strict=True)),
        "→": ">", "–": "-", "…": "~", "·": ".",
    }
)  # fmt: skip


class Bar(NamedTuple):
    """One bar: its label, its number as text, and its length; `apart` is drawn after it, lighter."""

    label: str
    figure: str
    length: float
    apart: float = 0
    style: str = "cyan"


def bars(lines: Lines, rows: Sequence[Bar]) -> None:
    """Draw bars to one scale: label, number, bar. Where there is no room the label is above."""
    if not rows:
        return
    most = max(row.length + row.apart for row in rows) or 1
    figure = max(width_of(row.figure) for row in rows)
    label = max(width_of(row.label) for row in rows)
    above = label + figure + 2 * GAP + LEAST_BAR > lines.width
    if above and figure + 2 * GAP + LEAST_BAR <= lines.width * 0.7:
        label, above = lines.width - figure - 2 * GAP - LEAST_BAR, False
    indent = GAP if above else label + GAP
    room = max(lines.width - indent - figure - GAP, 0)
    for row in rows:
        broken = wrap(row.label, max(lines.width if above else label, 1))
        number = row.figure.rjust(figure)
        solid, light = _bar(row.length, row.apart, most, room)
        drawn = [ink(number, "bold")]
        if solid or light:
            drawn += [
                ink(" " * GAP),
                ink(solid, row.style),
                ink(light, row.style),
            ]
        if above:
            lines.lines += [[ink(row.label[start:end])] for start, end in broken]
            lines.lines.append([ink(" " * GAP), *drawn])
            continue
        for n, (start, end) in enumerate(broken):
            text = row.label[start:end]
            rest = [ink(" " * (indent - width_of(text))), *drawn] if n == 0 else []
            lines.lines.append([ink(text), *rest])


def _bar(length: float, apart: float, most: float, room: int) -> tuple[str, str]:
    """A bar in eighths of a character, then the length counted apart in whole characters; neither vanishes unless 0."""
    eighths = round(8 * room * length / most) if room else 0
    if length > 0 and room:
        eighths = max(eighths, 1)
    light = max(round(room * apart / most), 1) if apart > 0 and room else 0
    whole, part = divmod(min(eighths, 8 * (room - light)), 8)
    return "█" * whole + (_EIGHTHS[part] if part else ""), APART * light


class Entry(NamedTuple):
    """One cell of a cross-table: its text, and what it weighs in the small bar beside it."""

    text: str = ""
    weight: float = 0


def cross_table(
    lines: Lines,
    corner: str,
    rows: Sequence[str],
    columns: Sequence[str],
    entries: Sequence[Sequence[Entry]],
    plain: int = 0,
) -> None:
    """Draw a cross-table, broken into as many below each other as the width asks for.

    A small bar beside each number shows how large it is; the last `plain` columns, such as totals, have none.
    """
    inner = [row[: len(row) - plain] for row in entries]
    most = max((entry.weight for row in inner for entry in row), default=0) or 1
    barred = len(columns) - plain
    widths = []
    for n, heading in enumerate(columns):
        body = max((width_of(row[n].text) for row in entries), default=0) + (2 if n < barred else 0)
        widths.append(min(max(body, *(width_of(word) for word in _words(heading))), lines.width))
    label = min(max(width_of(text) for text in (corner, *rows)), max(lines.width // 2, 1))
    for first, last in _bands(widths, lines.width - label):
        if first:
            lines.blank()
        heads = [_head(columns[n], widths[n]) for n in range(first, last)]
        height = max(map(len, heads))
        for line in range(height):
            segments = [ink((corner if line == height - 1 else "").ljust(label), "bold underline")]
            for n, head in zip(range(first, last), heads, strict=True):
                at = line - (height - len(head))
                text = head[at] if at >= 0 else ""
                lead = " " * (GAP + widths[n] - width_of(text))
                segments += [ink(lead), ink(text, "bold underline" if text else "")]
            lines.lines.append(segments)
        for name, row in zip(rows, entries, strict=True):
            broken = wrap(name, label)
            for line, (start, end) in enumerate(broken):
                text = name[start:end]
                segments = [ink(text + " " * (label - width_of(text)), "cyan")]
                for n in range(first, last) if line == 0 else ():
                    segments += _entry(row[n], widths[n], most if n < barred else None)
                lines.lines.append(segments)


def _entry(entry: Entry, width: int, most: float | None) -> list[Ink]:
    """One cell: the number and, where there is a measure, a small bar beside it."""
    if most is None:
        return [ink(" " * GAP + entry.text.rjust(width), "bold")]
    if not entry.text:
        return [ink(" " * GAP + "·".rjust(width - 2) + "  ", "dim")]
    height = _HEIGHTS[max(1, round(8 * entry.weight / most))] if entry.weight else " "
    return [ink(" " * GAP + entry.text.rjust(width - 2) + " "), ink(height, "cyan")]


def _bands(widths: Sequence[int], room: int) -> list[tuple[int, int]]:
    """The first and last column of each part that a table is broken into, at least one column in each."""
    bands = []
    first, used = 0, 0
    for n, width in enumerate(widths):
        if n > first and used + GAP + width > room:
            bands.append((first, n))
            first, used = n, 0
        used += GAP + width
    return [*bands, (first, len(widths))] if widths else []


def _words(heading: str) -> list[str]:
    """A heading broken after its hyphens and spaces."""
    return heading.replace("-", "- ").split() or [""]


def _head(heading: str, width: int) -> list[str]:
    """The lines of a heading over its column: as many words on a line as fit."""
    out: list[str] = []
    for word in _words(heading):
        joined = out[-1] + ("" if out[-1].endswith("-") else " ") + word if out else word
        if out and width_of(joined) <= width:
            out[-1] = joined
        else:
            out += [word[start:end] for start, end in wrap(word, width)]
    return out


def show(lines: Lines, out: TextIO) -> None:
    """Print a drawing, paged where it is longer than the screen; in ASCII where `out` lacks its characters."""
    screen = console(out)
    try:
        "█▏░━●✗".encode(out.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        lines.lines = [[part._replace(text=part.text.translate(_ASCII)) for part in line] for line in lines.lines]
    with paged(screen, lines.height + 1):
        screen.print(lines, end="")
