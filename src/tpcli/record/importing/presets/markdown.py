"""Markdown: a list of dated items, a table, or notes with front matter (one, or a folder of them).

Lists as in CommonMark 0.31, tables as in GitHub's; front matter as in Obsidian, Jekyll and Hugo: YAML between two lines
`---`, with `date` and `title`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tpcli.record.importing.dates import ORDERS, date_of
from tpcli.record.importing.entries import Reading
from tpcli.record.importing.listed import ITEM, dates_within, is_dated, rows_of
from tpcli.record.importing.presets import Input, Made
from tpcli.record.importing.presets import csv as any_columns
from tpcli.record.importing.tables import Row, Table, told_apart
from tpcli.record.problems import Wrong, quoted
from tpcli.record.values import is_link
from tpcli.text.folding import SEPARATOR
from tpcli.text.json import Fields

WHAT = "dates in Markdown"
SECTION = "events"

_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?")
_BETWEEN = re.compile(r"\s*[:：](?:\s+|$)|\s+[-–—]+\s+|\s*[–—]\s*|\s*\|\s*|,\s+|\s+|$")
_SIGN = re.compile(r"\s*[:：–—|]|\s+-|\t")
_LINK = re.compile(r"!?\[([^\]]*)\]\(\s*<?([^\s)>]+)>?(?:\s+[\"'(][^)]*)?\)|<(https?://[^>\s]+)>|(https?://[^\s)>\]]+)")
_DIGIT = re.compile(r"\d")
_TWO_NUMBERS = re.compile(r"\d[./ -]+\d")
_CITED = re.compile(r"\s*\(\s*(?:\0[^\0]*\0[,;\s]*)+\)")
"""Brackets that hold nothing but links, whose words are between NULs."""
_FOOTNOTE = re.compile(r" {0,3}\[\^([^\]\s]+)\]:\s*(.*)")
"""What a mark `[^1]` leads to, as GitHub, Obsidian and pandoc have it; indented lines below belong to it."""
_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)(.*)", re.DOTALL)
_FIELDS = ("date", "title", "end", "summary", "place", "location", "tags", "themes", "countries", "organisations",
           "source", "sources", "url", "id", "kind")  # fmt: skip


def suits(file: Input) -> bool:
    """Whether its name says so, it is a folder of notes, or the first item of a list in it begins with a date."""
    if file.notes or file.name.lower().endswith((".md", ".markdown", ".mdown")):
        return True
    if file.name.lower().endswith((".csv", ".tsv", ".json", ".jsonl", ".txt.csv")):
        return False
    lines = file.text[:20_000].splitlines()
    item = next((match for line in lines if (match := ITEM.match(line))), None)
    if item is not None:
        return _dated(item[2], "") is not None
    filled = [line.strip() for line in lines if line.strip()]
    return bool(filled) and 2 * sum(_after(line, "", True) is not None for line in filled) > len(filled)


def table(file: Input) -> Table:
    """The items, the rows of the tables or the notes."""
    if file.notes:
        return _notes(file.notes)
    front = _FRONT.match(file.text)
    if not front:
        return _lists(file.text)
    note = _notes([(file.name, file.text)])
    if note.rows[0].values.get("date"):
        return note
    found = _lists("\n" * file.text[: front.start(2)].count("\n") + front[2])
    if not any("item" not in row.values or is_dated(row, _after) for row in found.rows):
        return note
    return found._replace(notes=("left out: the front matter above the list", *found.notes))


def _lists(text: str) -> Table:
    """The items and the rows of the tables in a text."""
    lines = text.splitlines(keepends=True)
    feet, taken = _footnotes(lines)
    tables: list[Table] = []
    for rule in range(1, len(lines)):
        if rule not in taken and _is_rule(lines, rule):
            tables.append(_of_table(lines, rule))
            taken |= {rule - 1, rule, *(row.line - 1 for row in tables[-1].rows)}
    listed, left = rows_of(["\n" if n in taken else line for n, line in enumerate(lines)], _after)
    columns = dict.fromkeys(column for table in tables for column in table.columns) or ("item", "more", "heading")
    rows = sorted([*listed, *(row for table in tables for row in table.rows)], key=lambda row: row.line)
    used = {mark for row in rows for value in row.values.values() for mark in _MARK.findall(str(value))}
    left = sorted([*left, *(foot.line for mark, foot in feet.items() if not (foot.links and mark in used))])
    rows = [row._replace(values=_with_footnotes(row.values, feet)) for row in rows]
    notes = [note for table in tables for note in table.notes]
    if left:
        more = f" and {len(left) - 1} more line{'s' if left[2:] else ''}" if left[1:] else ""
        notes.append(f"left out: what belongs to no date (line {left[0] + 1}{more})")
    notes += dates_within(listed, _after)
    return Table(tuple(columns), rows, ".md", tables[0].head if tables else "", notes=tuple(notes))


class _Footnote(NamedTuple):
    """What stands at the foot of a text."""

    line: int
    """The number of its line, from 0."""
    links: str
    """Its addresses as links in brackets, each with all of its words; empty where it has none."""


def _footnotes(lines: Sequence[str]) -> tuple[dict[str, _Footnote], set[int]]:
    """The footnotes of a text by their marks, and the numbers of their lines."""
    feet: dict[str, _Footnote] = {}
    taken: set[int] = set()
    for begin, line in enumerate(lines):
        match = _FOOTNOTE.match(line)
        if not match:
            continue
        end = begin + 1
        while end < len(lines) and lines[end][:1] in (" ", "\t") and not _FOOTNOTE.match(lines[end]):
            end += 1
        taken |= set(range(begin, end))
        words, links = _plain(" ".join([match[2], *lines[begin + 1 : end]]))
        shown = words.translate({ord("["): "(", ord("]"): ")"}).strip(" .,:;")
        addresses = [_source(link) for link in links]
        cited = ", ".join(f"[{'' if shown == address else shown}](<{address}>)" for address in addresses)
        feet.setdefault(match[1], _Footnote(begin, f" ({cited})" if cited else ""))
    return feet, taken


_MARK = re.compile(r"\s*\[\^([^\]\s]+)\]")


def _with_footnotes(values: Mapping[str, Any], feet: Mapping[str, _Footnote]) -> Fields:
    """The values of a row with the links of a footnote at its mark; a mark that leads to none is left out."""

    def foot(match: re.Match[str]) -> str:
        return feet[match[1]].links if match[1] in feet else match[0]

    return {name: _MARK.sub(foot, value) if isinstance(value, str) else value for name, value in values.items()}


def _with_its_footnotes(text: str) -> str:
    """A text with the links of its footnotes where their marks are. Those without links stay where they are."""
    lines = text.splitlines(keepends=True)
    feet, _ = _footnotes(lines)
    linked = {mark: foot for mark, foot in feet.items() if foot.links}
    kept = [line for n, line in enumerate(lines) if n not in {foot.line for foot in linked.values()}]
    return str(_with_footnotes({"text": "".join(kept)}, linked)["text"]).strip()


def _after(text: str, heading: str, sign: bool) -> str | None:
    """What follows the date that a text begins with, as `listed` asks for it."""
    begin = text[:80]
    if (sign and not _SIGN.search(begin)) or not (heading or _DIGIT.search(begin)):
        return None
    for order in (None, *ORDERS) if _TWO_NUMBERS.search(begin) else (None,):
        found = _dated(text, heading, order, sign=sign)
        if found is not None:
            return found.rest
    return None


def _is_rule(lines: Sequence[str], n: int) -> bool:
    """Whether a line is the one below the header of a table."""
    return "|" in lines[n] and "|" in lines[n - 1] and _RULE.fullmatch(lines[n].strip()) is not None


def _of_table(lines: Sequence[str], rule: int) -> Table:
    columns, notes = told_apart([_plain(cell)[0] for cell in _cells(lines[rule - 1])])
    rows = []
    for number in range(rule + 1, len(lines)):
        if "|" not in lines[number]:
            break
        cells = _cells(lines[number])
        wrong = None if len(cells) <= len(columns) else f"the row has {len(cells)} cells, the header {len(columns)}"
        values: Fields = dict(zip(columns, cells, strict=False))
        rows.append(Row(number + 1, values, lines[number].rstrip("\r\n") + "\n", wrong))
    return Table(columns, rows, ".md", "".join(lines[rule - 1 : rule + 1]), notes=notes)


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]


def _notes(notes: Sequence[tuple[str, str]]) -> Table:
    rows = []
    columns = dict.fromkeys(_FIELDS)
    for name, text in notes:
        match = _FRONT.match(text.lstrip("\ufeff"))
        wrong, values = None, Fields()
        if match:
            values, said = _front(match[1] + "\n")
            wrong = f"{name}: its front matter can't be read: {said}" if said else None
        values["body"] = _with_its_footnotes((match[2] if match else text).strip())
        _name(values, re.sub(r"\.\w+$", "", name.replace("\\", "/").rpartition("/")[2]))
        if not wrong and not values.get("date"):
            wrong = f"{name}: it has no date, neither in front matter nor at the beginning of its name"
        columns |= dict.fromkeys(values)
        rows.append(Row(1, values, text if text.endswith("\n") else text + "\n", wrong))
    return Table(tuple(columns), rows, ".md")


def _front(text: str) -> tuple[Fields, str]:
    """What front matter holds, and why it can't be read."""
    from tpcli.record.reading import yaml
    from tpcli.record.reading.content import Unreadable

    said: list[str] = []
    try:
        held = yaml.read(text, lambda _path, _code, message: said.append(message), {})
    except Unreadable as error:
        return {}, error.message
    return {str(key): value for key, value in held.items()} if isinstance(held, dict) else {}, "".join(said[:1])


def _name(values: Fields, name: str) -> None:
    """Give a note the date and the title that its name says, as those of Jekyll and daily notes do: 2018-07-05-a-pact.

    Where the name is a date alone, the title is its first heading, or its first line.
    """
    dated = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:[-_ ]+(.*))?", name)
    called = (dated[2] or "" if " " in (dated[2] or "") else (dated[2] or "").replace("-", " ")) if dated else name
    if dated and not values.get("date"):
        values["date"] = dated[1]
    line = values["body"].partition("\n")[0]
    first = line.strip().strip("#").strip()
    if not values.get("title") and (title := called or first):
        values["title"] = title
        if not called:
            values["body"] = values["body"][len(line) :].strip()


def reads(table: Table, section: str) -> Mapping[str, tuple[str, ...]]:
    """The columns of items and notes; those of a table by their names."""
    if table.columns[:2] == ("item", "more"):
        return {"date": ("item", "heading"), "title": ("item",), "summary": ("more",), "sources": ("item", "more")}
    if "body" in table.columns or table.columns[: len(_FIELDS)] == _FIELDS:
        return {
            "id": ("id",), "date": ("date", "end"), "title": ("title",), "summary": ("summary", "body"),
            "kind": ("kind",), "themes": ("tags", "themes"), "countries": ("countries",),
            "organisations": ("organisations",), "place": ("place", "location"),
            "lat": ("lat", "latitude"), "lon": ("lon", "longitude"),
            "sources": ("source", "sources", "url"),
        }  # fmt: skip
    return any_columns.reads(table, section)


def entries(row: Row, how: Reading) -> list[Made]:
    """An event."""
    if row.wrong is not None:
        raise Wrong("unreadable", row.wrong)
    if "item" in row.values:
        return [("events", _of_item(row, how))]
    if "body" in row.values:
        return [("events", _of_note(row, how))]
    links: list[Any] = []
    plain = {}
    for name, cell in row.values.items():
        plain[name], found = _plain(str(cell), short=name not in how.fields.get("summary", ()))
        links += found
        if found and name in how.fields.get("sources", ()):
            plain[name] = " ".join(map(_source, found))
    made = any_columns.entries(row._replace(values=plain), how)
    for _, entry in made:
        own = entry.get("sources", [])
        said = {_source(link): link for link in links}
        entry["sources"] = [said.pop(_source(link), link) for link in own] + list(said.values())
    return made


def _of_item(row: Row, how: Reading) -> Fields:
    item, heading = row.values["item"], row.values["heading"]
    found = _dated(item, heading, how.columns.order(("item",)))
    if found is None:
        open_ = next((_dated(item, heading, order) for order in ORDERS), None)
        unsaid = f"it is {' or '.join(ORDERS.values())}: --date-order says which"
        told = unsaid if open_ else "no date begins this item"
        raise Wrong("not-a-date", f"{told}: {quoted(item[:60])}")
    title, links = _plain(found.rest, short=True)
    more, others = _plain(row.values["more"])
    if not title:
        raise Wrong("missing-field", "nothing follows the date")
    short, summary = _shortened(title)
    return {
        "date": found.date,
        "title": short,
        "summary": "\n".join(part for part in (summary, more) if part),
        "sources": _once([*links, *others]),
    }


def _shortened(text: str) -> tuple[str, str]:
    """A title, and the whole text as a summary where it is more than one line or sentence."""
    first = re.match(r".{10,79}?[.!?](?=\s+[^\W\d_a-z])", text)
    if len(text) <= 80 or not first:
        return text, ""
    return first[0].rstrip("."), text


class _Dated(NamedTuple):
    """A text that begins with a date."""

    date: str
    rest: str


def _dated(item: str, heading: str, order: str | None = None, *, sign: bool = False) -> _Dated | None:
    """The longest date that an item begins with, and what follows; the heading may give the year.

    With `sign` a colon, a dash or the like must follow the date.
    """
    text = re.sub(r"^(\*\*|__|\*|_|`)(.+?)\1", r"\2", item)
    ends = [match for match in _BETWEEN.finditer(text[:80]) if match.end() < 80 or len(text) <= 80]
    ends = [match for match in ends if not sign or _SIGN.match(text, match.start())]
    for given in ("", f" {heading}") if heading else ("",):
        for match in reversed(ends):
            try:
                date = date_of(text[: match.start()].strip("*_` ") + given, order)
            except Wrong:
                continue
            return _Dated(date, text[match.end() :].lstrip(":–—-,| "))
    return None


def _of_note(row: Row, how: Reading) -> Fields:
    held = row.values
    if not held.get("title"):
        raise Wrong("missing-field", "title: neither the note nor its name has one")
    dates = tuple(str(held[name]) for name in ("date", "end") if held.get(name))
    title, _ = _plain(str(held["title"]), short=True)
    body, links = _plain(re.sub(r"(?m)^\s{0,3}#{1,6}\s+", "", held["body"]))
    own = [link for name in ("source", "sources", "url") for link in _list(held.get(name)) if is_link(link)]
    from tpcli.record.importing.dates import of_texts
    from tpcli.record.importing.words import several

    return {
        "id": str(held.get("id") or ""),
        "date": of_texts(dates, how.columns.order(("date", "end"))),
        "title": title,
        "summary": "\n".join(part for part in (str(held.get("summary") or ""), body) if part),
        "kind": str(held.get("kind") or ""),
        "themes": _list(held.get("tags")) + _list(held.get("themes")),
        "countries": [code for name in _list(held.get("countries")) for code in several(name, how.words["countries"])],
        "organisations": _list(held.get("organisations")),
        "place": str(held.get("place") or held.get("location") or ""),
        "lat": str(held.get("lat") or held.get("latitude") or ""),
        "lon": str(held.get("lon") or held.get("longitude") or ""),
        "sources": _once([*own, *links]),
    }


def _list(value: Any) -> list[str]:
    items = value if isinstance(value, list) else re.split(rf"\s*[,{SEPARATOR}]\s*", str(value)) if value else []
    return [str(item).strip().lstrip("#") for item in items if item and not isinstance(item, (dict, list))]


def _plain(text: str, *, short: bool = False) -> tuple[str, list[Any]]:
    """A text without its marks, and the links in it, each with its words as what it supports.

    A short one is without addresses, and without brackets that hold links alone.
    """
    links: list[Any] = []

    def link(match: re.Match[str]) -> str:
        words, address = match[1] or "", match[2] or match[3] or match[4]
        trailing = ""
        if match[4]:
            address = match[4].rstrip(".,;:!?'\"")
            trailing = match[4][len(address) :]
        if is_link(address):
            links.append({"source": address, "supports": words} if words else address)
        shown = words if short or match[2] else address
        return (f"\0{shown}\0" if short else shown) + trailing

    plain = _LINK.sub(link, text)
    if short:
        plain = re.sub(r"\s*\(\s*\)|\s+(?=[.,;])", "", _CITED.sub("", plain).replace("\0", ""))
    plain = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]", r"\1", plain)  # A link to another note of Obsidian.
    plain = re.sub(r"(\*\*|__|~~|==)(?=\S)(.+?)(?<=\S)\1", r"\2", plain)
    plain = re.sub(r"(?<!\w)([*_`])(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", plain)
    plain = re.sub(r"\\([\\`*_{}\[\]()#+.!|<>~-])", r"\1", plain)
    return "\n".join(" ".join(line.split()) for line in plain.split("\n")).strip(), links


def _source(link: Any) -> str:
    return link["source"] if isinstance(link, dict) else str(link)


def _once(links: Sequence[Any]) -> list[Any]:
    return list({_source(link): link for link in reversed(links)}.values())[::-1]
