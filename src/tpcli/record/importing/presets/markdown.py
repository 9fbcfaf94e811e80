"""Markdown: a list of dated items, a table, or notes with front matter (one, or a folder of them).

Lists as in CommonMark 0.31, tables as in GitHub's; front matter as in Obsidian, Jekyll and Hugo: YAML between two lines
`---`, with `date` and `title`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tpcli.record.importing.dates import date_of
from tpcli.record.importing.entries import Reading
from tpcli.record.importing.presets import Input, Made
from tpcli.record.importing.presets import csv as any_columns
from tpcli.record.importing.tables import Row, Table, told_apart
from tpcli.record.problems import Wrong, quoted
from tpcli.record.values import is_link
from tpcli.text.folding import SEPARATOR
from tpcli.text.json import Fields

WHAT = "dates in Markdown"
SECTION = "events"

_ITEM = re.compile(r"( {0,3})(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?(.*)")
_HEADING = re.compile(r" {0,3}#{1,6}\s+(.*?)\s*#*\s*$")
_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_BETWEEN = re.compile(r"\s*[:：]\s+|\s+[-–—]+\s+|\s*[–—]\s*|,\s+|\s+")
_LINK = re.compile(r"!?\[([^\]]*)\]\(\s*<?([^\s)>]+)>?(?:\s+[\"'(][^)]*)?\)|<(https?://[^>\s]+)>|(https?://[^\s)>\]]+)")
_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)(.*)", re.DOTALL)
_FIELDS = ("date", "title", "end", "summary", "place", "location", "tags", "themes", "countries", "organisations",
           "source", "sources", "url", "id", "kind")  # fmt: skip


def suits(file: Input) -> bool:
    """Whether its name says so, it is a folder of notes, or the first item of a list in it begins with a date."""
    if file.notes or file.name.lower().endswith((".md", ".markdown", ".mdown")):
        return True
    if file.name.lower().endswith((".csv", ".tsv", ".json", ".jsonl", ".txt.csv")):
        return False
    item = next((match for line in file.text[:20_000].splitlines() if (match := _ITEM.match(line))), None)
    return item is not None and _dated(item[2], "") is not None


def table(file: Input) -> Table:
    """The items, the rows of the tables or the notes."""
    if file.notes:
        return _notes(file.notes)
    if _FRONT.match(file.text):
        return _notes([(file.name, file.text)])
    lines = file.text.splitlines(keepends=True)
    tables = [_of_table(lines, rule) for rule in range(1, len(lines)) if _is_rule(lines, rule)]
    taken = {row.line - 1 for table in tables for row in table.rows}
    taken |= {n for rule in range(1, len(lines)) if _is_rule(lines, rule) for n in (rule - 1, rule)}
    listed = _of_list(["\n" if n in taken else line for n, line in enumerate(lines)])
    if not tables:
        return listed
    columns = dict.fromkeys(column for table in tables for column in table.columns)
    rows = sorted([*listed.rows, *(row for table in tables for row in table.rows)], key=lambda row: row.line)
    return Table(tuple(columns), rows, ".md", tables[0].head)


def _is_rule(lines: Sequence[str], n: int) -> bool:
    """Whether a line is the one below the header of a table."""
    return "|" in lines[n] and "|" in lines[n - 1] and _RULE.match(lines[n]) is not None


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


def _of_list(lines: Sequence[str]) -> Table:
    """The items of the lists, each with the heading above it and the lines that belong to it."""
    rows: list[Row] = []
    heading = ""
    n = 0
    while n < len(lines):
        if match := _HEADING.match(lines[n]):
            heading = _plain(match[1])[0]
        item = _ITEM.match(lines[n])
        begin, n = n, n + 1
        if not item:
            continue
        while (
            n < len(lines)
            and not _HEADING.match(lines[n])
            and (lines[n][:1] in (" ", "\t") and not (_ITEM.match(lines[n]) and len(_indent(lines[n])) <= len(item[1])))
        ):
            n += 1
        more = "\n".join(line.strip() for line in lines[begin + 1 : n] if line.strip())
        stood = "".join(lines[begin:n]).rstrip("\r\n") + "\n"
        rows.append(Row(begin + 1, {"item": item[2].strip(), "more": more, "heading": heading}, stood))
    return Table(("item", "more", "heading"), rows, ".md")


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _notes(notes: Sequence[tuple[str, str]]) -> Table:
    from tpcli.record.reading import yaml
    from tpcli.record.reading.content import Unreadable

    rows = []
    columns = dict.fromkeys(_FIELDS)
    for name, text in notes:
        match = _FRONT.match(text.lstrip("\ufeff"))
        wrong, values = None, {}
        if not match:
            wrong = f"{name}: it has no front matter with a date"
        else:
            try:
                held = yaml.read(match[1] + "\n", lambda *_: None, {})
                values = {str(key): value for key, value in held.items()} if isinstance(held, dict) else {}
            except Unreadable as error:
                wrong = f"{name}: its front matter can't be read: {error.message}"
            values["body"] = match[2].strip()
            values.setdefault("title", re.sub(r"\.\w+$", "", name.replace("\\", "/").rpartition("/")[2]))
        columns |= dict.fromkeys(values)
        rows.append(Row(1, values, text if text.endswith("\n") else text + "\n", wrong))
    return Table(tuple(columns), rows, ".md")


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
        return [("events", _of_item(row))]
    if "body" in row.values:
        return [("events", _of_note(row, how))]
    links: list[Any] = []
    plain = {}
    for name, cell in row.values.items():
        plain[name], found = _plain(str(cell))
        links += found
        if found and name in how.fields.get("sources", ()):
            plain[name] = " ".join(map(_source, found))
    made = any_columns.entries(row._replace(values=plain), how)
    for _, entry in made:
        own = entry.get("sources", [])
        said = {_source(link): link for link in links}
        entry["sources"] = [said.pop(_source(link), link) for link in own] + list(said.values())
    return made


def _of_item(row: Row) -> Fields:
    found = _dated(row.values["item"], row.values["heading"])
    if found is None:
        raise Wrong("not-a-date", f"no date begins this item: {quoted(row.values['item'][:60])}")
    date, rest = found
    title, links = _plain(rest)
    more, others = _plain(row.values["more"])
    if not title:
        raise Wrong("missing-field", "nothing follows the date")
    short, summary = _shortened(title)
    return {
        "date": date,
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


def _dated(item: str, heading: str) -> tuple[str, str] | None:
    """The date that an item begins with, the longest there is, and what follows; the heading may give the year."""
    text = re.sub(r"^(\*\*|__|\*|_|`)(.+?)\1", r"\2", item)
    ends = list(_BETWEEN.finditer(text[:80]))
    for match in reversed(ends):
        try:
            return date_of(text[: match.start()].strip("*_` ")), text[match.end() :].lstrip(":–—-, ")
        except Wrong:
            continue
    if not re.fullmatch(r".*\b\d{4}\b.*", heading):
        return None
    for match in reversed(ends):
        head = text[: match.start()].strip("*_` ")
        try:
            return date_of(f"{head} {heading}"), text[match.end() :].lstrip(":–—-, ")
        except Wrong:
            continue
    return None


def _of_note(row: Row, how: Reading) -> Fields:
    held = row.values
    if not held.get("date"):
        raise Wrong("missing-field", "date: the front matter holds none")
    dates = tuple(str(held[name]) for name in ("date", "end") if held.get(name))
    title, _ = _plain(str(held["title"]))
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


def _plain(text: str) -> tuple[str, list[Any]]:
    """A text without its marks, and the links in it, each with its words as what it supports."""
    links: list[Any] = []

    def link(match: re.Match[str]) -> str:
        words, address = match[1] or "", match[2] or match[3] or match[4]
        trailing = ""
        if match[4]:
            address = match[4].rstrip(".,;:!?'\"")
            trailing = match[4][len(address) :]
        if is_link(address):
            links.append({"source": address, "supports": words} if words else address)
        return words + trailing

    plain = _LINK.sub(link, text)
    plain = re.sub(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1", r"\2", plain)
    plain = re.sub(r"(?<!\w)([*_`])(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", plain)
    plain = re.sub(r"\\([\\`*_{}\[\]()#+.!|<>~-])", r"\1", plain)
    plain = re.sub(r"\s*\(\s*\)|\s+(?=[.,;])", "", plain)
    return "\n".join(" ".join(line.split()) for line in plain.split("\n")).strip(), links


def _source(link: Any) -> str:
    return link["source"] if isinstance(link, dict) else str(link)


def _once(links: Sequence[Any]) -> list[Any]:
    return list({_source(link): link for link in reversed(links)}.values())[::-1]
