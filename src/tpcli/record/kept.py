"""What a function makes of a value, kept for when the value comes again."""

from collections.abc import Callable
from typing import Any

MOST = 32_768
"""Values that are kept: no more memory than that, however many come."""


class Kept(dict[Any, Any]):
    """A table of what a function makes of values. Unlike a call, a look-up that finds something runs no Python code."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, value: Any) -> Any:
        """Make it. Raises whatever the function raises."""
        made = self.make(value)
        if len(self) >= MOST:
            self.clear()
        self[value] = made
        return made
