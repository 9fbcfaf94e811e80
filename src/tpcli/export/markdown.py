"""One document in Markdown (CommonMark, with the footnotes of GitHub and pandoc): timeline, deals, claims, sources."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from tpcli.dates import edtf
from tpcli.dates.readable import human, money
from tpcli.export.picked import Entry, Export, entries
from tpcli.output.note import archived
from tpcli.text.markdown import autolink, text, unlinked


class Notes(dict[str, int]):
    """The numbers of the footnotes by source, given on first use."""

    def marks(self, entry: Entry) -> str:
        """The marks of an entry's sources, each once."""
        cited = dict.fromkeys(citation["source"] for citation in entry.get("sources", ()))
        return "".join(f"[^{self.setdefault(source, len(self) + 1)}]" for source in cited)


def write(export: Export, path: Path) -> list[str]:
    """Write the document. Nothing is left out."""
    notes = Notes()
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write(f"# {text(export.title)}\n\n{text(export.edition.capitalize())}.\n")
        for lines in (_events(export, notes), _deals(export, notes), _facts(export, notes)):
            out.writelines(f"\n{line}\n" for line in lines)
        _footnotes(export, notes, out)
    return []


def _sentence(value: str) -> str:
    return text(value) + ("" if value.rstrip()[-1:] in (".", "?", "!") else ".")


def _events(export: Export, notes: Notes) -> Iterator[str]:
    last = None
    for entry in entries(export, "events"):
        heading = _decade(edtf.parse(entry["date"]))
        if last is None:
            yield "## Timeline"
        if heading != last:
            yield f"### {heading}"
            last = heading
        summary = f" {text(entry['summary'])}" if entry.get("summary") else ""
        yield f"**{text(human(entry['date']))}: {_sentence(entry['title'])}**{summary}{notes.marks(entry)}"
        yield from _conflicts(entry)


def _decade(date: edtf.Date) -> str:
    start = date.start if date.start != edtf.OPEN_START else date.end
    year = edtf.civil(start)[0]
    return f"{year // 10 * 10}s" if year > 0 else "Before year 1"


def _conflicts(entry: Entry) -> Iterator[str]:
    if entry.get("conflicts"):
        yield f"*Sources differ:* {text(entry['conflicts'])}"


def _deals(export: Export, notes: Notes) -> Iterator[str]:
    for n, entry in enumerate(entries(export, "deals", ("status", "first", "latest", "delivered"))):
        if n == 0:
            yield "## Deals"
        yield f"### {text(entry['title'])}"
        said = [" to ".join(text(entry[name]) for name in ("supplier", "recipient") if entry.get(name))]
        said += [text(entry[name]) for name in ("type", "status") if entry.get(name)]
        if entry.get("first"):
            first, latest = human(entry["first"]), human(entry["latest"])
            said.append(first if first == latest else f"{first} to {latest}")
        said += [f"{entry['delivered']:,} handed over"] if entry.get("delivered") is not None else []
        items = [_item(item) for item in entry.get("items", ())]
        value = text(money(entry["value"])) if entry.get("value") else ""
        line = "; ".join([", ".join(part for part in said if part), *items, *([value] if value else [])])
        note = f" {text(entry['note'])}" if entry.get("note") else ""
        yield f"{line}.{note}{notes.marks(entry)}"
        yield from _conflicts(entry)


def _item(item: Entry) -> str:
    number = f"{item['quantity']:,} × " if item.get("quantity") is not None else ""
    note = f" ({text(item['note'])})" if item.get("note") else ""
    return f"{number}{text(item['designation'])}{note}"


def _facts(export: Export, notes: Notes) -> Iterator[str]:
    for n, entry in enumerate(entries(export, "facts")):
        if n == 0:
            yield "## Claims"
        verdict = f" *{text(entry['verdict'].capitalize())}.*" if entry.get("verdict") else ""
        note = f" {text(entry['note'])}" if entry.get("note") else ""
        claimed = f"[^{notes.setdefault(entry['claimed_by'], len(notes) + 1)}]" if entry.get("claimed_by") else ""
        yield f"**{text(entry['statement'])}**{claimed}{verdict}{note}{notes.marks(entry)}"
        yield from _conflicts(entry)


def _footnotes(export: Export, notes: Notes, out: TextIO) -> None:
    """The sources, in the order of their numbers."""
    sql = "SELECT title, author, publisher, published, coalesce(url, seen_at), archived FROM source WHERE id = ?"
    for n, (source, number) in enumerate(notes.items()):
        found = export.connection.execute(sql, (source,)).fetchone() or (source, None, None, None, source, None)
        title, author, publisher, published, link, copies = found
        said = [text(title), *(text(part) for part in (author, publisher) if part), human(published)]
        address = f" {autolink(link) or unlinked(link)}" if link and title != link else ""
        address += "".join(
            f", archived at {archived(copy['url'], copy.get('at'))}" for copy in json.loads(copies or "[]")
        )
        out.write(("\n## Sources\n\n" if n == 0 else "") + f"[^{number}]: {', '.join(p for p in said if p)}{address}\n")
