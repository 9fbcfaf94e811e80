"""Measures tpcli beside its peers, in turns, and prints the five targets as a Markdown table. See README.md.

Whole processes are measured: A B A B ..., the median of each and the median of the ratios of neighbouring pairs, so
that a machine that is slow for a while is slow for both. Everything is made in a temporary folder and removed after.
"""

import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import inputs

ROOT = Path(__file__).resolve().parent.parent
MIB = 2**20

Argv = Sequence[str | Path]


class Case(NamedTuple):
    """Something to be measured: commands that run one after the other, and what is done, unmeasured, before them."""

    name: str
    commands: Sequence[Argv]
    env: Mapping[str, str] = MappingProxyType({})
    before: Callable[[], object] = lambda: None
    terminal: bool = False


class Run(NamedTuple):
    """What one run of a case took."""

    seconds: float
    peak: int
    """Bytes of memory at most, of the largest of its processes."""
    output: bytes


class Line(NamedTuple):
    """A line of the table. `measured` and `target` are in `unit`; the target is met where it is not exceeded."""

    number: int
    what: str
    tpcli: str
    beside: str
    measured: float
    target: float
    unit: str = "×"


class Place(NamedTuple):
    """Where everything is: the temporary folder, the environment in it that the wheel is installed in, its programs."""

    folder: Path
    python: Path
    tpcli: Path
    env: dict[str, str]


def main() -> None:
    """Make the inputs, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="leave the record of a million events out")
    parser.add_argument("--only", choices=[*"12345", "peers"], help="measure one target, or the table of peers, alone")
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
        print(table(lines))
        if options.quick:
            print(
                "\nNot measured, for want of the million events (--quick): 3, and the memory and large file of 4 and 5."
            )
        if "peers" in wanted:
            print("\n" + peers(place, records))


# Running


def run(case: Case, place: Place) -> Run:
    """Run a case once. Raises SystemExit with what it wrote to stderr if it fails."""
    case.before()
    seconds, peak, output = 0.0, 0, b""
    for command in case.commands:
        # Not read while it is measured, and in a file so that it can't fill up.
        with tempfile.TemporaryFile() as errors:
            began = time.perf_counter()
            process, read_end = _started(command, {**place.env, **case.env}, case.terminal, errors)
            written = _read(read_end)
            _, status, usage = os.wait4(process.pid, 0)
            seconds += time.perf_counter() - began
            process.returncode = os.waitstatus_to_exitcode(status)
            os.close(read_end)
            if process.returncode != 0:
                errors.seek(0)
                raise SystemExit(f"{case.name} failed: {errors.read().decode(errors='replace')}{written!r:.300}")
        peak = max(peak, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))
        output = written
    return Run(seconds, peak, output)


def _started(command: Argv, env: dict[str, str], terminal: bool, errors: Any) -> tuple[subprocess.Popen[bytes], int]:
    """The process, and the descriptor that its output is read from: a pipe, or a terminal too tall for a pager."""
    if terminal:
        import fcntl
        import pty
        import struct
        import termios

        read_end, write_end = pty.openpty()
        fcntl.ioctl(write_end, termios.TIOCSWINSZ, struct.pack("HHHH", 20_000, 120, 0, 0))
        stdin: Any = write_end
        errors = write_end
    else:
        read_end, write_end = os.pipe()
        stdin = subprocess.DEVNULL
    process = subprocess.Popen(command, env=env, stdin=stdin, stdout=write_end, stderr=errors)
    os.close(write_end)
    return process, read_end


def _read(descriptor: int) -> bytes:
    parts = []
    try:
        while part := os.read(descriptor, 1 << 16):
            parts.append(part)
    except OSError:  # What Linux says when the last process has left a terminal.
        pass
    return b"".join(parts)


def in_turns(place: Place, rounds: int, *cases: Case) -> list[list[Run]]:
    """Run cases in turns, once unmeasured and then so many times; the runs of each."""
    runs: list[list[Run]] = [[] for _ in cases]
    print(f"  {rounds} rounds of {', '.join(case.name for case in cases)}", file=sys.stderr)
    for n in range(rounds + 1):
        for case, of_case in zip(cases, runs, strict=True):
            found = run(case, place)
            if n:
                of_case.append(found)
    print("    " + ", ".join(shown(seconds_of(of_case)) for of_case in runs), file=sys.stderr)
    return runs


def seconds_of(runs: Iterable[Run]) -> float:
    """The median time."""
    return statistics.median(found.seconds for found in runs)


def ratio_of(one: Sequence[Run], other: Sequence[Run]) -> float:
    """The median of the ratios of runs that were made one right after the other."""
    return statistics.median(a.seconds / b.seconds for a, b in zip(one, other, strict=True))


def memory(peak: int) -> str:
    """A peak of memory as a person reads it; a child begins with the peak of this program, so less can't be seen."""
    return f"{'at most ' if peak <= _own_peak() else ''}{peak / MIB:.0f} MiB"


def rows_of(runs: Sequence[Run]) -> int:
    """How many lines the answer has."""
    return runs[0].output.count(b"\n")


def shown(seconds: float) -> str:
    """A time as a person reads it."""
    return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


# What is measured


def installed(folder: Path) -> Place:
    """The wheel, built and installed in an environment of its own, with the dependencies of this one."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "TPCLI_", "_TPCLI", "PIP_"))}
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"):
        env.pop(name, None)
    env |= {"TERM": "xterm-256color", "XDG_CACHE_HOME": str(folder / "cache")}
    quiet = {"env": env, "check": True, "stdout": subprocess.DEVNULL}
    print("  building and installing the wheel", file=sys.stderr)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    building = [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, ROOT]
    subprocess.run(building, **{**quiet, "env": {**env, "PYTHONDONTWRITEBYTECODE": "1"}})  # type: ignore[call-overload]
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], **quiet)  # type: ignore[call-overload]
    python = folder / "venv" / "bin" / "python"
    wheel = next(folder.glob("tpcli-*.whl"))
    inside = [*pip, "--python", python, "install", "--no-deps", "--no-index", wheel]
    subprocess.run(inside, **quiet)  # type: ignore[call-overload]
    packages = next((folder / "venv" / "lib").glob("python*/site-packages"))
    # A path that stands in a .pth file is searched after the wheel's own, and .pth files in it are not followed.
    (packages / "dependencies.pth").write_text("\n".join(p for p in sys.path if p.endswith("-packages")) + "\n")
    found = subprocess.run(
        [python, "-c", "import tpcli; print(tpcli.__file__)"], env=env, check=True, text=True, capture_output=True
    ).stdout
    if not Path(found.strip()).is_relative_to(packages):
        raise SystemExit(f"the wheel is not what runs, but {found}")
    place = Place(folder, python, python.with_name("tpcli"), env)
    for command in ("timeline", "deals", "show"):
        _empty(place, packages, command)
    # Files that are younger than the times of a coarse file system are compared by content: wait until they are not.
    time.sleep(3)
    return place


def _empty(place: Place, packages: Path, command: str) -> None:
    """An empty Typer program with the options of a command, installed as tpcli itself is."""
    made = subprocess.run(
        [place.python, Path(__file__).with_name("empty.py"), command],
        env=place.env,
        check=True,
        text=True,
        capture_output=True,
    )
    (packages / f"empty_{command}.py").write_text(made.stdout, encoding="utf-8")
    script = place.python.with_name(f"empty-{command}")
    script.write_text(place.tpcli.read_text(encoding="utf-8").replace("tpcli.cli", f"empty_{command}"), "utf-8")
    script.chmod(0o755)


def make_records(folder: Path, only: str | None, quick: bool) -> dict[str, inputs.Made]:
    """The records that the targets wanted need, by name."""
    records: dict[str, inputs.Made] = {}
    if only not in ("1", "2"):
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


def _asked(place: Place, record: inputs.Made, *words: str) -> Case:
    """tpcli asked about a record."""
    return Case(f"tpcli {words[0]} on {record.size:,}", [[place.tpcli, "--data", record.folder, *words]])


def _removed(folder: Path) -> Callable[[], object]:
    return lambda: shutil.rmtree(folder, ignore_errors=True)


def _built(place: Place, folder: Path) -> Case:
    """tpcli building the index of the record in a folder, there being none."""
    cache = place.folder / "built"
    command: Argv = [place.tpcli, "--data", folder, "timeline", "--limit", "1"]
    return Case(f"tpcli building {folder.name}", [command], {"XDG_CACHE_HOME": str(cache)}, _removed(cache))


STARTED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("timeline", "timeline --from 1955", {}),
    ("deals", "deals --type naval", {}),
    ("show", "show milgem", {}),
    (
        "timeline",
        "",
        {"_TPCLI_COMPLETE": "complete_bash", "COMP_WORDS": "tpcli timeline --theme al", "COMP_CWORD": "3"},
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
        first = Case(f"first {words}", command, {"XDG_CACHE_HOME": str(cache)}, _removed(cache))
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
        one, other = _asked(place, large, *asked.split()), _asked(place, records[small], *same.split())
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
    build = _built(place, record.folder)
    if utils:
        ours, theirs = in_turns(place, 5, build, _sqlite_utils(utils, record, database))
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
    ours, theirs = in_turns(place, 9, _built(place, copy), parse)
    beside = f"PyYAML's C loader {shown(seconds_of(theirs))}"
    total = sum((copy / name).stat().st_size for name in names) // 1000
    what = f"index of the bundled record, YAML, {total:,} kB"
    lines.append(Line(4, what, shown(seconds_of(ours)), beside, ratio_of(ours, theirs), 1.3))
    for name in ("1,000,000", "1,000,000 csv"):
        if name in records:
            smaller = run(_built(place, records[name.replace("1,000,000", "100,000")].folder), place)
            print(f"  building {name}", file=sys.stderr)
            found = run(_built(place, records[name].folder), place)
            what = f"peak memory building 1,000,000 events, {'CSV' if 'csv' in name else 'JSON Lines'}"
            beside = f"100,000 events {smaller.peak / MIB:.0f} MiB in {shown(smaller.seconds)}"
            took = f"{found.peak / MIB:.0f} MiB in {shown(found.seconds)}"
            lines.append(Line(4, what, took, beside, found.peak / MIB, 200.0, "MiB"))
    return lines


def _bundled(place: Place) -> Path:
    return next((place.folder / "venv" / "lib").glob("python*/site-packages/tpcli/data"))


def _sqlite_utils(utils: str, record: inputs.Made, database: Path) -> Case:
    """sqlite-utils doing what the issue names: the rows with a key, an index and full text."""
    commands: list[Argv] = [
        [utils, "insert", database, "events", record.events, "--nl", "--pk", "id"],
        [utils, "create-index", database, "events", "date"],
        [utils, "enable-fts", database, "events", "title", "summary"],
    ]
    return Case("sqlite-utils", commands, before=lambda: database.unlink(missing_ok=True))


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


# Peers


def program(name: str) -> str | None:
    """A program of that name: beside the Python that runs this, or on the path."""
    return shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))


def peers(place: Place, records: dict[str, inputs.Made]) -> str:
    """Each of the peers answering the same question about 100,000 events, and how long beside tpcli."""
    record, comma = records["100,000"], records["100,000 csv"]
    ours = _asked(place, record, "timeline", "--year", "2018", "--kind", "contract", "--fields", "id,date,title")
    (answer,) = in_turns(place, 7, ours)
    rows = ["| program | time | against tpcli | peak memory | rows |", "|---|---|---|---|---|"]
    rows.append(_peer("tpcli, index warm", answer, None))
    missing = []
    for name, case, header in _peer_cases(place, record, comma):
        if case is None:
            missing.append(name)
            continue
        theirs, beside = in_turns(place, 3 if header == "slow" else 7, case._replace(name=name), ours)
        counted = rows_of(theirs) - (header in ("header", "slow"))
        if name != "`python -c pass`" and counted != rows_of(answer):
            raise SystemExit(f"{name} answers with {counted} rows, tpcli with {rows_of(answer)}")
        rows.append(_peer(name, theirs, ratio_of(theirs, beside), counted))
    rows.append(f"\nMissing here: {', '.join(missing) or 'none'}.")
    return "\n".join(rows)


def _peer(name: str, runs: Sequence[Run], ratio: float | None, rows: int | None = None) -> str:
    peak = max(found.peak for found in runs)
    times = f"{ratio:.2f} ×" if ratio else "1 ×"
    return (
        f"| {name} | {shown(seconds_of(runs))} | {times} | {memory(peak)} | {rows_of(runs) if rows is None else rows} |"
    )


DUCKDB = """
import sys, duckdb
for row in duckdb.execute("SELECT id, date, title FROM read_ndjson(?, columns={id: 'VARCHAR', date: 'VARCHAR',"
    " title: 'VARCHAR', kind: 'VARCHAR'}) WHERE kind = 'contract' AND date LIKE '2018%'", [sys.argv[1]]).fetchall():
    print(*row, sep="\\t")
"""
SQL = "SELECT id, date, title FROM events WHERE kind = 'contract' AND date >= '2018' AND date < '2019'"
VISIDATA = """{{"longname": "open-file", "input": "{}"}}
{{"longname": "select-expr", "input": "kind == 'contract' and date.startswith('2018')"}}
{{"longname": "dup-selected"}}
"""


def _peer_cases(place: Place, record: inputs.Made, comma: inputs.Made) -> list[tuple[str, Case | None, str]]:
    """Every peer: its name, how it is asked (None where it is not installed), and whether its answer has a header."""
    database, saved = place.folder / "peers.db", place.folder / "visidata.tsv"
    script = place.folder / "visidata.vdj"
    script.write_text(VISIDATA.format(record.events), encoding="utf-8")
    utils, shell, jq, mlr = program("sqlite-utils"), program("sqlite3"), program("jq"), program("mlr")
    grep, visidata, duckdb = program("csvgrep"), program("vd"), program("duckdb")
    if utils:
        run(_sqlite_utils(utils, record, database), place)
    has_duckdb = subprocess.run(
        [sys.executable, "-c", "import duckdb"], env=place.env, stderr=subprocess.DEVNULL, check=False
    )
    jq_filter = 'select(.kind == "contract" and (.date | startswith("2018"))) | [.id, .date, .title] | @tsv'
    mlr_filter = '$kind == "contract" && $date =~ "^2018"'
    in_shell = f"{grep} -c kind -m contract {comma.events} | {grep} -c date -r ^2018"
    duck: Argv | None = None
    if duckdb:
        query = f"SELECT id, date, title FROM read_ndjson('{record.events}', columns={{id: 'VARCHAR', date: 'VARCHAR',"
        query += " title: 'VARCHAR', kind: 'VARCHAR'}) WHERE kind = 'contract' AND date LIKE '2018%'"
        duck = [duckdb, "-csv", "-noheader", "-c", query]
    elif has_duckdb.returncode == 0:
        duck = [sys.executable, "-c", DUCKDB, record.events]

    def case(found: str | None, *words: str | Path) -> Case | None:
        return Case("", [[found, *words]]) if found else None

    made = utils and database
    return [
        ("`python -c pass`", case(str(place.python), "-c", "pass"), ""),
        ("sqlite3, database made and indexed before", case(shell, database, SQL) if made else None, ""),
        ("sqlite-utils, database made and indexed before",
         case(utils, "query", database, SQL, "--csv", "--no-headers"), ""),
        ("jq", case(jq, "-r", jq_filter, record.events), ""),
        ("Miller", case(mlr, "--ijsonl", "--otsv", "filter", mlr_filter, "then", "cut", "-f", "id,date,title",
                        record.events), "header"),
        ("DuckDB" + ("" if duckdb else ", Python package"), Case("", [duck]) if duck else None, ""),
        ("csvgrep to csvgrep, CSV", case("/bin/sh", "-c", in_shell) if grep else None, "slow"),
        ("VisiData, batch", case("/bin/sh", "-c", f"{visidata} -b --play {script} -o {saved} && cat {saved}")
         if visidata else None, "slow"),
    ]  # fmt: skip


# Printing


def about(place: Place) -> str:
    """What it was run on."""
    packages = []
    for name in ("typer", "rich", "PyYAML", "duckdb"):
        try:
            packages.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    for name in ("sqlite-utils", "csvgrep", "vd", "jq", "mlr", "sqlite3"):
        found = program(name)
        if found:
            told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
            number = re.search(r"\d+(\.\d+)+", told)
            packages.append(f"{name} {number.group() if number else '?'}")
    import sqlite3

    memory = ""
    if hasattr(os, "sysconf"):
        memory = f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
    load = ", ".join(f"{n:.1f}" for n in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    return (
        f"{platform.system()}, {os.cpu_count()} cores{memory}; {platform.python_implementation()} "
        f"{platform.python_version()} with SQLite {sqlite3.sqlite_version}; {', '.join(packages)}. "
        f"Load average at the end: {load}.\n"
    )


def _own_peak() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


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
