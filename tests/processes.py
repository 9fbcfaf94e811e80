"""Processes that tests start: each is waited for so long and no longer, and none outlives its test."""

import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from tests.longer import tries

PATIENCE = 120
"""Seconds to wait for a process: far more than any takes, since the machine may be busy."""

LIMIT = tries(300)
"""Seconds that one test may take; beyond that it waits for something that never comes."""


def ran(command: Sequence[Any], **options: Any) -> subprocess.CompletedProcess[str]:
    """What a process came to, with what it wrote as text. More options are those of `subprocess.run`."""
    told = {"encoding": "utf-8", "timeout": PATIENCE, "check": False, **options}
    if not told.keys() & {"stdout", "stderr"}:
        told["capture_output"] = True
    return subprocess.run(command, **told)


@contextmanager
def started(command: Sequence[Any], **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """A process that is killed at the end of the context, if it has not ended by then."""
    with subprocess.Popen(command, **options) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """A context that fails if it takes longer, whatever it waits for; where there are no such signals it has no end.

    What cleans up may wait in vain too, so the signal comes again.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def fail(*_: object) -> None:
        pytest.fail(f"took more than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, fail)
    signal.setitimer(signal.ITIMER_REAL, seconds, 10)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
