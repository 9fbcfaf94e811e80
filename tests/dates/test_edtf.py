"""Dates, held against Python's own calendar; and the ways in which people read them."""

import calendar
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.dates.anydate import ANY, level_1
from tpcli.dates import edtf
from tpcli.dates.edtf import OPEN_END, OPEN_START, DateError, parse
from tpcli.dates.readable import human

TO_JULIAN = 1721425
"""The Julian day number of the day before 0001-01-01, which `date` counts from."""

NUMBERS = st.integers(edtf.day_number(-9999, 1, 1), edtf.day_number(9999, 12, 31))
MONTHS = st.integers(1, 12)


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


@given(level_1(), level_1())
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


@given(level_1())
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
        ("195X-21", "a year that is not known"),
        ("2018-XX-32", "those months have 31 days"),
        ("2014/2010", "ends before it begins"),
        ("../..", "neither end"),
        ("2010/2012/2014", "more than one '/'"),
        ("03/04/1955", "more than one '/'"),
        ("5 Jul 2018", "is not a date"),
        ("1e3", "is not a date"),
        ("0x10", "is not a date"),
        ("10000", "years are -9999 to 9999"),
        ("Y12000", "years are -9999 to 9999"),
        ("Y-17E7", "a year with an exponent, which is not read: years are -9999 to 9999"),
        ("1950S2", "significant digits"),
        ("-0000", "is in no year"),
        ("-0000-01", "is in no year"),
        ("19X1-02-29", "that month has 28 days"),
        ("1955-42", "others 25 to 41"),
        ("1560-XX-25T10:00", "a time of a day that is not known"),
        ("[2024-01-08, 2024-01-09]", "holds a blank"),
        ("[2024-01-08,2024-01-09", "not closed"),
        ("[2024-01-09..2024-01-08]", "ends before it begins"),
        ("[..]", "neither end"),
        ("[1955/1956]", "is not a date"),
        ("9" * 40, "years are -9999 to 9999"),
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
        ("[2024-01-08,2024-01-09]", "8 or 9 Jan 2024"),
        ("[2024-01,2024-02]", "Jan or Feb 2024"),
        ("[..1760-12]", "Dec 1760 or earlier"),
        ("[1667,1760-12..]", "1667, or Dec 1760 or later"),
        ("[1955..1960]", "between 1955 and 1960"),
        ("[1667,1668,1670..1672]", "1667, 1668 or 1670–1672"),
        ("{1960,1961-12}", "1960 and Dec 1961"),
        ("{1960..1970}", "1960–1970"),
        ("156X-12-25", "25 Dec 156X"),
        ("1560-XX-25", "25 XX 1560"),
        ("XXXX-12-XX", "Dec XXXX"),
        ("1XXX-XX", "1000–1999"),
        ("1984-1X", "Oct–Dec 1984"),
        ("1X5X", "1X5X"),
        ("2004-06~-11", "11 (c. Jun 2004)"),
        ("?2004-06-~11", "(c. 11) Jun (2004?)"),
        ("2001-29", "southern spring 2001"),
        ("2001-35", "Q3 2001"),
        ("2001-38", "May–Aug 2001"),
        ("2001-41", "H2 2001"),
        ("1955-21/1955-23", "spring 1955 – autumn 1955"),
        ("18XX/19XX", "1800–1899 to 1900–1999"),
        ("1921/197X~", "1921 – c. 1970s"),
        ("190X", "1900–1909"),
        ("-004X", "50–41 BC"),
        ("-0043/-0039", "44–40 BC"),
        ("0044", "44 AD"),
        ("2018-07/", "Jul 2018–?"),
        ("../1979", "until 1979"),
    ],
)
def test_dates_read_as_a_person_writes_them(text: str, people: str) -> None:
    assert human(text) == people


@pytest.mark.parametrize(
    ("text", "first", "last", "precision", "qualifier"),
    [
        ("[2024-01-08,2024-01-09]", "2024-01-08", "2024-01-09", "set", ""),
        ("[..1760-12]", "", "1760-12-31", "open", ""),
        ("[1760-12..]", "1760-12-01", "", "open", ""),
        ("[1667,1668,1670..1672]", "1667-01-01", "1672-12-31", "set", ""),
        ("{1961-12,1960?}", "1960-01-01", "1961-12-31", "set", "?"),
        ("156X-12-25", "1560-12-25", "1569-12-25", "decade", ""),
        ("1560-XX-25", "1560-01-25", "1560-12-25", "year", ""),
        ("1560-XX-31", "1560-01-31", "1560-12-31", "year", ""),
        ("XXXX-02-29", "0000-02-29", "9996-02-29", "unspecified", ""),
        ("-XXXX", "-9999-01-01", "-0001-12-31", "unspecified", ""),
        ("1XXX-XX", "1000-01-01", "1999-12-31", "millennium", ""),
        ("1984-X1", "1984-01-01", "1984-11-30", "year", ""),
        ("1984-12-2X", "1984-12-20", "1984-12-29", "month", ""),
        ("2004-06~-11", "2004-06-11", "2004-06-11", "day", "~"),
        ("?2004-06-~11", "2004-06-11", "2004-06-11", "day", "%"),
        ("2004-06-~01/2004-06-~20", "2004-06-01", "2004-06-20", "interval", "~"),
        ("1955-24", "1955-12-01", "1956-02-29", "season", ""),
        ("1955-29", "1955-09-01", "1955-11-30", "season", ""),
        ("1955-30", "1955-12-01", "1956-02-29", "season", ""),
        ("1955-36", "1955-10-01", "1955-12-31", "season", ""),
        ("1955-37", "1955-01-01", "1955-04-30", "season", ""),
        ("1955-40", "1955-01-01", "1955-06-30", "season", ""),
        ("1955-21/1955-33?", "1955-03-01", "1955-03-31", "interval", "?"),
    ],
)
def test_level_2_has_its_first_and_last_day(text: str, first: str, last: str, precision: str, qualifier: str) -> None:
    read = parse(text)
    assert (edtf.iso_day(read.start), edtf.iso_day(read.end), *read[3:]) == (first, last, precision, qualifier)


@given(ANY)
def test_every_date_reads_as_something(text: str) -> None:
    assert any(c.isdigit() or c == "X" for c in human(text))
    assert human(text).isprintable()
