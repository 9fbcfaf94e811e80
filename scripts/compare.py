"""Compare the answers of two checkouts: some 300 commands, each in every format, byte for byte.

python scripts/compare.py OTHER_CHECKOUT [WORD...]

Prints each command whose stdout, stderr or exit status differ, with the first lines of the difference; only commands
that hold all of the words, where some are given. Both checkouts run with this Python and each with its own `data`.
"""

import difflib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent.parent
FORMATS = ("table", "tsv", "csv", "json", "jsonl", "markdown", "yaml")

ASKED = (
    "timeline", "timeline --from 1955 --to 1979 --theme alliance", "timeline --country turkey+india --kind statement",
    "timeline --theme nuclear --theme rivals --reverse --limit 20", "timeline --type naval --match launch",
    "timeline --deal milgem --fields date,stage,title", "timeline --year 1950s --sort title",
    "timeline --organisation 'Pakistan Navy' --confidence high", "timeline --source wikileaks-1 --limit 3",
    "deals", "deals --type naval", "deals --status lapsed --status cancelled", "deals --as-of 2019-06",
    "deals --supplier turkey --sort value_amount --reverse", "deals --recipient pakistan --from 2010 --to 2015",
    "deals --as-of 2018 --status signed", "deals --fields title,value,milestones,delivered",
    "facts", "facts --theme nuclear", "facts --verdict disputed --verdict outdated", "facts --sort statement --limit 9",
    "sources --sort cited --reverse --limit 20", "sources",
    "search milgem", "search 'nuclear suppliers' --limit 5", "search akinci --fields id,score", "search nothingatall",
    "list themes", "list countries", "list kinds", "list types", "list organisations", "list statuses",
    "stats", "stats --by theme", "stats --by decade --by theme --country india", "stats --by status --supplier turkey",
    "stats --sum value --by type", "stats --by verdict --theme nuclear", "stats --by year --from 2015",
    "stats --by country --theme rivals", "stats --by organisation --limit 9", "stats --sum value --as-of 2018",
    "stats --by status --theme industry", "stats --by type --match corvette",
    "today --date 02-24", "today --date 10-29", "today --date 2018-07-05",
    "show milgem", "show t129-atak", "show baghdad-pact-signed", "show gsdn-milgem-value",
    "sql 'select 1 as one'", "timeline --theme nothing", "deals --status nothing", "timeline --year 2030",
)  # fmt: skip
"""Asked in each of the formats."""

ONCE = (
    "", "--help", "--version", "chart timeline --from 1990", "chart deals --type naval",
    "chart stats --by decade --by theme", "chart deals --as-of 2018", "report", "report --theme nuclear",
    "report --deal milgem --as-of 2018", "cite milgem", "cite baghdad-pact-signed --style mla", "schema events",
    "check",
    *(f"export {name} {narrowed}".strip()
      for name, narrowed in product(("bibtex", "csl-json", "ics", "markdown", "timelinejs"), ("", "--theme nuclear"))),
)  # fmt: skip
"""Asked as they are."""


def commands() -> Iterator[str]:
    """Every command line, without the name of the program."""
    yield from ONCE
    for asked in ASKED:
        for format_ in FORMATS:
            yield f"{asked} --format {format_}"


RUN = """
import json, os, shlex, subprocess, sys
lines = json.load(sys.stdin)
def one(line):
    done = subprocess.run([sys.executable, "-m", "tpcli", *shlex.split(line)], capture_output=True)
    return [done.returncode, done.stdout.decode(), done.stderr.decode()]
json.dump([one(line) for line in lines], sys.stdout)
"""


def answers(checkout: Path, lines: list[str], cache: str) -> subprocess.Popen[str]:
    """A process that runs all of the commands in a checkout and prints what each gave."""
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src"), "XDG_CACHE_HOME": cache, "COLUMNS": "100"}
    process = subprocess.Popen(
        [sys.executable, "-c", RUN],
        cwd=checkout,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(lines))
    process.stdin.close()
    return process


def main() -> int:
    """Compare; 1 where anything differs."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    other, words = Path(sys.argv[1]).resolve(), sys.argv[2:]
    lines = [line for line in commands() if all(word in line for word in words)]
    with TemporaryDirectory() as one, TemporaryDirectory() as two:
        running = [answers(other, lines, one), answers(HERE, lines, two)]
        told = [json.loads(process.stdout.read()) for process in running if process.stdout]
    different = 0
    for line, before, after in zip(lines, *told, strict=True):
        if before == after:
            continue
        different += 1
        print(f"tpcli {line}")
        for name, old, new in zip(("status", "stdout", "stderr"), before, after, strict=True):
            if old != new:
                lines_of = (str(text).splitlines() for text in (old, new))
                shown = list(difflib.unified_diff(*lines_of, name, name, lineterm="", n=0))[2:12]
                print("\n".join(f"    {text[:200]}" for text in shown))
    print(f"{len(lines)} commands, {different} differ")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
