"""Dates as people type them: what they mean, what is refused with its readings, and that all that is shown is read."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.dates.anydate import ANY
from tpcli.dates import edtf
from tpcli.dates.edtf import DateError, iso_day
from tpcli.dates.readable import human
from tpcli.dates.typed import days, read, span
from tpcli.errors import UsageError

TODAY = date(2026, 11, 30)
"""A Monday."""


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("5 Jul 2018", "2018-07-05"),
        ("July 5th, 2018", "2018-07-05"),
        ("Jul 5 2018", "2018-07-05"),
        ("the 5th of July, 2018", "2018-07-05"),
        ("5-Jul-2018", "2018-07-05"),
        ("Thursday, 5 July 2018", "2018-07-05"),
        ("20180705", "2018-07-05"),
        ("2018.7.5", "2018-07-05"),
        ("15.7.2018", "2018-07-15"),
        ("7/15/2018", "2018-07-15"),
        ("04/04/1955", "1955-04-04"),
        ("5 Temmuz 2018", "2018-07-05"),
        ("15 AĞUSTOS 1947", "1947-08-15"),
        ("２０１８－０７－０５", "2018-07-05"),
        ("Sept. 2018", "2018-09"),
        ("07/2018", "2018-07"),
        ("2018/07", "2018-07"),
        ("2018.0", "2018"),
        ("44 BC", "-0043"),
        ("15 Mar 44 BC", "-0043-03-15"),
        ("AD 79", "0079"),
        ("10000 BC", "-9999"),
        # Ranges.
        ("5-9 Jul 2018", "2018-07-05/2018-07-09"),
        ("22-23 Dec 2020", "2020-12-22/2020-12-23"),
        ("16–18 Sep 2013", "2013-09-16/2013-09-18"),
        ("July 5-9, 2018", "2018-07-05/2018-07-09"),
        ("July 5–9 2018", "2018-07-05/2018-07-09"),
        ("from 2013-07 - 2013-08", "2013-07/2013-08"),
        ("since 2005 through 2006", "2005/2006"),
        ("2013-07 - Aug 2013", "2013-07/2013-08"),
        ("July 5 to 9 2018", "2018-07-05/2018-07-09"),
        ("July 5 or 9 2018", "[2018-07-05,2018-07-09]"),
        ("July 5 and 9 2018", "{2018-07-05,2018-07-09}"),
        ("7 2018 – 9 2018", "2018-07/2018-09"),
        ("5 July 2018 (?)", "2018-07-05?"),
        ("5 July 2018 (c.)", "2018-07-05~"),
        ("5 Jul – 1 Sep 2018", "2018-07-05/2018-09-01"),
        ("Jul–Sep 2018", "2018-07/2018-09"),
        ("Mar 2019 – Jun 2020", "2019-03/2020-06"),
        ("spring–autumn 1955", "1955-21/1955-23"),
        ("14 March 2019 → 2 Apr 2019", "2019-03-14/2019-04-02"),
        ("1949–1956", "1949/1956"),
        ("1949-1956", "1949/1956"),
        ("50–41 BC", "-0049/-0040"),
        ("2018-07-05 - 2018-07-09", "2018-07-05/2018-07-09"),
        ("from 1955 to 1960", "1955/1960"),
        ("1955 to today", "1955/2026-11-30"),
        # One of several, all of several.
        ("8 or 9 Jan 2024", "[2024-01-08,2024-01-09]"),
        ("July 5, 2018 or July 6, 2018", "[2018-07-05,2018-07-06]"),
        ("Jan, Feb or May 2024", "[2024-01,2024-02,2024-05]"),
        ("1960 and Dec 1961", "{1960,1961-12}"),
        ("between 1955 and 1960", "[1955..1960]"),
        ("Dec 1760 or earlier", "[..1760-12]"),
        # Open ends.
        ("before 1955", "[..1954]"),
        ("before 5 Jul 2018", "[..2018-07-04]"),
        ("after 1955", "[1956..]"),
        ("after Dec 1955", "[1956-01..]"),
        ("since 1955", "1955/.."),
        ("1955 onwards", "1955/.."),
        ("1955–present", "1955/.."),
        ("until 1955", "../1955"),
        ("by 1955", "[..1955]"),
        ("1955–?", "1955/"),
        # Doubt.
        ("c. Nov 2018", "2018-11~"),
        ("circa 1950", "1950~"),
        ("about 1950", "1950~"),
        ("~1950", "~1950"),
        ("1950?", "1950?"),
        ("probably 5 Jul 2018", "2018-07-05?"),
        ("c. 1950?", "1950%"),
        ("c. 5–9 Jul 2018", "2018-07-05~/2018-07-09~"),
        ("circa 1955-1958", "1955~/1958~"),
        ("around May 1955 to June 1958", "1955-05~/1958-06~"),
        ("possibly 44–30 BC", "-0043?/-0029?"),
        ("c. 1955 – 1958", "1955~/1958"),  # So 1955~/1958 is shown.
        ("c. 1955–1958?", "1955~/1958?"),
        ("c. early 1950s", "[1950~..1953~]"),
        # Parts.
        ("1950s", "195X"),
        ("in the 1950s", "195X"),
        ("early 1950s", "[1950..1953]"),
        ("mid-1950s", "[1954..1956]"),
        ("late 1950s", "[1957..1959]"),
        ("early 2018", "[2018-01..2018-04]"),
        ("late Feb 2020", "[2020-02-21..2020-02-29]"),
        ("19th century", "18XX"),
        ("1st century BC", "[-0099..0000]"),
        ("spring 1956", "1956-21"),
        ("winter 1955/56", "1955-24"),
        ("winter of 1955–1956", "1955-24"),
        ("1955-1956 winter", "1955-24"),
        ("southern winter 1956", "1956-32"),
        ("Q3 2018", "2018-35"),
        ("second quarter of 2018", "2018-34"),
        ("first half of 2018", "2018-40"),
        # By the day on which it is typed.
        ("today", "2026-11-30"),
        ("yesterday", "2026-11-29"),
        ("3 days ago", "2026-11-27"),
        ("10 years ago", "2016-11-30~"),
        ("last year", "2025"),
        ("this month", "2026-11"),
        ("last week", "2026-11-23/2026-11-29"),
        ("last decade", "201X"),
        ("last 10 years", "2016-11-30/2026-11-30"),
        # With a time of day.
        ("2021-08-15 14:30", "2021-08-15T14:30"),
        ("15 Aug 2021, 2:30 pm", "2021-08-15T14:30"),
        ("15 Aug 2021 12:05 am", "2021-08-15T00:05"),
        ("2021-08-15 14:30:05 UTC", "2021-08-15T14:30:05Z"),
        ("15 Aug 2021 at 14:30 +0300", "2021-08-15T14:30+03:00"),
    ],
)
def test_what_people_type(typed: str, means: str) -> None:
    assert read(typed, TODAY).text == means


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("03/04/1955", ["1955-04-03 or as 1955-03-04"]),
        ("5.7.2018", ["2018-07-05 or as 2018-05-07"]),
        ("5 7 2018", ["'5 7 2018' can be read as 2018-07-05 or as 2018-05-07"]),
        ("05.07.2018-09.07.2018", ["2018-07-05 or as 2018-05-07"]),
        ("180705", ["2018-07-05", "2005-07-18"]),
        ("00/07/2018", ["day 00"]),
        ("051430ZJUL18", ["is no year"]),
        ("10121955", ["1955-12-10 or as 1955-10-12"]),
        ("2004/05", ["2004-05 or as 2004/2005"]),
        ("2004–05", ["2004-05 or as 2004/2005"]),
        ("1955-60", ["write 1955/1960"]),
        ("1955–60", ["1955/1960"]),
        ("1800s", ["180X (1800 to 1809) or as 18XX (1800 to 1899)"]),
        ("1900s", ["190X", "19XX"]),
        ("2000s", ["200X", "20XX"]),
        ("5/7/18", ["fewer than four digits"]),
        ("5 Jul 18", ["'5 Jul 18' has fewer than four digits"]),
        ("50s", ["fewer than four digits"]),
        ("800", ["write 0800"]),
        ("Friday, 5 July 2018", ["is 2018-07-05, a Thursday, not a Friday"]),
        ("5 July", ["'5 July' names no year"]),
        ("July", ["names no year"]),
        ("30 Feb 2018", ["that month has 28 days"]),
        ("2018-02-30", ["that month has 28 days"]),
        ("1960–1955", ["ends before it begins"]),
        ("2018.5", ["write 2018-05 for a month"]),
        ("0 BC", ["names no year"]),
        ("12000 BC", ["years are -9999 to 9999"]),
        ("Y12000", ["years are -9999 to 9999"]),
        ("-0000", ["is in no year"]),
        ("9" * 40, ["years are -9999 to 9999"]),
        ("9" * 400, ["too long"]),
        ("5 Jul 2018 6", ["is not a date"]),
        ("5 6 Jul 2018", ["is not a date"]),
        ("Jul Aug 2018", ["is not a date"]),
        ("May 5 – 1956", ["is not a date"]),
        ("2013-07/Aug 2013", ["is not a date"]),
        ("2013-07, Aug 2013", ["is not a date"]),
        ("until 1979–1980", ["is not a date"]),
        ("before 22–25 Jun 2009", ["is not a date"]),
        ("Oct 1960 – Apr 1961 or earlier", ["is not a date"]),
        ("before 1995 or later", ["is not a date"]),
        ("before 9 Mar 1969 at 2:30 pm", ["is not a date"]),
        ("July – 1956", ["is not a date"]),
        ("5² Jul 2018", ["is not a date"]),
        ("٥ Jul 2018", ["is not a date"]),
        ("13:30 pm 2018", ["is not a date"]),
        ("Jul 2018 14:30", ["no day that could have a time"]),
        ("9999 years ago", ["is not a date"]),
        ("", ["empty"]),
        ("soon", ["is not a date"]),
    ],
)
def test_what_is_refused_and_how_to_write_it(typed: str, says: list[str]) -> None:
    with pytest.raises(DateError) as refused:
        read(typed, TODAY)
    assert all(part in str(refused.value) for part in says)


@given(ANY)
@example("[?-000X-01,0000..0000]")
@example("0000/000X~")
@example("~0000-XX")
@example("-99XX")
@example("0000-~XX-01")
@example("0000-01-0X")
def test_whatever_is_shown_is_read(text: str) -> None:
    written, shown = edtf.parse(text), read(human(text))
    assert (shown.start, shown.end, shown.qualifier) == (written.start, written.end, written.qualifier)


_WORDS = st.sampled_from(
    [
        "5",
        "05",
        "16",
        "31",
        "44",
        "180705",
        "20180705",
        "1950",
        "1950s",
        "1955",
        "2018",
        "03/04/1955",
        "Jul",
        "July",
        "Sept.",
        "mart",
        "Friday",
        "BC",
        "AD",
        "th",
        "st",
        "X",
        "XX",
        "19XX",
        "c.",
        "?",
        "~",
        "-",
        "–",
        "/",
        ",",
        ".",
        "or",
        "and",
        "to",
        "from",
        "between",
        "before",
        "after",
        "since",
        "until",
        "early",
        "mid",
        "late",
        "century",
        "19th",
        "spring",
        "Q3",
        "last",
        "year",
        "days",
        "ago",
        "today",
        "14:30",
        "pm",
        "UTC",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "..",
        "²",
        "٣",
        "１",
    ]
)
_TYPED = st.one_of(
    st.text(max_size=40), st.lists(_WORDS, max_size=7).map(" ".join), st.lists(_WORDS, max_size=5).map("".join)
)
_ORDERS = st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}", "{y} {m} {d}", "{d}.{n}.{y}", "{n}/{d}/{y}"])


@given(_TYPED)
def test_any_text_is_read_or_refused(typed: str) -> None:
    with suppress(DateError):
        found = read(typed, TODAY)
        assert found == edtf.parse(found.text)


@given(
    st.dates(date(1000, 1, 1)),
    st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}", "{y} {m} {d}", "{d}.{n}.{y}", "{n}/{d}/{y}"]),
)
def test_a_day_is_that_day_in_any_order_or_refused(day: date, form: str) -> None:
    typed = form.format(d=day.day, m=day.strftime("%B"), n=day.month, y=day.year)
    try:
        assert read(typed).text == day.isoformat()
    except DateError:
        assert "{n}" in form
        assert day.day <= 12 and day.day != day.month


def test_an_order_settles_what_comes_first() -> None:
    assert read("03/04/1955", order="dmy").text == "1955-04-03"
    assert read("03/04/1955", order="mdy").text == "1955-03-04"
    with pytest.raises(DateError, match="has month 16"):
        read("16/02/2020", order="mdy")


def test_a_table_has_no_today() -> None:
    for typed in ("today", "last year", "3 days ago"):
        with pytest.raises(DateError):
            read(typed)


def test_filters_take_the_days() -> None:
    assert [iso_day(day) for day in days("5-9 Jul 2018", "--year")] == ["2018-07-05", "2018-07-09"]
    with pytest.raises(UsageError, match=r"--from: '03/04/1955' can be read as"):
        days("03/04/1955", "--from")
    with pytest.raises(UsageError, match=r"--from: 'soon' is not a date; write it as"):
        days("soon", "--from")
    start, end = span("1955", "1960", "late 1950s")
    assert (iso_day(start or 0), iso_day(end or 0)) == ("1957-01-01", "1959-12-31")
