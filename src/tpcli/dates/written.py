"""One date as people write it with day, month and year: `5 Jul 2018`, `July 5th, 2018`, `05.07.2018`, `15 Mar 44 BC`.

The grammar is our own, so that every number of a text goes into the day, month or year, or the text is refused. What
can be read in two ways is refused with both.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from tpcli.dates import edtf
from tpcli.dates.edtf import DateError

MONTHS = {
    name: f"{number:02d}"
    for number, names in enumerate(
        [
            "jan january ocak", "feb february subat", "mar march mart", "apr april nisan", "may mayis",
            "jun june haziran", "jul july temmuz", "aug august agustos", "sep sept september eylul",
            "oct october ekim", "nov november kasim", "dec december aralik",
        ],
        1,
    )
    for name in names.split()
}  # fmt: skip
"""In English, shortened too, and in Turkish, without their marks."""

_PARTS_OF_A_YEAR = {
    "spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24",
    "q1": "33", "q2": "34", "q3": "35", "q4": "36", "h1": "40", "h2": "41",
}  # fmt: skip
_SOUTHERN = {"21": "29", "22": "30", "23": "31", "24": "32"}
_NORTHERN = {"21": "25", "22": "26", "23": "27", "24": "28"}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAYS = {name: n for n, day in enumerate(_DAYS) for name in (day, day[:3])} | {"tues": 1, "thur": 3, "thurs": 3}
_NOTHING = {"the", "of", "in", "on", "year", "month"}
"""Words that add nothing to a date."""

_TOKEN = (
    r"\s*(?:(?P<numeric>[0-9]+(?:[./-][0-9]+)+)|(?P<ordinal>[0-9]+)(?:st|nd|rd|th)\b|(?P<part>[qh][1-4])\b"
    r"|(?P<mask>(?=[0-9]*x)(?:[0-9x]{4}|[0-9x]{2})\b)|(?P<number>[0-9]+)|(?P<word>[a-z]+)|(?P<sign>[(),.?~/-]))\s*"
)
_TIME = (
    r"(?:\s*,\s*|\s+)(?:at\s+)?([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]{1,9})?)?"
    r"(?:\s*([ap])\.?m\.?)?(?:\s*(z|utc|gmt|[+-][0-9]{2}(?::?[0-9]{2})?))?$"
)
# Of day (d), month (m) and year (y), with x for two digits that are not known: where each goes.
_SHAPES = {
    "y": "y", "my": "my", "ym": "ym", "dmy": "dmy", "mdy": "mdy", "ymd": "ymd", "d": "d", "m": "m", "dm": "dm",
    "md": "md", "dy": "dy", "xmy": "dmy", "mxy": "mdy", "dxy": "dmy", "xxy": "dmy",
}  # fmt: skip


class NotRead(DateError):
    """A text that is in no form that this reads. It may be in another."""


class Bits(NamedTuple):
    """A date, or as much of one as a text says: `16` of `16–18 Sep 2013`. All are digits of EDTF, or empty."""

    year: str = ""
    month: str = ""
    """A month or the code of a season."""
    day: str = ""
    marks: tuple[str, str, str] = ("", "", "")
    """The qualifiers of year, month and day."""
    time: str = ""
    weekday: int | None = None
    """0 is Monday."""

    @property
    def is_whole(self) -> bool:
        """Whether it names a year, and a month where it names a day."""
        return bool(self.year and (self.month or not self.day))

    def edtf(self) -> str:
        """The date in EDTF. Raises DateError where the calendar has no such day, or another weekday."""
        if not self.is_whole:
            missing = "month" if self.year else "year"
            raise NotRead(f"names no {missing}")
        digits = (self.year, self.month, self.day)
        marks = {mark for mark, part in zip(self.marks, digits, strict=True) if part}
        if len(marks) == 1:
            time = f"T{self.time}" if self.time else ""
            text = "-".join(part for part in digits if part) + time + marks.pop()
        else:
            text = "-".join(mark + part for mark, part in zip(self.marks, digits, strict=True) if part)
            text += f"T{self.time}" if self.time else ""
        read = edtf.part(text)
        if self.weekday is not None and (read.start != read.end or read.start % 7 != self.weekday):
            named = _DAYS[self.weekday].capitalize()
            if read.start != read.end:
                raise DateError(f"names a {named}, but not its day")
            raise DateError(f"is {text}, a {_DAYS[read.start % 7].capitalize()}, not a {named}")
        return text

    def marked(self, mark: str) -> "Bits":
        """The date with a qualifier for the whole added to those that it has."""
        year, month, day = (edtf.together([mark, own]) for own in self.marks)
        return self._replace(marks=(year, month, day))


def readings(text: str, found: Iterable[str]) -> DateError:
    """The refusal of a text that can be read in several ways, each written as EDTF."""
    several = list(found)
    if len(several) == 1:
        return DateError(f"can only be read as {several[0]}: write it so", text)
    return DateError(f"can be read as {' or as '.join(several)}: write the one that you mean", text)


def bits(text: str, order: str | None = None) -> Bits:
    """One date in lower case. `order`, dmy or mdy, settles what 03/04/1955 is. Raises DateError."""
    try:
        return _of_part(edtf.part(text.upper()))
    except DateError:
        pass
    text, time = _without_time(text)
    if time:
        whole = bits(text, order)
        if whole.time or not whole.day:
            raise NotRead("is no day that could have a time", text)
        return whole._replace(time=time)
    joined = text.replace("(c. ", "(c ")
    if re.fullmatch("[0-9 ]+", text):
        joined = text.replace(" ", "-")
    elif re.fullmatch("[0-9. ]+", text):
        joined = re.sub(r" ?\. ?", ".", text)
    return _assembled(text, _atoms(text, joined, order))


def _of_part(part: edtf.Part) -> Bits:
    return Bits(*part.digits, part.marks, part.time)


def _without_time(text: str) -> tuple[str, str]:
    """The text before a time of day, and the time as EDTF has it. Raises NotRead."""
    match = re.search(_TIME, text)
    if not match:
        return text, ""
    hour, minute, second, fraction, half, zone = match.groups()
    number = int(hour)
    if half:
        if not 1 <= number <= 12:
            raise NotRead("has no hour of a half day", text)
        number = number % 12 + (12 if half == "p" else 0)
    time = f"{number:02d}:{minute}" + (f":{second}" if second else "") + (fraction or "")
    if zone:
        digits = zone.replace(":", "")
        time += "Z" if zone[0] not in "+-" else digits[:3] + (f":{digits[3:]}" if digits[3:] else "")
    return text[: match.start()].rstrip(" ,"), time


Atom = tuple[str, str, int]
"""A kind (d day, m month, y year, x two digits of which one is not known, w weekday, e era, - a sign), its value, and
the number of the parentheses that it is in, 0 for none."""


def _atoms(text: str, joined: str, order: str | None) -> tuple[list[Atom], list[str]]:
    """The tokens of a text, and the qualifiers of its parentheses; the first is that of the whole.

    `joined` is the text with its numbers in one word, if there are only numbers.
    """
    atoms: list[Atom] = []
    marks = [""]
    group, at = 0, 0
    while at < len(joined):
        match = re.compile(_TOKEN).match(joined, at)
        if not match:
            raise NotRead("")
        at = match.end()
        kind, value = match.lastgroup or "", match[match.lastgroup or 0]
        if kind == "numeric":
            atoms += [(k, v, group) for k, v in _numeric(text, value, order)]
        elif kind == "number":
            atoms += [(k, v, group) for k, v in _number(text, value)]
        elif kind == "mask":
            atoms.append(("y" if len(value) == 4 else "x", value.upper(), group))
        elif kind == "ordinal":
            atoms.append(("d", _two(text, value), group))
        elif kind in ("word", "part") and value not in ("c", "ca"):
            atoms += [(k, v, group) for k, v in _word(value)]
        elif value == "(" and not group:
            marks.append("")
            group = len(marks) - 1
        elif value == ")" and group:
            group = 0
        elif value in ("c", "ca", "?", "~") and group:
            marks[group] = edtf.together([marks[group], "?" if value == "?" else "~"])
        elif kind == "sign" and value in ",./-":
            atoms.append(("-", value, group))
        else:
            raise NotRead("")
    for number, mark in enumerate(marks):
        if number and number not in {own for kind, _, own in atoms if kind != "-"}:
            marks[0] = edtf.together([marks[0], mark])  # 5 July 2018 (?)
    return atoms, marks


def _word(word: str) -> list[tuple[str, str]]:
    if word in MONTHS:
        return [("m", MONTHS[word])]
    if word in _PARTS_OF_A_YEAR:
        return [("m", _PARTS_OF_A_YEAR[word])]
    if word in _WEEKDAYS:
        return [("w", str(_WEEKDAYS[word]))]
    if word in ("bc", "bce", "ad", "ce"):
        return [("e", word)]
    if word in ("northern", "southern"):
        return [("h", word)]
    if word in _NOTHING:
        return []
    raise NotRead("")


def _number(text: str, number: str) -> list[tuple[str, str]]:
    if len(number) == 4:
        return [("y", number)]
    if len(number) <= 2:
        return [("d", number.zfill(2))]
    if len(number) == 3 or number == "10000":  # 10000 BC is -9999.
        return [("n", number)]
    if len(number) == 8:
        year, month, day = number[:4], number[4:6], number[6:]
        try:
            edtf.part(f"{year}-{month}-{day}")
        except DateError:
            raise _digits(text, number, [number[4:] + number[2:4] + number[:2], number[4:] + number[:4]]) from None
        return [("y", year), ("m", month), ("d", day)]
    if len(number) == 6 and not re.search("[0-9]", text.replace(number, "", 1)):
        yy = ["20", "19"]
        forms = [c + number for c in yy] + [c + number[4:] + number[2:4] + number[:2] for c in yy]
        forms += [c + number[4:] + number[:4] for c in yy]
        raise _digits(text, number, forms)
    raise NotRead(f"is no year: {edtf.LIMIT}", number[:60])


def _digits(text: str, number: str, forms: Iterable[str]) -> DateError:
    """The refusal of digits without anything between them, which may be a day in several orders."""
    found = []
    for form in forms:
        written = "-".join(part for part in (form[:4], form[4:6], form[6:]) if part)
        try:
            found.append(edtf.part(written).text)
        except DateError:
            continue
    if not found and len(number) == 6 and "01" <= number[4:] <= "12":
        found = [f"{number[:4]}-{number[4:]}"]
    if found:
        return readings(text, dict.fromkeys(found))
    return NotRead(f"is no date: {edtf.FORMS}", number)


def _two(text: str, number: str) -> str:
    if len(number) > 2:
        raise NotRead("has no such day", text)
    return number.zfill(2)


def _numeric(text: str, value: str, order: str | None) -> list[tuple[str, str]]:
    """Numbers with points, strokes or hyphens between them. Raises DateError."""
    numbers = re.split("[./-]", value)
    widths = [len(number) for number in numbers]
    if len(set(re.sub("[0-9]", "", value))) != 1 or max(widths) > 4 or len(numbers) > 3:
        raise NotRead("")
    if len(numbers) == 3 and widths[0] == 4 and max(widths[1:]) <= 2:
        return [("y", numbers[0]), ("m", numbers[1].zfill(2)), ("d", numbers[2].zfill(2))]
    if len(numbers) == 3 and widths[2] == 4 and max(widths[:2]) <= 2:
        return _day_and_month(text, numbers, order)
    if len(numbers) == 2 and widths[1] == 4 and widths[0] <= 2:
        return [("m", numbers[0].zfill(2)), ("y", numbers[1])]
    if len(numbers) == 2 and widths[0] == 4 and widths[1] <= 2:
        return _year_and_more(text, value, numbers)
    if len(numbers) == 3 and max(widths) <= 2:
        raise DateError("the year in {} has fewer than four digits", text)
    raise NotRead("")


def _day_and_month(text: str, numbers: list[str], order: str | None) -> list[tuple[str, str]]:
    one, other, year = numbers
    first, second = one.zfill(2), other.zfill(2)
    could_be_both = first != second and all(1 <= int(number) <= 12 for number in (one, other))
    if could_be_both and order is None:
        raise readings(text, [f"{year}-{second}-{first}", f"{year}-{first}-{second}"])
    swapped = order == "mdy" if order else int(other) > 12
    day, month = (second, first) if swapped else (first, second)
    return [("y", year), ("m", month), ("d", day)]


def _year_and_more(text: str, value: str, numbers: list[str]) -> list[tuple[str, str]]:
    """2004/05, a month or a second year; 2018.0, a year out of a spreadsheet."""
    year, more = numbers
    if "." in value:
        if not int(more):
            return [("y", year)]
        raise NotRead(f"can be read as a number: write {year}-{more.zfill(2)} for a month", text)
    second = year[: -len(more)] + more
    if int(second) <= int(year):
        return [("y", year), ("m", more.zfill(2))]
    if 1 <= int(more) <= 12:
        raise readings(text, [f"{year}-{more.zfill(2)}", f"{year}/{second}"])
    raise DateError(f"the second year in {{}} has fewer than four digits: write {year}/{second}", text)


def _assembled(text: str, found: tuple[list[Atom], list[str]]) -> Bits:
    """A date of its atoms. Raises NotRead where a number would be left over, or go where it does not belong."""
    atoms, marks = found
    atoms = _with_eras(text, atoms)
    words = any(kind == "m" for kind, _, _ in atoms)
    if not words and any(kind == "-" and value != "," for kind, value, _ in atoms):
        raise NotRead("")
    weekdays = [int(value) for kind, value, _ in atoms if kind == "w"]
    halves = [value for kind, value, _ in atoms if kind == "h"]
    atoms = [atom for atom in atoms if atom[0] not in "-wh"]
    shape = "".join(kind for kind, _, _ in atoms)
    if shape not in _SHAPES or len(weekdays) > 1 or len(halves) > 1:
        if "m" in shape and "y" not in shape and re.search("[dn]", shape):
            raise DateError("the year in {} has fewer than four digits: write 1955, or 55 AD", text)
        if shape == "n" and len(atoms[0][1]) > 4:
            raise NotRead(f"is no year: {edtf.LIMIT}", text)
        if shape == "n":
            raise DateError(f"the year in {{}} has fewer than four digits: write {atoms[0][1].zfill(4)}", text)
        raise NotRead("")
    parts = dict(zip(_SHAPES[shape], atoms, strict=True))
    year, month, day = (parts.get(kind, ("", "", 0)) for kind in "ymd")
    if halves:
        table = _NORTHERN if halves[0] == "northern" else _SOUTHERN
        if month[1] not in table:
            raise NotRead("")
        month = ("m", table[month[1]], month[2])
    return Bits(
        year[1],
        month[1],
        day[1],
        (marks[year[2]], marks[month[2]], marks[day[2]]),
        weekday=weekdays[0] if weekdays else None,
    )


def _with_eras(text: str, atoms: list[Atom]) -> list[Atom]:
    """The atoms with each number that has an era after it, or AD before it, as a year of EDTF: 44 BC is -0043."""
    out: list[Atom] = []
    era = ""
    for kind, value, group in atoms:
        if kind == "e" and out and out[-1][0] in "dny" and not era:
            out[-1] = ("y", _year(text, out[-1][1], value), out[-1][2])
        elif kind == "e" and value in ("ad", "ce") and not era:
            era = value
        elif era and kind in "dny":
            out.append(("y", _year(text, value, era), group))
            era = ""
        elif era or kind == "e":
            raise NotRead("")
        else:
            out.append((kind, value, group))
    if era:
        raise NotRead("")
    return out


def _year(text: str, number: str, era: str) -> str:
    before = era in ("bc", "bce")
    if "X" in number or not 1 <= int(number) <= 9999 + before:
        raise DateError(f"names no year: before 1 AD comes 1 BC; {edtf.LIMIT}", text)
    return edtf.iso(1 - int(number) if before else int(number))
