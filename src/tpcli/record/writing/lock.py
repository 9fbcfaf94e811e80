"""One program at a time changes a file: a lock file beside it, held by the system for as long as the process lives.

A process that dies, however it dies, holds nothing any more; the file that it leaves locks nobody out.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tpcli.errors import TpcliError

PATIENCE = 30.0
"""Seconds to wait for others."""


@contextmanager
def locked(*paths: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the locks of some files, once no other process of this program does.

    Raises TpcliError where the wait is in vain, or the folder can't be written to.
    """
    with ExitStack() as held:
        for path in sorted(set(paths)):  # In one order, so that no two wait for each other.
            lock = path.with_name(path.name + ".lock")
            until = time.monotonic() + patience
            while (number := _held(lock)) is None:
                if time.monotonic() >= until:
                    raise TpcliError(f"{path}: another tpcli has been changing it for {patience:g} s: try again later")
                time.sleep(0.02)
            held.callback(_release, lock, number)
        yield


def _held(lock: Path) -> int | None:
    """A descriptor of the lock file that holds the lock; None while another process does."""
    try:
        number = os.open(lock, os.O_CREAT | os.O_RDWR, 0o666)
    except OSError as error:
        if isinstance(error, PermissionError) and lock.exists():  # Windows, while the last holder removes it.
            return None
        raise TpcliError(f"{lock}: can't be made: {error.strerror}") from None
    # Between opening and locking, the holder before may have removed the file: then it locks nobody.
    if _lock(number) and _is(lock, number):
        return number
    os.close(number)
    return None


def _is(lock: Path, number: int) -> bool:
    try:
        return os.path.samestat(os.stat(lock), os.fstat(number))
    except OSError:
        return False


def _release(lock: Path, number: int) -> None:
    if sys.platform == "win32":  # It removes no file that is open, here or by one who waits.
        os.close(number)
    with suppress(OSError):
        lock.unlink(missing_ok=True)
    if sys.platform != "win32":
        os.close(number)


def _lock(number: int) -> bool:
    """Take the lock if nobody has it. A file system without locks gives it to everyone: what is written is compared
    with what was read all the same.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError as error:
        import errno

        return error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
    return True
