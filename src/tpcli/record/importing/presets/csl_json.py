"""CSL-JSON, as Zotero and other reference managers write it: sources.

Keys as in the schema of CSL data, citeproc-js.readthedocs.io/en/latest/csl-json/markup.html and
github.com/citation-style-language/schema (csl-data.json).
"""

import re
from collections.abc import Mapping
from typing import Any

from tpcli.dates import edtf
from tpcli.record.fields import FIELDS
from tpcli.record.importing.dates import date_of, span
from tpcli.record.importing.entries import Reading
from tpcli.record.importing.objects import json_table
from tpcli.record.importing.presets import Input, Made, has_columns
from tpcli.record.importing.tables import Row, Table
from tpcli.record.problems import Wrong, quoted
from tpcli.record.values import is_link
from tpcli.text.folding import slug
from tpcli.text.json import Fields

WHAT = "references in CSL-JSON"
SECTION = "sources"

_KINDS = {
    "article-newspaper": "news", "article-magazine": "news", "broadcast": "news", "article-journal": "scholarly",
    "book": "scholarly", "chapter": "scholarly", "thesis": "scholarly", "paper-conference": "scholarly",
    "article": "scholarly", "legislation": "official", "treaty": "official", "bill": "official", "hearing": "official",
    "post-weblog": "blog", "post": "forum", "entry-encyclopedia": "reference", "entry-dictionary": "reference",
    "entry": "reference", "dataset": "reference", "manuscript": "archive", "collection": "archive",
}  # fmt: skip
_TYPES = (*_KINDS, "document", "webpage", "report", "speech", "interview", "personal_communication", "map")
"""Types of CSL by which references are known."""
_SEASONS = {"1": "21", "2": "22", "3": "23", "4": "24", "spring": "21", "summer": "22", "autumn": "23", "fall": "23",
            "winter": "24"}  # fmt: skip
_ARCHIVED = re.compile(r"Archived at (https?://[^\s;]+)(?: on ([^\s;]+))?")
_READ_AT = re.compile(r"Read at (https?://[^\s;]+)")
_WRITTEN = ("webpage", "document", "article-newspaper", "entry-encyclopedia", "post-weblog", "post")
"""The types that our own exports write of what is read of them here: all others are kept beside the kind."""
_UNDATED = re.compile(r"n\.? ?d\.?|no date|undated|s\.? ?[adf]\.?|o\.? ?j\.?", re.IGNORECASE)
_MARKUP = re.compile(r"</?(?:i|b|sup|sub|sc)>|<span\b[^<>]{0,200}>|</span>")
"""What styles a part of a text, in the way of HTML."""
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_DATED = {"date-parts", "season", "circa", "literal", "raw"}
"""What a date may hold; other mappings, such as `custom`, are kept as they are."""
_AUTHORS = ("author", "editor", "director", "container-author")
_PUBLISHERS = ("container-title", "publisher", "event-title", "archive")
_READ = (
    "id",
    "citation-key",
    "title",
    "title-short",
    *_PUBLISHERS,
    *_AUTHORS,
    "issued",
    "URL",
    "DOI",
    "type",
    "language",
)


def suits(file: Input) -> bool:
    """Whether there are objects with a title, a type and a date as CSL has them."""
    return file.text.lstrip()[:1] in ("[", "{") and (
        has_columns(file, ("title", "type", "issued", "date-parts"))
        or (has_columns(file, ("title", "type", "id")) and '"family"' in file.text[:100_000])
        or (has_columns(file, ("title", "type", "id")) and any(f'"{kind}"' in file.text[:100_000] for kind in _TYPES))
    )


def table(file: Input) -> Table:
    """The references."""
    found = json_table(file.text, file.name, ("id", "type", "title"))
    rows = [row if row.wrong else row._replace(values=_flat(dict(row.values))) for row in found.rows]
    flat = dict.fromkeys(name for row in rows for name in row.values)
    made = {name.removeprefix("csl ") for name in flat if name.startswith("csl ")}
    return found._replace(columns=tuple(name for name in flat if name not in made or name in _READ), rows=rows)


def _flat(held: Fields) -> Fields:
    """A reference with what our sources have no field for as texts: names, dates, its type and its language."""
    if is_link(_text(held, "archive_location")):  # Of a copy `archive` is the host, and no publisher.
        held = {**held, "archive": None}
    out = dict(held)
    for key, value in held.items():
        try:
            if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
                out[f"csl {key}"] = [_name(name)[0] for name in value]
            elif isinstance(value, dict) and not _DATED.isdisjoint(value):
                out[f"csl {key}"] = _date(value, key)
        except Wrong:
            continue
    for keys in (("title", "title-short"), _PUBLISHERS, _AUTHORS, ("URL", "DOI")):
        read, *others = [key for key in keys if held.get(key)] or [""]
        out |= {f"csl {key}": out.get(f"csl {key}", held[key]) for key in others} | {f"csl {read}": None}
    out |= {"csl issued": None, "csl accessed": None}
    note = held.get("note")
    plain = _MARKUP.sub("", note).replace("<\N{WORD JOINER}", "<") if isinstance(note, str) else ""
    out["csl note"] = _ARCHIVED.sub("", _READ_AT.sub("", plain)).strip("; \n") or None
    if isinstance(held.get("title"), str) and _MARKUP.search(held["title"]):
        out["csl title"] = held["title"]
    out["csl type"] = held.get("type") if held.get("type") not in _WRITTEN else None
    language = _text(held, "language")
    out["csl language"] = language if language and not _TAG.fullmatch(language) else None
    return out


def reads(table: Table, section: str) -> Mapping[str, tuple[str, ...]]:
    """The keys of a reference."""
    return {
        "id": ("id", "citation-key"),
        "title": ("title", "title-short"),
        "publisher": _PUBLISHERS,
        "author": _AUTHORS,
        "published": ("issued",),
        "accessed": ("accessed",),
        "archived": ("archive_location",),
        "url": ("URL", "DOI"),
        "kind": ("type",),
        "language": ("language",),
    }


def entries(row: Row, how: Reading) -> list[Made]:
    """A source."""
    if row.wrong is not None:
        raise Wrong("unreadable", row.wrong)
    held = row.values
    title = _text(held, "title", "title-short")
    if not title:
        raise Wrong("missing-field", "title: it holds nothing")
    names: Any = next((held[key] for key in _AUTHORS if held.get(key)), [])
    people = [_name(name) for name in names] if isinstance(names, list) else []
    key = _text(held, "citation-key", "id")
    link, language = _text(held, "URL"), _text(held, "language")
    doi = _text(held, "DOI")
    if not is_link(link) and doi:
        link = doi if is_link(doi) else f"https://doi.org/{doi}"
    base = key.rstrip("/").rpartition("/")[2] or title
    id_ = how.ids.given(key, base)
    if key != id_ and id_ != slug(base, 80):
        how.columns.tell("ids", f"several references are called {quoted(key)}: one of them goes by '{id_}'")
    source: Fields = {
        "id": id_,
        "title": title,
        "publisher": _text(held, *_PUBLISHERS),
        "author": "; ".join(name for name, _ in people),
        "published": _date(held.get("issued"), "issued"),
        "accessed": _date(held.get("accessed"), "accessed"),
        "archived": _archived(held),
        "url": link,
        "seen_at": next(iter(_READ_AT.findall(_text(held, "note"))), ""),
        "kind": _KINDS.get(_text(held, "type"), ""),
        "language": language if _TAG.fullmatch(language) else "",
    }
    if "author_kind" in FIELDS["sources"] and people:
        source["author_kind"] = [kind for _, kind in people]
    return [("sources", source)]


def _text(held: Fields, *keys: str) -> str:
    for key in keys:
        value = held.get(key)
        if isinstance(value, str) and value.strip():
            plain = _MARKUP.sub("", value)
            return " ".join(plain.split()).replace("<\N{WORD JOINER}", "<")  # As our own exports part it.
    return ""


def _name(name: Any) -> tuple[str, str]:
    """An author as the record writes one, and whether that is a person or a body."""
    if not isinstance(name, dict):
        raise Wrong("wrong-shape", "author: a name must be {family, given} or {literal}")
    if name.get("literal"):
        return _text(name, "literal"), "body"
    family = " ".join(part for part in (_text(name, "non-dropping-particle"), _text(name, "family")) if part)
    given = " ".join(part for part in (_text(name, "given"), _text(name, "dropping-particle")) if part)
    suffix = _text(name, "suffix")
    whole = " ".join(part for part in (given, family) if part)
    return f"{whole}, {suffix}" if suffix else whole, "person" if given else "body"


def _archived(held: Fields) -> list[dict[str, str]]:
    """The copies in web archives: those that a note names, as exports write it, and the one that CSL has room for."""
    found = [{"url": url, "at": at} if at else {"url": url} for url, at in _ARCHIVED.findall(_text(held, "note"))]
    place = _text(held, "archive_location")
    if is_link(place) and place not in [copy["url"] for copy in found]:
        found.insert(0, {"url": place})
    return found


def _date(issued: Any, key: str) -> str:
    """A date of CSL in EDTF: `date-parts` of one day or two, with a season or `circa`; else as it is written."""
    if not issued:
        return ""
    if not isinstance(issued, dict):
        raise Wrong("not-a-date", f"{key}: {quoted(str(issued))} is no date of CSL")
    about = "~" if str(issued.get("circa", "")).lower() not in ("", "false", "0", "none") else ""
    parts = issued.get("date-parts")
    if not parts:
        written = _text(issued, "raw", "literal")
        return date_of(written) + about if written and not _UNDATED.fullmatch(written) else ""
    ends = [_end(end, key) for end in parts if isinstance(end, list) and end and str(end[0] or "").strip()]
    season = _SEASONS.get(str(issued.get("season", "")).lower())
    if season and len(ends) == 1 and len(parts[0]) == 1:
        ends = [f"{ends[0]}-{season}"]
    if not ends:
        return ""
    return span(ends[0] + about, ends[1] + about) if len(ends) > 1 else ends[0] + about


def _end(parts: list[Any], key: str) -> str:
    try:
        year, *rest = (int(str(part)) for part in parts[:3] if str(part or "").strip())
    except ValueError:
        raise Wrong("not-a-date", f"{key}: {quoted(str(parts))} is no date") from None
    # A year before Christ is negative in CSL, and there is no year 0; EDTF counts 1 BC as 0.
    number = year + 1 if year < 0 else year
    written = f"{'-' if number < 0 else ''}{abs(number):04}"
    for part in rest:
        written += f"-{part:02}"
    try:
        return edtf.parse(written).text
    except edtf.DateError as error:
        raise Wrong("not-a-date", f"{key}: {error}") from None
