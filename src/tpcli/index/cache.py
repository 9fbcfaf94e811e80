"""The index of a record: found when nothing has changed, built when anything has, never stale.

Beside each index in the cache folder lies a stamp: what every file of the record was (size, times, inode, digest) when
it was read, and what the index file itself was when it was written. An index is used when all of that still holds. A
file changed so shortly before it was read that its times can't tell (as git calls it, racily clean) is read again and
compared by digest. The index itself is compared by its checksum, for a disk can change what no clock sees. Whatever
goes wrong with the cache leads to a new build, at worst in a temporary database.
"""

import os
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tpcli import __version__
from tpcli.environment import here
from tpcli.record.fields import FIELDS
from tpcli.record.reading.files import (
    SEVERAL,
    STDIN,
    FileState,
    RecordFile,
    bundled_folder,
    digest_of_file,
    places,
    state_of,
    watched_files,
)
from tpcli.text.collector import collector_paused

if TYPE_CHECKING:
    from tpcli.record.reading.opened import Opened

FORMAT = 17
"""Raised whenever an index made by older code would answer otherwise."""

RACY_NS = 2_100_000_000
"""A file is trusted by its times only if they are this much older than its reading: FAT keeps them to 2 s."""

COMPARED = 2**26
"""Bytes up to which an index is compared with its checksum whenever it is used: some 40 ms for 100,000 events."""
COMPARED_NS = 600 * 10**9
"""A larger one is compared if it was not within the last ten minutes: a million events take a third of a second."""

SHIPPED = "index.sqlite"
"""The bundled record's index, built with the wheel, and beside it its stamp, `index.stamp`."""


class Stamp(NamedTuple):
    """The state of a record and its index when the index was written."""

    made_by: str
    read_ns: int
    """When the files were read, by the clock that stamps files."""
    files: list[FileState]
    built: FileState
    """The state of the index file when written: size, times, and a checksum, or a digest if it came with the wheel."""
    compared_ns: int
    """When the index was last compared with that."""


Tell = Callable[[str], object]
"""Says something of a record beside the answer."""


def _in_silence(said: str) -> None:
    """Say nothing."""


def open_index(location: str | None, *, quiet: bool = False, tell: Tell = _in_silence) -> sqlite3.Connection:
    """A read-only connection to the index of the record at `location`, built first where need be.

    Raises RecordError if the record has errors, TpcliError if there is none.
    """
    if STDIN in places(location):
        return _build(location, None, quiet, tell)
    watched = watched_files(location)
    folder = cache_folder()
    name = _name(location)
    stamp_path = folder / f"{name}.stamp" if folder else None
    stamp = _read_stamp(stamp_path)
    if stamp and stamp_path:
        fresh = _undamaged(_unchanged(watched, stamp))
        if fresh:
            connection = _connect(Path(stamp.built.name))
            if connection:
                if fresh is not stamp:
                    _write_stamp(stamp_path, fresh)
                return connection
    if location is None:
        connection = _shipped(watched, stamp_path)
        if connection:
            return connection
    return _build(location, folder and folder / name, quiet, tell)


def cache_folder() -> Path | None:
    """The user's cache folder for this program, made if need be; None where there is none that can be written."""
    variables = here().variables
    if variables.get("XDG_CACHE_HOME"):
        base = Path(variables["XDG_CACHE_HOME"])
    elif sys.platform == "win32":
        base = Path(variables.get("LOCALAPPDATA", ""))
    else:
        try:
            base = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
        except RuntimeError:
            return None
    if not base.is_absolute():
        return None
    folder = base / "tpcli"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return folder


def _name(location: str | None) -> str:
    """A short name for a record's files in the cache: of its absolute path, whatever characters that holds."""
    if location is None:
        return "bundled-" + _short(str(bundled_folder()))
    return "record-" + _short(SEVERAL.join(str(Path(place or "").absolute()) for place in places(location)))


def _short(text: str) -> str:
    """A 64-bit FNV-1a hash as hexadecimal text: two records that met in it would only rebuild each other's index."""
    value = 0xCBF29CE484222325
    for byte in text.encode("utf-8", "surrogateescape"):
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return f"{value:016x}"


def made_by() -> str:
    """The program that made an index: another version's index is not used."""
    fields = _short(" ".join(name for fields in FIELDS.values() for name in fields))
    return f"tpcli {__version__} format {FORMAT} fields {fields} sqlite {sqlite3.sqlite_version}"


def _state(file: RecordFile) -> FileState | None:
    try:
        return state_of(file)
    except OSError:
        return None


def _unchanged(watched: list[RecordFile], stamp: Stamp) -> Stamp | None:
    """The stamp, or a newer one, if the files are what they were; None if any has changed."""
    if len(watched) != len(stamp.files):
        return None
    renew = False
    now = time.time_ns()
    for file, was in zip(watched, stamp.files, strict=True):
        state = _state(file)
        if state is None or state[:2] != was[:2]:
            return None
        racy = max(was.mtime_ns, was.ctime_ns) > stamp.read_ns - RACY_NS
        if state[:5] == was[:5] and not racy:
            continue
        if digest_of_file(file) != was.digest:
            return None
        renew = True
    if not renew:
        return stamp
    states = [(_state(f) or was)._replace(digest=was.digest) for f, was in zip(watched, stamp.files, strict=True)]
    return stamp._replace(read_ns=now, files=states)


def _undamaged(stamp: Stamp | None) -> Stamp | None:
    """The stamp, or a newer one, if the index is what was written; None if it is anything else."""
    if stamp is None:
        return None
    path, was, now = Path(stamp.built.name), stamp.built, time.time_ns()
    state = _state(_index_file(path))
    if state is None or state[:5] != was[:5]:
        return None
    if was.size > COMPARED and 0 <= now - stamp.compared_ns < COMPARED_NS:
        return stamp
    if _checksum(path) != was.digest:
        return None
    return stamp if was.size <= COMPARED else stamp._replace(compared_ns=now)


def _checksum(path: Path) -> str:
    """A CRC-32 of a file: for accidents, not for malice; empty where the file can't be read."""
    import zlib

    value = 0
    try:
        with open(path, "rb", buffering=0) as file:
            while block := file.read(1 << 20):
                value = zlib.crc32(block, value)
    except OSError:
        return ""
    return f"{value:08x}"


def forget_damaged() -> None:
    """Let every index be built anew that is not what was written, however lately that was compared."""
    folder = cache_folder()
    for path in folder.glob("*.stamp") if folder else ():
        stamp = _read_stamp(path)
        if stamp and _checksum(Path(stamp.built.name)) != stamp.built.digest:
            path.unlink(missing_ok=True)


def _read_stamp(path: Path | None) -> Stamp | None:
    if path is None:
        return None
    try:
        made, read_ns, compared_ns, *fields = path.read_text(encoding="utf-8", errors="surrogateescape").split("\0")
        states = []
        for name, size, mtime, ctime, inode, digest in zip(*[iter(fields)] * 6, strict=True):
            states.append(FileState(name, int(size), int(mtime), int(ctime), int(inode), digest))
        stamp = Stamp(made, int(read_ns), states[1:], states[0], int(compared_ns))
    except (OSError, ValueError, IndexError, TypeError):
        return None
    return stamp if stamp.made_by == made_by() else None


def _write_stamp(path: Path, stamp: Stamp) -> None:
    """Replace a stamp in one step. A stamp that can't be written costs the next start a build, no more."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(stamp_text(stamp), encoding="utf-8", errors="surrogateescape")
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)


def stamp_text(stamp: Stamp) -> str:
    """A stamp as text: its fields in a row, with what no path can hold between them."""
    states = [str(field) for state in (stamp.built, *stamp.files) for field in state]
    return "\0".join([stamp.made_by, str(stamp.read_ns), str(stamp.compared_ns), *states])


def _index_file(path: Path) -> RecordFile:
    return RecordFile(str(path), path, "", None)


def _connect(path: Path) -> sqlite3.Connection | None:
    """A read-only connection to an index, or None if the file is none."""
    try:
        connection = sqlite3.connect(path.as_uri() + "?mode=ro&immutable=1", uri=True)
        connection.execute("SELECT value FROM meta WHERE name = 'digest'").fetchone()
    except (sqlite3.Error, ValueError):
        return None
    return connection


def _shipped(watched: list[RecordFile], stamp_path: Path | None) -> sqlite3.Connection | None:
    """The index that came with the wheel, if it was made by this program from the very files beside it."""
    path = bundled_folder() / SHIPPED
    stamp = _read_stamp(path.with_suffix(".stamp"))
    if stamp is None:
        return None
    read_ns = time.time_ns()
    states = [(_state(f) or stamp.files[0])._replace(digest=digest_of_file(f)) for f in watched]
    if [(Path(f.name).name, f.digest) for f in states] != [(Path(f.name).name, f.digest) for f in stamp.files]:
        return None
    try:
        if digest_of_file(_index_file(path)) != stamp.built.digest:
            return None
        connection = _connect(path)
        if connection and stamp_path:
            built = state_of(_index_file(path), _checksum(path))
            _write_stamp(stamp_path, Stamp(made_by(), read_ns, states, built, read_ns))
    except (OSError, ValueError):
        return None
    return connection


@collector_paused()
def _build(location: str | None, base: Path | None, quiet: bool, tell: Tell) -> sqlite3.Connection:
    """Build the index, at `base` with a name of its own, and stamp it; in a temporary database where that fails."""
    from tpcli.index.build import build
    from tpcli.record.reading.opened import opened
    from tpcli.signals import ended_by_signals
    from tpcli.text.progress import progress_bar

    read_ns = time.time_ns()
    record = opened(location)
    path = base.with_name(f"{base.name}-{os.getpid()}-{read_ns:x}.sqlite") if base else None
    with ended_by_signals(), progress_bar("indexing", "events", quiet) as progress:
        if path and base:
            try:
                connection = _build_at(path, base, record, read_ns, progress)
            except (OSError, sqlite3.OperationalError):
                connection = None
            if connection:
                _warn(record, tell)
                _tell_passed_over(record, tell)
                return connection
            # A full or read-only disk, or another process swept the new index away: answer without a cache.
            record = opened(location)
        connection = sqlite3.connect("", check_same_thread=False)
        build(connection, record, progress)
        _warn(record, tell)
        connection.execute("PRAGMA query_only=1")
        _tell_passed_over(record, tell)
        return connection


def _warn(record: "Opened", tell: Tell) -> None:
    """Say which fields are kept that nobody declared, once: when the record is read."""
    from tpcli.record.checks import undeclared
    from tpcli.record.reading.findings import located

    for problem in located(record.files, undeclared(record), "warning"):
        tell(str(problem))


def _tell_passed_over(record: "Opened", tell: Tell) -> None:
    """Say once which fields of the record's files were not read, as they follow from others."""
    held = record.findings.passed_over
    if held:
        fields = "; ".join(f"{', '.join(sorted(names))} of {section}" for section, names in held.items())
        tell(f"these fields follow from others and are not read: {fields}")


def _build_at(
    path: Path, base: Path, record: "Opened", read_ns: int, progress: Callable[[int, float | None], None]
) -> sqlite3.Connection | None:
    from tpcli.index.build import build

    temporary = path.with_suffix(".tmp")
    connection = None
    try:  # From before the file is there: a signal may come as soon as it is.
        connection = sqlite3.connect(temporary, check_same_thread=False)
        build(connection, record, progress)
        connection.close()
        temporary.replace(path)
    except BaseException:
        if connection is not None:
            connection.close()
        temporary.unlink(missing_ok=True)
        raise
    opened = _connect(path)
    states = [record.states[n] for n in range(len(record.files))]
    states += [state_of(file, digest_of_file(file)) for file in watched_files(record.location)[len(states) :]]
    built = state_of(_index_file(path), _checksum(path))
    _write_stamp(base.with_name(f"{base.name}.stamp"), Stamp(made_by(), read_ns, states, built, time.time_ns()))
    _sweep(base, path)
    return opened


def _sweep(base: Path, keep: Path) -> None:
    """Remove this record's older indexes, and what builds that were killed left behind an hour ago or more."""
    for path in base.parent.glob(f"{base.name}-*"):
        try:
            if path != keep and (path.suffix != ".tmp" or time.time() - path.stat().st_mtime > 3600):
                path.unlink()
        except OSError:
            continue
