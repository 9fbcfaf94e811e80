"""One program at a time changes a file: a lock file beside it, which a program that died does not hold for ever."""

import os
import platform
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tpcli.errors import TpcliError

GRACE = 2.0
"""Seconds for which a lock whose process is gone must have stood unchanged before it is taken over."""
PATIENCE = 30.0
"""Seconds to wait for one and the same holder."""


@contextmanager
def locked(
    path: Path, say: Callable[[str], None], *, grace: float = GRACE, patience: float = PATIENCE
) -> Iterator[None]:
    """Hold the lock of a file. Waits while another process of this program does; `say` is told of a lock taken over.

    Raises TpcliError where the wait is in vain, or the folder can't be written to.
    """
    lock = path.with_name(path.name + ".lock")
    mine = f"{os.getpid()} {_machine()} {uuid.uuid4().hex}"
    held, since = "", time.monotonic()
    while not _create(lock, mine):
        now = _read(lock)
        if now is None:
            continue
        if now != held:
            held, since = now, time.monotonic()
        waited = time.monotonic() - since
        if waited >= grace and _abandoned(now) and _removed(lock, now):
            say(f"{lock}: taken over from process {now.split()[0]}, which ended without removing it")
        elif waited >= patience:
            holder = f"process {' on '.join(now.split()[:2])}" if now.strip() else "another process"
            raise TpcliError(f"{path}: {holder} is changing it: if no tpcli is running, delete {lock}")
        else:
            time.sleep(0.02)
    try:
        yield
    finally:
        if _read(lock) == mine:
            lock.unlink(missing_ok=True)


def _create(lock: Path, text: str) -> bool:
    try:
        number = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
    except FileExistsError:
        return False
    except OSError as error:
        if isinstance(error, PermissionError) and lock.exists():  # Windows, while the last holder removes it.
            return False
        raise TpcliError(f"{lock}: can't be made: {error.strerror}") from None
    try:
        with os.fdopen(number, "w", encoding="utf-8") as out:
            out.write(text)
    except OSError as error:
        lock.unlink(missing_ok=True)
        raise TpcliError(f"{lock}: can't be written: {error.strerror}") from None
    return True


def _read(lock: Path) -> str | None:
    """What stands in a lock; None where there is none any more."""
    try:
        return lock.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None
    except OSError:
        return ""


def _removed(lock: Path, text: str) -> bool:
    """Remove an abandoned lock, unless somebody else has done so and perhaps made a new one.

    Two that find the same lock abandoned must not remove it one after the other, for the second would remove the first
    one's new lock. So only who holds this second lock may, after looking once more.
    """
    claim = lock.with_name(lock.name + ".takeover")
    if not _create(claim, text):
        return False
    try:
        if _read(lock) != text:
            return False
        lock.unlink(missing_ok=True)
        return True
    finally:
        claim.unlink(missing_ok=True)


def _abandoned(text: str) -> bool:
    """Whether a lock was made on this machine by a process that is gone; what can't be told counts as held."""
    words = text.split()
    return len(words) == 3 and words[0].isdecimal() and words[1] == _machine() and not _running(int(words[0]))


def _machine() -> str:
    return "-".join(platform.node().split()) or "-"


def _running(pid: int) -> bool:
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(0x00100000, False, pid)  # SYNCHRONIZE
        if not handle:
            return bool(kernel.GetLastError() == 5)  # It is there, and somebody else's.
        ended = kernel.WaitForSingleObject(handle, 0) == 0
        kernel.CloseHandle(handle)
        return not ended
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
