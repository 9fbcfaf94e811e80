"""The data of a chart before anything is drawn: moments in lanes, lifecycles of deals, and sources."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Any, NamedTuple, TypeVar

from tpcli.dates.edtf import OPEN_END, OPEN_START, day_number
from tpcli.query.counts import total
from tpcli.query.effects import effects_of
from tpcli.query.encoded import codes, decoded
from tpcli.query.nouns import NOUNS, STATUS_SAID
from tpcli.query.question import Question
from tpcli.query.sql import found, rows

NAMED = 40
"""Up to so many events a timeline names each of them."""
MOST_APART = 4000
"""Beyond so many events a timeline is drawn as heights, and its events are a crowd."""
FEW_DAYS = 10
"""A time axis is at least this many days long."""


class Caption(NamedTuple):
    """The words around a picture."""

    title: str
    asked: str
    """The filters, and a note on what is counted more than once; may be empty."""
    sources: str
    """The sources line, under the picture."""


class Moment(NamedTuple):
    """An event on a time axis, or what all events of the same date have there."""

    id: str
    """Empty, as date and title are, where it is not of one event."""
    date: str
    """As EDTF."""
    title: str
    start: int
    """Its first and last day as Julian day numbers; `OPEN_START` and `OPEN_END` where an interval has no such end, or
    has it beyond the axis."""
    end: int
    sort: str
    """exact (known to the month at least), inexact (approximate, uncertain or less exact), or span (an interval)."""

    @property
    def place(self) -> float:
        """The day of its mark: the first of an interval, else the middle of its date."""
        if self.sort == "span":
            return self.end if self.start == OPEN_START else self.start
        return (self.start + self.end) / 2

    def columns(self, place: Callable[[float], float], width: float) -> tuple[int, int]:
        """The first and last of the columns of that width that its mark and, if it is an interval, its line take."""
        if self.sort != "span":
            column = int(place(self.place) / width)
            return column, column
        return int(place(self.start) / width), int(place(self.end) / width)


class Lane(NamedTuple):
    """The events of one theme, in order."""

    theme: str | None
    name: str
    number: int
    """How many events it has."""
    moments: list[Moment]
    """One for each of them; none where they are a crowd."""


class Crowd(NamedTuple):
    """Events that are too many to be told apart, each by the codes of its date and of its themes."""

    moments: dict[int, Moment]
    """By the code of a date."""
    dates: Sequence[int]
    """The code of each event's date."""
    themes: Sequence[int]
    """The code of each event's themes."""
    lanes: dict[int, list[int]]
    """By the code of themes, the places of their lanes."""


Key = TypeVar("Key", bound=Hashable)


class Timeline(NamedTuple):
    """Events along a time axis. An event with several themes is in the lane of each."""

    lanes: list[Lane]
    first: int
    last: int
    events: int
    crowd: Crowd | None = None

    @property
    def named(self) -> list[Moment]:
        """The events in order, each once, where they are few enough to be named; otherwise none."""
        if self.events > NAMED:
            return []
        each = {moment.id: moment for lane in self.lanes for moment in lane.moments}
        return sorted(each.values(), key=lambda moment: (moment.place, moment.id))

    def counted(self, made: Callable[[Moment], Key]) -> list[Counter[Key]]:
        """For each lane, of how many of its events `made` makes the same: it is called once a date, of a crowd."""
        if self.crowd is None:
            return [Counter(map(made, lane.moments)) for lane in self.lanes]
        numbered: dict[Key, int] = {}
        numbers = {code: numbered.setdefault(made(m), len(numbered)) for code, m in self.crowd.moments.items()}
        keys = list(numbered)
        counted: list[Counter[Key]] = [Counter() for _ in self.lanes]
        pairs = Counter(zip(map(numbers.__getitem__, self.crowd.dates), self.crowd.themes, strict=True))
        for (key, themes), number in pairs.items():
            for lane in self.crowd.lanes[themes]:
                counted[lane][keys[key]] += number
        return counted


class Step(NamedTuple):
    """One stage that a deal has reached, by one event."""

    date: str
    start: int
    end: int
    stage: str
    name: str
    """The stage's name for people."""
    status: str
    """The status that this stage gives the deal."""
    title: str

    @property
    def place(self) -> float:
        """The day of its mark."""
        if self.start == OPEN_START:
            return self.end
        return self.start if self.end == OPEN_END else (self.start + self.end) / 2


class Life(NamedTuple):
    """A deal from its first stage to its latest."""

    id: str
    title: str
    status: str | None
    steps: list[Step]
    over: bool
    """Whether it is delivered or has ended, so that nothing more is to come, or was last heard of long ago."""
    before: int = 0
    """How many of its stages lie before the axis, and how many after it; those are not among its steps."""
    after: int = 0


class Lives(NamedTuple):
    """Deals as bars along a time axis, in the order of their first stages; those without any stage last."""

    lives: list[Life]
    first: int
    last: int
    statuses: list[str]
    """The statuses whose marks occur, in the vocabulary's order."""
    effects: dict[str, str]
    """The effect of each status on a deal: advances, completes, pauses or ends."""


def timeline(connection: sqlite3.Connection, question: Question) -> Timeline:
    """The events that are asked for, a lane a theme, in the vocabulary's order."""
    events = total(connection, question, "events")
    if events > MOST_APART:
        return _crowded(connection, question, events)
    by_theme = _apart(connection, question)
    days = [day for moments in by_theme.values() for moment in moments for day in (moment.start, moment.end)]
    first, last = _span(days, question)
    lanes = [
        Lane(theme, name, len(by_theme[theme]), [_cut(moment, first, last) for moment in by_theme[theme]])
        for theme, name in _lanes(connection, by_theme)
    ]
    return Timeline(lanes, first, last, events)


def _lanes(connection: sqlite3.Connection, themes: Collection[str | None]) -> list[tuple[str | None, str]]:
    """These themes with their names, in the vocabulary's order; what has none comes last."""
    named = connection.execute("SELECT value, name FROM term WHERE field = 'theme' ORDER BY term")
    lanes: list[tuple[str | None, str]] = [(value, name) for value, name in named if value in themes]
    return [*lanes, (None, "no theme" if lanes else "events")] if None in themes else lanes


def _own_themes(text: str | None) -> list[str | None]:
    """The themes of an event, from its JSON text, each once; None where it has none."""
    return list(dict.fromkeys(json.loads(text))) if text else [None]


def _apart(connection: sqlite3.Connection, question: Question) -> dict[str | None, list[Moment]]:
    """By theme, a moment for each event, in order."""
    columns = [NOUNS["events"].columns[name] for name in ("id", "date", "title")]
    raw = [columns[0]._replace(sql=sql) for sql in (*_WHEN, "e.themes")]
    by_theme: dict[str | None, list[Moment]] = {}
    for id_, date, title, start, end, precision, qualifier, themes in rows(
        connection, "events", question, [*columns, *raw]
    ):
        moment = Moment(id_, date, title, start, end, _sort(precision, qualifier))
        for theme in _own_themes(themes):
            by_theme.setdefault(theme, []).append(moment)
    return by_theme


_WHEN = ("e.start", 'e."end"', "e.precision", "e.qualifier")


def _crowded(connection: sqlite3.Connection, question: Question, events: int) -> Timeline:
    """A timeline of very many events: nothing is made for each of them."""
    dates, themes = codes(connection, question, ("date", "themes"))
    when: dict[int, Any] = decoded(connection, dates, *_WHEN)
    texts: dict[int, Any] = decoded(connection, themes, "e.themes")
    own = {code: _own_themes(text) for code, (text,) in texts.items()}
    numbers: Counter[str | None] = Counter()
    for code, number in Counter(themes).items():
        numbers.update(dict.fromkeys(own[code], number))
    first, last = _span([day for start, end, *_ in when.values() for day in (start, end)], question)
    moments = {
        code: _cut(Moment("", "", "", start, end, _sort(precision, qualifier)), first, last)
        for code, (start, end, precision, qualifier) in when.items()
    }
    lanes = [Lane(theme, name, numbers[theme], []) for theme, name in _lanes(connection, numbers)]
    places = {lane.theme: place for place, lane in enumerate(lanes)}
    of_themes = {code: [places[theme] for theme in each] for code, each in own.items()}
    return Timeline(lanes, first, last, events, Crowd(moments, dates, themes, of_themes))


def _cut(moment: Moment, first: int, last: int) -> Moment:
    """A moment with what goes on beyond the axis left open."""
    if moment.sort != "span":
        return moment
    start = OPEN_START if moment.start < first else moment.start
    return moment._replace(start=start, end=OPEN_END if moment.end > last else moment.end)


def _sort(precision: str, qualifier: str) -> str:
    if precision in ("interval", "open"):
        return "span"
    return "inexact" if qualifier or precision not in ("day", "month") else "exact"


def lives(connection: sqlite3.Connection, question: Question) -> Lives:
    """The deals that are asked for, with the stages that they had reached by the day asked about."""
    as_of = OPEN_END if question.as_of is None else question.as_of
    stages = connection.execute(
        "SELECT value, name, coalesce(status, value) FROM term WHERE field = 'stage' ORDER BY term"
    ).fetchall()
    names = {value: name for value, name, _ in stages}
    statuses = {value: status for value, _, status in stages}
    effects = effects_of(connection)
    over = {status for status, effect in effects.items() if effect in ("ends", "completes")}
    columns = [NOUNS["deals"].columns[name] for name in ("id", "title", "status", "last_heard")]
    columns.append(columns[2]._replace(sql=STATUS_SAID))
    out = []
    for id_, title, status, heard, said in rows(connection, "deals", question, columns):
        steps = [
            Step(date, start, end, stage, names.get(stage, stage), statuses.get(stage, stage), event)
            for date, start, end, stage, event in connection.execute(
                'SELECT x.date, x.start, x."end", s.stage, x.title FROM standing AS s '
                'JOIN event AS x ON x.id = s.event WHERE s.deal = ? AND s.day <= ? ORDER BY x.start, x."end", x.id',
                (id_, as_of),
            )
        ]
        out.append(Life(id_, title, said, steps, status in over or heard is not None))
    out.sort(key=lambda life: (not life.steps, life.steps[0].start if life.steps else 0))
    days = [day for life in out for step in life.steps for day in (step.start, step.end)]
    first, last = _span(days, question)
    out = [_within(life, first, last) for life in out]
    met = {step.status for life in out for step in life.steps}
    return Lives(out, first, last, [s for s in dict.fromkeys(statuses.values()) if s in met], effects)


def _within(life: Life, first: int, last: int) -> Life:
    """A deal with its stages on the axis, and the number of those beside it."""
    steps = [step for step in life.steps if first <= step.place <= last]
    before, after = (
        sum(side) for side in ((s.place < first for s in life.steps), (s.place > last for s in life.steps))
    )
    return life._replace(steps=steps, before=before, after=after)


def _span(days: Sequence[int], question: Question) -> tuple[int, int]:
    """The first and last day of the axis: those asked for, else those of what is shown, with room for open ends."""
    closed = [day for day in days if day not in (OPEN_START, OPEN_END)] or [day_number(2000, 1, 1)]
    first, last = min(closed), max(closed)
    room = max((last - first) // 20, FEW_DAYS)
    first = question.start if question.start is not None else first - room * (OPEN_START in days)
    last = question.end if question.end is not None else last + room * (OPEN_END in days)
    missing = max(FEW_DAYS - (last - first), 0)
    return first - missing // 2, max(last, first) + missing - missing // 2


def sources_line(connection: sqlite3.Connection, question: Question, noun: str) -> str:
    """The line of sources below a picture: how many its entries cite, and who published most of them."""
    sql, params = found(connection, noun, question)
    table = NOUNS[noun].table
    cited = (
        f"SELECT json_extract(c.value, '$.source') AS id FROM {table} AS e, json_each(e.sources) AS c "
        f"WHERE e.row IN ({sql})"
    )
    if noun == "deals":
        cited += (
            " UNION SELECT json_extract(c.value, '$.source') FROM event AS x, json_each(x.sources) AS c "
            f"WHERE x.deal IN (SELECT e.id FROM deal AS e WHERE e.row IN ({sql}))"
        )
    published = connection.execute(
        f"SELECT s.publisher, count(DISTINCT c.id) FROM ({cited}) AS c LEFT JOIN source AS s ON s.id = c.id "
        "GROUP BY s.publisher ORDER BY 2 DESC, 1",
        params,
    ).fetchall()
    number = sum(count for _, count in published)
    most = [f"{publisher} ({count})" for publisher, count in published if publisher][:3]
    if not number:
        return "Sources: none cited"
    named = f", among them {', '.join(most)}" if most else ""
    return f"Sources: {number:,} cited{named}"
