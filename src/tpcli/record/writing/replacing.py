"""New content in place of a file's old one, all of it or nothing."""

import os
import shutil
from pathlib import Path

from tpcli.errors import TpcliError
from tpcli.text.newfiles import new_file


def replaced(path: Path, old: bytes, new: bytes) -> None:
    """Replace `old` by `new`, with the file's mode, or make the file. `locked` is for the caller to hold.

    Raises TpcliError where the file no longer holds `old`, or can't be written.
    """
    existed = path.exists()
    with new_file(path, force=existed) as temporary:
        number = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666)
        with os.fdopen(number, "wb") as out:
            if existed:
                shutil.copymode(path, temporary)
            out.write(new)
            out.flush()
            os.fsync(out.fileno())
        if existed and path.read_bytes() != old:
            raise TpcliError(f"{path}: another program changed the file meanwhile: nothing was written, try again")
