"""BibTeX: the sources, for LaTeX with BibTeX or biblatex, and for Zotero and pandoc.

`year` and `month` are for BibTeX; `date` is biblatex's, which reads EDTF of level 1. A date of level 2, such as one of
two days, is written as an interval from its first to its last day.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tpcli.dates import edtf
from tpcli.dates.readable import human
from tpcli.export.authors import Name, authors
from tpcli.export.picked import Export, cited
from tpcli.export.references import TYPES
from tpcli.record.entries import Source
from tpcli.text.safe import link, plain

_ENTRIES = {
    "article-newspaper": ("article", "journal"),
    "article-magazine": ("article", "journal"),
    "report": ("techreport", "institution"),
}
"""Types of CSL as entry types of BibTeX, each with the field that the publisher goes to; all others are misc."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_ESCAPED = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "`": r"\`{}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})  # fmt: skip
_UNPAIRED = _ESCAPED | str.maketrans({"{": r"\textbraceleft{}", "}": r"\textbraceright{}"})
_DIGITS = re.compile(r"-?\d\d(\d\d|\dX|XX)|-?\d{4}-(\d\d(-\d\d|-XX)?|XX(-XX)?)")
_NOT_IN_KEY = re.compile(r"[^\w:.+-]", re.ASCII)


def write(export: Export, path: Path) -> list[str]:
    """Write an entry for each source. Nothing is left out; ids that BibTeX can't have as keys are made fit."""
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write(f"% {plain(export.title)}: {plain(export.edition)}\n\n")
        out.write(bibliography(cited(export)))
    return []


def bibliography(sources: Iterable[Source]) -> str:
    """The entries of sources, each with the fields that the record has."""
    keys: set[str] = set()
    return "\n".join(_entry(source, _key(source.id, keys)) for source in sources)


def _key(id_: str, keys: set[str]) -> str:
    key = base = _NOT_IN_KEY.sub("-", id_)
    n = 2
    while key.lower() in keys:  # BibTeX takes keys that differ in case alone for equal.
        key, n = f"{base}-{n}", n + 1
    keys.add(key.lower())
    return key


def _entry(source: Source, key: str) -> str:
    type_, publisher = _ENTRIES.get(TYPES.get(source.kind or "", ""), ("misc", "howpublished"))
    fields = {"title": "{" + _text(source.title) + "}"}  # In braces of its own no style changes its capitals.
    if source.author:
        fields["author"] = " and ".join(_name(name) for name in authors(source.author, source.author_kind))
    if source.language:
        fields["langid"] = _text(source.language)
    if source.publisher:
        fields[publisher] = _text(source.publisher)
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items()]
    lines += _date(source.published.text) if source.published else ()
    if address := link(source.url or source.seen_at):
        lines.append(f"  url = {{{address}}},\n")
    if source.accessed:
        lines.append(f"  urldate = {{{_biblatex_date(source.accessed.text)}}},\n")
    notes = [f"Read at \\url{{{link(source.seen_at)}}}"] if source.url and link(source.seen_at) else []
    notes += [_text(text) for text in (source.url, source.seen_at) if text and not link(text)]
    for copy in source.archived:
        when = f" on {_text(human(copy.at.text))}" if copy.at else ""
        notes.append(f"Archived at \\url{{{link(copy.url)}}}{when}")
    if notes:
        lines.append(f"  note = {{{', '.join(notes)}}},\n")
    return f"@{type_}{{{key},\n{''.join(lines)}}}\n"


def _text(text: str) -> str:
    """A text in LaTeX. BibTeX counts braces, escaped ones as well, so those that do not pair up are named instead."""
    line = " ".join(plain(text).split())
    escaped = line.translate(_ESCAPED if _balanced(line) else _UNPAIRED)
    # LaTeX makes dashes of hyphens side by side, and quotes of apostrophes.
    return re.sub(r"(?<=-)-|(?<=')'", r"{}\g<0>", escaped)


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


def _name(name: Name) -> str:
    if name.given is None:
        return f"{{{_text(name.family)}}}"
    return ", ".join(_text(part) for part in (name.family, name.suffix, name.given) if part)


def _date(published: str) -> Iterator[str]:
    yield f"  date = {{{_biblatex_date(published)}}},\n"
    first, last = edtf.edges(published)
    year, *month = first or last or ()
    yield f"  year = {{{year if year > 0 else f'{1 - year} BC'}}},\n"
    if month and edtf.parse(published).precision in ("day", "month", "interval", "open", "set"):
        yield f"  month = {_MONTHS[month[0] - 1]},\n"


def _biblatex_date(text: str) -> str:
    if _is_level_1(text):
        return text
    first, last = edtf.edges(text)
    if first and first == last:  # Doubt about a part is doubt about the date.
        return edtf.iso(*first) + edtf.parse(text).qualifier
    return _stretch(first, last)


def _is_level_1(text: str) -> bool:
    """Whether biblatex reads a date: it knows the levels 0 and 1, no sets, and no doubt about a part."""
    kind, pieces = edtf.apart(text)
    parts = [part for piece in pieces for part in piece if part]
    return kind in ("date", "interval") and all(edtf.is_evenly(part) and _DIGITS.fullmatch(part.text) for part in parts)


def _stretch(first: tuple[int, ...] | None, last: tuple[int, ...] | None) -> str:
    """An interval of level 0."""
    return "/".join(edtf.iso(*end) if end else ".." for end in (first, last))
