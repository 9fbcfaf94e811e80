"""Dates, held against Python's own calendar; and the ways in which people read them."""

import calendar
from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tpcli.dates import edtf
from tpcli.dates.edtf import OPEN_END, OPEN_START, DateError, parse
from tpcli.dates.readable import human
from tpcli.dates.typed import days

TO_JULIAN = 1721425
"""The Julian day number of the day before 0001-01-01, which `date` counts from."""

YEARS = st.integers(-9999, 9999)
MONTHS = st.integers(1, 12)
NUMBERS = st.integers(edtf.day_number(-9999, 1, 1), edtf.day_number(9999, 12, 31))


def year_text(year: int) -> str:
    return f"{'-' if year < 0 else ''}{abs(year):04d}"


@st.composite
def simple(draw: st.DrawFn) -> str:
    """A date that is no interval, from years before Christ to 9999."""
    year = draw(YEARS)
    text = year_text(year)
    form = draw(st.sampled_from(["year", "month", "day", "season", "decade", "century", "no-month", "no-day"]))
    month = draw(MONTHS)
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
    return text + draw(st.sampled_from(["", "", "~", "?", "%"]))


@given(st.dates())
@example(date(1900, 2, 28))
@example(date(2000, 2, 29))
def test_a_day_is_the_day_that_the_calendar_says(day: date) -> None:
    number = day.toordinal() + TO_JULIAN
    assert edtf.day_number(day.year, day.month, day.day) == number
    assert edtf.civil(number) == (day.year, day.month, day.day)
    assert edtf.iso_day(number) == day.isoformat()
    assert parse(day.isoformat()) == (day.isoformat(), number, number, "day", "")


@given(NUMBERS)
def test_days_follow_each_other_through_all_years(number: int) -> None:
    year, month, day = edtf.civil(number)
    assert edtf.day_number(year, month, day) == number
    tomorrow = edtf.civil(number + 1)
    if day < edtf.days_in(year, month):
        assert tomorrow == (year, month, day + 1)
    else:
        assert tomorrow == ((year, month + 1, 1) if month < 12 else (year + 1, 1, 1))


@given(st.integers(1, 9999), MONTHS)
def test_months_and_years_reach_from_their_first_to_their_last_day(year: int, month: int) -> None:
    last = calendar.monthrange(year, month)[1]
    text = f"{year:04d}-{month:02d}"
    in_month = (date(year, month, 1).toordinal() + TO_JULIAN, date(year, month, last).toordinal() + TO_JULIAN)
    assert parse(text)[1:4] == parse(f"{text}-XX")[1:4] == (*in_month, "month")
    in_year = (date(year, 1, 1).toordinal() + TO_JULIAN, date(year, 12, 31).toordinal() + TO_JULIAN)
    assert parse(text[:4])[1:4] == parse(text[:4] + "-XX-XX")[1:4] == (*in_year, "year")
    with pytest.raises(DateError, match=f"has day {last + 1:02d}: that month has {last} days"):
        parse(f"{text}-{last + 1:02d}")


@given(st.integers(0, 999))
def test_decades_and_centuries_hold_their_years(decade: int) -> None:
    span = parse(f"{decade:03d}X")
    assert (span.start, span.end) == (parse(f"{decade}0".zfill(4)).start, parse(f"{decade}9".zfill(4)).end)
    century = parse(f"{decade // 10:02d}XX")
    assert century.start <= span.start <= span.end <= century.end


@given(simple(), simple())
def test_an_interval_reaches_from_one_end_to_the_other(first: str, last: str) -> None:
    start, end = parse(first), parse(last)
    text = f"{first}/{last}"
    if start.start > end.end:
        with pytest.raises(DateError, match="ends before it begins"):
            parse(text)
    else:
        assert parse(text)[:4] == (text, start.start, end.end, "interval")
    assert parse(f"{first}/..")[1:4] == parse(f"{first}/")[1:4] == (start.start, OPEN_END, "open")
    assert parse(f"../{last}")[1:4] == parse(f"/{last}")[1:4] == (OPEN_START, end.end, "open")


@given(simple())
def test_a_doubt_moves_no_day(text: str) -> None:
    certain = parse(text.rstrip("~?%"))
    assert certain.start <= certain.end
    for mark in "~?%":
        assert parse(certain.text + mark)[1:] == (certain.start, certain.end, certain.precision, mark)


@given(st.one_of(st.text(), st.text("0123456789-/.~?%XT:Z+ "), st.from_regex(r"-?\d{4}(-\d\d(-\d\d)?)?")))
@example("٢٠١٨-٠٧-٠٥")
@example("2018-07-05\n")
@example("１９５５")
def test_any_text_is_a_date_or_an_error(text: str) -> None:
    try:
        read = parse(text)
    except DateError:
        return
    assert read.text == text
    assert text.isascii()
    assert read.start <= read.end


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2018-02-30", "that month has 28 days"),
        ("2018-13", "months are 01 to 12"),
        ("2018-00-01", "months are 01 to 12"),
        ("2018-07-05T25:00", "is not a date"),
        ("195X-05", "a year that is not known"),
        ("2018-XX-05", "a month that is not known"),
        ("2014/2010", "ends before it begins"),
        ("../..", "neither end"),
        ("2010/2012/2014", "more than one '/'"),
        ("03/04/1955", "more than one '/'"),
        ("5 Jul 2018", "is not a date"),
        ("1e3", "is not a date"),
        ("0x10", "is not a date"),
        ("10000", "is not a date"),
    ],
)
def test_what_can_not_be_a_date_is_told(text: str, says: str) -> None:
    with pytest.raises(DateError, match=says):
        parse(text)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("1955-02-24", "24 Feb 1955"),
        ("1955-02", "Feb 1955"),
        ("1955-02-XX", "Feb 1955"),
        ("1955~", "c. 1955"),
        ("1955?", "1955?"),
        ("1955-02%", "c. Feb 1955?"),
        ("195X", "1950s"),
        ("19XX", "1900–1999"),
        ("2001-24", "winter 2001"),
        ("-0043-03-15", "15 Mar 44 BC"),
        ("0000", "1 BC"),
        ("2010/2014", "2010–2014"),
        ("2018-07-05/2018-07-09", "5–9 Jul 2018"),
        ("2018-07-05/2018-07-05", "5 Jul 2018"),
        ("2018-07-05/2018-09-01", "5 Jul – 1 Sep 2018"),
        ("2018-07/2018-09", "Jul–Sep 2018"),
        ("2018-07/2019-01", "Jul 2018 – Jan 2019"),
        ("2018-07/..", "since Jul 2018"),
        ("2018-07/", "Jul 2018–?"),
        ("../1979", "until 1979"),
    ],
)
def test_dates_read_as_a_person_writes_them(text: str, people: str) -> None:
    assert human(text) == people


@given(simple(), simple(), st.sampled_from(["one", "both", "from", "to"]))
def test_every_date_reads_as_something(first: str, last: str, form: str) -> None:
    if form == "both":
        assume(parse(first).start <= parse(last).end)
    text = {"one": first, "both": f"{first}/{last}", "from": f"{first}/..", "to": f"../{last}"}[form]
    assert any(c.isdigit() for c in human(text))
    assert human(text).isprintable()


@given(st.dates(date(1000, 1, 1)), st.sampled_from([4, 7, 10]))
def test_what_people_read_they_can_type(day: date, length: int) -> None:
    text = day.isoformat()[:length]
    asked = days(human(text), "--from")
    assert (asked.start, asked.end) == (parse(text).start, parse(text).end)
