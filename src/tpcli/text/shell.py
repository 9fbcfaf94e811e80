"""Words as a shell reads them, for commands that are printed so that somebody pastes them."""

import shlex
import sys

from tpcli.text.safe import is_clean


def pasted(*words: str) -> str:
    """A command line, or a part of one, that a shell takes apart into these words again."""
    if sys.platform == "win32":
        from subprocess import list2cmdline

        return list2cmdline(words)
    return " ".join(map(_word, words))


def _word(word: str) -> str:
    """A word; what can't be seen is an escape in `$'...'` (POSIX.1-2024, 2.2.4)."""
    if is_clean(word):
        return shlex.quote(word)
    escaped = word.replace("\\", "\\\\").replace("'", "\\'")
    return "$'" + "".join(c if is_clean(c) else _bytes(c) for c in escaped) + "'"


def _bytes(character: str) -> str:
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogateescape"))
