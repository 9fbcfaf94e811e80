"""How many cases are tried where there is no end of them: few ordinarily, many times that in a longer run."""

import os

LONGER = int(os.environ.get("TPCLI_LONGER", "1"))
"""How many times as much as ordinarily."""


def tries(ordinary: int) -> int:
    """How many cases to try where the ordinary run tries so many."""
    return ordinary * LONGER
