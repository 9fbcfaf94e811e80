"""The files that make up a record, their bytes, and what format each is in."""

import io
import os
import stat
from pathlib import Path
from typing import BinaryIO, NamedTuple

from tpcli.environment import here
from tpcli.errors import FileError, NoRecord, TpcliError

SECTIONS = ("vocabulary", "sources", "deals", "facts", "events")
"""The five parts of a record, in the order in which they are read: what is referred to comes first."""

FORMATS = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv"}

WHOLE = ("record.yaml", "record.yml")
"""The files in a folder that may hold any part of a record."""

STDIN = "-"
MOST_STDIN = 2**29
"""Bytes of standard input, which is kept in memory."""


class RecordFile(NamedTuple):
    """One file of a record."""

    name: str
    """As shown in messages: relative to the working folder where that is shorter."""
    path: Path | None
    """None for standard input."""
    format: str
    section: str | None
    """The part of the record that a list in it holds; None for a file that may hold any (a single file)."""
    content: bytes | None = None
    """The bytes of standard input, which can be read only once."""

    def read(self) -> bytes:
        """All bytes of the file. Raises TpcliError when the system can't give them."""
        if self.content is not None:
            return self.content
        try:
            with self.open() as stream:
                return stream.read()
        except OSError as error:
            raise FileError(self.name, f"can't be read: {error.strerror}") from None

    def open(self) -> BinaryIO:
        """The file, opened for reading bytes. Raises TpcliError when the system can't, or would wait for ever."""
        if self.content is not None or self.path is None:
            return io.BytesIO(self.content or b"")
        try:
            mode = os.stat(self.path).st_mode
            if not stat.S_ISREG(mode):
                what = "a folder" if stat.S_ISDIR(mode) else "a device or a pipe; use --data - for that"
                raise FileError(self.name, f"can't be read: it is {what}")
            return open(self.path, "rb")
        except OSError as error:
            raise FileError(self.name, f"can't be read: {error.strerror}") from None


class FileState(NamedTuple):
    """The state of a file when it was read: enough to know later whether it is the same."""

    name: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    digest: str


def state_of(file: RecordFile, digest: str = "") -> FileState:
    """The present state of a file. Raises OSError where it is gone."""
    if file.path is None:
        return FileState(file.name, 0, 0, 0, 0, digest)
    stat = os.stat(file.path)
    return FileState(os.path.abspath(file.path), stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino, digest)


def digest_of(content: bytes) -> str:
    """A digest of content."""
    import hashlib

    return hashlib.blake2b(content, digest_size=16).hexdigest()


def digest_of_file(file: RecordFile) -> str:
    """The digest of a file's content, read block by block."""
    import hashlib

    hasher = hashlib.blake2b(digest_size=16)
    with file.open() as stream:
        while block := stream.read(1 << 20):
            hasher.update(block)
    return hasher.hexdigest()


SEVERAL = "\n"
"""Between the places of records that are read as one."""


def bundled_folder() -> Path:
    """The folder of the record that comes with the program: beside the package, or in the source tree."""
    installed = Path(__file__).resolve().parent.parent.parent / "data"
    return installed if installed.is_dir() else installed.parent.parent.parent / "data"


def places(location: str | None) -> list[str | None]:
    """The places that a location names: several where records are read as one, which `SEVERAL` parts."""
    return [None] if location is None else list(location.split(SEVERAL))


def record_files(location: str | None) -> list[RecordFile]:
    """The files of the record at `location`: a file, a folder, `-` for standard input, None for the bundled one.

    Where `location` names several places, the files of each, in their order. A folder may hold any of `events`,
    `deals`, `facts`, `sources` and `vocabulary`, each in any of the formats, and a `record.yaml` with any of them.
    Raises TpcliError when there is nothing to read.
    """
    several = places(location)
    return [file for place in several for file in _files_at(place, alone=len(several) == 1)]


def _files_at(location: str | None, *, alone: bool) -> list[RecordFile]:
    if location == STDIN:
        stdin = here().stdin
        content = stdin.buffer.read(MOST_STDIN + 1) if stdin else b""
        if len(content) > MOST_STDIN:
            raise TpcliError(f"<stdin>: more than {MOST_STDIN >> 20} MB: save it as a file and give that to --data")
        return [RecordFile("<stdin>", None, sniff(content), None, content)]
    folder = bundled_folder() if location is None else Path(location)
    try:
        is_folder = stat.S_ISDIR(os.stat(folder).st_mode)
    except FileNotFoundError:
        raise TpcliError(f"no record at '{location}': there is no such file or folder") from None
    except (OSError, ValueError) as error:
        raise TpcliError(f"no record at '{location}': {getattr(error, 'strerror', error)}") from None
    if not is_folder:
        if not alone:
            _names_in(folder.parent)
        suffix = folder.suffix.lower()
        if suffix in FORMATS:
            return [RecordFile(shown(folder), folder, FORMATS[suffix], None)]
        file = RecordFile(shown(folder), folder, "yaml", None)
        with file.open() as stream:
            return [file._replace(format=sniff(stream.read(65536)))]
    names = _names_in(folder)
    found = [
        RecordFile(shown(folder / name), folder / name, FORMATS[suffix.lower()], stem if stem in SECTIONS else None)
        for name in names
        for stem, suffix in [os.path.splitext(name)]
        if (stem in SECTIONS and suffix.lower() in FORMATS) or name in WHOLE
    ]
    if not found:
        raise NoRecord(str(folder), "a folder needs at least an events.yaml (or .json, .jsonl, .csv) or a record.yaml")
    return sorted(found, key=lambda file: SECTIONS.index(file.section) if file.section else -1)


def _names_in(folder: Path) -> list[str]:
    """The names of what is in a folder, once what a killed process left half done there is done. Raises TpcliError."""
    try:
        names = sorted(os.listdir(folder))
        if any(name.startswith(".tpcli-") and name.endswith(".all") for name in names):
            from tpcli.text.newfiles import finish_changes

            finish_changes(folder)
            names = sorted(os.listdir(folder))
    except OSError as error:
        raise TpcliError(f"{folder}: can't be read: {error.strerror}") from None
    return names


def sniff(content: bytes) -> str:
    """The format of a file without a telling name: JSON, JSON Lines, CSV or YAML, by how it begins."""
    text = content[:65536].removeprefix(b"\xef\xbb\xbf").lstrip()
    first = text.partition(b"\n")[0].strip()
    if text[:1] == b"{" and first.endswith(b"}"):
        key = first[1:].lstrip()[1:].partition(b'"')[0]
        return "json" if key.decode("ascii", "replace") in SECTIONS else "jsonl"
    if text[:1] in (b"{", b"["):
        return "json"
    names = {name.strip().strip(b'"').lower() for name in first.split(b",")}
    return "csv" if {b"date", b"title"} <= names else "yaml"


def shown(path: Path) -> str:
    """A path as a message shows it: relative to the working folder when it lies below that, and always text."""
    try:
        name = str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError, RuntimeError):
        name = str(path)
    return name.encode("utf-8", "surrogateescape" if os.name == "posix" else "replace").decode("utf-8", "replace")


def default_vocabulary_file() -> RecordFile:
    """The vocabulary file of the bundled record, from which every record takes countries and stages."""
    path = bundled_folder() / "vocabulary.yaml"
    return RecordFile(str(path), path, "yaml", "vocabulary")


def watched_files(location: str | None) -> list[RecordFile]:
    """The files whose change must be noticed: those of the record, and the built-in vocabulary that it leans on."""
    files = record_files(location)
    return files if location is None else [*files, default_vocabulary_file()]
