"""The same question put to other programs, about 100,000 events. See README.md."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import inputs
from measuring import (
    Argv,
    Case,
    Place,
    Run,
    asking,
    in_turns,
    memory,
    program,
    ratio_of,
    rows_of,
    run,
    seconds_of,
    shown,
)


def sqlite_utils(utils: str, record: inputs.Made, database: Path) -> Case:
    """sqlite-utils doing what the issue names: the rows with a key, an index and full text."""
    commands: list[Argv] = [
        [utils, "insert", database, "events", record.events, "--nl", "--pk", "id"],
        [utils, "create-index", database, "events", "date"],
        [utils, "enable-fts", database, "events", "title", "summary"],
    ]
    return Case("sqlite-utils", commands, before=lambda: database.unlink(missing_ok=True))


def peers(place: Place, records: dict[str, inputs.Made]) -> str:
    """Each of the peers answering the same question about 100,000 events, and how long beside tpcli."""
    record, comma = records["100,000"], records["100,000 csv"]
    ours = asking(place, record, "timeline", "--year", "2018", "--kind", "contract", "--fields", "id,date,title")
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
        run(sqlite_utils(utils, record, database), place)
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
