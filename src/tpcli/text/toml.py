"""TOML files of settings: small, and whatever is in them either read or refused in one sentence."""

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from tpcli.errors import TpcliError

MOST_BYTES = 2**18
"""Settings are few: what is larger is another file."""

_DEEP = re.compile(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){16}""")
"""A key of so many parts that `tomllib` takes minutes, and all memory, for a few thousand more."""


def settings(path: Path) -> dict[str, Any]:
    """What a file holds. Raises FileNotFoundError where there is none, TpcliError where it can't be read."""
    content = _content(path)
    if len(content) > MOST_BYTES:
        raise TpcliError(f"{path}: it holds more than {MOST_BYTES >> 10} kB: settings are smaller")
    try:
        text = content.decode()
        if _DEEP.search(text):
            raise RecursionError
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TpcliError(f"{path}: this is no TOML: {error}") from None
    except (ValueError, RecursionError):  # Of thousands of digits, or of brackets in brackets.
        raise TpcliError(f"{path}: a number in it is too long, or a value nests too deep") from None


def _content(path: Path) -> bytes:
    """The first bytes of a file, some more than it may hold."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise TpcliError(f"{path}: can't be read: it is no regular file")
        with open(path, "rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise TpcliError(f"{path}: can't be read: {error.strerror}") from None
