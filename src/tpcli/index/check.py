"""Every error and warning of a record: it is compiled, and what came out of that is asked about."""

import sqlite3
from collections.abc import Collection, Sequence

from tpcli.index.build import build
from tpcli.record.about import KEY
from tpcli.record.checks import (
    MOST_BYTES,
    MOST_HELD,
    UNASKED,
    UNKNOWN_WARNING,
    decomposed,
    questions,
    undeclared,
    warnings,
)
from tpcli.record.problems import Finding, Path, Problem, RecordError, quoted
from tpcli.record.reading.entries import Read
from tpcli.record.reading.files import RecordFile, state_of
from tpcli.record.reading.findings import in_order, located
from tpcli.record.reading.opened import Opened, opened
from tpcli.record.reading.record import Gathered, Record
from tpcli.text.collector import collector_paused
from tpcli.text.folding import did_you_mean


@collector_paused()
def check(location: str | None, files: Sequence[RecordFile] | None = None, also: Collection[str] = ()) -> list[Problem]:
    """Every error and warning of the record at `location`, by file and line. Raises TpcliError where there is none.

    Of a record with errors, what can be read is still asked about, but not what hangs on the rest. `files`, where
    given, are read in place of those that are there. `also` names the checks that are off unless they are asked for.
    """
    try:
        record = opened(location, files)
    except RecordError as error:
        return list(error.problems)
    found = _found(record, also)
    ignored = set(record.about.ignore)
    known = warnings()
    unknown = []
    for n, code in enumerate(record.about.ignore):
        if code not in known:
            file, path = _about(record)
            message = f"{quoted(code)} is no warning{did_you_mean(code, known)}"
            unknown.append(Finding(file, (*path, n), UNKNOWN_WARNING.code, message))
    found += located(record.files, unknown, "warning")
    return in_order(record.files, [one for one in found if one.severity == "error" or one.code not in ignored])


def looked_through(location: str, files: Sequence[RecordFile]) -> Opened:
    """The record of some files with what is wrong with its entries in its findings. Raises RecordError where it has
    so many errors that its entries are not reached.
    """
    record = opened(location, files)
    _found(record)
    return record


def _about(record: Opened) -> tuple[int, Path]:
    """Where a record says what is not to be asked."""
    part = next(part for part in record.parts["vocabulary"] if isinstance(part.value, dict) and KEY in part.value)
    return part.file, (*part.path, KEY, "ignore")


def _found(record: Opened, also: Collection[str] = ()) -> list[Problem]:
    gathered = Gathered(record) if sum(map(_size, record.files)) <= MOST_BYTES else None
    errors: list[Problem] = []

    def keep(section: str, entries: Sequence[Read]) -> None:
        nonlocal gathered
        if gathered:
            gathered.keep(section, entries)
            if len(gathered.entries["events"]) > MOST_HELD:
                gathered = None

    connection = sqlite3.connect("", check_same_thread=False)
    try:
        build(connection, record, lambda *_: None, keep)
    except RecordError as error:
        errors += error.problems
    finally:
        connection.close()
    if any(problem.code == "too-many" for problem in errors):
        return errors
    has_errors = bool(errors)
    errors += located(record.files, undeclared(record), "warning")
    errors += decomposed(record.files)
    if gathered is None:
        unasked = Problem(record.files[0].name, 1, 1, UNASKED.severity, UNASKED.code, UNASKED.why)
        return [*errors, unasked]
    asked = list(questions(_right(gathered.record(), record), has_errors=has_errors, also=also))
    return [*errors, *located(record.files, asked, "warning")]


def _right(whole: Record, record: Opened) -> Record:
    """The record without entries that refer to nothing."""
    wrong: set[tuple[int, Path]] = set()
    for finding in record.findings.found:
        if finding.code in ("unknown-source", "unknown-deal"):
            wrong.update((finding.file, finding.path[:n]) for n in range(len(finding.path)))
    if not wrong:
        return whole

    def is_right(section: str, id_: str) -> bool:
        return tuple(whole.places[section, id_]) not in wrong

    return whole._replace(
        deals=tuple(deal for deal in whole.deals if is_right("deals", deal.id)),
        facts=tuple(fact for fact in whole.facts if is_right("facts", fact.id)),
        events=tuple(event for event in whole.events if is_right("events", event.id)),
    )


def _size(file: RecordFile) -> int:
    if file.content is not None:
        return len(file.content)
    try:
        return state_of(file).size
    except OSError:
        return 0
