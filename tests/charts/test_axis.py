"""Laws of the time axis."""

from hypothesis import given
from hypothesis import strategies as st

from tpcli.charts.axis import Scale, stack, ticks
from tpcli.charts.lanes import axis_lines
from tpcli.dates.edtf import day_number

FIRST, LAST = day_number(-9999, 1, 1), day_number(9999, 12, 31)
SPANS = st.tuples(st.integers(FIRST, LAST), st.integers(FIRST, LAST)).map(sorted)


@given(SPANS, st.integers(1, 30))
def test_ticks_are_few_and_in_order_within_the_axis(span: list[int], most: int) -> None:
    first, last = span
    days = [tick.day for tick in ticks(first, last, most)]
    assert len(days) <= most
    assert days == sorted(set(days))
    assert all(first <= day <= last for day in days)


@given(SPANS.filter(lambda span: span[1] - span[0] >= 10), st.integers(30, 200))
def test_an_axis_has_a_tick_and_fits(span: list[int], size: int) -> None:
    lines, marks = axis_lines(Scale(span[0], span[1], size), 3)
    assert marks
    for line in lines:
        assert sum(len(segment.text) for segment in line) <= size + 3


@given(SPANS, st.integers(1, 300), st.data())
def test_later_days_stand_further_right(span: list[int], size: int, data: st.DataObject) -> None:
    scale = Scale(span[0], span[1], size)
    one, two = sorted(data.draw(st.lists(st.integers(FIRST, LAST), min_size=2, max_size=2)))
    assert 0 <= scale.column(one) <= scale.column(two) < size
    assert 0 <= scale.place(one) <= scale.place(two) <= size


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: (min(pair), max(pair))), max_size=20)
)
def test_what_falls_together_stands_apart(stretches: list[tuple[int, int]]) -> None:
    levels = stack(stretches)
    placed = list(zip(stretches, levels, strict=True))
    for n, ((first, last), level) in enumerate(placed):
        others = [other for (start, end), other in placed[:n] if start <= last and first <= end]
        assert level not in others
        assert level <= len(others)
