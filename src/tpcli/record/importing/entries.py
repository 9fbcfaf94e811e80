"""Rows to entries of a record, by which columns make which field. What can't be read raises Wrong with the reason."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tpcli.dates.readable import human
from tpcli.record.entries import Vocabulary
from tpcli.record.fields import FIELDS, LISTS, SINGULAR
from tpcli.record.importing import dates, words
from tpcli.record.importing.columns import Columns, texts_of
from tpcli.record.importing.ids import Ids
from tpcli.record.importing.mapping import REQUIRED
from tpcli.record.importing.numbers import number_of
from tpcli.record.importing.tables import Row
from tpcli.record.importing.words import Words
from tpcli.record.problems import Wrong, quoted
from tpcli.record.values import Reader, is_link, shapes
from tpcli.text.folding import fold, slug
from tpcli.text.json import Fields


class Reading(NamedTuple):
    """The settings for making entries of rows; the same for all rows."""

    section: str
    fields: Mapping[str, tuple[str, ...]]
    """For each field the columns that make it up."""
    columns: Columns
    readers: Mapping[str, Mapping[str, Reader]]
    """For each field of each part of a record what it must be."""
    words: Mapping[str, Words]
    """For each shape of field whose words are known, those words."""
    ids: Ids
    more: Mapping[str, str]
    """The fields that the record does not know, each with its column."""


def reading(
    fields: Mapping[str, tuple[str, ...]],
    columns: Columns,
    vocabulary: Vocabulary,
    section: str = "events",
    more: Mapping[str, str] | None = None,
) -> Reading:
    """How rows are to be read, given which columns make up which field, and the words that there are."""
    by_shape = shapes(vocabulary)
    readers = {
        part: {field.name: by_shape[field.shape] for field in fields_.values()} for part, fields_ in FIELDS.items()
    }
    parts = {"countries": vocabulary.countries, "themes": vocabulary.themes}
    parts |= {shape: getattr(vocabulary, part) for part, shape in SINGULAR.items()}
    known = {
        shape: words.words_of(terms, any_order=shape in ("countries", "country"))
        for shape, terms in parts.items()
        if terms
    }
    return Reading(section, fields, columns, readers, known, Ids(), more or {})


def entry(row: Row, how: Reading) -> Fields:
    """The entry that a row tells of. Raises Wrong, its message naming the field, where the row can't be read."""
    if row.wrong is not None:
        raise Wrong("unreadable", row.wrong)
    out: Fields = {}
    for name, columns in how.fields.items():
        shape = FIELDS[how.section][name].shape
        try:
            texts = [text for column in columns for text in texts_of(row.values.get(column), column)]
            value = _date(row, columns, texts, how) if shape == "date" else _value(shape, texts, columns, how)
            if value is not None:
                how.readers[how.section][name](value)
                out[name] = int(value) if shape == "count" and value.isdecimal() else value
        except Wrong as wrong:
            raise Wrong(wrong.code, f"{name}: {wrong.message}") from None
    for name in REQUIRED[how.section]:
        if name not in out:
            raise Wrong("missing-field", f"{name}: {' and '.join(how.fields[name])} holds nothing")
    if how.section != "events" and "id" not in out:
        out["id"] = how.ids.fresh(out["title"])
    return out


def _date(row: Row, columns: tuple[str, ...], texts: Sequence[str], how: Reading) -> str | None:
    if not texts:
        return None
    if how.columns.is_span(columns) and not texts_of(row.values.get(columns[0]), columns[0]):
        raise Wrong("not-a-date", f"{columns[1]} holds {quoted(texts[0])}, the last day, and {columns[0]} no first one")
    order = dates.order_by_names(columns) if len(columns) > 1 else None
    found = dates.of_texts(tuple(texts), order or how.columns.order(columns))
    if found in texts and dates.may_be_years(found):
        years = f"{found[:4]}/{found[:2]}{found[5:]}"
        said = f"{' and '.join(columns)}: {found} is read as {human(found)}; where years are meant, write {years}"
        how.columns.tell("season", said)
    return found


def _value(shape: str, texts: Sequence[str], columns: tuple[str, ...], how: Reading) -> Any:
    """The value of a field of that shape, from the texts of its columns; None for nothing."""
    if not texts:
        return None
    if shape in ("countries", "country") and "NA" in texts and not how.columns.are_codes(columns):
        raise Wrong("unknown-word", "'NA' is the code of Namibia, or stands for nothing: write Namibia, or no word")
    if shape in LISTS:
        items = [item for text in texts for item in _parts(shape, text, how)]
        return list(dict.fromkeys(items))
    text = " ".join(texts)
    if shape == "id" and re.search(r"[\s,;/]", text):
        return slug(text) or text
    if shape == "count":
        return number_of(text, how.columns.mark(columns))
    if shape in ("latitude", "longitude"):
        # Degrees have at most three digits before the mark, so that one mark is always that of the fraction.
        return text.replace(",", ".").replace("−", "-").rstrip("°")
    if shape in ("confidence", "source-kind"):
        return fold(text)
    known = how.words.get(shape)
    return (words.word(text, known) if known else None) or text


def _parts(shape: str, text: str, how: Reading) -> list[str]:
    """The items that one cell holds, each by its id where it is a word of the vocabulary."""
    if shape == "citations":
        links = text.split() if "://" in text else [text]
        links = [link.strip(",;") for link in links]
        for link in links:
            if not is_link(link):
                raise Wrong("unknown-source", f"{quoted(link)} is no link, which a source of an imported event must be")
        return links
    if shape in how.words:
        return words.several(text, how.words[shape])
    between = r"\s*;\s*" if shape == "texts" else r"\s*[;,\n]\s*"
    return [part for part in re.split(between, text) if part]
