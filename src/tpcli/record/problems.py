"""What is wrong with a record: where, a stable code, and a sentence that says what would be right."""

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
    """Raised by whatever reads one value: the code, the sentence, and the path below that value."""

    def __init__(self, code: str, message: str, path: Path = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = path


class RecordError(TpcliError):
    """A record that can't be served: every problem found in it, in one sentence a line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = problems
        n = len(problems)
        text = "\n".join(map(str, problems))
        super().__init__(f"{text}\n{n} error{'s' if n != 1 else ''}: the record can't be read")
