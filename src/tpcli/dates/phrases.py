"""Dates in people's words: ranges, sets, open ends, doubt, and parts of decades and centuries.

`early 1950s`, `before 1955`, `between 1955 and 1960`, `c. Nov 2018`, `16–18 Sep 2013`, `8 or 9 Jan 2024`. The dates
inside of these `tpcli.dates.written` reads.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from tpcli.dates import edtf
from tpcli.dates.edtf import DateError
from tpcli.dates.relative import relative
from tpcli.dates.written import MONTHS, Bits, NotRead, bits, readings

_ABOUT = r"(?:c(?:a)?\.|(?:c|ca|circa|about|around|approx\.?|approximately|roughly)(?= )|~)\s*"
_PERHAPS = r"(?:probably|possibly|perhaps|maybe) "
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_SMALL = r"(first|second|third|fourth|[1-4](?:st|nd|rd|th))"
_CENTURY = r"(?:the )?([0-9]{1,3})(?:st|nd|rd|th) (?:century|cent\.?|c\.?)(?: (bc|bce|ad|ce))?"
_DECADE = r"(?:the )?([0-9]+)'?s"
_THIRD = r"(?:the )?(early|mid|middle|late)(?: |-|–)(?:part of |of )?(?:the )?(.+)"
_MONTH = rf"\b(?:{'|'.join(MONTHS)})"
_ERA = r"(?:c\. ?)?[0-9]{1,5} (bc|bce|ad|ce)\??"
_WINTER = r"(?:the )?winter(?: of)? ([0-9]{4}) ?[-–/] ?([0-9]{2}|[0-9]{4})|([0-9]{4})[-–/]([0-9]{2}|[0-9]{4}) winter"
_OR_MORE = r"(.+?),? or (later|earlier|after|before)"

_OPEN: tuple[tuple[str, str], ...] = (
    (r"(?:since|from|as of|starting) (.+)", "{0}/.."),
    (r"(.+?) (?:onwards?|on|and later|and after)", "{0}/.."),
    (r"(.+?) ?(?:–|-| to ) ?present", "{0}/.."),
    (r"(?:until|till|up to|to|through) (.+)", "../{1}"),
    (r"(?:by|no later than) (.+)", "[..{1}]"),
    (r"(.+?)(?: ?– ?| - )\?", "{0}/"),
    (r"\?(?: ?– ?| - )(.+)", "/{1}"),
)
"""Phrases with one end, and what they are in EDTF; {0} is the beginning of what is in them, {1} the end."""


def folded(text: str) -> str:
    """In lower case, without accents; full-width characters as ordinary ones; one dash between dates, one hyphen."""
    if not text.isascii():
        text = "".join(chr(ord(c) - 0xFEE0) if "!" <= chr(max(ord(c) - 0xFEE0, 0)) <= "~" else c for c in text)
        text = unicodedata.normalize("NFD", text.replace("ı", "i").replace("İ", "i").replace("’", "'"))
        text = "".join(c for c in text if not unicodedata.combining(c))
        text = re.sub(
            "[\u2010\u2011\u2212\ufe63]", "-", re.sub("[\u2012-\u2015\u2192\u2e3a\u2e3b\ufe58\u301c]", "–", text)
        )
    return " ".join(text.lower().split())


class Reader:
    """Reads one text."""

    def __init__(self, text: str, order: str | None, today: date | None) -> None:
        self.text = text
        self.order = order
        self.today = today

    def edtf(self) -> str:
        """The whole text in EDTF. Raises DateError, with an empty sentence where it is in no form that is known."""
        return self.phrase(self.text)

    def phrase(self, text: str) -> str:
        """A text of any form."""
        forms: tuple[Callable[[str], str | None], ...] = (self.winter, self.between, self.open, self.set, self.range)
        for form in forms:
            if (found := form(text)) is not None:
                return found
        return _text(self.one(text))

    def winter(self, text: str) -> str | None:
        """Winter 1955/56: the one that begins in the first of two years that follow each other."""
        match = re.fullmatch(_WINTER, text)
        if not match:
            return None
        first, last = match[1] or match[3], match[2] or match[4]
        following = f"{int(first) + 1:04d}"
        return f"{first}-24" if last in (following, following[2:]) else None

    def between(self, text: str) -> str | None:
        """Between A and B: once, on a day from A to B. From A to B: all the time."""
        if match := re.fullmatch(r"(?:sometime )?between (.+?) and (.+)", text):
            first, last = self.ends(match[1], match[2])
            return f"[{first}..{last}]"
        if match := re.fullmatch(r"from (.+?) (?:to|until|till|through) (?!present$)(.+)", text):
            return "/".join(self.ends(match[1], match[2]))
        return None

    def open(self, text: str) -> str | None:
        """A date that is known at one end."""
        if re.search(r" (?:or|and) (?!later$|earlier$|after$|before$)|, or ", text):
            return None
        if match := re.fullmatch(r"(before|after) (.+)", text):
            return _beyond(_closed(self.phrase(match[2])), match[1])
        if match := re.fullmatch(_OR_MORE, text):
            found = _closed(self.phrase(match[1]))
            later = match[2] in ("later", "after")
            return f"[{_end(found, 0)}..]" if later else f"[..{_end(found, 1)}]"
        for pattern, form in _OPEN:
            if match := re.fullmatch(pattern, text):
                found = self.phrase(match[1])
                if re.match("(from|since|starting) ", text) and "/" in found and not _is_masked(found):
                    return found  # From A – B.
                _closed(found)
                return form.format(*(_end(found, n) if f"{{{n}}}" in form else "" for n in (0, 1)))
        return None

    def set(self, text: str) -> str | None:
        """One of several dates (or), or all of them (and)."""
        joints = set(re.findall(r" (or|and|&) (?!later\b|earlier\b|after\b|before\b)", text))
        if len(joints) != 1:
            return None
        # A comma may also stand between day and year: July 5, 2018.
        text = re.sub(rf"({_MONTH}\.?(?: [0-9]{{1,2}}(?:st|nd|rd|th)?)?), ([0-9]{{4}}\b)", r"\1 \2", text)
        members = re.split(r",? (?:or|and|&) (?!later\b|earlier\b|after\b|before\b)|, ?", text)
        found: list[Bits | str] = []
        named = any(re.search(_MONTH, member) for member in members)
        for member in reversed(members):
            whole = self.member(_day_before_year(member) if named else member)
            following = found[-1] if found else None
            if isinstance(whole, Bits) and isinstance(following, Bits) and not whole.is_whole:
                whole, completed = _completed(whole, following)
                found[-1] = following if following.is_whole else completed
            found.append(whole)
        written = ",".join(_in_set(_text(one)) for one in reversed(found))
        return f"[{written}]" if joints == {"or"} else f"{{{written}}}"

    def member(self, text: str) -> Bits | str:
        """A member of a set, which may be a range or open."""
        for form in (self.open, self.range):
            if (found := form(text)) is not None:
                return found
        return self.one(text)

    def range(self, text: str) -> str | None:
        """A – B, A to B; A-B where that is no single date."""
        inner, mark = _shared_doubt(text)
        if mark:
            found = self.range(inner)
            return found and _marked(found, mark)
        if match := re.fullmatch(r"(.+?) (?:to|through) (.+)", text):
            return "/".join(self.ends(match[1], match[2]))
        dashes = [match.span() for match in re.finditer(r" ?– ?| - ", text)]
        if len(dashes) == 1:
            first, last = text[: dashes[0][0]], text[dashes[0][1] :]
            if re.fullmatch("[0-9]{4}", first) and re.fullmatch("[0-9]{2}", last):
                month = [f"{first}-{last}"] if "01" <= last <= "12" else []
                second = [f"{first}/{first[:2]}{last}"] if last > first[2:] else []
                raise readings(text, month + second)
            return "/".join(self.ends(first, last))
        if dashes or "-" not in text:
            return None
        return self.hyphened(text)

    def hyphened(self, text: str) -> str | None:
        """Two dates with a hyphen between them, where there is one place only to part them: 5-9 Jul 2018."""
        try:
            self.one(text)
        except NotRead:
            pass
        else:
            return None
        found: dict[str, None] = {}
        wrong: DateError | None = None
        for n in [n for n, c in enumerate(text) if c == "-" and n]:
            if re.search(r"(?<![0-9./-])[0-9]{4}$", text[:n]) and re.match(r"(0[1-9]|1[0-2])\b", text[n + 1 :]):
                continue  # A year and its month: 2018-07, Aug 2018.
            try:
                found["/".join(self.ends(text[:n], text[n + 1 :]))] = None
            except NotRead:
                continue
            except DateError as error:
                wrong = wrong or error
        if len(found) > 1:
            raise readings(self.text, found)
        if not found and wrong:
            raise wrong
        return next(iter(found), None)

    def ends(self, first: str, last: str) -> tuple[str, str]:
        """The ends of a range in EDTF, with what only one of them says: 16–18 Sep 2013, July 5–9, 2018, 50–41 BC."""
        if (era := re.fullmatch(_ERA, last)) and re.fullmatch(r"(?:c\. ?)?[0-9]{1,5}\??", first):
            first += f" {era[1]}"
        if re.search(_MONTH, first):
            last = _day_before_year(last)
        start, end = self.nested(first), self.nested(last)
        if isinstance(start, Bits) and isinstance(end, Bits):
            start, end = _completed(start, end)
        return _end(_text(start), 0), _end(_text(end), 1)

    def nested(self, text: str) -> Bits | str:
        """An end of a range, which may itself be a stretch: 1800–1899 to 1900–1999."""
        if "–" in text and not text.startswith(("mid", "early", "late")):
            return self.phrase(text)
        return self.one(text)

    def one(self, text: str) -> Bits | str:
        """One date with its doubt, or as much of one as there is."""
        text, mark = _without_doubt(re.sub("^(?:in|on|during) ", "", text))
        if self.today and (found := relative(text, self.today)):
            return _marked(found, mark)
        for form in (self.third, self.century, self.decade):
            if (written := form(text)) is not None:
                return _marked(written, mark)
        text = re.sub(rf"{_SMALL}[ -](quarter|half)( of)?", _quarter, text)
        return bits(text, self.order).marked(mark)

    def third(self, text: str) -> str | None:
        """Early, mid or late: of a decade its years 0 to 3, 4 to 6, 7 to 9; of the others about a third."""
        match = re.fullmatch(_THIRD, text)
        if not match:
            return None
        whole = edtf.parse(_text(self.one(match[2])))
        n = ("early", "mid", "late").index("mid" if match[1] == "middle" else match[1])
        (year, month, _), (last, _, last_day) = edtf.civil(whole.start), edtf.civil(whole.end)
        if whole.precision in ("decade", "century") and "-" not in whole.text and not whole.qualifier:
            width = last - year + 1
            begins = [0, 4, 7, 10] if width == 10 else [0, 33, 67, 100]
            return f"[{edtf.iso(year + begins[n])}..{edtf.iso(year + begins[n + 1] - 1)}]"
        if whole.precision == "year":
            return f"[{edtf.iso(year, 4 * n + 1)}..{edtf.iso(year, 4 * n + 4)}]"
        if whole.precision == "month":
            first, final = ((1, 10), (11, 20), (21, last_day))[n]
            return f"[{edtf.iso(year, month, first)}..{edtf.iso(year, month, final)}]"
        raise NotRead("")

    def century(self, text: str) -> str | None:
        """The 19th century is 18XX; the first ones on either side of year 1 begin or end there."""
        match = re.fullmatch(_CENTURY, text)
        if not match:
            return None
        number, before = int(match[1]), match[2] in ("bc", "bce")
        if not 1 <= number <= (99 if before else 100):
            raise DateError(f"is in no year: {edtf.LIMIT}", text)
        if number == 1:
            return "[-0099..0000]" if before else "[0001..0099]"
        return f"{'-' if before else ''}{number - 1:02d}XX"

    def decade(self, text: str) -> str | None:
        """The 1950s are 195X. The 1800s may be ten years or a hundred."""
        match = re.fullmatch(_DECADE, text)
        if not match:
            return None
        digits = match[1]
        if len(digits) < 3:
            raise DateError("the year in {} has fewer than four digits: write 1950s", text)
        year = digits.zfill(4)
        if len(digits) > 4 or not year.endswith("0"):
            raise DateError("is no decade: write 1950s", text)
        if year.endswith("00"):
            ten, hundred = f"{year[:3]}X", f"{year[:2]}XX"
            raise readings(text, [f"{ten} ({ten[:3]}0 to {ten[:3]}9)", f"{hundred} ({year} to {year[:2]}99)"])
        return f"{year[:3]}X"


def _quarter(match: re.Match[str]) -> str:
    number = _ORDINALS.get(match[1]) or int(match[1][0])
    return f"{'q' if match[2] == 'quarter' else 'h'}{number} "


def _text(found: Bits | str) -> str:
    return found if isinstance(found, str) else found.edtf()


def _without_doubt(text: str) -> tuple[str, str]:
    """The text without the words and signs of doubt around it, and what they mean."""
    mark = ""
    if match := re.match(_PERHAPS, text):
        text, mark = text[match.end() :], "?"
    if match := re.match(_ABOUT, text):
        text, mark = text[match.end() :], edtf.together([mark, "~"])
    sign = text[-1:]
    if sign in ("?", "~", "%") and text[:-1].strip():
        text, mark = text[:-1].rstrip(), edtf.together([mark, sign])
    return text, mark


def _shared_doubt(text: str) -> tuple[str, str]:
    """The range in circa 1955–1958 and the doubt, which is of both ends.

    No mark where it is of the first end alone: c. 1955 – 1958, with blanks, is how 1955~/1958 is shown.
    """
    if (" to " in text and "–" in text) or re.match(r"c\. ?.+(?: – | - )", text) or text[-1:] in ("?", "~", "%"):
        return text, ""
    return _without_doubt(text)


def _marked(written: str, mark: str) -> str:
    """EDTF with a qualifier at each of its dates."""
    if not mark or written.endswith(mark):
        return written
    return re.sub(
        r"[-0-9X]+[~?%]?",
        lambda m: m[0].rstrip("~?%") + edtf.together([m[0][-1:].strip("-0123456789X"), mark]),
        written,
    )


def _day_before_year(text: str) -> str:
    """The 9 2018 of July 5–9 2018, where 9 is a day; by itself it is a month."""
    return re.sub("^([0-9]{1,2}) ([0-9]{4})$", r"\1, \2", text)


def _completed(first: Bits, last: Bits) -> tuple[Bits, Bits]:
    """Two dates, each with what only the other says. Raises NotRead where a number would have no place."""
    if first.is_whole and first.year and last.is_whole:
        return first, last
    mark = edtf.together([*first.marks, *last.marks])
    if first.month and first.day and not first.year and last.year and last.day and not last.month:
        last = last._replace(month=first.month)  # July 5–9, 2018.
    if not last.is_whole or first.year or (first.month and not last.month):
        raise NotRead("")
    if first.day and not first.month:
        if not last.day:
            raise NotRead("")
        first = first._replace(month=last.month)
    first = first._replace(year=last.year)
    return first.marked(mark), last.marked(mark)


def _end(written: str, which: int) -> str:
    """The beginning (0) or the end (1) of a date in EDTF, as a simple date."""
    if not re.search(r"[/\[{]", written):
        return written
    found = edtf.edges(written)[which]
    if found is None:
        raise NotRead("")
    return edtf.iso(*found) + edtf.parse(written).qualifier


def _closed(written: str) -> str:
    """A date that before, after and the like can be said of. Raises NotRead where a number would get lost."""
    if ("/" in written and not _is_masked(written)) or "[.." in written or "..]" in written:
        raise NotRead("")
    return written


def _is_masked(written: str) -> bool:
    """Whether A – B is how one date is shown that has no name as 1950s has: 190X, 19XX, 1955-0X, 1955-37."""
    first, last = edtf.edges(written)
    if not first or not last:
        return False
    if len(first) == len(last) == 1:
        return last[0] - first[0] in (8, 9, 98, 99) and (first[0] % 100 == 0 or first[0] < 100)
    return first[0] == last[0] and (*first[1:], *last[1:]) in ((1, 9), (10, 12), (1, 4), (5, 8), (9, 12))


def _beyond(written: str, which: str) -> str:
    """All that is before or after a date, which itself does not belong to it: after 1955 begins with 1956."""
    read = edtf.parse(written)
    day = read.start - 1 if which == "before" else read.end + 1
    found = edtf.edges(written)[0 if which == "before" else 1]
    if found is None:
        raise NotRead("")
    if "T" in written:
        raise NotRead("")
    year, *rest = edtf.civil(day)
    if not -9999 <= year <= 9999:
        raise DateError(f"is in no year: {edtf.LIMIT}", f"{which} {written}")
    known = edtf.iso(year, *rest[: len(found) - 1]) + read.qualifier
    return f"[..{known}]" if which == "before" else f"[{known}..]"


def _in_set(written: str) -> str:
    """A date as a member of a set, which has two points where an interval has a stroke."""
    if written[:1] in ("[", "{"):
        return written[1:-1]
    first, stroke, last = written.partition("/")
    return f"{first.strip('.')}..{last.strip('.')}" if stroke else written
