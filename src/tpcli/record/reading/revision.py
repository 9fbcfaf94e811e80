"""The files of a record as they were at a revision of git.

git is asked for hashes of objects and for their content alone, so that nothing of a record's or revision's name can
become an option of it or a pattern, and no filter or program that a repository sets up is run (gitrevisions(7)).
"""

import os
import subprocess
from pathlib import Path
from typing import IO

from tpcli.environment import here
from tpcli.errors import TpcliError, UsageError
from tpcli.record.reading.files import FORMATS, SECTIONS, STDIN, RecordFile, bundled_folder, places, record_files

_MISSING = "git is not installed: without it two records are compared, tpcli diff OLD NEW"
_FILES = ("100644", "100755")
"""The modes of regular files in git's trees."""


def files_at(location: str | None, revision: str, folder: Path) -> list[RecordFile]:
    """The files of the record at `location` as they were at a revision, copied into an empty folder.

    In messages they are called `v0.1.0:data/events.yaml`. Raises UsageError for what is no revision, TpcliError where
    there is no git, no repository, or no record in it then.
    """
    if not revision or revision.startswith("-"):
        raise UsageError(f"'{revision}' is no revision: name a tag, a branch or a commit, such as --rev v0.1.0")
    found = []
    for number, place in enumerate(places(location)):
        if place == STDIN:
            raise UsageError("standard input has no revisions: name a file or a folder with --data PATH")
        into = folder / str(number)
        into.mkdir()
        found += _files_of(place, revision, into)
    return found


def _files_of(place: str | None, revision: str, into: Path) -> list[RecordFile]:
    path = Path(os.path.realpath(bundled_folder() if place is None else place))
    inside = path if path.is_dir() else path.parent
    if not inside.is_dir():
        raise TpcliError(f"no record at '{place}': there is no such file or folder")
    _refuse_no_repository(place, inside)
    commit = _commit(inside, revision)
    wanted = {
        name: blob
        for name, blob in _tree(inside, commit, revision).items()
        if (_is_part(name) if inside == path else name == path.name)
    }
    shown = place or str(path)
    if not wanted:
        raise TpcliError(f"no record at '{shown}' in revision '{revision}'")
    for name, blob in wanted.items():
        with open(into / name, "wb") as out:
            _git(inside, "cat-file", "blob", blob, out=out)
    files = record_files(str(into if inside == path else into / path.name))
    top = shown if inside == path else os.path.dirname(shown)
    return [file._replace(name=f"{revision}:{os.path.join(top, os.path.basename(str(file.path)))}") for file in files]


def _is_part(name: str) -> bool:
    stem, suffix = os.path.splitext(name)
    return stem in SECTIONS and suffix.lower() in FORMATS


def _refuse_no_repository(place: str | None, inside: Path) -> None:
    status, _, said = _run(inside, "rev-parse", "--git-dir")
    if status == 0:
        return
    if place is None:
        raise TpcliError(
            "the record that comes with tpcli is in no git repository here: tpcli diff OLD NEW compares two"
        )
    why = "" if "not a git repository" in said else f": {said.removeprefix('fatal: ')}"
    raise TpcliError(f"'{place}' is in no git repository{why}; tpcli diff OLD NEW compares two records")


def _commit(inside: Path, revision: str) -> str:
    """The hash of the commit that a revision names. Raises TpcliError."""
    status, named, _ = _run(inside, "rev-parse", "--verify", "--quiet", revision)
    if status == 0:
        status, out, _ = _run(inside, "rev-parse", "--verify", "--quiet", f"{named.decode().strip()}^{{commit}}")
    if status != 0:
        raise TpcliError(
            f"there is no revision '{revision}' in this repository: git tag and git log list what there is"
        )
    return out.decode().strip()


def _tree(inside: Path, commit: str, revision: str) -> dict[str, str]:
    """The files of a folder at a commit: the name of each, and the hash of its content. Raises TpcliError."""
    found = {}
    for line in _git(inside, "ls-tree", "-z", commit).split(b"\0"):
        about, _, name = line.partition(b"\t")
        if name:
            mode, _, blob = about.decode().split(" ")
            if mode in _FILES:
                found[os.fsdecode(name)] = blob
            elif _is_part(os.fsdecode(name)):
                raise TpcliError(f"'{os.fsdecode(name)}' is no regular file in revision '{revision}'")
    return found


def _git(inside: Path, *words: str, out: IO[bytes] | None = None) -> bytes:
    status, found, said = _run(inside, *words, out=out)
    if status != 0:
        raise TpcliError(f"git {words[0]} failed: {said.removeprefix('fatal: ') or f'status {status}'}")
    return found


def _run(inside: Path, *words: str, out: IO[bytes] | None = None) -> tuple[int, bytes, str]:
    """Run git in a folder: its exit status, what it gave (unless that goes to `out`), and what it said."""
    command = ["git", "-C", str(inside), *words]
    environment = {**here().variables, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        git = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out or subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        )
    except FileNotFoundError:
        raise TpcliError(_MISSING) from None
    with git:
        found, said = git.communicate()
    return git.returncode, found or b"", said.decode("utf-8", "replace").strip()
