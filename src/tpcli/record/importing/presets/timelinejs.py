"""TimelineJS: its spreadsheet, and its JSON.

Columns and keys as in timeline.knightlab.com/docs (using-spreadsheets, json-format). Years before Christ are
negative: -44 is 44 BC. No year is 0 there, so what is 0 is refused.
"""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from tpcli.dates import edtf
from tpcli.record.importing.cells import required, text
from tpcli.record.importing.dates import date_of, span
from tpcli.record.importing.entries import Reading
from tpcli.record.importing.objects import list_in, object_of
from tpcli.record.importing.presets import Input, Made, has_columns, named
from tpcli.record.importing.presets.csv import any_table
from tpcli.record.importing.tables import Row, Table
from tpcli.record.problems import Wrong, quoted
from tpcli.record.values import is_id, is_link
from tpcli.text.json import Fields

WHAT = "a timeline of TimelineJS"
SECTION = "events"

_NAMES = ("Year", "Month", "Day", "Time", "End Year", "End Month", "End Day", "End Time", "Display Date",
          "Headline", "Text", "Media", "Media Credit", "Media Caption", "Media Thumbnail", "Type", "Group",
          "Background")  # fmt: skip


def suits(file: Input) -> bool:
    """Whether there are its columns, or its keys."""
    is_json = file.text.lstrip()[:1] in ("[", "{")
    return has_columns(file, ("start_date", "text") if is_json else ("Year", "Headline", "Text"))


def table(file: Input) -> Table:
    """The rows; the slides and eras of a JSON file under the names of the spreadsheet's columns."""
    found = any_table(file, ("start_date", "text") if file.text.lstrip()[:1] in "[{" else _NAMES)
    if "start_date" not in found.columns:
        found = named(found, _NAMES)
        titles = [text(row, "Headline") for row in found.rows if not row.wrong and text(row, "Type").lower() == "title"]
        return found._replace(notes=(*found.notes, *map(_left_out, titles)))
    eras = list_in(file.text, "eras")
    rows = [row if row.wrong else row._replace(values=_slide(row.values)) for row in found.rows]
    for row in eras.rows if eras else ():
        rows.append(row if row.wrong else row._replace(values={**_slide(row.values), "Type": "era"}))
    columns = dict.fromkeys((*_NAMES, "id", "edtf", *(name for row in rows for name in row.values)))
    return found._replace(columns=tuple(columns), rows=rows, notes=_titles(file.text))


def _left_out(title: str) -> str:
    return f"left out: the slide of the title, {quoted(title)}"


def _titles(content: str) -> tuple[str, ...]:
    """What is said of the title of a timeline in JSON."""
    title = _mapping(object_of(content).get("title"))
    headline, _ = _told(str(_mapping(title.get("text")).get("headline") or ""))
    return (_left_out(headline),) if title else ()


_KEYS = {"start_date", "end_date", "text", "media", "display_date", "background", "type", "group", "unique_id", "edtf"}


def _slide(slide: Fields) -> Fields:
    """A slide of the JSON as a row of the spreadsheet; what that has no column for under names of its own."""
    start, end, said, media = (_mapping(slide.get(key)) for key in ("start_date", "end_date", "text", "media"))
    cells: Fields = {}
    for prefix, date in (("", start), ("End ", end)):
        time = [str(date[part]).zfill(2) for part in ("hour", "minute", "second") if part in date]
        cells |= {f"{prefix}{part.capitalize()}": date.get(part) for part in ("year", "month", "day")}
        cells[f"{prefix}Time"] = ":".join(time if len(time) > 1 else [*time, "00"]) if time else None
    known = {"url", "credit", "caption", "thumbnail"}
    cells |= {f"Media {key.capitalize()}": value for key, value in media.items() if key not in known}
    cells |= {key: value for key, value in slide.items() if key not in _KEYS}
    return cells | {
        "Display Date": slide.get("display_date") or start.get("display_date"),
        "Headline": said.get("headline"), "Text": said.get("text"), "Media": media.get("url"),
        "Media Credit": media.get("credit"), "Media Caption": media.get("caption"),
        "Media Thumbnail": media.get("thumbnail"), "Background": slide.get("background"), "Type": slide.get("type"),
        "Group": slide.get("group"), "id": slide.get("unique_id"), "edtf": slide.get("edtf"),
    }  # fmt: skip


def _mapping(value: Any) -> Fields:
    return value if isinstance(value, dict) else {}


def reads(table: Table, section: str) -> Mapping[str, tuple[str, ...]]:
    """The columns of the spreadsheet."""
    return {
        "id": ("id",),
        "date": (*_NAMES[:8], "Display Date", "edtf"),
        "title": ("Headline",),
        "summary": ("Text",),
        "themes": ("Group",),
        "sources": ("Media", "Media Credit", "Media Caption"),
    }


def entries(row: Row, how: Reading) -> list[Made]:
    """An event; nothing of the slide that is the title of the whole."""
    if row.wrong is not None:
        raise Wrong("unreadable", row.wrong)
    if text(row, "Type").lower() == "title":
        return []
    title, links = _told(text(row, "Headline"))
    summary, more = _told(text(row, "Text"))
    media = text(row, "Media")
    caption = "; ".join(_told(part)[0] for part in (text(row, "Media Caption"), text(row, "Media Credit")) if part)
    sources: list[Any] = []
    if is_link(media):
        sources.append({"source": media, "supports": caption} if caption else media)
    elif media or caption:
        summary = "\n".join(part for part in (summary, _told(media)[0], caption) if part)
        more = [*more, *_told(media)[1]]
    sources += [link for link in (*links, *more) if link != media]
    if not title:
        title = summary.partition("\n")[0][:80] or required(row, "Headline")
    id_ = text(row, "id")
    return [("events", {
        "id": id_ if is_id(id_) else "", "date": _date(row, how), "title": " ".join(title.split()), "summary": summary,
        "themes": [text(row, "Group")] if text(row, "Group") else [], "sources": sources,
    })]  # fmt: skip


def _date(row: Row, how: Reading) -> str:
    start = _end(row, "")
    if not start:
        raise Wrong("missing-field", "Year: it holds nothing")
    end = _end(row, "End ")
    date = span(start, end) if end else start
    # What is shown in place of a date may be less exact than the columns, which the axis needs; never more. Our own
    # timelines carry the date as it was, too, which no longer counts where somebody changed the columns.
    whole = edtf.parse(date)
    for name, shown in (("edtf", text(row, "edtf")), ("Display Date", _told(text(row, "Display Date"))[0])):
        try:
            read = edtf.parse(date_of(shown))
        except Wrong:
            continue
        if read.start <= whole.start and whole.end <= read.end:
            if name == "Display Date" and (read.start, read.end) != (whole.start, whole.end):
                said = f"dates are taken as they are shown where their columns are more exact: {read.text} for {date}"
                how.columns.tell("shown", said)
            return read.text
    return date


def _end(row: Row, prefix: str) -> str:
    """The first or the last day, as exact as its columns are."""
    year, month, day, time = (
        text(row, f"{prefix}{part}").removesuffix(".0") for part in ("Year", "Month", "Day", "Time")
    )
    if not year:
        if month or day:
            raise Wrong("not-a-date", f"{prefix}Year: it holds nothing, and {prefix}Month {quoted(month or day)}")
        return ""
    sign, digits = ("-", year[1:]) if year[0] in "-−" else ("", year)
    if not digits.isdecimal() or not digits.isascii() or len(digits) > 4 or not int(digits):
        raise Wrong("not-a-date", f"{prefix}Year: {quoted(year)} is no year from -9999 to 9999 other than 0")
    # EDTF counts years as astronomers do: 1 BC is 0000, 44 BC -0043.
    number = 1 - int(digits) if sign else int(digits)
    written = f"{'-' if number < 0 else ''}{abs(number):04}"
    for name, part in (("Month", month), ("Day", day)):
        if not part:
            if name == "Month" and day:
                raise Wrong("not-a-date", f"{prefix}Month: it holds nothing, and {prefix}Day {quoted(day)}")
            break
        if not part.isdecimal() or len(part) > 2:
            raise Wrong("not-a-date", f"{prefix}{name}: {quoted(part)} is no number")
        written += f"-{part.zfill(2)}"
    if time and day:
        written += _time(time, f"{prefix}Time")
    try:
        return edtf.parse(written).text
    except edtf.DateError as error:
        raise Wrong("not-a-date", str(error)) from None


def _time(written: str, column: str) -> str:
    parts = written.lower().replace(".", "").split()
    hours, *rest = parts[0].removesuffix("am").removesuffix("pm").split(":")
    late = parts[-1].endswith("pm")
    if not hours.isdecimal() or not all(part.isdecimal() for part in rest) or int(hours) > 23:
        raise Wrong("not-a-date", f"{column}: {quoted(written)} is no time of day: write it as 14:30")
    hour = int(hours) % 12 + 12 * late if late or parts[-1].endswith("am") else int(hours)
    return f"T{hour:02}:{':'.join(part.zfill(2) for part in rest) or '00'}"


class _Told(HTMLParser):
    """The text of some HTML, and where its links lead."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "p", "div", "li", "tr", "h1", "h2", "h3", "blockquote"):
            self.parts.append("\n")
        for name, value in attrs:
            if name in ("href", "src") and value and is_link(value):
                self.links.append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "div", "li", "blockquote"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _told(html: str) -> tuple[str, list[str]]:
    """The text without tags, a line a paragraph, and the links in it."""
    if "<" not in html and "&" not in html:
        return html, []
    parser = _Told()
    parser.feed(html)
    parser.close()
    lines = [" ".join(line.split()) for line in "".join(parser.parts).split("\n")]
    # A link that says its own address is kept as a source.
    return "\n".join(line for line in lines if line and line not in parser.links), list(dict.fromkeys(parser.links))
