"""What people type before they have read anything: it works, or one line says what to type; never another answer."""

import json
import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.record.importing.test_presets import ACLED, CLASH, table
from tpcli.cli import COMMANDS as PROGRAM
from tpcli.commandline import advice
from tpcli.text.shell import pasted

# Each task of a user: what it is, the first guess, and what must be in the answer.
ANSWERED = [
    # An analyst writing a brief
    ("the naval deals", "deals naval", "\tmilgem"),
    ("when each was signed and handed over", "deals --fields id,signed,delivered_on", "milgem\t2018-07-05\t2023-"),
    ("which values are disputed", "deals --conflicts", "\tmilgem"),
    ("what changed between 2019 and today", "deals --since 2019", "signed\tlapsed"),
    ("the story of the T129", "show T129", "T129 ATAK attack helicopters"),
    ("its sources, to cite", "cite t129 --style bibtex", "Pakistan"),
    ("two years side by side", "stats --year 2019 --year 2020 --by year", "\n2020\t"),
    ("how much Turkey sold to Pakistan", "stats --sum value --supplier turkey", "delivered\t"),
    ("a table for Excel", "deals --csv", "id,title,type"),
    ("the naval events of a year", "timeline naval 2018", "\tmilgem-contract"),
    ("the newest first", "timeline --sort -date -n 1", "2026-"),
    ("the dearest first", "deals --sort -value --fields id", "milgem"),
    ("a few years", "timeline --year 2015-2018", "2018-"),
    ("a span in words", "timeline from 1990 to 1995 --fields date", "1990"),
    ("a day in words", "timeline 24 Feb 1955 --fields id", "baghdad-pact-signed"),
    ("everything before a year", "timeline before 1950 --fields date", "1947\n"),
    ("either of two countries", "deals --country india,turkey", "\tmilgem"),
    ("counts of the naval events", "stats naval", "2010s\t"),
    ("counts by theme", "stats theme", "nuclear\t"),
    ("counts of deals", "stats deals", "delivered\t"),
    ("deals by theme", "stats deals --by theme", "defence-industry\t"),
    ("facts by theme", "stats facts theme", "nuclear\t"),
    ("two dimensions", "stats --by decade,theme", "1950s\talliance\t"),
    ("a picture of the naval deals", "chart deals naval", "9 deals"),
    ("a page about a deal", "report milgem", "<!DOCTYPE html>"),
    ("the first five", "timeline -5", "1947\t"),
    ("all deals", "deals all", "\tmilgem"),
    ("one of them", "deals show milgem", "deal milgem"),
    # A journalist checking an article
    ("its claims and what became of them", "facts --claimed-by gsdn", "gsdn-milgem-value"),
    ("claims about MILGEM", "facts --match milgem", "gsdn-milgem-value"),
    ("what happened on a day", "today '24 Feb'", "baghdad-pact-signed"),
    ("everything that sources disagree on", "timeline --conflicts", "2018-"),
    ("a claim as text, for a mail", "show gsdn-milgem-value", "USD 1.5 billion"),
    ("a claim, called one", "show fact gsdn-milgem-value", "USD 1.5 billion"),
    ("the links", "sources milgem", "https://"),
    ("an option as fields are written", "facts --claimed_by gsdn", "gsdn-milgem-value"),
    # A student with a small screen, or none
    ("open a row of a table", "show 'Babur-class (PN MILGEM) corvettes'", "deal milgem"),
    ("two at once", "show milgem,t129-atak", "deal t129-atak"),
    ("the version", "version", "tpcli "),
    ("help behind a command", "deals help", "--supplier"),
    ("help behind a word", "deals naval --help", "--supplier"),
    # Whoever pipes
    ("two columns of the table", "deals --format csv --fields title,status", "title,status"),
    ("a short option", "timeline -f json --limit 1", '"id"'),
    ("a format by another name", "timeline --format md --limit 1", "| date |"),
    ("a query that worked on the export", "sql 'select count(*) from events'", "7"),
    ("the tables", "sql 'show tables'", "events\t"),
    ("the words of a filter, in the singular", "list country", "TR\tTurkey"),
]  # fmt: skip

# What does not work, and what its one line must tell to type.
TOLD = [
    ("claims that don't hold", "facts --verdict false", "disputed"),
    ("the fields there are", "deals --fields help", "delivered_on"),
    ("a table for Excel", "export csv", "tpcli timeline --format csv"),
    ("years from one on", "timeline --since 1990", "--from 1990"),
    ("years up to one", "timeline --until 1990", "--to 1990"),
    ("years before one", "timeline --before 1990", "--year 'before 1990'"),
    ("years after one", "timeline --after=1990", "--year 'after 1990'"),
    ("both", "timeline --between 1990 2000", "--from DATE --to DATE"),
    ("a state in between", "deals --since 2019 --until 2021", "--as-of 2021"),
    ("a theme", "timeline --tag nuclear", "--theme nuclear"),
    ("words", "timeline --search 'joint exercise'", "--match 'joint exercise'"),
    ("a few", "timeline --top 5", "--limit 5"),
    ("the last few", "timeline --last 5", "--reverse --limit 5"),
    ("the order", "timeline --order-by date", "--sort date"),
    ("turned round", "timeline --desc", "--reverse"),
    ("who sells", "deals --seller turkey", "--supplier turkey"),
    ("who sells, as a direction", "deals --from turkey", "--supplier turkey"),
    ("who buys, as a direction", "deals --to pakistan", "--recipient pakistan"),
    ("a firm", "timeline --company aselsan", "--organisation aselsan"),
    ("spelled otherwise", "timeline --organization aselsan", "--organisation aselsan"),
    ("columns", "timeline --columns date,title", "--fields date,title"),
    ("columns with a blank", "timeline --fields date title", "--fields date,title"),
    ("a word of another filter", "timeline --theme naval", "--type naval"),
    ("all but", "deals --not delivered", "--not status=delivered"),
    ("a status as a flag", "deals --delivered", "--status delivered"),
    ("counts", "deals --by status", "tpcli stats --by status"),
    ("who claims it", "facts --by gsdn", "--claimed-by gsdn"),
    ("what is contested", "timeline --disputed", "--conflicts"),
    ("sheets", "timeline --xlsx", "tpcli export xlsx"),
    ("a sheet as a format", "timeline --format xlsx", "tpcli export xlsx"),
    ("into a file", "timeline naval --csv -o x.csv", "tpcli timeline naval --format csv > x.csv"),
    ("into a file by its name", "show milgem -o x.md", "tpcli show milgem --format markdown > x.md"),
    ("into a sheet", "timeline -o x.xlsx", "tpcli export xlsx --output x.xlsx"),
    ("an export to a file", "export sqlite x.sqlite", "--output x.sqlite"),
    ("a report to a file", "report x.html", "--output x.html"),
    ("an export by another name", "export excel", "tpcli export xlsx"),
    ("an export of a list", "export deals", "tpcli deals --format csv"),
    ("a format as an option", "export --format json", "tpcli export xlsx"),
    ("references", "cite milgem --format bibtex", "--style NAME"),
    ("a style as a flag", "cite milgem --bibtex", "--style bibtex"),
    ("events", "events --from 1990", "tpcli timeline --from 1990"),
    ("a deal", "deal milgem", "tpcli deals milgem"),
    ("claims", "claims milgem", "tpcli facts milgem"),
    ("search", "grep milgem", "tpcli search milgem"),
    ("numbers", "count deals", "tpcli stats deals"),
    ("sources of a kind", "sources --kind news", "kinds of events: tpcli sql"),
    ("a word alone", "naval", "tpcli search naval"),
    ("a name alone", "t129", "tpcli search t129"),
    ("a year alone", "1974", "tpcli timeline 1974"),
    ("a day alone", "'24 Feb 1955'", "tpcli timeline '24 Feb 1955'"),
    ("a format alone", "--json", "tpcli timeline --format json"),
    ("a record", "-d mine timeline", "--data mine"),
    ("list", "ls", "tpcli list"),
    ("the plural of nothing", "xyzzy", "tpcli search xyzzy"),
    ("a slip", "timelin", "timeline"),
    ("the last few, of a search", "search milgem --newest", "--limit"),
    ("browse in a pipe", "browse", "tpcli search"),
]  # fmt: skip


@pytest.mark.parametrize(("task", "typed", "found"), ANSWERED, ids=[typed for _, typed, _ in ANSWERED])
def test_the_first_guess_is_answered(run: Run, task: str, typed: str, found: str) -> None:
    done = run(*shlex.split(typed))
    assert done.returncode == 0, (task, done.stderr)
    assert found in done.stdout, task


@pytest.mark.parametrize(("task", "typed", "says"), TOLD, ids=[typed for _, typed, _ in TOLD])
def test_the_first_guess_is_told_what_to_type(run: Run, task: str, typed: str, says: str) -> None:
    done = run(*shlex.split(typed))
    assert (done.returncode, done.stdout) == (2, ""), task
    assert says in done.stderr, task
    assert done.stderr.startswith("tpcli: ")


@pytest.mark.parametrize(
    ("typed", "advised"),
    [
        (["find", "baghdad pact"], ["tpcli", "search", "baghdad pact"]),
        (["count", "--theme", "$(id)"], ["tpcli", "stats", "--theme", "$(id)"]),
        (["timeline", "-o", "C:\\Users\\it's.xlsx"], ["tpcli", "export", "xlsx", "--output", "C:\\Users\\it's.xlsx"]),
        (["timeline", "--since", "10 years ago"], ["--from", "10 years ago"]),
        (["timeline", "--match", "a b", "-o", "my file.csv"],
         ["tpcli", "timeline", "--match", "a b", "--format", "csv", ">", "my file.csv"]),
        (["timeline", "--older", "it's 1955"], ["--year", "before it's 1955"]),
    ],
)  # fmt: skip
def test_what_is_told_to_type_can_be_pasted(run: Run, typed: list[str], advised: list[str]) -> None:
    said = run(*typed).stderr
    assert pasted(*advised).replace(pasted(">"), ">") in said


def test_what_is_worked_with_in_a_pipe(run: Run) -> None:
    delivered = [
        deal["id"] for deal in json.loads(run("deals", "--format", "json").stdout) if deal["status"] == "delivered"
    ]
    assert delivered == run("deals", "--status", "delivered", "--fields", "id").stdout.split()
    last = run("timeline", "--limit", "1").stdout.rstrip("\n").rpartition("\t")[2]
    assert last in run("show", last).stdout


def test_a_sum_says_what_it_is_of_and_does_not_add_a_lapsed_deal(run: Run) -> None:
    rows = [line.split("\t") for line in run("stats", "--sum", "value", "--supplier", "turkey").stdout.splitlines()]
    assert {row[0] for row in rows} >= {"delivered", "under way", "ended", "talks"}


OWN = [
    ("begin", "init mine", "mine/record.yaml"),
    ("a date before Christ", "--data mine add --date '44 BC' --title 'A murder'", "a-murder"),
    ("a word of one's own", "--data mine add --date 2001 --title 'A rescue' --theme rescue", "a-rescue"),
    ("a time of day", "--data mine add --date '2021-08-15 14:30' --title 'A landing'", "a-landing"),
    ("the record behind the command", "timeline --data mine", "\ta-rescue"),
    ("another id", "--data mine rename a-rescue the-rescue", ""),
    ("two versions compared", "diff old mine", "the-rescue"),
    ("an ACLED table", "import acled.csv", "NOR1"),
    ("a list in Markdown", "import list.md", "A pact is signed"),
    ("a Zotero library", "import library.json --into sources", "On Ferries"),
    ("a column of one's own", "import own.csv", "fatalities: '3'"),
    ("a page with one's own title", "--data mine report --title 'Ferries'", "<title>Ferries</title>"),
]  # fmt: skip


def test_whoever_has_a_record_of_their_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "acled.csv").write_text(table(ACLED, CLASH))
    (tmp_path / "own.csv").write_text("date,title,fatalities\n2001,A storm,3\n")
    (tmp_path / "list.md").write_text("- 24 Feb 1955: A pact is signed\n")
    (tmp_path / "library.json").write_text('[{"id": "f", "type": "book", "title": "On Ferries"}]')
    for task, typed, found in OWN:
        done = run(*shlex.split(typed), cwd=tmp_path)
        assert done.returncode == 0, (task, done.stderr)
        assert found in done.stdout, task
        if task == "begin":
            assert run("init", "old", cwd=tmp_path).returncode == 0


def _names(advised: dict[str, str]) -> Sequence[str]:
    return [name for names in advised.values() for name in names.split()]


def test_advice_names_what_there_is_and_is_given_once(run: Run) -> None:
    helps = " ".join(run(command, "--help", env={"COLUMNS": "200"}).stdout for command in PROGRAM)
    known = set(re.findall(r"--[a-z][a-z-]*", helps))
    for options in advice.OPTIONS:
        assert set(re.findall(r"--[a-z][a-z-]*", options)) <= known
    for table_ in (advice.COMMANDS, advice.ELSEWHERE):
        assert {command.split()[0] for command in table_ if command[0] != "-"} <= set(PROGRAM)
    for table_ in (advice.COMMANDS, advice.OPTIONS, advice.ELSEWHERE):
        names = _names(table_)
        assert sorted(name for name in set(names) if names.count(name) > 1) == []
    assert not set(_names(advice.COMMANDS)) & set(PROGRAM)
