"""Events of a calendar that repeat (RFC 5545, 3.8.5): the days on which they do."""

from datetime import MAXYEAR, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any

MOST = 1_000
"""Days of one event at most: what repeats more often comes in once."""
MOST_IN_ALL = 100_000
"""Days of all events of a calendar: those that repeat beyond that come in once."""
MOST_IN_VAIN = 10
"""Rules of a calendar that hold on no day: to find that out takes a quarter of a second each. No rule is followed after
so many.
"""
_YEARS = {"YEARLY": 100, "MONTHLY": 100, "WEEKLY": 20, "DAILY": 20}
"""How far rules are followed, by how often they ask: one that never holds is looked for until then."""


class Room:
    """What is left for the repeats of one calendar."""

    def __init__(self) -> None:
        self.days = MOST_IN_ALL
        self.tries = MOST_IN_VAIN


def repeats(event: Any) -> bool:
    """Whether an event of the package `icalendar` has a rule or a list of other days."""
    return "RRULE" in event or "RDATE" in event


def moments(event: Any, room: Room) -> list[date]:
    """The days or moments at which an event begins, the first of them too, without those that it leaves out.

    Empty where they have no end, are more than MOST or than there is room for, or can't be told.
    """
    start = event["DTSTART"].dt
    try:
        found = {at(moment): moment for moment in (start, *_listed(event, "RDATE", start))}
        for rule in _several(event.get("RRULE")):
            by_rule = _by_rule(rule, start, room)
            if not by_rule:
                return []
            found |= {at(moment): moment for moment in by_rule}
        for left_out in _listed(event, "EXDATE", start):
            found.pop(at(left_out), None)
        if len(found) > min(MOST, room.days):
            return []
        room.days -= len(found)
        return [found[key] for key in sorted(found)]
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError):
        return []


def _by_rule(rule: Any, start: date, room: Room) -> list[date]:
    """What a rule gives; nothing where it has no end, or gives too much."""
    from dateutil.rrule import rrule, rrulestr

    held = {name.upper(): value[0] if isinstance(value, list) else value for name, value in rule.items()}
    years = _YEARS.get(held["FREQ"].upper())
    if years is None or not {"COUNT", "UNTIL"} & set(held) or not room.tries:
        return []
    zone = start.tzinfo if isinstance(start, datetime) else None
    first = start.replace(tzinfo=None) if isinstance(start, datetime) else datetime.combine(start, time())
    horizon = first.replace(year=first.year + years, day=min(first.day, 28))
    end = _until(held["UNTIL"], zone) if "UNTIL" in held else horizon
    count = int(held.get("COUNT", MOST + 1))
    # The library takes no rule that has both, and looks for the next day of a rule that never holds until the year
    # 9999. It is asked as near to that year as can be: days and weekdays come again after 400 years.
    parts = [part for part in rule.to_ical().decode().split(";") if not part.upper().startswith(("COUNT=", "UNTIL="))]
    later = (MAXYEAR - horizon.year) // 400 * 400
    repeated = rrulestr(";".join(parts), dtstart=first.replace(year=first.year + later))
    if not isinstance(repeated, rrule):
        return []
    last = min(end, horizon)
    within = repeated.replace(until=last.replace(year=last.year + later))
    found = list(islice(within, min(count, MOST + 1)))
    room.tries -= not found
    if end > horizon or len(found) > MOST or ("COUNT" in held and len(found) < count):
        return []
    held_days = [moment.replace(year=moment.year - later, tzinfo=zone) for moment in found]
    return [moment if isinstance(start, datetime) else moment.date() for moment in held_days]


def _until(until: date, zone: tzinfo | None) -> datetime:
    """The last moment of a rule by the clock of its zone: a day lasts until its end."""
    end = until if isinstance(until, datetime) else datetime.combine(until, time(23, 59, 59))
    if zone and end.tzinfo:
        end = end.astimezone(zone)
    return end.replace(tzinfo=None)


def _listed(event: Any, name: str, start: date) -> list[date]:
    """The days or moments of a property that lists some; of a period its first."""
    found = []
    for held in _several(event.get(name)):
        for one in held.dts:
            moment = one.dt[0] if isinstance(one.dt, tuple) else one.dt
            if isinstance(moment, datetime) and not isinstance(start, datetime):
                moment = moment.date()
            elif not isinstance(moment, datetime) and isinstance(start, datetime):
                moment = datetime.combine(moment, start.timetz())
            found.append(moment)
    return found


def at(moment: date) -> tuple[float, bool]:
    """A number that is the same for the same moment in any zone, and puts moments in order; and whether it has none."""
    whole = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
    seconds = whole.toordinal() * 86_400 + whole.hour * 3_600 + whole.minute * 60 + whole.second
    return seconds - (whole.utcoffset() or timedelta()).total_seconds(), whole.tzinfo is None


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
