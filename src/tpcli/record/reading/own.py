"""Fields that only this record knows: kept as they are, or read as its vocabulary declares them."""

from collections.abc import Iterable, Iterator
from typing import Any

from tpcli.record.entries import OwnField, Vocabulary
from tpcli.record.fields import ALL, FIELDS
from tpcli.record.problems import Wrong
from tpcli.record.values import OWN_READERS, Reader
from tpcli.record.values import text as plain_text
from tpcli.text.folding import did_you_mean
from tpcli.text.json import Json

MOST = 500
"""Fields of a record's own that one section may have: each is a column of an export, of which a database has 2000."""
SHORT = 4
"""Letters below which a name is taken for a slip of a known one by its capitals alone: `uid` is not `id`."""
DIGITS = 15
"""Digits of a number that is taken for one undeclared: every computer keeps so many."""


class OwnFields:
    """The fields of one section that are the record's own, in the order in which they are met."""

    def __init__(self, section: str, vocabulary: Vocabulary) -> None:
        self.section = section
        self.declared = vocabulary.fields or {}
        self.numbers: dict[str, str] = {}
        """The number of each, as text."""
        self.kinds: dict[str, str] = {}
        """text, number, date, list or json; of those that are not declared, what all values so far are."""
        self.places: dict[tuple[int, str], int] = {}
        self._is_too_many = False
        """Whether one too many was met: it is told of, and those after it are not."""
        self.given = {field.name: field.given for field in ALL[section]}

    def read(self, name: str, value: Json) -> tuple[str, Any]:
        """The number of a field and what it holds. Raises Wrong."""
        number = self.numbers.get(name)
        if number is None:
            if self._is_too_many:
                return "", None
            self._is_too_many = len(self.numbers) >= MOST
            self._refuse(name)
            number = self.numbers[name] = str(len(self.numbers))
        if value is None:
            return number, None
        if name in self.declared:
            reader: Reader = OWN_READERS[self.declared[name].kind]
            return number, reader(value)
        kept = value if isinstance(value, list | dict) else plain_text(value)
        kind = _kind(kept)
        before = self.kinds.get(name, kind)
        if before != kind:
            kind = "text" if {before, kind} == {"text", "number"} else "json"
        self.kinds[name] = kind
        return number, kept

    def found(self) -> list[OwnField]:
        """All that were met, those that are not declared by the kind of their values, with an empty meaning."""
        return [self.declared.get(name) or OwnField(name, self.kinds[name], "") for name in self.numbers]

    def meet(self, file: int, item: int, kept: Iterable[str]) -> None:
        """Keep where each was met first in a file, by their numbers."""
        for number in kept:
            self.places.setdefault((file, number), item)

    def undeclared(self) -> Iterator[tuple[int, int, str]]:
        """The file, the item and the name of each where it was met first in a file, of those that are not declared."""
        names = {number: name for name, number in self.numbers.items()}
        for (file, number), item in self.places.items():
            if names[number] not in self.declared:
                yield file, item, names[number]

    def takes(self, name: str) -> bool:
        """Whether a record may have a field of its own of that name."""
        try:
            self._refuse(name)
        except Wrong:
            return False
        return True

    def _refuse(self, name: str) -> None:
        """Raise Wrong for what can't be a field of a record's own."""
        if not any(map(str.isalnum, name)):
            raise Wrong("unknown-field", "is no name of a field", value=name)
        plain = name.casefold().replace("-", "_").replace(" ", "_")
        meant = [known for known in FIELDS[self.section] if is_slip(plain, known)]
        if meant and name not in self.declared:
            reason = f"is no field of {self.section}{did_you_mean(name, meant) or f'; did you mean {meant[0]!r}?'}"
            raise Wrong("unknown-field", reason, value=name)
        if plain in self.given:
            reason = f"is no field of {self.section}, but what tpcli itself works out: give it another name"
            raise Wrong("unknown-field", reason, value=name)
        if len(self.numbers) >= MOST:
            reason = f"is one more than the {MOST} fields of its own that a record may have; others may come after it"
            raise Wrong("too-many-fields", reason, value=name)


def _kind(value: Json) -> str:
    if value.__class__ is str:
        return "number" if is_number(value) else "text"
    return "list" if isinstance(value, list) and all(item.__class__ is str for item in value) else "json"


def is_number(text: str) -> bool:
    """Whether a text is a number that reads back as it is written."""
    if len(text) > DIGITS or not text.isascii() or not text[-1:].isdigit():
        return False
    try:
        return str(int(text)) == text
    except ValueError:
        pass
    try:
        return repr(float(text)) == text
    except ValueError:
        return False


def is_slip(word: str, known: str) -> bool:
    """Whether one letter more, less or another, or two changed over, make a word of the other; or capitals alone."""
    if word == known:
        return True
    if len(known) < SHORT:
        return False
    begin = 0
    while word[begin : begin + 1] == known[begin : begin + 1] != "":
        begin += 1
    a, b = word[begin:], known[begin:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    return (len(a) <= 1 and len(b) <= 1) or (len(a) == len(b) == 2 and a == b[::-1])
