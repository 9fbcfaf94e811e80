"""New content in place of a file's old one, all of it or nothing."""

from pathlib import Path

from tpcli.text.newfiles import replace_files


def replaced(path: Path, old: bytes, new: bytes) -> None:
    """Replace `old` by `new`, with the file's mode, or make the file. `locked` is for the caller to hold.

    Raises TpcliError where the file no longer holds `old`, or can't be written.
    """
    replace_files({path: (old if path.exists() else None, new)})
