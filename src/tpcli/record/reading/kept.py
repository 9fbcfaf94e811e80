"""A cache of the results of a function, by its argument."""

from collections.abc import Callable
from typing import Any

MOST = 32_768
"""Values that are kept."""
LONGEST = 256
"""Characters of a value that is kept: long ones seldom come again, and take memory."""


class Kept(dict[Any, Any]):
    """A table of what a function makes of values. Unlike a call, a look-up that finds something runs no Python code."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, value: Any) -> Any:
        """Make it. Raises whatever the function raises."""
        made = self.make(value)
        if _length(value) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[value] = made
        return made


def _length(value: Any) -> int:
    """How many characters a text has, or all texts in a tuple."""
    if value.__class__ is str:
        return len(value)
    return sum(map(_length, value)) if isinstance(value, tuple) else 0
