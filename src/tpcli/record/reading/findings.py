"""Problems found while a record is read, kept until their lines are known and they are told."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from tpcli.errors import FileError, TpcliError
from tpcli.record.problems import Finding, Path, Problem, RecordError
from tpcli.record.reading.content import Report, Unreadable
from tpcli.record.reading.files import RecordFile
from tpcli.record.reading.place import locate

MOST_ERRORS = 1_000
"""After so many the rest of the record is left unread."""


class Findings:
    """The errors of a record so far."""

    def __init__(self, files: Sequence[RecordFile]) -> None:
        self.files = files
        self.found: list[Finding] = []
        self.unreadable: list[Problem] = []
        """Problems of files that can't be read further; they know their own line."""
        self.passed_over: dict[str, set[str]] = {}
        """By section: the fields that tpcli writes of an entry and works out itself."""

    def tell(self, finding: Finding) -> None:
        """Keep an error. Raises RecordError with all of them where they are too many to go on."""
        self.found.append(finding)
        if len(self.found) >= MOST_ERRORS:
            problems = self.problems()
            message = f"{MOST_ERRORS} errors: the rest of the record is left unread"
            raise RecordError([*problems, problems[-1]._replace(code="too-many", message=message)])

    def report(self, file: int) -> Report:
        """A function that takes the errors of one file."""
        return lambda path, code, message: self.tell(Finding(file, path, code, message))

    @contextmanager
    def reading(self, file: int) -> Iterator[None]:
        """Keep what makes a file unreadable as an error of that file."""
        name = self.files[file].name
        try:
            yield
        except Unreadable as error:
            self.unreadable.append(Problem(name, error.line, error.column, "error", error.code, str(error)))
        except RecordError:
            raise
        except (TpcliError, OSError) as error:
            reason = error.reason if isinstance(error, FileError) else getattr(error, "strerror", None) or str(error)
            self.unreadable.append(Problem(name, 1, 1, "error", "unreadable", reason))

    def problems(self) -> list[Problem]:
        """The errors with their lines and columns, in the order of the files."""
        return in_order(self.files, [*self.unreadable, *located(self.files, self.found, "error")])

    def raise_any(self) -> None:
        """Raise RecordError if there are any."""
        if self.found or self.unreadable:
            raise RecordError(self.problems())


def located(files: Sequence[RecordFile], findings: Sequence[Finding], severity: str) -> Iterator[Problem]:
    """The findings with their lines and columns."""
    paths: dict[int, set[Path]] = {}
    for finding in findings:
        paths.setdefault(finding.file, set()).add(finding.path)
    at = {file: locate(files[file], wanted) for file, wanted in paths.items()}
    for file, path, code, message in findings:
        yield Problem(files[file].name, *at[file][path], severity, code, message)


def in_order(files: Sequence[RecordFile], problems: Iterable[Problem]) -> list[Problem]:
    """The problems by file, line and column, each once."""
    order = {file.name: number for number, file in enumerate(files)}
    return sorted(set(problems), key=lambda p: (order[p.file], p.line, p.column, p.code, p.message))
