"""Columns give way as a terminal narrows, in one order; dates and ids take no more room than they need."""

from hypothesis import given
from hypothesis import strategies as st

from tpcli.terminal.cells import Cell
from tpcli.terminal.grid import Grid
from tpcli.terminal.widths import GAP, Column, wrap

COLUMNS = (
    Column("Status"),
    Column("Narrow", yields=5),
    Column("Wide", cap=30, yields=3),
    Column("Middle", yields=4),
    Column("Title", flexible=True),
    Column("Id", trails=True),
)
LISTED = (Column("Date", cap=17, mostly=True), *COLUMNS[-2:])


def shown(width: int, *texts: str) -> Grid:
    """One row laid out for a width."""
    return Grid(COLUMNS, [[Cell(text) for text in texts]], width)


def drawn(grid: Grid) -> list[str]:
    """The lines of a grid without its heading."""
    return ["".join(part.text for part in line) for line in grid.lines[not grid.stacked :]]


@given(st.integers(20, 150), st.lists(st.integers(0, 60), min_size=6, max_size=6))
def test_a_wider_terminal_never_shows_fewer_columns(width: int, sizes: list[int]) -> None:
    narrow, wide = (shown(w, *("x" * size for size in sizes)) for w in (width, width + 1))
    assert set(narrow.shown) <= set(wide.shown)
    assert sorted([*narrow.hidden, *(COLUMNS[n].header for n in narrow.shown)]) == sorted(
        c.header for c in COLUMNS[:-1]
    )
    for grid in (narrow, wide):
        assert sum(grid.widths) + GAP * (len(grid.widths) - 1) <= grid.width or grid.stacked
        assert "".join(drawn(grid)).count("x") == sum(sizes[n] for n in (*grid.shown, 5))
        assert all(len(line) <= grid.width for line in drawn(grid))


def test_an_id_ends_the_line_of_its_text_where_it_has_room_there() -> None:
    rows = [[Cell(text) for text in row] for row in (("2018", "A title", "short"), ("2019", "t" * 38, "longer"))]
    assert drawn(Grid(LISTED, rows, 50)) == [
        f"2018  A title{'short':>37}", f"2019  {'t' * 38}", f"{'longer':>50}",
    ]  # fmt: skip


def test_columns_stand_closer_where_texts_wrap_and_nothing_is_left_to_give_way() -> None:
    rows = [[Cell("2018"), Cell("t" * 40), Cell("short")]] * 10
    assert drawn(Grid(LISTED, rows, 53))[0] == f"2018  {'t' * 40}  short"
    assert drawn(Grid(LISTED, rows, 51))[0] == f"2018 {'t' * 40} short"
    assert drawn(Grid(LISTED, rows, 50))[:2] == [f"2018 {'t' * 40}", f"{'short':>50}"]


def test_a_long_date_widens_no_column_but_reaches_into_its_own_line() -> None:
    dates = ["24 Feb 1955"] * 3 + ["27 Sep – 6 Oct 2018"]
    grid = Grid(LISTED, [[Cell(d), Cell(("word " * 12).strip()), Cell("id")] for d in dates], 60)
    assert grid.widths[0] == 11
    assert drawn(grid)[0].startswith("24 Feb 1955 word word")
    assert drawn(grid)[-2].startswith("27 Sep – 6 Oct 2018 word")
    assert drawn(grid)[-1].startswith(" " * 12 + "word")


@given(st.text("ab -é中", max_size=60), st.integers(2, 30), st.integers(2, 30))
def test_a_text_is_broken_without_loss(text: str, width: int, first: int) -> None:
    lines = wrap(text, width, first)
    assert "".join(text[start:end] for start, end in lines).replace(" ", "") == text.replace(" ", "")
