"""A text in Markdown taken apart: items of lists, dated lines and dated sections, each with what belongs to it."""

import re
from collections.abc import Callable, Iterator, Sequence
from textwrap import dedent
from typing import NamedTuple

from tpcli.record.importing.dates import has_year
from tpcli.record.importing.tables import Row
from tpcli.record.problems import quoted

ITEM = re.compile(r"( {0,3})(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?(.*)")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t](.*)")
_UNDERLINE = re.compile(r" {0,3}([=-])\1*")
_LOWEST = 7
"""The level of a date alone: below all headings."""
_NO_TEXT = re.compile(r"(<!--.*-->|[-*_=]{3,})?")
_FENCE = re.compile(r" {0,3}(```|~~~)")

DEEPEST = 8
"""How deep items that are a date alone may be nested."""

Dated = Callable[[str, str, bool], str | None]
"""What follows the date that a text begins with, to which a heading may give the year; None where there is no date.

The last says whether a sign must follow the date, such as a colon or a dash, so that no sentence is taken for one.
"""


class _Section(NamedTuple):
    """A heading with the lines below it, up to the next heading."""

    level: int
    """From 1; 0 for what is above the first heading."""
    title: str
    above: str
    """The year, or the month and the year, that the headings above it give."""
    begin: int
    """The number of its first line, from 0, and of its first line of text."""
    body: int
    end: int


def rows_of(lines: Sequence[str], dated: Dated) -> tuple[list[Row], list[int]]:
    """The rows of a text, with `item`, `more` and `heading`, and the numbers, from 0, of the lines that are in none."""
    rows: list[Row] = []
    left: list[int] = []
    sections = list(_sections(lines, dated))
    for section, after in zip(sections, [*sections[1:], None], strict=True):
        found, others = _below(lines[section.body : section.end], _given(section.title, section.above, dated), dated)
        told = [line.strip() for line in lines[section.body : section.end] if not _is_no_text(line)]
        rest = dated(section.title, section.above, False) if section.level else None
        parts = after is not None and after.level > section.level
        if rest is None or parts or not (rest or told) or any(is_dated(row, dated) for row in found):
            rows += [row._replace(line=row.line + section.body) for row in found]
            left += [n + section.body for n in others]
            continue
        item = section.title if rest else f"{section.title}: {told.pop(0)}"
        stood = "".join(lines[section.begin : section.end]).rstrip("\r\n") + "\n"
        rows.append(Row(section.begin + 1, {"item": item, "more": "\n".join(told), "heading": section.above}, stood))
    return rows, left


def _is_no_text(line: str) -> bool:
    return _NO_TEXT.fullmatch(line.strip()) is not None


def dates_within(rows: Sequence[Row], dated: Dated) -> list[str]:
    """What is said of lines that begin with a date and are taken for the text of an item above them."""
    within = [
        (row.line, line)
        for row in rows
        for line in row.values["more"].split("\n")
        if has_year(line[:40]) and dated((ITEM.match(line) or ["", "", line])[2], "", False) is not None
    ]
    if not within:
        return []
    (at, line), *others = within
    more = f", and {len(others)} more such line{'s' if others[1:] else ''}" if others else ""
    return [f"{quoted(line[:40])} begins with a date, and is taken for the text of the item in line {at}{more}"]


def is_dated(row: Row, dated: Dated) -> bool:
    """Whether a row begins with a date, given the one that its heading has."""
    return dated(row.values["item"], row.values["heading"], False) is not None


class _Head(NamedTuple):
    """A heading: the numbers of its line and of the first below it, its level and its words."""

    begin: int
    body: int
    level: int
    title: str


def _heads(lines: Sequence[str], dated: Dated) -> Iterator[_Head]:
    """The headings: after `#`, above a line of `=` or `-`, or a date alone that begins a paragraph."""
    body = 0
    for n, line in enumerate(lines):
        if n < body:
            continue
        body = n + 1
        starts = not n or _is_no_text(lines[n - 1]) or _HEADING.match(lines[n - 1]) is not None
        under = _UNDERLINE.fullmatch(lines[n + 1].rstrip()) if n + 1 < len(lines) else None
        if match := _HEADING.match(line):
            yield _Head(n, body, len(match[1]), _unmarked(match[2].strip().rstrip("#")))
        elif not starts or _is_no_text(line) or ITEM.match(line):
            continue
        elif under and "|" not in line:
            body = n + 2
            yield _Head(n, body, 1 if under[1] == "=" else 2, _unmarked(line))
        elif has_year(line[:80]) and dated(line.strip(), "", False) == "":
            yield _Head(n, body, _LOWEST, _unmarked(line))


def _unmarked(title: str) -> str:
    """A title without the marks that make all of it bold or italic."""
    marked = re.fullmatch(r"([*_]{1,3})([^*_]+)\1", title.strip())
    return (marked[2] if marked else title).strip()


def _sections(lines: Sequence[str], dated: Dated) -> Iterator[_Section]:
    heads = list(_heads(lines, dated))
    yield _Section(0, "", "", 0, 0, heads[0].begin if heads else len(lines))
    given: dict[int, str] = {}
    for (n, body, level, title), end in zip(heads, [*(head.begin for head in heads[1:]), len(lines)], strict=False):
        above = next((given[upper] for upper in range(level - 1, 0, -1) if given.get(upper)), "")
        given = {upper: text for upper, text in given.items() if upper < level} | {level: _given(title, above, dated)}
        yield _Section(level, title, above, n, body, end)


def _given(title: str, above: str, dated: Dated) -> str:
    """The year, or the month and the year, that a heading gives to what is below it."""
    for whole in (title, f"{title} {above}"):
        if dated(whole, "", False) == "":
            return whole
    years = set(re.findall(r"\b\d{4}\b", title))
    return years.pop() if len(years) == 1 else above


def _below(lines: Sequence[str], heading: str, dated: Dated, depth: int = 0) -> tuple[list[Row], list[int]]:
    """The rows among the lines of one section, and the numbers of the others."""
    rows: list[Row] = []
    left: list[int] = []
    n = 0
    while n < len(lines):
        begin, item = n, ITEM.match(lines[n])
        n += 1
        if item:
            while n < len(lines) and _belongs(lines[n], len(item[1])):
                n += 1
            if n > begin + 1 and depth < DEEPEST and dated(item[2].strip(), heading, False) == "":
                # An item that is a date alone gives it to those below it.
                inner = dedent("".join(lines[begin + 1 : n])).splitlines(keepends=True)
                found, others = _below(inner, _given(item[2].strip(), heading, dated), dated, depth + 1)
                rows += [row._replace(line=row.line + begin + 1) for row in found]
                left += [number + begin + 1 for number in others]
                continue
            text = item[2].strip()
        elif _FENCE.match(lines[begin]):
            while n < len(lines) and not _FENCE.match(lines[n]):
                n += 1
            n = min(n + 1, len(lines))
            left += range(begin, n)
            continue
        elif dated(lines[begin].strip(), heading, True):
            while n < len(lines) and not (_is_no_text(lines[n]) or ITEM.match(lines[n]) or
                                          dated(lines[n].strip(), heading, True)):  # fmt: skip
                n += 1
            text = lines[begin].strip()
        else:
            left += [] if _is_no_text(lines[begin]) else [begin]
            continue
        more = "\n".join(line.strip() for line in lines[begin + 1 : n] if line.strip())
        stood = "".join(lines[begin:n]).rstrip("\r\n") + "\n"
        rows.append(Row(begin + 1, {"item": text, "more": more, "heading": heading}, stood))
    return rows, left


def _belongs(line: str, indent: int) -> bool:
    """Whether a line below an item is part of it: it is indented, and no item beside it."""
    item = ITEM.match(line)
    return line[:1] in (" ", "\t") and line.strip() != "" and not (item and len(item[1]) <= indent)
