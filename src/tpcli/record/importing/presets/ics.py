"""Calendars in iCalendar (RFC 5545): all-day and timed events, and each of those that repeat and come to an end.

Read by the package `icalendar`, which the extra `ics` brings.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from tpcli.dates import edtf
from tpcli.dates.readable import human
from tpcli.errors import TpcliError
from tpcli.record.importing.dates import span
from tpcli.record.importing.entries import Reading
from tpcli.record.importing.presets import Input, Made
from tpcli.record.importing.repeats import Room, at, moments, repeats
from tpcli.record.importing.tables import Row, Table
from tpcli.record.problems import Wrong, quoted
from tpcli.record.values import is_link
from tpcli.text.folding import slug
from tpcli.text.json import Fields

WHAT = "a calendar"
SECTION = "events"

_BORDER = re.compile(r"(BEGIN|END):([A-Za-z-]+)[ \t]*\r?\n?", re.IGNORECASE)
_OWN = {
    "name": re.compile(r"^(?:X-WR-CALNAME|NAME)(?:;[^:\n]*)?:(.*)", re.MULTILINE | re.IGNORECASE),
    "description": re.compile(r"^X-WR-CALDESC(?:;[^:\n]*)?:(.*)", re.MULTILINE | re.IGNORECASE),
}
"""What a calendar says of itself."""
_HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tpcli//import//EN\r\n"
_TAIL = "END:VCALENDAR\r\n"
MOST_TOLD = 20
"""Events of which it is said one by one how often they come in."""
_OF_PROGRAMS = ("DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "TRANSP", "DURATION", "BEGIN", "END",
                "X-TPCLI-REASON")  # fmt: skip
"""What calendars keep for themselves, a length that DTEND says as well, and why an event was put aside."""
_READ = ("UID", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "URL", "ORGANIZER", "X-EDTF",
         "GEO", "RECURRENCE-ID")  # fmt: skip


def suits(file: Input) -> bool:
    """Whether it begins as a calendar does."""
    return file.text.lstrip()[:15].upper().startswith("BEGIN:VCALENDAR")


def table(file: Input) -> Table:
    """The events of the calendar, each with the text that it is written in."""
    try:
        from icalendar import Calendar, Event
    except ImportError:
        raise TpcliError("a calendar is read by the package icalendar: pip install 'tpcli[ics]'") from None
    blocks, notes = _blocks(file.text)
    zones = "".join(block.text for block in blocks if block.name == "VTIMEZONE")
    with suppress(ValueError, KeyError, IndexError, TypeError, AttributeError):
        Calendar.from_ical(_HEAD + zones + _TAIL)  # From now on the package knows the calendar's own zones.
    rows, events = [], []
    for block in blocks:
        if block.name != "VEVENT":
            continue
        try:
            if not block.ended:
                raise ValueError("it has no end")
            event = Event.from_ical(block.text)
            if broken := [f"{name}: {why[:100]}" for name, why in event.errors if name in _READ]:
                rows.append(Row(block.line, {}, block.text, broken[0]))
                continue
            events.append((block, event, _values(event)))
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            rows.append(Row(block.line, {}, block.text, _reason(error)))
    changed = {(event.get("UID"), _changed(event)) for _, event, _ in events if "RECURRENCE-ID" in event}
    room = Room()
    for block, event, values in events:
        for one in _each(event, values, changed, room, notes):
            rows.append(Row(block.line, one, block.text))
    rows.sort(key=lambda row: row.line)
    columns = dict.fromkeys(_READ) | dict.fromkeys(name for row in rows for name in row.values)
    return Table(tuple(columns), rows, ".ics", _HEAD + zones, _TAIL, notes=tuple(_shortened(notes)))


def _reason(error: Exception) -> str:
    """Why an event can't be read, in the words of the package, but for what it says of itself."""
    if broken := re.match(r"Cannot access '\w+' on broken property '([\w-]+)' \([^)]*\): (.*)", str(error), re.DOTALL):
        return f"{broken[1]}: {broken[2][:100]}"
    return f"this is no event of a calendar: {str(error)[:100]}"


class _Block(NamedTuple):
    """An event, or a zone, as it is written."""

    name: str
    line: int
    text: str
    ended: bool


def _blocks(text: str) -> tuple[list[_Block], list[str]]:
    """The events and zones of a calendar, and what is to be said of all else in it."""
    blocks: list[_Block] = []
    others: Counter[str] = Counter()
    name, begin, lines = "", 0, text.splitlines(keepends=True)
    for n, line in enumerate([*lines, ""]):
        border = _BORDER.fullmatch(line)
        kind, what = (border[1].upper(), border[2].upper()) if border else ("", "")
        own = what in ("VEVENT", "VTIMEZONE")
        if name and (own or what == "VCALENDAR" or n == len(lines)):
            ended = kind == "END" and what == name
            written = "".join(lines[begin : n + ended])
            blocks.append(_Block(name, begin + 1, written if written.endswith("\n") else written + "\n", ended))
            name = ""
        if kind == "BEGIN" and own:
            name, begin = what, n
        elif kind == "BEGIN" and what not in ("VCALENDAR", "STANDARD", "DAYLIGHT"):
            others[what] += 1
    notes = [
        f"left out: {count} {part}, which {'is' if count == 1 else 'are'} no event" for part, count in others.items()
    ]
    for what, pattern in _OWN.items():
        if (said := pattern.search(text)) and said[1].strip():
            notes.append(f"left out: the {what} of the calendar, {quoted(said[1].strip())}")
    return blocks, notes


def _each(event: Any, values: Fields, changed: Collection[object], room: Room, notes: list[str]) -> Iterator[Fields]:
    """What is held of an event; of one that repeats, of each time that is not told of by an event of its own."""
    start = values["DTSTART"]
    if not repeats(event) or not isinstance(start, date) or values["RECURRENCE-ID"]:
        yield values
        return
    found = moments(event, room)
    if not found:
        rule = "; ".join(values.get("RRULE") or values.get("RDATE") or [])
        notes.append(f"{quoted(values['SUMMARY'])} repeats without end, or too often: it comes in once ({rule})")
        yield values
        return
    from icalendar import vDDDTypes

    kept = [moment for moment in found if (event.get("UID"), at(moment)) not in changed]
    for n, moment in enumerate(kept):
        one = dict(values)
        if n:  # The first has the rule, so that it is not lost.
            one |= dict.fromkeys(name for name in ("RRULE", "RDATE", "EXDATE") if name in values)
        if moment != start:
            one["DTSTART"] = moment
            one["DTEND"] = moment + (values["DTEND"] - start) if values["DTEND"] is not None else None
            one["RECURRENCE-ID"] = vDDDTypes(moment).to_ical().decode()
        yield one
    times = "once" if len(kept) == 1 else f"{len(kept)} times"
    notes.append(f"{quoted(values['SUMMARY'])} repeats, and comes in {times}")


def _changed(event: Any) -> object:
    """The moment of a repeat that an event stands for."""
    return at(event["RECURRENCE-ID"].dt)


def _shortened(notes: list[str]) -> list[str]:
    told = [note for note in notes if " repeats" in note]
    more = [f"{len(told) - MOST_TOLD} more events repeat"] if told[MOST_TOLD:] else []
    return [*(note for note in notes if " repeats" not in note), *told[:MOST_TOLD], *more]


def _values(event: Any) -> Fields:
    values: Fields = {}
    for name in ("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "X-EDTF"):
        first, *others = _several(event.get(name)) or [""]
        values[name] = str(first)
        if others:  # RFC 5545 has each at most once.
            values[f"{name} again"] = list(map(str, others))
    found = event.get("CATEGORIES")
    lists = found if isinstance(found, list) else [found] if found is not None else []
    values["CATEGORIES"] = [str(word) for categories in lists for word in getattr(categories, "cats", [])]
    for name in ("DTSTART", "DTEND"):
        value = event.get(name)
        values[name] = value.dt if value is not None else None
    duration = event.get("DURATION")
    if values["DTEND"] is None and duration is not None and values["DTSTART"] is not None:
        values["DTEND"] = values["DTSTART"] + duration.dt
    values["ORGANIZER"] = [name for name, _ in _people(event.get("ORGANIZER"))]
    if addresses := [address for name, address in _people(event.get("ORGANIZER")) if address not in ("", name)]:
        values["ORGANIZER ADDRESS"] = addresses
    geo = event.get("GEO")
    values["GEO"] = (geo.latitude, geo.longitude) if geo is not None and not isinstance(geo, list) else None
    start = event.get("DTSTART")
    zone = start.params.get("TZID") if isinstance(values["DTSTART"], datetime) else None
    if zone and values["DTSTART"].tzinfo is None:  # What no zone is known for stays beside the time of day.
        values["TZID"] = str(zone)
    again = event.get("RECURRENCE-ID")
    values["RECURRENCE-ID"] = again.to_ical().decode() if again is not None else ""
    for name, value in event.items():
        if name not in values and name not in _OF_PROGRAMS:
            values[name] = _said(value) if name == "ATTENDEE" else [_written(item) for item in _several(value)]
    return values


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _people(value: Any) -> list[tuple[str, str]]:
    """Those whom a property tells of: the common name (RFC 5545, 3.2.2), or else the address, and the address."""
    addresses = ((one, re.sub("^mailto:", "", str(one), flags=re.IGNORECASE)) for one in _several(value))
    return [(str(one.params.get("CN") or address), address) for one, address in addresses]


def _said(value: Any) -> list[str]:
    """The same, each as `Ann Smith <ann@example.org>`."""
    return [name if address in ("", name) else f"{name} <{address}>" for name, address in _people(value)]


def _written(value: Any) -> str:
    """A value as it stands in a calendar."""
    written = str(value) if isinstance(value, str) else value.to_ical()
    return written.decode("utf-8", "replace") if isinstance(written, bytes) else str(written)


def reads(table: Table, section: str) -> Mapping[str, tuple[str, ...]]:
    """The properties of an event."""
    return {
        "id": ("UID", "RECURRENCE-ID"),
        "date": ("DTSTART", "DTEND", "X-EDTF"),
        "title": ("SUMMARY",),
        "summary": ("DESCRIPTION",),
        "themes": ("CATEGORIES",),
        "organisations": ("ORGANIZER",),
        "place": ("LOCATION",),
        "lat": ("GEO",),
        "lon": ("GEO",),
        "sources": ("URL",),
    }


def entries(row: Row, how: Reading) -> list[Made]:
    """An event."""
    if row.wrong is not None:
        raise Wrong("unreadable", row.wrong)
    held = row.values
    when = _date(held["DTSTART"], held["DTEND"])
    title = " ".join(held["SUMMARY"].split())
    if written := held["X-EDTF"]:
        # Our own calendars carry the date that they could not hold, and show it before the title.
        try:
            when = edtf.parse(written).text
        except edtf.DateError as error:
            raise Wrong("not-a-date", f"X-EDTF: {error}") from None
        title = title.removeprefix(f"{human(when)}: ")
    if not title:
        raise Wrong("missing-field", "SUMMARY: it holds nothing")
    lines = held["DESCRIPTION"].strip().split("\n")
    links = [held["URL"]] if is_link(held["URL"]) else []
    while lines and is_link(lines[-1].strip()):
        links.insert(len(links) if held["URL"] else 0, lines.pop().strip())
    lat, lon = held["GEO"] or (None, None)
    again = f"-{held['RECURRENCE-ID']}" if held["RECURRENCE-ID"] else ""
    return [
        (
            "events",
            {
                "id": _id(held["UID"] + again),
                "date": when,
                "title": title,
                "summary": "\n".join(lines).strip(),
                "themes": list(dict.fromkeys(word.strip() for word in held["CATEGORIES"] if word.strip())),
                "organisations": held["ORGANIZER"],
                "place": " ".join(held["LOCATION"].split()),
                "lat": lat,
                "lon": lon,
                "sources": list(dict.fromkeys(links)),
            },
        )
    ]


def _id(uid: str) -> str:
    own = uid.removesuffix("@tpcli")
    return own if re.fullmatch(r"[^\s,;/\x00-\x1f\x7f]{1,200}", own) else slug(own)


def _date(start: Any, end: Any) -> str:
    """A day or days, of which the last is the one before DTEND (3.6.1); a time of day, or two."""
    if not isinstance(start, date):
        raise Wrong("missing-field", "DTSTART: it holds no date")
    if end is not None and isinstance(start, datetime) != isinstance(end, datetime):
        raise Wrong("not-a-date", f"DTEND: {quoted(str(end))} and DTSTART are not both days")
    if isinstance(start, datetime):
        first, last = _moment(start), _moment(end) if isinstance(end, datetime) else ""
        return span(first, last) if last and last != first else first
    # DTEND on the day of DTSTART is no DTEND by 3.8.2.2, but is written by some for one day.
    last_day = end - timedelta(days=end > start) if isinstance(end, date) else start
    return span(start.isoformat(), last_day.isoformat())


def _moment(moment: datetime) -> str:
    written = moment.strftime("%Y-%m-%dT%H:%M")
    if moment.second:
        written += moment.strftime(":%S")
    zone = moment.utcoffset()
    if zone is None:
        return written
    minutes = int(zone.total_seconds() // 60)
    return written + (
        "Z" if not minutes else f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    )
