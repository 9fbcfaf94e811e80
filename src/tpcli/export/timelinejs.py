"""The JSON that TimelineJS draws (timeline.knightlab.com/docs/json-format.html).

Every slide has the date as people write it (`display_date`), so no meaning is lost where the axis needs a day.
"""

import json
from html import escape
from pathlib import Path

from tpcli.dates import edtf
from tpcli.dates.readable import human
from tpcli.export.picked import Entry, Export, entries, left_out, unheld
from tpcli.output.answer import counted
from tpcli.text.json import Object
from tpcli.text.safe import escaped, link

HELD = ("id", "date", "title", "summary", "themes", "sources")
"""The fields of an event that a slide holds: of themes the first, of sources title and address."""


def write(export: Export, path: Path) -> list[str]:
    """Write the events, one a line, in lanes by their first theme. Open ends, which the axis can't show, are noted."""
    names = dict(export.connection.execute("SELECT value, name FROM term WHERE field = 'theme'"))
    open_ = 0
    lost: set[str] = set()
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        title = {"text": {"headline": escape(export.title), "text": f"<p>{escape(export.edition)}</p>"}}
        out.write(f'{{"title": {escaped(json.dumps(title, ensure_ascii=False))},\n"events": [')
        for n, entry in enumerate(entries(export, "events")):
            lost |= unheld(entry, HELD) | ({"themes after the first"} if len(entry.get("themes", ())) > 1 else set())
            open_ += edtf.parse(entry["date"]).precision == "open"
            slide = _slide(export, entry, names)
            out.write((",\n" if n else "\n") + escaped(json.dumps(slide, ensure_ascii=False)))
        out.write("\n]}\n")
    notes = []
    if open_:
        notes.append(f"{counted(open_, 'events')} whose beginning or end is open: drawn at the end that is known")
    return notes + left_out("TimelineJS", lost)


def _slide(export: Export, entry: Entry, names: dict[str, str]) -> Object:
    text = f"<p>{escape(entry['summary'])}</p>" if entry.get("summary") else ""
    links = [_link(export, citation["source"]) for citation in entry.get("sources", ())]
    if links:
        text += f"<p>{'<br>'.join(links)}</p>"
    start, end = _ends(entry["date"])
    slide: Object = {"start_date": start}
    if end:
        slide["end_date"] = end
    slide["display_date"] = escape(human(entry["date"]))
    slide["edtf"] = entry["date"]  # TimelineJS passes over what it does not know; import reads it.
    slide["unique_id"] = entry["id"]
    slide["text"] = {"headline": escape(entry["title"]), "text": text}
    if entry.get("themes"):
        slide["group"] = escape(names.get(entry["themes"][0], entry["themes"][0]))  # Drawn as HTML.
    return slide


def _link(export: Export, source: str) -> str:
    sql = "SELECT title, coalesce(url, seen_at) FROM source WHERE id = ?"
    title, address = export.connection.execute(sql, (source,)).fetchone() or (source, source)
    target = link(address)
    return f'<a href="{escape(target)}">{escape(title)}</a>' if target else escape(title)


def _ends(text: str) -> tuple[Object, Object | None]:
    """The date as TimelineJS has it: as many of year, month and day as are known, and an end where it is a span."""
    first, last = edtf.edges(text)
    start, end = first or last, last or first
    assert start and end
    kind, pieces = edtf.apart(text)
    time = pieces[0].first.clock if kind == "date" and pieces[0].first else None
    clock = {"hour": time.hour, "minute": time.minute, "second": time.second} if time else {}
    return _date(start) | clock, _date(end) if start != end else None


def _date(parts: tuple[int, ...]) -> Object:
    return dict(zip(("year", "month", "day"), parts, strict=False))
