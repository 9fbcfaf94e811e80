"""Writing a site so that files whose content is as before stay the same files, and the whole changes places at once."""

import filecmp
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tpcli.errors import TpcliError
from tpcli.text.newfiles import new_folder

MANIFEST = "site.txt"
"""The names of all files of a site, a line each: what is in the folder beside them is somebody else's."""


class Site:
    """A site that is being written, beside the one that it replaces."""

    def __init__(self, folder: Path, before: Path) -> None:
        self.folder, self.before = folder, before
        self.names: list[str] = []
        self.changed = 0
        self._parent = ""

    def write(self, name: str, content: str) -> None:
        """Write a file; one that was there with the same content stays as it is, times and all."""
        path, old = self._place(name)
        packed = content.encode("utf-8", "replace")
        if _holds(old, packed):
            _keep(old, path)
            return
        self.changed += 1
        with open(path, "wb") as out:
            out.write(packed)

    def write_parts(self, name: str, parts: Iterable[str]) -> None:
        """The same of a file that is too large to be held in memory."""
        path, old = self._place(name)
        with open(path, "wb") as out:
            out.writelines(part.encode("utf-8", "replace") for part in parts)
        if os.path.isfile(old) and filecmp.cmp(old, path, shallow=False):
            os.unlink(path)
            _keep(old, path)
        else:
            self.changed += 1

    def _place(self, name: str) -> tuple[str, str]:
        """Where a file goes, in a folder that is there, and where it was before."""
        path = os.path.join(self.folder, name)
        parent = os.path.dirname(path)
        if parent != self._parent:
            os.makedirs(parent, exist_ok=True)
            self._parent = parent
        self.names.append(name)
        return path, os.path.join(self.before, name)


def _keep(old: str, path: str) -> None:
    try:
        os.link(old, path)
    except OSError:  # A file system without links.
        shutil.copy2(old, path)


def _holds(path: str, content: bytes) -> bool:
    try:
        if os.stat(path).st_size != len(content):
            return False
        with open(path, "rb") as held:
            return held.read() == content
    except OSError:
        return False


@contextmanager
def new_site(path: Path, *, force: bool) -> Iterator[Site]:
    """A site to write that takes the place of the one at `path` when it is whole.

    Raises TpcliError where one is there and `force` is not given, or the folder holds files of somebody else.
    """
    target = Path(os.path.realpath(path))
    with new_folder(path, MANIFEST, force=force) as folder:
        _refuse_others(path, target)
        site = Site(folder, target)
        yield site
        names = [*site.names, MANIFEST]
        site.write(MANIFEST, "".join(f"{name}\n" for name in sorted(names)))


def _refuse_others(path: Path, target: Path) -> None:
    if not (target / MANIFEST).is_file():
        return
    own = set((target / MANIFEST).read_text(encoding="utf-8", errors="surrogateescape").splitlines())
    for found in target.rglob("*"):
        if not found.is_dir() and found.relative_to(target).as_posix() not in own:
            raise TpcliError(f"{path} holds {found.relative_to(target)} beside the site: move it elsewhere first")
