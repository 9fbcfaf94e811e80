"""An iCalendar file (RFC 5545): each event as an all-day event of the calendar, intervals with their ends.

An event with a time of day is at that time. A calendar knows nothing less exact than days: what is not a day, or an
interval of two, is written over all the days that its date may mean, with the date as people write it before the title
and in EDTF as X-EDTF.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from datetime import date as date_
from pathlib import Path

from tpcli import __version__
from tpcli.dates import edtf
from tpcli.dates.readable import human
from tpcli.export.picked import Entry, Export, entries, left_out, unheld
from tpcli.output.answer import counted

FIRST, LAST = edtf.day_number(1, 1, 1), edtf.day_number(9999, 12, 30)
"""Dates of iCalendar have four digits of year, and the day after the last one is written."""

HELD = ("id", "date", "title", "summary", "themes", "place", "lat", "lon", "sources")
"""The fields of an event that a calendar holds: of sources the address."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def write(export: Export, path: Path) -> list[str]:
    """Write the calendar. Notes say how many events are less exact than the calendar shows, and which are left out."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    lost: set[str] = set()
    inexact = open_ = beyond = unrepeated = 0
    sources = dict(export.connection.execute("SELECT id, coalesce(url, seen_at, title) FROM source"))
    with open(path, "w", encoding="utf-8", newline="") as out:
        head = (
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            f"PRODID:-//tpcli//tpcli {__version__}//EN",
            "CALSCALE:GREGORIAN",
            f"X-WR-CALNAME:{_text(export.title)}",
            f"X-WR-CALDESC:{_text(export.edition)}",
        )
        out.writelines(map(_folded, head))
        for entry in entries(export, "events"):
            date = edtf.parse(entry["date"])
            start = date.start if date.start != edtf.OPEN_START else date.end
            end = date.end if date.end != edtf.OPEN_END else date.start
            if start < FIRST or end > LAST:
                beyond += 1
                continue
            lost |= unheld(entry, HELD)
            exact = is_exact(entry["date"])
            inexact += not exact and date.precision != "open"
            open_ += date.precision == "open"
            yearly = export.yearly and exact and start == end
            unrepeated += export.yearly and not yearly
            out.writelines(map(_folded, _event(entry, stamp, start, end, exact, yearly, sources)))
        out.write(_folded("END:VCALENDAR"))
    notes = []
    if inexact:
        notes.append(
            f"{counted(inexact, 'events')} whose day is not known: written over the days that it may be, "
            "the date before the title"
        )
    if open_:
        notes.append(f"{counted(open_, 'events')} whose beginning or end is open: written on the end that is known")
    export.counts["events"] -= beyond
    if beyond:
        notes.append(f"{counted(beyond, 'events')} left out: a calendar holds the years 1 to 9999")
    if unrepeated:
        notes.append(f"{counted(unrepeated, 'events')} not repeated yearly: only what happened on one known day is")
    return notes + left_out("a calendar", lost)


def is_exact(date: str) -> bool:
    """Whether an EDTF date is a day, or an interval between two, without `~`, `?` or `%`."""
    kind, pieces = edtf.apart(date)
    return kind in ("date", "interval") and all(
        part is not None and part.precision == "day" and not part.qualifier for part in pieces[0]
    )


def _event(
    entry: Entry, stamp: str, start: int, end: int, exact: bool, yearly: bool, sources: dict[str, str]
) -> Iterator[str]:
    title = entry["title"] if exact else f"{human(entry['date'])}: {entry['title']}"
    links = [sources.get(citation["source"], citation["source"]) for citation in entry.get("sources", ())]
    description = [entry.get("summary", ""), "\n".join(dict.fromkeys(links))]
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(entry['id'])}@tpcli"
    yield f"DTSTAMP:{stamp}"
    moment = _moment(entry["date"], start) if start == end else None
    if moment:
        yield f"DTSTART:{moment}"  # Without an end it ends when it begins (RFC 5545, 3.6.1).
    else:
        yield f"DTSTART;VALUE=DATE:{_day(start)}"
        yield f"DTEND;VALUE=DATE:{_day(end + 1)}"  # The first day after it (RFC 5545, 3.6.1).
    if yearly:
        yield "RRULE:FREQ=YEARLY"
    yield f"SUMMARY:{_text(title)}"
    if any(description):
        yield f"DESCRIPTION:{_text(chr(10).join(part for part in description if part))}"
    if entry.get("place"):
        yield f"LOCATION:{_text(entry['place'])}"
    if entry.get("lat") is not None and entry.get("lon") is not None:
        yield f"GEO:{entry['lat']};{entry['lon']}"
    if entry.get("themes"):
        yield f"CATEGORIES:{','.join(map(_text, entry['themes']))}"
    yield "TRANSP:TRANSPARENT"
    yield f"X-EDTF:{_text(entry['date'])}"
    yield "END:VEVENT"


def _moment(date: str, day: int) -> str | None:
    """A day with a time as DATE-TIME: in UTC where a zone is named, else the time of wherever it is read.

    None for a date without a time, and for a moment outside the years 1 to 9999 in UTC.
    """
    kind, pieces = edtf.apart(date)
    clock = pieces[0].first.clock if kind == "date" and pieces[0].first else None
    if clock is None:
        return None
    if clock.tzinfo is None:
        return f"{_day(day)}T{clock:%H%M%S}"
    try:
        there = datetime.combine(date_(*edtf.civil(day)), clock).astimezone(UTC)
    except OverflowError:
        return None
    return f"{there.year:04d}{there:%m%dT%H%M%SZ}"


def _day(number: int) -> str:
    return "{:04d}{:02d}{:02d}".format(*edtf.civil(number))


def _text(text: str) -> str:
    """A value of type TEXT (RFC 5545, 3.3.11)."""
    text = re.sub("\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return _CONTROL.sub("", text)


def _folded(line: str) -> str:
    """A content line in lines of at most 75 octets, no character of which is torn apart (RFC 5545, 3.1)."""
    if line.isascii():
        return "\r\n ".join((line[:75], *(line[n : n + 74] for n in range(75, len(line), 74)))) + "\r\n"
    out, room = "", 75
    for character in line:
        size = len(character.encode("utf-8", "surrogatepass"))
        if size > room:
            out, room = out + "\r\n ", 74
        out, room = out + character, room - size
    return out + "\r\n"
