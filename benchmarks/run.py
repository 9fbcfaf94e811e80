"""Measures tpcli beside its peers, in turns, and prints the five targets as a Markdown table. See README.md.

Whole processes are measured: A B A B ..., the median of each and the median of the ratios of neighbouring pairs, so
that a machine that is slow for a while is slow for both. Everything is made in a temporary folder and removed after.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import inputs
from commands import commands
from measuring import (
    MIB,
    Argv,
    Case,
    Place,
    about,
    asking,
    built,
    in_turns,
    installed,
    memory,
    program,
    ratio_of,
    removed,
    rows_of,
    run,
    seconds_of,
    shown,
)
from peers import peers, sqlite_utils


class Line(NamedTuple):
    """A line of the table. `measured` and `target` are in `unit`; the target is met where it is not exceeded."""

    number: int
    what: str
    tpcli: str
    beside: str
    measured: float
    target: float
    unit: str = "×"


def main() -> None:
    """Make the inputs, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="leave the record of a million events out")
    parser.add_argument(
        "--only", choices=[*"12345", "peers", "commands"], help="measure one target, or one of the other tables, alone"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tpcli-benchmark-") as folder:
        place = installed(Path(folder))
        records = make_records(place.folder / "records", options.only, options.quick)
        wanted = [options.only] if options.only else [*"12345", "peers"]
        lines: list[Line] = []
        for number, measure in enumerate((start, first_run, size, building, nothing_changed), 1):
            if str(number) in wanted:
                lines += measure(place, records)
        print(about(place))
        if lines:
            print(table(lines))
        if options.quick and lines:
            print(
                "\nNot measured, for want of the million events (--quick): 3, and the memory and large file of 4 and 5."
            )
        if "peers" in wanted:
            print("\n" + peers(place, records))
        if options.only == "commands":
            print(commands(place, options.quick))


# What is measured


def make_records(folder: Path, only: str | None, quick: bool) -> dict[str, inputs.Made]:
    """The records that the targets wanted need, by name."""
    records: dict[str, inputs.Made] = {}
    if only not in ("1", "2", "commands"):
        print("  making records", file=sys.stderr)
        records["300"] = inputs.make(folder / "300", 300, alike=True)
        records["1,000"] = inputs.make(folder / "1000", 1000, alike=True)
        records["100,000"] = inputs.make(folder / "100k", 100_000)
        records["100,000 csv"] = inputs.as_csv(records["100,000"], folder / "100k-csv")
        if not quick and only != "peers":
            records["1,000,000"] = inputs.make(folder / "1M", 1_000_000)
            if only in (None, "4"):
                records["1,000,000 csv"] = inputs.as_csv(records["1,000,000"], folder / "1M-csv")
        time.sleep(3)
    return records


STARTED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("timeline", "timeline --from 1955", {}),
    ("deals", "deals --type naval", {}),
    ("show", "show milgem", {}),
    (
        "timeline",
        "",
        {"_TPCLI_COMPLETE": "complete_bash", "_TPCLI_LINE": "tpcli timeline --theme al"},
    ),
)


def start(place: Place, _: dict[str, inputs.Made]) -> list[Line]:
    """Target 1: each command beside an empty Typer program with the same options."""
    lines = []
    for terminal, target, rounds in ((False, 1.25, 31), (True, 2.0, 21)):
        for command, words, env in STARTED:
            if terminal and env:
                continue
            what = words or "completing --theme al"
            program = place.python.with_name(f"empty-{command}")
            asked = Case(what, [[place.tpcli, *words.split()]], env, terminal=terminal)
            empty = Case(f"empty {command}", [[program, *(["milgem"] if command == "show" else [])]], terminal=terminal)
            ours, theirs = in_turns(place, rounds, asked, empty)
            if len(ours[0].output) < 8:
                raise SystemExit(f"{what} answered with {ours[0].output!r}")
            where = "on a terminal" if terminal else "in a pipe"
            beside = f"empty Typer program {shown(seconds_of(theirs))}"
            lines.append(Line(1, f"`{what}` {where}", shown(seconds_of(ours)), beside, ratio_of(ours, theirs), target))
    return lines


def first_run(place: Place, _: dict[str, inputs.Made]) -> list[Line]:
    """Target 2: without anything in the cache beside the same command with its index found."""
    lines = []
    for words in ("timeline --from 1955", "deals --type naval"):
        cache = place.folder / "first"
        command: list[Argv] = [[place.tpcli, *words.split()]]
        first = Case(f"first {words}", command, {"XDG_CACHE_HOME": str(cache)}, removed(cache))
        ours, theirs = in_turns(place, 21, first, Case(f"warm {words}", command))
        beside = f"warm run {shown(seconds_of(theirs))}"
        lines.append(Line(2, f"first `{words}`", shown(seconds_of(ours)), beside, ratio_of(ours, theirs), 3.0))
    return lines


def size(place: Place, records: dict[str, inputs.Made]) -> list[Line]:
    """Target 3: the same number of rows out of a large record and a small one."""
    if "1,000,000" not in records:
        return []
    lines, peaks = [], []
    large = records["1,000,000"]
    naval, helicopter = (f"timeline --from 2018 --to 2018 --type {type_}" for type_ in ("naval", "helicopter"))
    for small, asked, same, target in (
        ("1,000", naval, naval, 1.3),
        ("300", helicopter, naval, 1.3),
        ("1,000", f"search {inputs.WORD}", f"search {inputs.WORD}", 1.5),
    ):
        one, other = asking(place, large, *asked.split()), asking(place, records[small], *same.split())
        ours, theirs = in_turns(place, 21, one, other)
        if rows_of(ours) != rows_of(theirs):
            raise SystemExit(f"{asked} answers with {rows_of(ours)} rows, and with {rows_of(theirs)} of {small} events")
        what = f"`{asked}` of 1,000,000, {rows_of(ours):,} rows"
        beside = f"`{same}` of {small} {shown(seconds_of(theirs))}"
        lines.append(Line(3, what, shown(seconds_of(ours)), beside, ratio_of(ours, theirs), target))
        peaks += [(max(found.peak for found in ours), f"`{asked}` of 1,000,000")]
        peaks += [(max(found.peak for found in theirs), f"`{same}` of {small}")]
    for of_large in (True, False):
        peak, what = max(found for found in peaks if found[1].endswith("1,000,000") is of_large)
        lines.append(Line(3, f"peak memory, largest: {what}", memory(peak), "", peak / MIB, 60.0, "MiB"))
    return lines


PARSE = "import sys, yaml\nfor name in sys.argv[1:]:\n    yaml.load(open(name, 'rb'), Loader=yaml.CSafeLoader)\n"


def building(place: Place, records: dict[str, inputs.Made]) -> list[Line]:
    """Target 4: indexes built from nothing, beside sqlite-utils and PyYAML; memory."""
    lines = []
    record, database = records["100,000"], place.folder / "events.db"
    utils = program("sqlite-utils")
    build = built(place, record.folder)
    if utils:
        ours, theirs = in_turns(place, 5, build, sqlite_utils(utils, record, database))
        beside = f"sqlite-utils {shown(seconds_of(theirs))}"
        lines.append(
            Line(
                4, "index of 100,000 events, JSON Lines", shown(seconds_of(ours)), beside, ratio_of(ours, theirs), 0.75
            )
        )
    else:
        print("missing: sqlite-utils, which the first line of target 4 is measured against")
    on_terminal = run(build._replace(terminal=True), place)
    silent = [on_terminal] if on_terminal.seconds > 1 and b"indexing" not in on_terminal.output else []
    what = "builds longer than a second, on a terminal, without a progress bar"
    lines.append(
        Line(4, what, f"{len(silent)} of 1, {shown(on_terminal.seconds)}", "", float(len(silent)), 0.0, "builds")
    )
    # A copy, so that it is a record like anybody's, with no index that came with it.
    copy = place.folder / "bundled"
    names = ("events.yaml", "deals.yaml", "facts.yaml", "sources.yaml")
    copy.mkdir()
    for name in names:
        shutil.copyfile(_bundled(place) / name, copy / name)
    time.sleep(3)
    parse = Case("PyYAML", [[place.python, "-c", PARSE, *(copy / name for name in names)]])
    ours, theirs = in_turns(place, 9, built(place, copy), parse)
    beside = f"PyYAML's C loader {shown(seconds_of(theirs))}"
    total = sum((copy / name).stat().st_size for name in names) // 1000
    what = f"index of the bundled record, YAML, {total:,} kB"
    lines.append(Line(4, what, shown(seconds_of(ours)), beside, ratio_of(ours, theirs), 1.3))
    for name in ("1,000,000", "1,000,000 csv"):
        if name in records:
            smaller = run(built(place, records[name.replace("1,000,000", "100,000")].folder), place)
            print(f"  building {name}", file=sys.stderr)
            found = run(built(place, records[name].folder), place)
            what = f"peak memory building 1,000,000 events, {'CSV' if 'csv' in name else 'JSON Lines'}"
            beside = f"100,000 events {smaller.peak / MIB:.0f} MiB in {shown(smaller.seconds)}"
            took = f"{found.peak / MIB:.0f} MiB in {shown(found.seconds)}"
            lines.append(Line(4, what, took, beside, found.peak / MIB, 200.0, "MiB"))
    return lines


def _bundled(place: Place) -> Path:
    return next((place.folder / "venv" / "lib").glob("python*/site-packages/tpcli/data"))


# The time is of `open_index` without connecting to SQLite: reading the stamp, and asking the system about each file.
CHECK = """
import statistics, sys, time
from tpcli.index import cache
location = sys.argv[1] if len(sys.argv) > 1 else None
connecting = []
connect = cache._connect
def timed(path):
    began = time.perf_counter()
    connection = connect(path)
    connecting.append(time.perf_counter() - began)
    return connection
cache._connect = timed
def once():
    began = time.perf_counter()
    connection = cache.open_index(location, quiet=True)
    took = time.perf_counter() - began
    connection.close()
    return took - connecting.pop()
first = once()
later = statistics.median(once() for _ in range(300))
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
once()
print(first, later, *opened, sep="\\n")
"""


def nothing_changed(place: Place, records: dict[str, inputs.Made]) -> list[Line]:
    """Target 5: finding an index up to date, timed inside the process."""
    lines = []
    large = records.get("1,000,000")
    for what, made in (("the bundled record", None), ("the record of 1,000,000 events", large)):
        if what != "the bundled record" and made is None:
            continue
        where: Argv = ["--data", made.folder] if made else []
        run(Case("warming", [[place.tpcli, *where, "timeline", "--limit", "1"]]), place)
        command: Argv = [place.python, "-c", CHECK, *([made.folder] if made else [])]
        (runs,) = in_turns(place, 21, Case(f"checking {what}", [command]))
        answers = [found.output.decode().split("\n") for found in runs]
        first, later = (statistics.median(float(answer[n]) * 1000 for answer in answers) for n in (0, 1))
        opened = [Path(name).name for name in answers[-1][2:] if name]
        large_ones = [name for name in opened if not name.endswith(".stamp")]
        beside = f"files opened: {', '.join('the stamp' if n.endswith('.stamp') else n for n in opened)}"
        lines.append(Line(5, f"knowing that {what} has not changed", f"{later:.2f} ms", beside, later, 1.0, "ms"))
        lines.append(Line(5, "the same, the first time in a process", f"{first:.2f} ms", "", first, 1.0, "ms"))
        if made:
            bytes_ = made.events.stat().st_size
            what = f"files of the record that are read, one of them of {bytes_ // 10**6} MB"
            lines.append(Line(5, what, str(len(large_ones)), "", float(len(large_ones)), 0.0, "files"))
    return lines


# Printing


def table(lines: Sequence[Line]) -> str:
    """The targets, each with what was measured and whether it is met."""
    rows = ["| | what | tpcli | beside | measured | at most | |", "|---|---|---|---|---|---|---|"]
    for line in lines:
        met = line.measured <= line.target
        over = "" if met or not line.target else f" by {line.measured / line.target - 1:.0%}"
        digits = {"×": 2, "ms": 2, "MiB": 0, "files": 0, "builds": 0}[line.unit]
        rows.append(
            f"| {line.number} | {line.what} | {line.tpcli} | {line.beside} | {line.measured:.{digits}f} {line.unit} | "
            f"{line.target:g} {line.unit} | {'met' if met else f'**not met**{over}'} |"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    main()
