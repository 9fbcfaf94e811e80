"""Runs programs and measures them: the time and memory of whole processes, in turns. See README.md."""

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
KEPT = MIB
"""Bytes of an output that are kept: what this program holds counts as memory of what it starts."""

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
    """As far as KEPT."""
    rows: int
    """How many lines it wrote."""


class Place(NamedTuple):
    """Where everything is: the temporary folder, the environment in it that the wheel is installed in, its programs."""

    folder: Path
    python: Path
    tpcli: Path
    env: dict[str, str]


# Running


def run(case: Case, place: Place) -> Run:
    """Run a case once. Raises SystemExit with what it wrote to stderr if it fails."""
    case.before()
    seconds, peak, output, rows = 0.0, 0, b"", 0
    for command in case.commands:
        # Not read while it is measured, and in a file so that it can't fill up.
        with tempfile.TemporaryFile() as errors:
            began = time.perf_counter()
            process, read_end = _started(command, {**place.env, **case.env}, case.terminal, errors)
            written, rows = _read(read_end)
            _, status, usage = os.wait4(process.pid, 0)
            seconds += time.perf_counter() - began
            process.returncode = os.waitstatus_to_exitcode(status)
            os.close(read_end)
            if process.returncode != 0:
                errors.seek(0)
                raise SystemExit(f"{case.name} failed: {errors.read().decode(errors='replace')}{written!r:.300}")
        peak = max(peak, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))
        output = written
    return Run(seconds, peak, output, rows)


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


def _read(descriptor: int) -> tuple[bytes, int]:
    """The beginning of all that is written there, and the number of its lines."""
    kept, rows = b"", 0
    try:
        while part := os.read(descriptor, 1 << 16):
            rows += part.count(b"\n")
            if len(kept) < KEPT:
                kept += part
    except OSError:  # What Linux says when the last process has left a terminal.
        pass
    return kept, rows


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
    return f"{'at most ' if peak <= own_peak() else ''}{peak / MIB:.0f} MiB"


def rows_of(runs: Sequence[Run]) -> int:
    """How many lines the answer has."""
    return runs[0].rows


def shown(seconds: float) -> str:
    """A time as a person reads it."""
    return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


# What is run


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
    text, times = re.subn(r"\btpcli\.__main__\b", f"empty_{command}", place.tpcli.read_text(encoding="utf-8"))
    if times != 1:
        raise SystemExit(f"the script of tpcli starts something else than tpcli.__main__:\n{text}")
    script.write_text(text, "utf-8")
    script.chmod(0o755)


def asking(place: Place, record: inputs.Made, *words: str) -> Case:
    """tpcli asked about a record."""
    return Case(f"tpcli {words[0]} on {record.size:,}", [[place.tpcli, "--data", record.folder, *words]])


def removed(folder: Path) -> Callable[[], object]:
    return lambda: shutil.rmtree(folder, ignore_errors=True)


def built(place: Place, folder: Path) -> Case:
    """tpcli building the index of the record in a folder, there being none."""
    cache = place.folder / "built"
    command: Argv = [place.tpcli, "--data", folder, "timeline", "--limit", "1"]
    return Case(f"tpcli building {folder.name}", [command], {"XDG_CACHE_HOME": str(cache)}, removed(cache))


def program(name: str) -> str | None:
    """A program of that name: beside the Python that runs this, or on the path."""
    return shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))


# Where it was run


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


def own_peak() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
