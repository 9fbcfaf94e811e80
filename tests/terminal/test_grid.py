"""Columns give way as a terminal narrows, and none that there is room for."""

from hypothesis import given
from hypothesis import strategies as st

from tpcli.terminal.grid import GAP, Cell, Column, Grid

COLUMNS = (
    Column("Title", flexible=True),
    Column("Narrow", yields=5),
    Column("Wide", cap=30, yields=3),
    Column("Middle", yields=4),
    Column("Status"),
)


def shown(width: int, *texts: str) -> Grid:
    """One row laid out for a width."""
    return Grid(COLUMNS, [[Cell(text) for text in texts]], width)


def test_a_column_comes_back_where_a_wider_one_left_room() -> None:
    grid = shown(56, "t" * 34, "n", "w" * 30, "m", "s")
    assert [COLUMNS[n].header for n in grid.shown] == ["Title", "Middle", "Status"]
    grid = shown(60, "t" * 34, "n", "w" * 30, "m", "s")
    assert [COLUMNS[n].header for n in grid.shown] == ["Title", "Narrow", "Middle", "Status"]


@given(st.integers(20, 150), st.lists(st.integers(0, 60), min_size=5, max_size=5))
def test_what_is_left_out_would_not_have_fitted(width: int, sizes: list[int]) -> None:
    grid = shown(width, *("x" * size for size in sizes))
    if grid.stacked:
        return
    assert sum(grid.widths) + GAP * (len(grid.widths) - 1) <= width
    title = min(max(sizes[0], len("Title")), 34)
    rest = sum(w for n, w in zip(grid.shown, grid.widths, strict=True) if n) + GAP * (len(grid.widths) - 1)
    for n, column in enumerate(COLUMNS):
        if n not in grid.shown:
            assert title + rest + GAP + min(max(sizes[n], len(column.header)), column.cap) > width
