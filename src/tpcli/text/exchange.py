"""Two folders change places in one step, where the system can do that."""

import os
import sys
from pathlib import Path

_AT_CWD = -100
_EXCHANGE = 2
"""renameat2(2): RENAME_EXCHANGE; renamex_np(2) of macOS: RENAME_SWAP. They are the same number."""


def exchanged(one: Path, other: Path) -> bool:
    """Whether two paths on one file system changed places; False, and nothing done, where the system can't."""
    if sys.platform not in ("linux", "darwin"):
        return False
    import ctypes

    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return bool(library.renamex_np(os.fsencode(one), os.fsencode(other), ctypes.c_uint(_EXCHANGE)) == 0)
        done = library.renameat2(_AT_CWD, os.fsencode(one), _AT_CWD, os.fsencode(other), ctypes.c_uint(_EXCHANGE))
    except (OSError, AttributeError):
        return False
    return bool(done == 0)
