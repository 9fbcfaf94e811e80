"""Writing a file or a folder so that it is there whole or not at all, and nothing is replaced unasked."""

import os
import re
import shutil
import sqlite3
import sys
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tpcli.errors import TpcliError
from tpcli.signals import ended_by_signals
from tpcli.text.exchange import exchanged

_OURS = re.compile(r"\.tpcli-([0-9a-f]{8})-([0-9]+)-([0-9a-f]{8})\.(tmp|old|all)")
"""A file of ours: of what file, of which process and machine, and what it is."""
_PATIENCE = 10.0
"""Seconds after which a change of several files that another process is at is finished for it."""


@contextmanager
def new_file(path: Path, *, force: bool) -> Iterator[Path]:
    """A temporary path beside `path` to write a file to; renamed at the end, removed if anything interrupts.

    What processes left there that were killed is removed. Raises TpcliError where the file is there and `force` is not
    given, or the system can't write.
    """
    path = _target(path)
    _refuse_file(path, force)
    temporary = _beside(path, "tmp")
    with _told(path), ended_by_signals():
        _sweep(path)
        try:
            yield temporary
            _refuse_file(path, force)
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def new_folder(path: Path, known_by: str, *, force: bool) -> Iterator[Path]:
    """A new folder, whole or not at all. An older one is replaced whole with `force`, if it is such a folder.

    `known_by` is the name of a file that every such folder holds. A folder that holds files of other kinds than the
    new one is left alone. Where the system can't let two folders change places, a process that is killed between two
    renames leaves the older one aside, and the next run puts it back. Raises TpcliError.
    """
    path = _target(path)
    _sweep(path)
    _refuse_folder(path, known_by, force)
    temporary, old = _beside(path, "tmp"), _beside(path, "old")
    with _told(path), ended_by_signals():
        try:
            temporary.mkdir()
            yield temporary
            _refuse_folder(path, known_by, force, new=temporary)
            if not path.exists():
                os.rename(temporary, path)
            elif not exchanged(temporary, path):
                os.rename(path, old)
                try:
                    os.rename(temporary, path)
                except BaseException:
                    os.rename(old, path)
                    raise
        finally:
            for left in (temporary, old):
                shutil.rmtree(left, ignore_errors=True)


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder of the system's for what is needed until the context is left; then, or when told to end, it is gone."""
    from tempfile import TemporaryDirectory

    with ended_by_signals(), TemporaryDirectory(prefix="tpcli-") as folder:
        yield Path(folder)


def replace_files(contents: Mapping[Path, tuple[bytes | None, bytes]]) -> None:
    """Put the new content of each file in place of the old, of all files or of none, with their modes.

    Nothing, or None, as old content is a file that may not be there yet. All are written before the first is replaced;
    if one can't be, those before it are put back. Of several in one folder a list beside them says that they are
    decided on: if the process is killed between two of them, `finish_changes` does the rest. Raises TpcliError where
    another program changed one, or the system can't write.
    """
    written: dict[Path, Path] = {}
    replaced: list[Path] = []
    lists: list[Path] = []
    with ended_by_signals():
        try:
            for given, (_, new) in contents.items():
                path = _target(given)
                with _told(path):
                    _sweep(path)
                    written[path] = _beside(path, "tmp")
                    _write(written[path], new, like=path if path.exists() else None)
            for path, (old, _) in zip(written, contents.values(), strict=True):
                with _told(path):
                    if (path.read_bytes() if path.exists() else b"") != (old or b""):
                        raise TpcliError(f"{path}: another program changed the file meanwhile: nothing was written")
            for folder in dict.fromkeys(path.parent for path in written):
                names = [path.name for path in written if path.parent == folder]
                if len(names) > 1:
                    with _told(folder):
                        lists.append(_listed(folder, names))
            finished = (FileNotFoundError,) if lists else ()  # Once there is a list, another process may finish it.
            for path, temporary in written.items():
                with _told(path), suppress(*finished):
                    os.replace(temporary, path)
                replaced.append(path)
        except BaseException:
            for path in lists:
                path.unlink(missing_ok=True)
            for path, (old, _) in zip(replaced, contents.values(), strict=False):
                with suppress(OSError):
                    _put_back(path, old)
            raise
        finally:
            for path in (*written.values(), *lists):
                path.unlink(missing_ok=True)


def finish_changes(folder: Path) -> None:
    """Replace what is left of several files that a process was about to replace when it was killed.

    Raises TpcliError where that can't be done: until then the files don't belong together.
    """
    for listed in folder.glob(".tpcli-*.all"):
        match = _OURS.fullmatch(listed.name)
        try:
            if not match or (_is_at_work(match) and time.time() - listed.stat().st_mtime < _PATIENCE):
                continue
            for name in listed.read_bytes().split(b"\0"):
                path = folder / os.fsdecode(name)
                if path.parent != folder or path.name in ("", ".."):
                    continue
                with suppress(FileNotFoundError):
                    os.replace(path.with_name(f".tpcli-{_digest(path.name)}-{match[2]}-{match[3]}.tmp"), path)
            listed.unlink(missing_ok=True)
        except FileNotFoundError:  # Another process finished it.
            continue
        except OSError as error:
            raise TpcliError(
                f"{folder}: a change of several files was cut off there, and can't be finished: {error.strerror}"
            ) from None


def _listed(folder: Path, names: Sequence[str]) -> Path:
    """Write the list of files that are decided to be replaced, whole or not at all."""
    path = _beside(folder / names[0], "all")
    temporary = _beside(path, "tmp")
    _write(temporary, b"\0".join(map(os.fsencode, names)), like=None)
    os.replace(temporary, path)
    return path


def _write(path: Path, content: bytes, like: Path | None) -> None:
    """Write a new file, with the mode of another."""
    number = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666)
    with os.fdopen(number, "wb") as out:
        if like is not None:
            shutil.copymode(like, path)
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _put_back(path: Path, old: bytes | None) -> None:
    if old is None:
        path.unlink(missing_ok=True)
        return
    temporary = _beside(path, "tmp")
    _write(temporary, old, like=path)
    os.replace(temporary, path)


def _target(path: Path) -> Path:
    """Where a link leads, so that the link stays one. Raises TpcliError where its folder is missing."""
    path = Path(os.path.realpath(path))
    if not path.parent.is_dir():
        raise TpcliError(f"{path}: there is no folder {path.parent}: make it first")
    return path


def _beside(path: Path, what: str) -> Path:
    """A path in the same folder that says whose it is: `tmp` for what is written, `old` for what is replaced, `all` for
    a list of several.
    """
    return path.with_name(f".tpcli-{_digest(path.name)}-{os.getpid()}-{_machine()}.{what}")


def _digest(name: str) -> str:
    return f"{zlib.crc32(os.fsencode(name)):08x}"


def _machine() -> str:
    return _digest(os.environ.get("COMPUTERNAME", "") or getattr(os, "uname", lambda: ("", ""))()[1])


def _sweep(path: Path) -> None:
    """Put back what a killed process had moved aside to replace `path`, and remove what such ones left beside it."""
    finish_changes(path.parent)
    for left in list(path.parent.iterdir()):
        match = _OURS.fullmatch(left.name)
        if not match or match[4] == "all" or _is_at_work(match):
            continue
        mine = match[1] == _digest(path.name)
        with suppress(OSError):
            if match[4] == "old" and mine and not path.exists():
                os.rename(left, path)
            elif match[4] == "tmp" or mine:
                _remove(left)


def _is_at_work(match: re.Match[str]) -> bool:
    """Whether the process that left a file is there; what can't be told counts as there."""
    return match[3] != _machine() or _runs(int(match[2]))


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _runs(pid: int) -> bool:
    """Whether a process of this machine is there; what can't be told counts as there."""
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


def _refuse_file(path: Path, force: bool) -> None:
    if path.is_dir():
        raise TpcliError(f"{path} is a folder: --output takes the name of a file here")
    if path.exists():
        if not path.is_file():
            raise TpcliError(f"{path} is no regular file: use --output - for standard output")
        if not force:
            raise TpcliError(f"{path} is there already: --force replaces it")


def _refuse_folder(path: Path, known_by: str, force: bool, new: Path | None = None) -> None:
    if not path.exists():
        return
    if not path.is_dir():
        raise TpcliError(f"{path} is a file: --output takes the name of a folder here")
    if not any(path.iterdir()):
        return
    if not force:
        raise TpcliError(f"{path} is there already: --force replaces it")
    if not (path / known_by).is_file() or (new and not _suffixes(path) <= _suffixes(new)):
        raise TpcliError(f"{path} holds other things than such an export: --force does not replace it, name another")


def _suffixes(folder: Path) -> frozenset[str]:
    return frozenset(path.suffix for path in folder.rglob("*") if not path.is_dir())


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """An error of the system as one sentence about `path`."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        raise TpcliError(f"{path}: can't be written: {getattr(error, 'strerror', None) or error}") from None
