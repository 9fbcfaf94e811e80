"""Laws of bars and cross-tables: they fit, and longer stands for more."""

from hypothesis import given
from hypothesis import strategies as st

from tpcli.terminal.bars import Bar, Entry, bars, cross_table
from tpcli.terminal.grid import Lines
from tpcli.terminal.widths import width_of

WIDTHS = st.integers(24, 200)
LABELS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z", "M")), min_size=1, max_size=30)


def texts(lines: Lines) -> list[str]:
    return ["".join(segment.text for segment in line) for line in lines.lines]


@given(WIDTHS, st.lists(st.tuples(LABELS, st.integers(0, 10**6)), min_size=1, max_size=8))
def test_bars_fit(width: int, rows: list[tuple[str, int]]) -> None:
    lines = Lines(width)
    bars(lines, [Bar(label, f"{n:,}", n, n / 3) for label, n in rows])
    assert all(width_of(text) <= width for text in texts(lines))


@given(WIDTHS, st.lists(st.integers(0, 10**6), min_size=1, max_size=8))
def test_a_longer_bar_stands_for_more_and_no_bar_for_nothing(width: int, numbers: list[int]) -> None:
    lines = Lines(width)
    bars(lines, [Bar("label", str(n), n) for n in numbers])
    numbered = [text for text in texts(lines) if any(character.isdecimal() for character in text)]
    lengths = [sum(text.count(c) * (n + 1) for n, c in enumerate("▏▎▍▌▋▊▉█")) for text in numbered]
    by_number = sorted(zip(numbers, lengths, strict=True))
    assert [length for _, length in by_number] == sorted(lengths)
    assert all((length > 0) == (n > 0) for n, length in by_number)


@given(WIDTHS, st.integers(1, 6), st.integers(1, 12))
def test_a_cross_table_fits_and_holds_every_number(width: int, down: int, across: int) -> None:
    lines = Lines(width)
    numbers = [[1000 + row * across + column for column in range(across)] for row in range(down)]
    entries = [[Entry(str(n), n) for n in row] for row in numbers]
    cross_table(lines, "by", [f"r{n}" for n in range(down)], [f"col-{n}" for n in range(across)], entries)
    drawn = texts(lines)
    assert all(width_of(text) <= width for text in drawn)
    assert [str(n) in " ".join(drawn).split() for row in numbers for n in row]
    found = sorted(int(word) for text in drawn for word in text.split() if word.isdecimal())
    assert found == sorted(n for row in numbers for n in row)
