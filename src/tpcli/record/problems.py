"""Problems of a record: the place, a stable code, and a sentence that says what would be right."""

from collections.abc import Sequence
from typing import NamedTuple

from tpcli.errors import TpcliError

Path = tuple[str | int, ...]
"""Where in a file's content: keys and positions from the outside in, such as `("events", 3, "themes", 0)`."""


def quoted(text: str) -> str:
    """A text of the record in quotes, cut where it is long: a message stays a sentence."""
    return f"'{text}'" if len(text) <= 80 else f"'{text[:79]}…'"


class Finding(NamedTuple):
    """A problem before its line is known: the number of the file in the record, and the path in that file."""

    file: int
    path: Path
    code: str
    message: str


class Problem(NamedTuple):
    """One problem as it is shown: `file:line:column: code: message`. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    severity: str
    """error or warning."""
    code: str
    message: str

    def __str__(self) -> str:
        message = " ".join(self.message.splitlines())  # It may hold what stands in the record, line breaks included.
        return f"{self.file}:{self.line}:{self.column}: {self.code}: {message}"


class Wrong(Exception):
    """A value that can't be read: a stable code, the reason, and the value or field that it is about."""

    def __init__(
        self,
        code: str,
        reason: str,
        path: Path = (),
        *,
        value: str | None = None,
        field: str | None = None,
        sentence: bool = False,
    ) -> None:
        """`reason` says something of `value`, or else of `field`: `is no id`, `takes one value, not a list`.

        `path` is below the value that was read. A `sentence` is a reason that names what it is about itself.
        """
        super().__init__(code, reason)
        self.code = code
        self.reason = reason
        self.path = path
        self.value = value
        self.field = field
        self.sentence = sentence

    def in_field(self, name: str) -> "Wrong":
        """The error with the field that the value is in."""
        return Wrong(self.code, self.reason, (name, *self.path), value=self.value, field=name, sentence=self.sentence)

    def in_item(self, n: int) -> "Wrong":
        """The error with the place of the value in a list, counted from 0."""
        return Wrong(self.code, self.reason, (n, *self.path), value=self.value, sentence=self.sentence)

    @property
    def message(self) -> str:
        """The whole sentence."""
        about = self.field if self.value is None else quoted(self.value)
        if about is None or (self.sentence and self.value is None):
            return self.reason
        return f"{about}{self.reason}" if self.reason.startswith(";") else f"{about} {self.reason}"

    def __str__(self) -> str:
        return self.message


MOST_SAID = 20
"""Problems that are said where something else was asked; `check` says them all."""


class RecordError(TpcliError):
    """A record that can't be served, with every problem found in it; its text has the first, a sentence a line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = problems
        n = len(problems)
        lines = [*map(str, problems[:MOST_SAID]), f"{n} error{'s' if n != 1 else ''}: the record can't be read"]
        if n > MOST_SAID:
            lines[-1] += f"; these are the first {MOST_SAID}, tpcli check names all"
        super().__init__("\n".join(lines))
