"""Every error and warning of a record: it is compiled, and what came out of that is asked about."""

import sqlite3
from collections.abc import Sequence

from tpcli.index.build import build
from tpcli.record.checks import MOST_BYTES, MOST_HELD, UNASKED, questions, undeclared
from tpcli.record.problems import Path, Problem, RecordError
from tpcli.record.reading.entries import Read
from tpcli.record.reading.files import RecordFile, state_of
from tpcli.record.reading.findings import in_order, located
from tpcli.record.reading.opened import Opened, opened
from tpcli.record.reading.record import Gathered, Record


def check(location: str | None) -> list[Problem]:
    """Every error and warning of the record at `location`, by file and line. Raises TpcliError where there is none.

    Of a record with errors, what can be read is still asked about, but not what hangs on the rest.
    """
    try:
        record = opened(location)
    except RecordError as error:
        return list(error.problems)
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
    if gathered is None:
        unasked = Problem(record.files[0].name, 1, 1, UNASKED.severity, UNASKED.code, UNASKED.why)
        return in_order(record.files, [*errors, unasked])
    asked = list(questions(_right(gathered.record(), record), has_errors=has_errors))
    return in_order(record.files, [*errors, *located(record.files, asked, "warning")])


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
