"""Hypothesis strategies for texts that are EDTF dates."""

from hypothesis import strategies as st

from tpcli.dates import edtf

YEARS = st.integers(-9999, 9999)
MARKS = st.sampled_from(["", "", "~", "?", "%"])
TIMES = st.from_regex(
    r"T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,3})?)?(Z|[+-](0[0-9]|1[01]):[03]0)?", fullmatch=True
)


def year_text(year: int) -> str:
    return f"{'-' if year < 0 else ''}{abs(year):04d}"


def is_date(text: str) -> bool:
    try:
        edtf.parse(text)
    except edtf.DateError:
        return False
    return True


@st.composite
def level_1(draw: st.DrawFn) -> str:
    """A date that is no interval, from years before Christ to 9999."""
    year = draw(YEARS)
    text = year_text(year)
    form = draw(st.sampled_from(["year", "month", "day", "season", "decade", "century", "no-month", "no-day"]))
    month = draw(st.integers(1, 12))
    text = {
        "year": text,
        "month": f"{text}-{month:02d}",
        "day": f"{text}-{month:02d}-{draw(st.integers(1, edtf.days_in(year, month))):02d}",
        "season": f"{text}-{draw(st.integers(21, 24))}",
        "decade": text[:-1] + "X",
        "century": text[:-2] + "XX",
        "no-month": text + draw(st.sampled_from(["-XX", "-XX-XX"])),
        "no-day": f"{text}-{month:02d}-XX",
    }[form]
    return text + draw(MARKS)


@st.composite
def _level_2(draw: st.DrawFn) -> str:
    """A date with digits that are not known, doubt about a part, or a code of a part of a year."""
    year = draw(st.sampled_from(["", "", "-"])) + draw(
        st.from_regex(r"([0-9]{4}|[0-9X]{4}|[0-9]{2}[0-9X]{2})", fullmatch=True)
    )
    month = draw(st.from_regex(r"(0[1-9]|1[0-2]|0[1-9X]|1[0-2X]|X[0-9X]|2[1-9]|3[0-9]|4[01])", fullmatch=True))
    day = draw(st.from_regex(r"(0[1-9]|[12][0-9]|[0-2][1-9X]|X[0-9X]|3[01])", fullmatch=True))
    digits = [year, month, day][: draw(st.integers(1, 3))]
    marked = [
        draw(st.sampled_from([f"{d}", f"{d}", f"{m}{d}", f"{d}{m}"])) for d, m in ((d, draw(MARKS)) for d in digits)
    ]
    return "-".join(marked)


@st.composite
def _moment(draw: st.DrawFn) -> str:
    year, month = draw(YEARS), draw(st.integers(1, 12))
    day = f"{year_text(year)}-{month:02d}-{draw(st.integers(1, edtf.days_in(year, month))):02d}"
    return day + draw(TIMES) + draw(MARKS)


SIMPLE = st.one_of(level_1(), _level_2(), _moment()).filter(is_date)
"""Any date that is neither an interval nor a set."""


@st.composite
def _pair(draw: st.DrawFn, of: st.SearchStrategy[str]) -> tuple[str, str]:
    """Two dates, often of one month or year."""
    first = draw(of)
    near = st.sampled_from([first[:-1] + n for n in "0123456789"] + [first[:-4] + n + first[-3:] for n in "012"])
    return first, draw(st.one_of(of, near))


@st.composite
def _interval(draw: st.DrawFn) -> str:
    first, last = draw(_pair(SIMPLE))
    form = draw(st.sampled_from(["{0}/{1}", "{0}/{1}", "{0}/{1}", "{0}/..", "{0}/", "../{0}", "/{0}"]))
    return form.format(first, last)


@st.composite
def _set(draw: st.DrawFn) -> str:
    first, last = draw(_pair(SIMPLE))
    more = draw(st.lists(SIMPLE, max_size=2))
    members = draw(st.permutations([*more, draw(st.sampled_from([f"{first}..{last}", f"{first},{last}", first]))]))
    if draw(st.booleans()):
        members = [f"..{members[0]}", *members[1:]] if ".." not in members[0] else members
    if draw(st.booleans()):
        members = [*members[:-1], f"{members[-1]}.."] if ".." not in members[-1] else members
    inside = ",".join(members)
    return draw(st.sampled_from([f"[{inside}]", f"{{{inside}}}"]))


ANY = st.one_of(SIMPLE, _interval().filter(is_date), _set().filter(is_date))
"""Any date that EDTF can write within the years that are read."""
