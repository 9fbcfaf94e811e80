"""Facts about a column by which its cells are read: the order of day and month, and which mark parts off a fraction."""

import re
from collections.abc import Iterator, Sequence

from tpcli.record.importing import dates, numbers
from tpcli.record.importing.tables import Row
from tpcli.record.problems import Wrong
from tpcli.text.json import Json


class Columns:
    """The columns of a table, each looked through once, when it is first asked about."""

    def __init__(self, rows: Sequence[Row], order: str | None = None) -> None:
        """`order` is that of day and month in all of the table, `dmy` or `mdy`; None where the columns must tell."""
        self._rows = rows
        self._order = order
        self._orders: dict[Sequence[str], str | None] = {}
        self._marks: dict[Sequence[str], str | None] = {}
        self._kinds: set[str] = set()
        self._codes: dict[Sequence[str], bool] = {}
        self._spans: dict[Sequence[str], bool] = {}
        self.told: list[str] = []
        """Decisions that the user is told of."""

    def order(self, names: tuple[str, ...]) -> str | None:
        """The order of day and month in columns that hold dates: `dmy`, `mdy`, or None where that can't be told."""
        if self._order:
            return self._order
        if names not in self._orders:
            self._orders[names] = order = dates.order_of(self._texts(names))
            if order and any(dates.is_open(text) for text in self._texts(names)):
                self.told.append(f"{' and '.join(names)}: 03/04 is read as {dates.ORDERS[order]}, as other rows tell")
        return self._orders[names]

    def tell(self, kind: str, said: str) -> None:
        """Tell the user of a decision, of each kind once."""
        if kind not in self._kinds:
            self._kinds.add(kind)
            self.told.append(said)

    def one_order(self) -> str | None:
        """The order of day and month in all columns that were asked about; None where they differ or do not tell."""
        found = {self._order} if self._order else {order for order in self._orders.values() if order}
        return found.pop() if len(found) == 1 else None

    def mark(self, names: tuple[str, ...]) -> str | None:
        """The mark before the fraction in columns that hold numbers; see `numbers.settled`."""
        if names not in self._marks:
            self._marks[names] = mark = numbers.settled(self._texts(names))
            if mark in (".", ",") and any(numbers.fractions(text) == numbers.BOTH for text in self._texts(names)):
                what = f"the mark before a fraction is '{mark}'"
                self.told.append(f"{' and '.join(names)}: {what}, as other rows tell")
        return self._marks[names]

    def are_codes(self, names: tuple[str, ...]) -> bool:
        """Whether columns that hold countries hold codes of two letters, so that NA among them is Namibia."""
        if names not in self._codes:
            self._codes[names] = all(re.fullmatch(r"[A-Z]{2}(\W+[A-Z]{2})*|\W*", text) for text in self._texts(names))
        return self._codes[names]

    def is_span(self, names: tuple[str, ...]) -> bool:
        """Whether two columns hold a first and a last day: somewhere both hold a year."""
        if len(names) != 2:
            return False
        if names not in self._spans:
            self._spans[names] = any(
                all(dates.has_year(str(row.values.get(name) or "")) for name in names) for row in self._rows
            )
        return self._spans[names]

    def _texts(self, names: Sequence[str]) -> Iterator[str]:
        for row in self._rows:
            for name in names:
                value = row.values.get(name)
                if isinstance(value, str):
                    yield value


def texts_of(value: Json, column: str) -> list[str]:
    """The texts of one cell, without empty ones. Raises Wrong where it holds no text and no list of texts."""
    values = value if isinstance(value, list) else [value]
    out = []
    for item in values:
        if isinstance(item, (dict, list)):
            raise Wrong("wrong-shape", f"{column} holds a mapping or a list of lists, not a text")
        text = ("true" if item else "false") if isinstance(item, bool) else str(item or "").strip()
        if "\0" in text or (not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text)):
            raise Wrong("not-text", f"{column} holds a character that is no text")
        if text:
            out.append(text)
    return out
