"""A deal's life: which stages it reached, in what order, and what it was on any day."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tpcli.dates.edtf import OPEN_END, Date
from tpcli.record.entries import Term


class Step(NamedTuple):
    """One event that moved a deal to a stage: its first and last day."""

    start: int
    end: int
    event: str
    stage: str
    quantity: int | None = None


class Standing(NamedTuple):
    """The status of a deal from a day on, until its next one."""

    day: int
    event: str
    stage: str
    status: str
    delivered: int | None
    """Units handed over by then, as far as events say; None where none says."""


def in_order(steps: Iterable[Step]) -> list[Step]:
    """The steps by first day, the more exact date first, then by id: the order of every list of events."""
    return sorted(steps, key=lambda step: step[:3])


def reached_by(date: Date | Step) -> int:
    """The day by which an event has certainly happened: its last possible day, or its first if its end is open."""
    return date.end if date.end != OPEN_END else date.start


def standings(steps: Iterable[Step], stages: Mapping[str, Term]) -> list[Standing]:
    """The status of a deal after each of its steps.

    A stage that `ends` (lapsed, cancelled) or `pauses` (suspended) gives the deal its own status while it is the
    latest. Otherwise the status is that of the furthest stage reached since the last end, in the order of the
    vocabulary, so a keel laid for a third ship does not undo the delivery of the first.
    """
    rank = {stage: n for n, stage in enumerate(stages)}
    out: list[Standing] = []
    furthest: str | None = None
    delivered: int | None = None
    for step in sorted(in_order(steps), key=reached_by):
        term = stages.get(step.stage)
        if step.quantity is not None:
            delivered = (delivered or 0) + step.quantity
        if term is None or term.effect == "advances":
            if furthest is None or rank.get(step.stage, -1) >= rank.get(furthest, -1):
                furthest = step.stage
            shown = stages.get(furthest)
            status = (shown.status if shown else None) or furthest
        else:
            status = term.status or step.stage
            if term.effect == "ends":
                furthest = None
        out.append(Standing(reached_by(step), step.event, step.stage, status, delivered))
    return out
