"""Counts and sums on a terminal: bars beside the numbers, or a cross-table."""

from collections.abc import Mapping, Sequence

from tpcli.dates.readable import amount
from tpcli.output.looks import colour_of
from tpcli.query.counts import Count, Counted, Keys, Sum, footer
from tpcli.terminal.bars import Bar, Entry, bars, cross_table
from tpcli.terminal.cells import Cell
from tpcli.terminal.grid import Lines
from tpcli.text.safe import plain

NONE = "(none)"
NO_VALUE = "no known value"
OUTCOMES = {"delivered": "completes", "under way": "advances", "talks": "advances", "ended": "ends"}
"""What became of a deal, by the effect that it looks like."""


def draw(lines: Lines, answer: Counted, effects: Mapping[str, str]) -> None:
    """Draw counts or sums, a status by what it does to a deal, and under them how many entries they count."""
    effects = OUTCOMES if answer.by[:1] == ("outcome",) else effects
    if answer.sums is not None:
        _sums(lines, answer, answer.sums, effects)
    elif len(answer.by) == 2:
        _crossed(lines, answer)
    else:
        _heading(lines, answer.by[0], answer.noun)
        bars(lines, [_bar(row.keys, f"{row.number:,}", row.number, effects) for row in answer.counts])
    lines.blank()
    for line in (footer(answer), answer.together):
        if line:
            lines.text(Cell(line, "dim"))


def _crossed(lines: Lines, answer: Counted) -> None:
    down, across = answer.edges
    numbers = {row.keys: Entry(f"{row.number:,}", row.number) for row in answer.counts}
    entries = [
        [*(numbers.get((row.keys[0], column.keys[0]), Entry()) for column in across), Entry(f"{row.number:,}")]
        for row in down
    ]
    cross_table(lines, answer.by[0], _names(down), [*_names(across), answer.noun], entries, plain=1)


def _sums(lines: Lines, answer: Counted, rows: Sequence[Sum], effects: Mapping[str, str]) -> None:
    """The value of deals by currency: settled values, and apart from them those disputed or given as a range."""
    for currency in sorted({row.currency for row in rows}, key=lambda name: (name is None, name)):
        mine = [row for row in rows if row.currency == currency]
        if len(answer.by) == 2:
            _crossed_sums(lines, currency, mine, answer)
        elif currency is None:
            _heading(lines, NO_VALUE, "deals")
            bars(lines, [_bar(row.keys, f"{row.deals:,}", row.deals, effects, style="dim") for row in mine])
        else:
            _heading(lines, currency, "settled values, and ░ what is disputed or a range")
            figures = [(row, float(row.value or 0), float(row.apart_high or 0)) for row in mine]
            bars(lines, [_bar(row.keys, _figure(row), value, effects, most) for row, value, most in figures])


def _crossed_sums(lines: Lines, currency: str | None, rows: Sequence[Sum], answer: Counted) -> None:
    down, across = answer.edges
    tables: list[tuple[str, dict[Keys, Entry]]] = []
    if currency is None:
        tables.append((f"{NO_VALUE}: deals", {row.keys: Entry(f"{row.deals:,}", row.deals) for row in rows}))
    else:
        settled = {r.keys: Entry(amount(r.value), float(r.value)) for r in rows if r.value is not None}
        apart = {r.keys: Entry(_range(r), float(r.apart_high or 0)) for r in rows if r.apart}
        tables += [(f"{currency}: settled values", settled), (f"{currency}: disputed or a range", apart)]
    for title, numbers in tables:
        if not numbers:
            continue
        shown_down = [row for row in down if any(keys[0] == row.keys[0] for keys in numbers)]
        shown_across = [row for row in across if any(keys[1] == row.keys[0] for keys in numbers)]
        entries = [[numbers.get((r.keys[0], c.keys[0]), Entry()) for c in shown_across] for r in shown_down]
        _heading(lines, title)
        cross_table(lines, answer.by[0], _names(shown_down), _names(shown_across), entries)


def _figure(row: Sum) -> str:
    settled = amount(row.value) if row.value is not None else ""
    apart = f"░ {_range(row)}" if row.apart else ""
    return " + ".join(part for part in (settled, apart) if part)


def _range(row: Sum) -> str:
    low, high = amount(row.apart_low or 0), amount(row.apart_high or 0)
    return low if low == high else f"{low} to {high}"


def _names(rows: Sequence[Count]) -> list[str]:
    return [_name(row.keys[0]) for row in rows]


def _name(value: str | None) -> str:
    return NONE if value is None else plain(value)


def _bar(keys: Keys, figure: str, length: float, effects: Mapping[str, str], apart: float = 0, style: str = "") -> Bar:
    name = _name(keys[0]) if keys else "all deals"
    return Bar(name, figure, length, apart, style or colour_of(name, effects, "cyan"))


def _heading(lines: Lines, left: str, right: str = "") -> None:
    lines.blank()
    lines.text(Cell(f"{left}: {right}" if right else left, "bold"))
