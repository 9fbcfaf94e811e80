"""How an entry of the record, or the record itself, is cited, with what leads back to the same state of it."""

from tpcli.dates.readable import human
from tpcli.query.about import SHORT
from tpcli.record.entries import About


def citation(about: About, fingerprint: str, title: str | None = None, path: str = "", entry: str = "") -> str:
    """A reference in words: authors (year). Title [entry]. In the record (version). Address. Fingerprint.

    `fingerprint` is that of the entry where one is cited, else of the record. `path` is its page in the site; `entry`
    is its noun and id, such as `deal milgem`, by which `tpcli show` finds it.
    """
    year = (about.released or "")[:4]
    parts = ["; ".join(about.authors) + (f" ({year})" if year else "")] if about.authors else [f"({year})"] * bool(year)
    record = (about.title or "A record") + (f" (version {about.version})" if about.version else "")
    named = f" [{entry}]" if entry else ""
    parts += [title.strip() + named, f"In: {record}"] if title else [record]
    if about.released:
        parts.append(human(about.released))
    if about.doi:
        parts.append(f"https://doi.org/{about.doi}")
    if about.address:
        parts.append(f"{about.address}/{path}")
    parts.append(f"Fingerprint sha256:{fingerprint[:SHORT]}")
    return " ".join(map(_ended, filter(None, parts)))


def _ended(part: str) -> str:
    """A part with its full stop. Behind an address it would be taken for a part of that."""
    return part if part[-1:] in ".?!" or part.startswith(("http://", "https://")) else f"{part}."
