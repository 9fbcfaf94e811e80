"""Calendars in iCalendar (RFC 5545): all-day and timed events.

Read by the package `icalendar`, which the extra `ics` brings.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from tpcli.dates import edtf
from tpcli.dates.readable import human
from tpcli.errors import TpcliError
from tpcli.record.importing.dates import span
from tpcli.record.importing.entries import Reading
from tpcli.record.importing.presets import Input, Made
from tpcli.record.importing.tables import Row, Table
from tpcli.record.problems import Wrong, quoted
from tpcli.record.values import is_link
from tpcli.text.folding import slug
from tpcli.text.json import Fields

WHAT = "a calendar"
SECTION = "events"

_EVENT = re.compile(r"^BEGIN:VEVENT\r?$.*?^END:VEVENT\r?$\n?", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_OF_PROGRAMS = ("DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "TRANSP", "DURATION", "BEGIN", "END")
"""What calendars keep for themselves, and a length that DTEND says as well."""
_READ = ("UID", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "URL", "ORGANIZER", "X-EDTF",
         "GEO", "RECURRENCE-ID")  # fmt: skip


def suits(file: Input) -> bool:
    """Whether it begins as a calendar does."""
    return file.text.lstrip()[:15].upper().startswith("BEGIN:VCALENDAR")


def table(file: Input) -> Table:
    """The events of the calendar, each with the text that it is written in."""
    try:
        from icalendar import Event
    except ImportError:
        raise TpcliError("a calendar is read by the package icalendar: pip install 'tpcli[ics]'") from None
    rows = []
    columns = dict.fromkeys(_READ)
    repeated = 0
    for match in _EVENT.finditer(file.text):
        line = file.text.count("\n", 0, match.start()) + 1
        stood = match[0] if match[0].endswith("\n") else match[0] + "\n"
        try:
            event = Event.from_ical(match[0])
            values = _values(event)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            rows.append(Row(line, {}, stood, f"this is no event of a calendar: {str(error)[:100]}"))
            continue
        repeated += "RRULE" in event or "RDATE" in event
        columns |= dict.fromkeys(values)
        rows.append(Row(line, values, stood))
    notes = [f"{repeated} of the events repeat: each comes in once, with its rule as it stands"] if repeated else []
    for part in ("VTODO", "VJOURNAL"):
        if count := len(re.findall(rf"^BEGIN:{part}\r?$", file.text, re.MULTILINE | re.IGNORECASE)):
            notes.append(f"left out: {count} {part}, which {'is' if count == 1 else 'are'} no event")
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tpcli//import//EN\r\n"
    return Table(tuple(columns), rows, ".ics", head, "END:VCALENDAR\r\n", notes=tuple(notes))


def _values(event: Any) -> Fields:
    values: Fields = {}
    for name in ("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "X-EDTF"):
        value = event.get(name)
        values[name] = str(value[0] if isinstance(value, list) else value) if value is not None else ""
    found = event.get("CATEGORIES")
    lists = found if isinstance(found, list) else [found] if found is not None else []
    values["CATEGORIES"] = [str(word) for categories in lists for word in getattr(categories, "cats", [])]
    for name in ("DTSTART", "DTEND"):
        value = event.get(name)
        values[name] = value.dt if value is not None else None
    duration = event.get("DURATION")
    if values["DTEND"] is None and duration is not None and values["DTSTART"] is not None:
        values["DTEND"] = values["DTSTART"] + duration.dt
    values["ORGANIZER"] = _named(event.get("ORGANIZER"))
    geo = event.get("GEO")
    values["GEO"] = (geo.latitude, geo.longitude) if geo is not None and not isinstance(geo, list) else None
    again = event.get("RECURRENCE-ID")
    values["RECURRENCE-ID"] = again.to_ical().decode() if again is not None else ""
    for name, value in event.items():
        if name not in values and name not in _OF_PROGRAMS:
            values[name] = _named(value) if name == "ATTENDEE" else [_written(item) for item in _several(value)]
    return values


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _named(people: Any) -> list[str]:
    """Those who are named in a property, by their common name (RFC 5545, 3.2.2) or else by their address."""
    addresses = ((one, re.sub("^mailto:", "", str(one), flags=re.IGNORECASE)) for one in _several(people))
    return [str(one.params.get("CN") or address) for one, address in addresses]


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
    last_day = end - timedelta(days=1) if isinstance(end, date) and end > start else start
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
