"""Where each thing has its page in a site: `deal/milgem/`, for as long as it is called so."""

import hashlib
import re
from collections.abc import Iterable

from tpcli.text.folding import slug

# What is a folder's name on every system, in any case, and needs no escape in an address (RFC 3986, 2.3).
_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
LONGEST = 100
"""Characters of a folder's name: paths on Windows have 260 in all."""


def folder_of(id_: str) -> str:
    """The folder of what is called so: the id itself where that can be one, else words of it and a digest.

    It depends on nothing but the id, so that an address lasts whatever else the record holds.
    """
    if _PLAIN.fullmatch(id_) and len(id_) <= LONGEST and not _DEVICES.fullmatch(id_):
        return id_
    words = slug(id_, LONGEST - 10)
    if words and words.replace("-", " ") == id_.lower() and id_.isascii() and not _DEVICES.fullmatch(words):
        return words  # Of names that differ in their capitals alone the first one gets it.
    return f"{words or 'x'}-{_digest(id_)}"


def _digest(id_: str) -> str:
    return hashlib.sha256(id_.encode("utf-8", "surrogatepass")).hexdigest()[:8]


class Addresses:
    """The page of everything that has one, below the root of the site."""

    def __init__(self) -> None:
        self.paths: dict[tuple[str, str], str] = {}
        self.taken: set[str] = set()

    def add(self, noun: str, ids: Iterable[str]) -> None:
        """Give each its page."""
        for id_ in ids:
            path = f"{noun}/{folder_of(id_)}/"
            if path in self.taken:
                path = f"{noun}/{folder_of(id_)}-{_digest(id_)}/"
            self.taken.add(path)
            self.paths[noun, id_] = path

    def seen_from(self, depth: int, noun: str, id_: str) -> str | None:
        """The address of a page as seen from one so many folders down; it works from a disk as from a server."""
        path = self.paths.get((noun, id_))
        return None if path is None else f"{'../' * depth}{path}index.html"
