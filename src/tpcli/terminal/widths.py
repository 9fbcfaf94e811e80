"""How wide texts are on a terminal, where they break, and which columns have room beside each other."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len

GAP = 2
"""Blanks between columns; one where there is no room for any column that yields, and texts wrap."""
LEAST = 34
"""The width that a flexible column has before any other column shows beside those that always do."""
TIGHT = 16
"""The width that a flexible column is squeezed to on a terminal of at least `NARROW` columns."""
NARROW = 60


class Column(NamedTuple):
    """One column: its heading, the width it wants at most, and when it gives way."""

    header: str
    cap: int = 40
    flexible: bool = False
    """Takes what width is left, and wraps."""
    yields: int = 0
    """Columns with a higher number are left out first, those with the same together; 0 never is."""
    right: bool = False
    mostly: bool = False
    """Where room is short it is as wide as two thirds of its values, and longer ones reach into the text after it."""
    trails: bool = False
    """If it is the last, its cells end the lines of the flexible column before it."""
    room: int = LEAST
    """For a flexible column: its width before columns that yield are shown."""


class Size(NamedTuple):
    """How wide the cells of a column are: the longest, nine tenths and two thirds of them."""

    longest: int
    usual: int
    most: int


class Fit(NamedTuple):
    """The columns that are shown, by their places, and their widths; no widths where fields are below each other."""

    shown: list[int]
    widths: list[int]
    gap: int = GAP
    """Blanks between columns."""


def width_of(text: str) -> int:
    """How many places a text takes on a terminal."""
    return len(text) if text.isascii() else cell_len(text)


def wrap(text: str, width: int, first: int | None = None) -> list[tuple[int, int]]:
    """Where to break a text so that no line is wider than `width`, the first one than `first`.

    The start and end of each line in the text.
    """
    room = width if first is None else first
    if width_of(text) <= room:
        return [(0, len(text))]
    lines: list[tuple[int, int]] = []
    start, at, used, space = 0, 0, 0, -1
    while at < len(text):
        character = text[at]
        size = 1 if character.isascii() else cell_len(character)
        if used + size > room and at > start:
            if character == " ":
                lines.append((start, at))
                start = at + 1
            elif space > start:
                lines.append((start, start + len(text[start:space].rstrip(" "))))
                start = space + 1
            else:
                lines.append((start, at))
                start = at
            while start < len(text) and text[start] == " ":
                start += 1
            at, used, space, room = start, 0, -1, width
            continue
        if character == " ":
            space = at
        used += size
        at += 1
    lines.append((start, len(text)))
    return lines


def size_of(widths: Sequence[int]) -> Size:
    """The size of a column whose cells have these widths."""
    ordered = sorted(widths)
    last = len(ordered) - 1
    return Size(ordered[-1], ordered[last * 9 // 10], ordered[last * 2 // 3]) if ordered else Size(0, 0, 0)


def fit(columns: Sequence[Column], sizes: Sequence[Size], width: int) -> Fit:
    """The columns that have room, in the order in which they yield: a wider terminal shows the same and more."""
    shown = [n for n, column in enumerate(columns) if column.yields == 0]
    flexible = [n for n in shown if columns[n].flexible]
    wide = [min(size.longest, column.cap) for size, column in zip(sizes, columns, strict=True)]
    narrow = [
        min(max(size.most, len(column.header)), wide[n]) if column.mostly else wide[n]
        for n, (size, column) in enumerate(zip(sizes, columns, strict=True))
    ]

    def taken(chosen: Sequence[int], by: Sequence[int]) -> int:
        return sum(by[n] for n in chosen if n not in flexible) + GAP * (len(chosen) - 1)

    least = taken(shown, narrow)
    squeezed = width >= NARROW and flexible and least + TIGHT * len(flexible) <= width
    if least + sum(min(sizes[n].longest, LEAST) for n in flexible) > width and not squeezed:
        return Fit(shown, [])
    always = shown
    room = sum(min(sizes[n].longest, columns[n].room) for n in flexible)
    for yields in sorted({column.yields for column in columns} - {0}):
        more = sorted([*shown, *(n for n, column in enumerate(columns) if column.yields == yields)])
        if taken(more, wide) + room > width:
            break
        shown = more
    missing = taken(shown, wide) + sum(sizes[n].usual for n in flexible) - width
    gap = 1 if missing > 0 and shown == always else GAP
    widths = {n: max(narrow[n], wide[n] - max(missing, 0)) for n in shown}
    left = width - taken(shown, [widths.get(n, 0) for n in range(len(columns))]) + (GAP - gap) * (len(shown) - 1)
    for place, n in enumerate(sorted(flexible, key=lambda n: sizes[n].longest)):
        widths[n] = min(sizes[n].longest, left // (len(flexible) - place))
        left -= widths[n]
    return Fit(shown, [widths[n] for n in shown], gap)
