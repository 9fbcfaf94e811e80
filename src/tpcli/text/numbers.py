"""Numbers of any length, digit for digit: what a double can't hold is a Decimal."""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from decimal import Decimal

    Number = int | float | Decimal
else:
    Number = int | float  # The module takes a while to load, and most commands meet no number for it.
"""A number without loss: an int where it is whole, a float of at most 15 digits, else a Decimal."""

DIGITS = 15
"""Significant digits that a double gives back as they were (IEEE 754, binary64)."""


def exact(word: "str | Decimal") -> Number:
    """The number that digits such as 1.5, 1e9 or 12345678901234.25 say. Raises decimal.InvalidOperation."""
    from decimal import Decimal

    value = Decimal(word)
    if value == value.to_integral_value():
        return int(value)
    significant = "".join(map(str, value.as_tuple().digits)).strip("0")
    return float(value) if len(significant) <= DIGITS else value


def digits(value: Number) -> str:
    """A number in digits: JSON, YAML and SQL read it as it is."""
    if isinstance(value, int):
        return str(value)
    from decimal import Decimal

    return format(Decimal(str(value)), "f")


def loaded(text: str) -> Any:
    """What a JSON text says, its numbers exact."""
    return json.loads(text, parse_float=exact)


def dumped(value: Any) -> str:
    """A value as JSON in one line, its numbers exact."""
    try:
        return _encoded(value)
    except TypeError:  # There is a Decimal in it.
        return _dumped(value)


_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _dumped(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{_encoded(name)}:{_dumped(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_dumped, value)) + "]"
    from decimal import Decimal

    return digits(value) if isinstance(value, Decimal) else _encoded(value)
