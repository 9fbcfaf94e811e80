"""Tables of foreign shape to events: CSV of any dialect, JSON lists and JSON Lines whose columns have their own names.

`read` gives the rows as they stand, `parse_map` and `columns_of` what the user says of the columns, `event` makes an
event of a row. Whatever can't be read raises Wrong with the reason, and the row goes its own way as it stood.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tpcli.dates import edtf
from tpcli.errors import TpcliError, UsageError
from tpcli.record.model import FIELDS, LISTS, SINGULAR, Reader, Term, Vocabulary, is_link, shapes
from tpcli.record.problems import Wrong, quoted
from tpcli.record.reading.content import Unreadable, text_of
from tpcli.record.writing.insertion import json_items
from tpcli.text.folding import did_you_mean, fold, key

DELIMITERS = (",", ";", "\t")


class Row(NamedTuple):
    """One row of a table."""

    line: int
    """Where it begins, from 1."""
    values: Mapping[str, Any]
    """What stands in its columns: texts, lists, None."""
    stood: str
    """Its text, ended by a line break."""
    wrong: str | None = None
    """Why it can't be read, if it can't."""


class Table(NamedTuple):
    """A table of foreign shape."""

    columns: tuple[str, ...]
    rows: Iterable[Row]
    head: str
    """What a file of some of the rows begins with."""
    suffix: str
    """What the name of such a file ends in: .csv or .jsonl."""


# Tables


def read(content: bytes, name: str, wanted: Iterable[str]) -> Table:
    """The table in a file. `wanted` are names that some columns should have, which tells the delimiter of a CSV.

    Raises TpcliError where there is none.
    """
    try:
        text = text_of(content)
    except Unreadable as error:
        raise TpcliError(f"{name}:{error.line}:{error.column}: {error.message}") from None
    begin = text.lstrip()[:1]
    if not begin:
        raise TpcliError(f"{name}: the file is empty")
    if begin == "[" and not name.lower().endswith((".csv", ".tsv")):
        return _json_table(text, name)
    if begin == "{":
        return _jsonl_table(text)
    return _csv_table(text, name, wanted)


def _csv_table(text: str, name: str, wanted: Iterable[str]) -> Table:
    csv.field_size_limit(2**31 - 1)
    lines = re.findall("[^\n]*\n|[^\n]+" if "\n" in text else "[^\r]*\r|[^\r]+", text)
    known = {key(column) for column in wanted}

    def likeness(delimiter: str) -> tuple[int, int]:
        rows = _csv_rows(lines[:50], delimiter)
        widths = [len(cells) for _, _, cells, wrong in rows if wrong is None and cells]
        head = next((cells for _, _, cells, _ in _csv_rows(lines[:50], delimiter) if cells), [])
        return len(known & {key(cell) for cell in head}), sum(w == len(head) > 1 for w in widths)

    delimiter = max(DELIMITERS, key=likeness)
    rows = _csv_rows(lines, delimiter)
    begin, end, header, wrong = next(((b, e, cells, wrong) for b, e, cells, wrong in rows if cells or wrong))
    if wrong:
        raise TpcliError(f"{name}:{begin + 1}: the header can't be read: {wrong}")
    columns = tuple(cell.strip() for cell in header)

    def found() -> Iterator[Row]:
        for begin, end, cells, wrong in rows:
            stood = _ended("".join(lines[begin:end]))
            if wrong is None and cells and len(cells) != len(columns):
                wrong = f"the row has {len(cells)} cells, the header {len(columns)}"
            if cells or wrong:
                values = dict(zip(columns, cells, strict=False))
                yield Row(begin + 1, values, stood, wrong)

    return Table(columns, found(), _ended("".join(lines[begin:end])), ".csv")


def _csv_rows(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, int, list[str], str | None]]:
    """The rows: the numbers of the first line and of the one after the last, the cells, and what is wrong."""
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
    last = 0
    while True:
        begin = last
        wrong = None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            open_quote = "unexpected end of data" in str(error)
            cells, wrong = [], "a quote is opened here and never closed" if open_quote else f"no CSV: {error}"
        last = reader.line_num
        yield begin, last, cells, wrong


def _json_table(text: str, name: str) -> Table:
    start = len(text) - len(text.lstrip())
    try:
        spans, end = json_items(text, start)
        if text[end + 1 :].strip():
            raise ValueError("text follows the end of the list")
        rows, line, counted = [], 1, 0
        for begin, stop in spans:
            line, counted = line + text.count("\n", counted, begin), begin
            rows.append(_json_row(text[begin:stop], line))
    except (ValueError, IndexError) as error:
        line = text.count("\n", 0, getattr(error, "pos", 0)) + 1
        raise TpcliError(f"{name}:{line}: this is no JSON list: {getattr(error, 'msg', error)}") from None
    except RecursionError:
        raise TpcliError(f"{name}: the file is nested too deep") from None
    return _of_objects(rows)


def _jsonl_table(text: str) -> Table:
    lines = enumerate(re.split("\r?\n", text), 1)
    return _of_objects([_json_row(line, number) for number, line in lines if line.strip()])


def _of_objects(rows: Sequence[Row]) -> Table:
    return Table(tuple(dict.fromkeys(name for row in rows for name in row.values)), rows, "", ".jsonl")


def _json_row(text: str, line: int) -> Row:
    # Line breaks between the values go, so that the row stands on a line of its own: inside a text there are none.
    stood = re.sub(r'("(?:[^"\\]|\\.)*")|\s+', lambda match: match[1] or " ", text).strip() + "\n"
    try:
        values = json.loads(text, parse_int=str, parse_float=str, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        return Row(line, {}, _ended(text), f"this is no JSON: {getattr(error, 'msg', 'nested too deep')}")
    if not isinstance(values, dict):
        return Row(line, {}, stood, "this is no JSON object")
    return Row(line, values, stood)


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


# What the user says of the columns


def parse_map(typed: Sequence[str]) -> dict[str, str]:
    """`date=Year,countries=Supplier+Recipient`: for each field of an event what is said of its columns.

    A comma ends a column's name only where a field and `=` follow. Raises UsageError.
    """
    fields: dict[str, str] = {}
    for part in [part for text in typed for part in re.split(r",(?=\s*\w+\s*=)", text)]:
        name, equals, column = part.partition("=")
        name = name.strip()
        if not equals or not column.strip():
            raise UsageError(f"--map '{part}' says no column: write it as date=Year,title=Name")
        if name not in FIELDS["events"]:
            raise UsageError(f"--map: '{name}' is no field of events{did_you_mean(name, FIELDS['events'])}")
        if name in ("deal", "stage"):
            raise UsageError(f"--map: {name} can't be imported, for a list of events brings no deals: add it later")
        if name in fields:
            raise UsageError(f"--map names '{name}' twice: join columns with +, as in {name}=A+B")
        fields[name] = column.strip()
    for name in ("date", "title"):
        if name not in fields:
            raise UsageError(f"--map names no column for the {name}: write {name}=COLUMN")
    return fields


def columns_of(fields: Mapping[str, str], columns: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each field the columns that make it up. Raises UsageError, naming the nearest, where there are none."""
    out: dict[str, tuple[str, ...]] = {}
    for field, said in fields.items():
        whole = _column(said, columns)
        parts = [said] if whole else said.split("+")
        found = [whole or _column(part.strip(), columns) for part in parts]
        for part, column in zip(parts, found, strict=True):
            if column is None:
                near = did_you_mean(part, columns)
                shown = f"\ncolumns: {', '.join(columns)}"
                raise UsageError(f"--map {field}: there is no column {quoted(part.strip())}{near}{shown}")
            if columns.count(column) > 1:
                raise UsageError(f"--map {field}: the column {quoted(column)} stands {columns.count(column)} times")
        out[field] = tuple(column for column in found if column)
    return out


def _column(said: str, columns: Sequence[str]) -> str | None:
    if said in columns:
        return said
    alike = {column for column in columns if key(column) == key(said) != ""}
    return alike.pop() if len(alike) == 1 else None


# Rows to events


class Reading(NamedTuple):
    """What is needed to make events of rows; the same for all of them."""

    columns: Mapping[str, tuple[str, ...]]
    """For each field the columns that make it up."""
    readers: Mapping[str, Reader]
    """For each field what it must be."""
    aliases: Mapping[str, Mapping[str, str]]
    """For each shape of field whose words are known, their ids by the folded names that people write."""
    names: Mapping[str, Sequence[str]]
    """For each such shape, the words by name, to name the nearest."""


def reading(columns: Mapping[str, tuple[str, ...]], vocabulary: Vocabulary) -> Reading:
    """How rows are to be read, given which columns make up which field, and the words that there are."""
    by_shape = shapes(vocabulary)
    readers = {field.name: by_shape[field.shape] for field in FIELDS["events"].values()}
    parts = {"countries": vocabulary.countries, "themes": vocabulary.themes}
    parts |= {shape: getattr(vocabulary, part) for part, shape in SINGULAR.items()}
    known = {shape: terms for shape, terms in parts.items() if terms}
    names = {shape: [term.name for term in terms.values()] for shape, terms in known.items()}
    return Reading(columns, readers, {shape: by_alias(terms) for shape, terms in known.items()}, names)


def by_alias(terms: Mapping[str, Term]) -> dict[str, str]:
    """The ids of words by their folded ids, names and aliases; what means two of them is left out."""
    out: dict[str, str] = {}
    twice = set()
    for term in terms.values():
        for name in {key(name) for name in (term.id, term.name, *term.aliases)}:
            if out.setdefault(name, term.id) != term.id:
                twice.add(name)
    return {name: id_ for name, id_ in out.items() if name not in twice} | {key(id_): id_ for id_ in terms}


def event(row: Row, how: Reading) -> dict[str, Any]:
    """The event that a row tells of. Raises Wrong, its message naming the field, where the row can't be read."""
    if row.wrong is not None:
        raise Wrong("unreadable", row.wrong)
    out: dict[str, Any] = {}
    for name, columns in how.columns.items():
        shape = FIELDS["events"][name].shape
        try:
            texts = [text for column in columns for text in _texts(row.values.get(column), column)]
            value = _value(shape, texts, how)
            if value is not None:
                how.readers[name](value)
                out[name] = int(value) if shape == "count" and value.isdecimal() else value
        except Wrong as wrong:
            raise Wrong(wrong.code, f"{name}: {wrong.message}") from None
    for name in ("date", "title"):
        if name not in out:
            raise Wrong("missing-field", f"{name}: {' and '.join(how.columns[name])} holds nothing")
    return out


def _texts(value: Any, column: str) -> list[str]:
    """What stands in one column, without what is empty."""
    values = value if isinstance(value, list) else [value]
    out = []
    for item in values:
        if isinstance(item, (dict, list)):
            raise Wrong("wrong-shape", f"{column} holds a mapping or a list of lists, not a text")
        text = ("true" if item else "false") if isinstance(item, bool) else (item or "").strip()
        if "\0" in text or (not text.isascii() and re.search("[\ud800-\udfff]", text)):
            raise Wrong("not-text", f"{column} holds a character that is no text")
        if text:
            out.append(text)
    return out


def _value(shape: str, texts: Sequence[str], how: Reading) -> Any:
    """What a field of that shape holds, given the texts of its columns; None for nothing."""
    if not texts:
        return None
    if shape in LISTS:
        items = [item for text in texts for item in _parts(shape, text, how)]
        return list(dict.fromkeys(items))
    text = " ".join(texts)
    if shape == "date":
        return date_of(text)
    if shape == "count":
        return re.sub(r"\.0+$", "", text)
    if shape == "confidence":
        return fold(text)
    return how.aliases.get(shape, {}).get(key(text), text)


def _parts(shape: str, text: str, how: Reading) -> list[str]:
    """The items that one cell holds, each by its id where it is a word of the vocabulary."""
    if shape == "citations":
        links = text.split() if "://" in text else [text]
        links = [link.strip(",;") for link in links]
        for link in links:
            if not is_link(link):
                raise Wrong("unknown-source", f"{quoted(link)} is no link, which a source of an imported event must be")
        return links
    if shape in how.aliases:
        return _words(text, how.aliases[shape], how.names[shape])
    between = r"\s*;\s*" if shape == "texts" else r"\s*[;,\n]\s*"
    return [part for part in re.split(between, text) if part]


def _words(text: str, aliases: Mapping[str, str], names: Sequence[str]) -> list[str]:
    """The words that a text names, which may be one: it is taken apart only as far as need be."""
    if key(text) in aliases:
        return [aliases[key(text)]]
    for between in (r"\s*[;|\n]\s*", r"\s*[,/&]\s*", r"\s+and\s+"):
        parts = [part for part in re.split(between, text) if part]
        if len(parts) > 1:
            return [word for part in parts for word in _words(part, aliases, names)]
    raise Wrong("unknown-word", f"{quoted(text)} is not known{did_you_mean(text, names)}")


# Dates

_TIME = re.compile(r"[T ,]+\d{1,2}:\d\d(:\d\d(\.\d+)?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?$", re.IGNORECASE)
# With a point between them two numbers may as well be one, 2018.5.
_YEAR_FIRST = re.compile(r"(\d{4})(?:[./ -](\d{1,2})[./ -](\d{1,2})|[/ -](\d{1,2}))")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_MONTH_FIRST = re.compile(r"(\d{1,2})[./ -](\d{4})")
_DAYS_FIRST = re.compile(r"(\d{1,2})[./ -]+(\d{1,2})[./ -]+(\d{4})")
_ABOUT = re.compile(r"(?:c\.?|ca\.?|circa|about|approx\.?|~)\s*(\d{4})", re.IGNORECASE)
_YEARS = re.compile(r"(\d{4})\s*(?:[-–—]|to)\s*(\d{4})")
_DECADE = re.compile(r"(\d{3})0s")
_MONTH = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)


def date_of(text: str) -> str:
    """A date as people write it, in EDTF, exactly as exact as it is: `5 Jul 2018`, `07/2018`, `2018.0`, `c. 1955`.

    A time of day is left out. Raises Wrong where it is no date, or could be read as two.
    """
    text = " ".join(text.split())
    try:
        return edtf.parse(text).text
    except edtf.DateError as error:
        reason = str(error)
    text = re.sub(r"^(\d{4})[.,]0+$", r"\1", _TIME.sub("", text))
    if (match := re.fullmatch(r"(\d{4})/(\d\d)", text)) and int(match[2]) == (int(match[1]) + 1) % 100 <= 12:
        following = int(match[1]) + 1
        raise Wrong("not-a-date", f"{quoted(text)} can be read as {match[1]}-{match[2]} or as {match[1]}/{following}")
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        written = "-".join(part if len(part) == 4 else part.zfill(2) for part in match.groups() if part)
    elif match := _MONTH_FIRST.fullmatch(text):
        written = f"{match[2]}-{match[1].zfill(2)}"
    elif match := _ABOUT.fullmatch(text):
        written = f"{match[1]}~"
    elif match := _YEARS.fullmatch(text):
        written = f"{match[1]}/{match[2]}"
    elif match := _DECADE.fullmatch(text):
        written = f"{match[1]}X"
    elif match := _DAYS_FIRST.fullmatch(text):
        written = _days_first(text, *match.groups())
    elif _MONTH.search(text) and len(re.findall(r"\d+", text)) <= 2:
        written = _with_month_name(text)
    elif re.fullmatch(r"\d{4}", text):
        written = text
    else:
        raise Wrong("not-a-date", reason)
    try:
        return edtf.parse(written).text
    except edtf.DateError as error:
        told = "" if text in str(error) else f"{quoted(text)}: "
        raise Wrong("not-a-date", f"{told}{error}") from None


def _days_first(text: str, one: str, other: str, year: str) -> str:
    """05/07/2018: day and month in either order, unless only one of them can be the month."""
    first, second = f"{year}-{other.zfill(2)}-{one.zfill(2)}", f"{year}-{one.zfill(2)}-{other.zfill(2)}"
    if int(one) > 12 or first == second:
        return first
    if int(other) > 12:
        return second
    raise Wrong("not-a-date", f"{quoted(text)} can be read as {first} or as {second}")


def _with_month_name(text: str) -> str:
    from tpcli.dates.typed import days

    try:
        start, end = days(text, "")
    except UsageError as error:
        raise Wrong("not-a-date", str(error).removeprefix(": ").partition(";")[0]) from None
    (year, month, day), last = edtf.civil(start), edtf.civil(end)
    if start == end:
        return f"{year:04}-{month:02}-{day:02}"
    return f"{year:04}-{month:02}" if last[1] == month else f"{year:04}"
