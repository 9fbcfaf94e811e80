"""Every command about 1,000, 100,000 and 1,000,000 events, with programs beside it that answer the same. See README.md.

An export is asked by DuckDB, by sqlite3 and by Spark; what they count must be what `tpcli stats` counts.
"""

import shlex
import shutil
import statistics
import sys
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import inputs
from measuring import Argv, Case, Place, asking, built, memory, program, run, shown

SIZES = (1_000, 100_000, 1_000_000)
QUICK = 4.0
"""Seconds: what takes no longer is run three more times, of which the median is told; all else is run once."""
LONGEST = 60.0
"""Seconds: what would take longer than that, going by ten times fewer events, is left out."""
MINUTES = 11
"""What has not begun by then is left out."""

COMMANDS = (
    "check", "timeline", "timeline --limit 20", "timeline --year 2018 --kind contract --fields id",
    f"timeline --match {inputs.WORD} --fields id", "deals", "facts", "sources", "show e0000001",
    f"search {inputs.WORD}", "search ba --limit 20", "search ba", "list countries", "list countries --theme nuclear",
    "today --date 02-24 --limit 20", "stats --by year", "stats --by theme --by decade",
    "stats --by theme --by decade --country turkey", "stats --by organisation", "chart timeline",
    "chart timeline --save OUT.svg --force", "chart stats --by decade --by theme", "chart deals",
    "report --year 2018 --output OUT.html --force", "sql 'select kind, count(*) from events group by kind'",
    "cite e0000001", "export sqlite --force --output OUT.sqlite", "export parquet --force --output OUT.parquet",
    "export parquet --by-decade --force --output OUT.decades", "export datapackage --force --output OUT.datapackage",
    "export csl-json --force --output OUT.json", "export bibtex --force --output OUT.bib",
    "export ics --force --output OUT.ics", "export timelinejs --force --output OUT.timelinejs",
    "export geojson --force --output OUT.geojson", "export markdown --force --output OUT.md",
    "export xlsx --force --output OUT.xlsx", "diff RECORD OTHER", "add --date 2018-07-05 --title 'A test'",
    "rename naval-0 naval-none",
)  # fmt: skip
"""OUT is a file or folder for what is written, RECORD the record, OTHER a copy that `add` and `rename` have changed.

Not among them: what needs a person (`browse`, `edit`), and what reads no record (`init`, `schema`, `import`)."""

CHANGING = ("add", "rename")
"""They are run once, on the copy, before the two are compared."""
NEEDED = ("export sqlite", "export parquet")
"""Other programs are asked about these: they are not left out."""

DUCKDB = "import sys, duckdb\nfor row in duckdb.execute(sys.argv[1]).fetchall():\n    print(*row, sep='\\t')\n"
EVENTS = "'OUT.parquet/events.parquet'"
DECADES = "read_parquet('OUT.decades/events/*/*.parquet', hive_partitioning = true)"
ALIKE: Mapping[str, Mapping[str, str]] = {
    "stats --by year": {
        "DuckDB": f"select date[:4], count(*) from {EVENTS} group by 1",
        "sqlite3": "select substr(date, 1, 4), count(*) from events group by 1",
    },
    "stats --by theme --by decade": {
        "DuckDB": f"select theme, date[:3] || '0s', count(*) from (select date, unnest(themes) as theme from {EVENTS}) "
        "group by all",
        "DuckDB, by decade": f"select theme, decade || 's', count(*) from (select decade, unnest(themes) as theme from "
        f"{DECADES}) group by all",
        "Spark, by decade": "asked by SPARK",
        "sqlite3": "select theme, substr(date, 1, 3) || '0s', count(*) from events join event_themes on event = id "
        "group by 1, 2",
    },
    "stats --by organisation": {
        "DuckDB": f"select unnest(organisations) as body, count(*) from {EVENTS} group by 1",
        "sqlite3": "select organisation, count(*) from event_organisations group by 1",
    },
    "timeline --year 2018 --kind contract --fields id": {
        "DuckDB": f"select id from {EVENTS} where kind = 'contract' and date like '2018%'",
        "sqlite3": "select id from events where kind = 'contract' and date like '2018%'",
    },
    f"timeline --match {inputs.WORD} --fields id": {
        "sqlite3": "select id from events where rowid in "
        f"(select rowid from events_fts where events_fts match '{inputs.WORD}')",
    },
}  # fmt: skip
"""The same asked of an export, by the words that tpcli is asked with: what answers must be the same lines."""


SPARK = """
import sys
from pyspark.sql import SparkSession
from pyspark.sql.functions import explode
spark = SparkSession.builder.master("local[*]").config("spark.ui.enabled", "false").getOrCreate()
events = spark.read.parquet(sys.argv[1])
for theme, decade, count in events.select("decade", explode("themes").alias("theme")) \\
        .groupBy("theme", "decade").count().collect():
    print(theme, f"{decade}s", count, sep="\\t")
"""

BUILDING = "the first question, for which the index is built"


class Cell(NamedTuple):
    """What was measured of one command, or of a program beside it, on one record."""

    seconds: float
    peak: int
    lines: list[bytes]
    """The lines of the answer, sorted, as far as they are kept."""


Table = dict[tuple[str, str], dict[int, Cell]]
"""By the command and who was asked, and by the size of the record."""


def commands(place: Place, quick: bool) -> str:
    """Measure everything; the table as Markdown."""
    until = time.monotonic() + MINUTES * 60
    table: Table = {}
    missing: set[str] = set()
    for size in SIZES[:2] if quick else SIZES:
        folder = place.folder / f"commands-{size}"
        print(f"  every command on {size:,} events", file=sys.stderr)
        _ask_tpcli(place, folder, size, table, until)
        missing |= _ask_others(place, folder, size, table, until)
        shutil.rmtree(folder)
    rows = [f"| command | {' | '.join(f'{size:,}' for size in SIZES)} |", "|---|---|---|---|"]
    for words in (BUILDING, *COMMANDS):
        rows += [_row(*key, table[key]) for key in table if key[0] == words]
    return "\n".join([*rows, f"\nMissing here: {', '.join(sorted(missing)) or 'none'}."])


def _row(words: str, program: str, cells: Mapping[int, Cell]) -> str:
    told = [f"{shown(c.seconds)}, {memory(c.peak)}" if c else "–" for c in map(cells.get, SIZES)]
    name = words if words == BUILDING else f"`{words}`" if program == "tpcli" else f"– the same by {program}"
    return f"| {name} | {' | '.join(told)} |"


def _ask_tpcli(place: Place, folder: Path, size: int, table: Table, until: float) -> None:
    """Measure every command on a new record of that size."""
    record = inputs.make(folder / "record", size)
    other = folder / "other"
    shutil.copytree(record.folder, other)
    time.sleep(3)
    table.setdefault((BUILDING, "tpcli"), {})[size] = _measured(built(place, record.folder), place, once=True)
    run(asking(place, record, "timeline", "--limit", "1"), place)
    for words in sorted(COMMANDS, key=lambda words: not words.startswith(CHANGING)):
        changes, cells = words.startswith(CHANGING), table.setdefault((words, "tpcli"), {})
        smaller = cells.get(SIZES[SIZES.index(size) - 1]) if size > SIZES[1] else None
        too_long = smaller and smaller.seconds * 10 > LONGEST and not words.startswith(NEEDED)
        if time.monotonic() < until and not too_long:
            said = shlex.split(
                words.replace("OUT", str(folder / "out"))
                .replace("OTHER", str(other))
                .replace("RECORD", str(record.folder))
            )
            asked: Argv = [place.tpcli, "--data", other if changes else record.folder, *said]
            cells[size] = _measured(Case(f"tpcli {words} on {size:,}", [asked]), place, once=changes)


def _ask_others(place: Place, folder: Path, size: int, table: Table, until: float) -> set[str]:
    """Measure the programs that are asked the same; the names of those that are not here. Raises SystemExit where one
    answers otherwise than tpcli.
    """
    missing = set()
    for words, queries in ALIKE.items():
        for name, query in queries.items():
            case = _other(name, query.replace("OUT", str(folder / "out")), folder)
            ours = table[words, "tpcli"].get(size)
            if case is None:
                missing.add(name)
            elif ours and time.monotonic() < until:
                theirs = _measured(case, place)
                if theirs.lines != ours.lines:
                    raise SystemExit(f"{name} answers {theirs.lines[:3]}..., tpcli {words} {ours.lines[:3]}...")
                table.setdefault((words, name), {})[size] = theirs
    return missing


def _other(name: str, query: str, folder: Path) -> Case | None:
    """A program asked about an export; None where it is not here."""
    if name == "sqlite3":
        shell = program("sqlite3")
        return Case(name, [[shell, "-separator", "\t", folder / "out.sqlite", query]]) if shell else None
    if name.startswith("DuckDB"):
        return Case(name, [[sys.executable, "-c", DUCKDB, query]]) if find_spec("duckdb") else None
    if find_spec("pyspark") is None or program("java") is None:
        return None
    return Case(name, [[sys.executable, "-c", SPARK, folder / "out.decades" / "events"]])


def _measured(case: Case, place: Place, *, once: bool = False) -> Cell:
    runs = [run(case, place)]
    if not once and runs[0].seconds < QUICK:
        runs = [run(case, place) for _ in range(3)]
    print(f"    {case.name}: {shown(runs[0].seconds)}", file=sys.stderr)
    seconds = statistics.median(each.seconds for each in runs)
    return Cell(seconds, max(each.peak for each in runs), sorted(runs[0].output.splitlines()))
