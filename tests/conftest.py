"""What tests share: a small record that holds a bit of everything, and the program, as a function and as a process."""

import io
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.longer import LONGER, tries
from tests.processes import LIMIT, limited, ran
from tpcli import cli
from tpcli.environment import Environment
from tpcli.index import cache
from tpcli.index.load import load
from tpcli.record.reading.files import state_of, watched_files
from tpcli.record.reading.record import Record

RECORD = {
    "events.yaml": """\
- id: pact-signed
  date: 1955-02-24
  title: Turkey and Iraq sign the Baghdad Pact
  summary: Signed in Baghdad; others follow.
  kind: treaty
  themes: [alliance]
  countries: [TR, IQ]
  organisations: [Baghdad Pact]
  place: Baghdad
  sources:
    - source: atlas
      supports: day and place
    - https://example.org/a-bare-link
  confidence: high
- id: about-1958
  date: 1958~
  title: Headquarters move to Ankara
  themes: [alliance, identity]
  countries: [TR]
- id: hostile
  date: 1960
  title: "[bold red]Markup[/] \\e[31mescape\\e[0m \\u202Ereversed and\\nbroken ; line"
  summary: "tab\\there"
  organisations: ["A; B", "[C]", "Gölcük Tersanesi"]
  countries: ['NO']
- date: 195X
  title: A decade of aid
- id: corvettes-signed
  date: 2018-07-05
  title: Contract for four corvettes
  kind: contract
  deal: corvettes
  stage: signed
  countries: [TR, PK]
- id: corvettes-first
  date: 2023-09
  title: Akıncı Yıldız hands over the first corvette at Gölcük
  kind: delivery
  deal: corvettes
  stage: delivered-part
  quantity: 1
  countries: [TR, PK]
- id: talks-go-on
  date: 2024-05/..
  title: Talks on more go on
""",
    "deals.yaml": """\
- id: corvettes
  title: Four corvettes
  type: naval
  supplier: TR
  recipient: PK
  items:
    - designation: Corvette
      quantity: 4
  value: {amount: 1000000000, amount_max: 1500000000, currency: USD, disputed: true}
- id: pistols
  title: Pistols
  type: land
  supplier: TR
  recipient: PK
  value: {amount: 250000, currency: USD}
""",
    "facts.yaml": """\
- id: largest-export
  theme: alliance
  statement: The corvettes are the largest export
  claimed_by: atlas
  verdict: disputed
  evidence: [corvettes-signed, corvettes]
""",
    "sources.yaml": """\
- id: atlas
  title: An Atlas of Pacts
  publisher: Example Press
  published: 1999
  url: https://example.org/atlas
  kind: reference
""",
    "vocabulary.yaml": """\
themes:
  - {id: alliance, name: Alliance, aliases: [pacts]}
  - {id: identity, name: Identity}
kinds: [treaty, contract, delivery]
types: [naval, land]
""",
}

# No law depends on a clock: on a busy machine any example may take long.
# The ordinary run tries the same examples each time, so that no change is refused for what it did not do.
settings.register_profile(
    "unhurried",
    max_examples=tries(40),
    derandomize=LONGER == 1,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
settings.load_profile("unhurried")

Run = Callable[..., subprocess.CompletedProcess[str]]


class Stream(io.TextIOWrapper):
    """A stream in memory, which may say of itself that it is a terminal."""

    def __init__(self, content: bytes, terminal: bool, errors: str = "strict") -> None:
        self.held = io.BytesIO(content)
        super().__init__(self.held, encoding="utf-8", errors=errors, newline="\n")
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def written(self) -> str:
        """What was written to it, with the line ends that a text has."""
        self.flush()
        return self.held.getvalue().decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def small_record(parent: Path) -> Path:
    """The folder of a small record, made in another."""
    folder = parent / "record"
    folder.mkdir()
    for name, text in RECORD.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str | None], Path]:
    """Builds a record's index for tests that do not do so themselves, in a cache of its own: the path of its stamp."""

    def build(location: str | None) -> Path:
        folder = tmp_path_factory.mktemp("cache")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_CACHE_HOME", str(folder))
            cache.open_index(location).close()
            return folder / "tpcli" / f"{cache._name(location)}.stamp"

    return build


@pytest.fixture(scope="session")
def bundled_stamp(built: Callable[[str | None], Path]) -> Path:
    """The stamp of the bundled record's index."""
    return built(None)


@pytest.fixture(scope="session")
def cached(bundled_stamp: Path) -> Callable[[Path], Path]:
    """Makes a folder for XDG_CACHE_HOME, in which the bundled record's index is found."""

    def make(folder: Path) -> Path:
        (folder / "tpcli").mkdir(parents=True, exist_ok=True)
        shutil.copy(bundled_stamp, folder / "tpcli")
        return folder

    return make


@pytest.fixture(scope="session")
def bundled() -> Record:
    """The bundled record."""
    return load(None)


@pytest.fixture(scope="session")
def small_stamp(built: Callable[[str | None], Path], tmp_path_factory: pytest.TempPathFactory) -> cache.Stamp:
    """What the index of the small record was made from, and where it is."""
    stamp = cache._read_stamp(built(str(small_record(tmp_path_factory.mktemp("small")))))
    assert stamp
    return stamp


@pytest.fixture
def record(tmp_path: Path, small_stamp: cache.Stamp) -> Path:
    """The folder of the small record, of which the cache holds an index already, as long as nothing is changed."""
    folder = small_record(tmp_path)
    (tmp_path / "cache" / "tpcli").mkdir(parents=True, exist_ok=True)
    files = zip(watched_files(str(folder)), small_stamp.files, strict=True)
    stamp = small_stamp._replace(files=[state_of(file, was.digest) for file, was in files], read_ns=time.time_ns())
    cache._write_stamp(tmp_path / "cache" / "tpcli" / f"{cache._name(str(folder))}.stamp", stamp)
    return folder


@pytest.fixture
def environment(tmp_path: Path, cached: Callable[[Path], Path]) -> dict[str, str]:
    """The environment variables of a run of its own, with a cache that holds the bundled record's index."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TPCLI", "XDG", "COLUMNS", "LINES", "PAGER"))}
    kept.pop("FORCE_COLOR", None)
    kept.pop("NO_COLOR", None)
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    return {
        **kept,
        "PATH": path,
        "XDG_CACHE_HOME": str(cached(tmp_path / "cache")),
        "HOME": str(tmp_path),
        "PYTHONIOENCODING": "",
        "VISUAL": "",
        "EDITOR": shlex.join([sys.executable, "-c", "pass"]),
    }


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """The program in a pipe, without a process of its own: `run("timeline", "--from", "1955", input="...")`."""

    def go(
        *arguments: str,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        input: str = "",  # noqa: A002
        terminal: bool = False,
    ) -> subprocess.CompletedProcess[str]:
        variables = {**environment, **(env or {})}
        stdin, stdout = Stream(input.encode(), terminal), Stream(b"", terminal)
        stderr = Stream(b"", terminal, "backslashreplace")  # As Python's.
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(cwd or environment["HOME"])  # What is written without a folder goes where tests may write.
            for name in os.environ.keys() - variables.keys():
                patch.delenv(name)
            for name in variables:
                patch.setenv(name, variables[name])
            status = cli.run(Environment(arguments, stdin, stdout, stderr, variables))
        return subprocess.CompletedProcess(arguments, status, stdout.written(), stderr.written())

    return go


@pytest.fixture
def process(environment: dict[str, str]) -> Run:
    """The same as a process, for what only processes show: start-up, real streams, limits, locales."""

    def go(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        env = {**environment, **(options.pop("env", None) or {})}  # type: ignore[dict-item]
        return ran([sys.executable, "-m", "tpcli", *arguments], env=env, **options)

    return go


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores, since some tests wait: for a terminal, a browser, a signal."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that start programs of others: they take longest, and the end is not to wait for one."""
    slow = {item.path for item in items if item.get_closest_marker("needs_program")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Skip a test marked `needs_program("pandoc", ...)` where one of those is not installed; .ci/run installs them."""
    for mark in item.iter_markers("needs_program"):
        for program in mark.args:
            if not shutil.which(program):
                pytest.skip(f"needs {program}")
    with limited(LIMIT):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """Let no test wait for ever."""
    with limited(LIMIT):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Let no clean-up wait for ever."""
    with limited(LIMIT):
        return (yield)
