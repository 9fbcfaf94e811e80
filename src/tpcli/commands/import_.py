"""tpcli import: what people already have, as a record."""

import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from tpcli.commandline.asking import counted
from tpcli.errors import TpcliError, UsageError
from tpcli.index.load import load
from tpcli.output.answer import is_terminal, note, stdout
from tpcli.record.importing import aside, rules
from tpcli.record.importing.columns import Columns
from tpcli.record.importing.dates import ORDERS
from tpcli.record.importing.entries import reading
from tpcli.record.importing.input import input_of
from tpcli.record.importing.making import Result, first_lines, made_of
from tpcli.record.importing.mapping import columns_of, filled_columns, more_columns, parse_map
from tpcli.record.importing.presets import PRESETS, Preset, preset_of, recognised
from tpcli.record.importing.rules import Rules
from tpcli.record.importing.tables import Table
from tpcli.record.importing.updating import identified, updated
from tpcli.record.reading.files import FORMATS, SECTIONS, STDIN, RecordFile, record_files, shown
from tpcli.record.reading.opened import opened
from tpcli.record.reading.own import MOST
from tpcli.record.writing.as_text import whole_file, whole_record
from tpcli.record.writing.lock import locked
from tpcli.signals import ended_by_signals
from tpcli.text.nearest import Unknown
from tpcli.text.newfiles import new_file, replace_files
from tpcli.text.safe import plain

EXAMPLES = (
    "printf 'Year,Name\\n2018,A contract\\n' | tpcli import -",
    "tpcli timeline --format csv | tpcli import - --map date=date,title=title,countries=countries --output my.yaml",
    "printf -- '- 5 July 2018: A contract\\n- 1955 – A pact\\n' | tpcli import - --preset markdown",
)

MOST_TOLD = 20
"""Rows that could not be read whose reasons go to stderr; those of all are in the file."""

INTO = ("events", "deals", "sources")


def _option(name: str, metavar: str | None, said: str) -> Any:
    return typer.Option(*name.split(" "), metavar=metavar, help=said)


File = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="A table, JSON, calendar, Markdown or a folder of notes; - for standard input."
    ),
]
Map = Annotated[
    list[str] | None,
    _option(
        "--map",
        "FIELD=COLUMN,...",
        "The column, by name or number, that each field of an entry is made of; A+B joins columns.",
    ),
]
PresetName = Annotated[
    str | None, _option("--preset", "NAME", f"What FILE is: {', '.join(PRESETS)}; found out if not given.")
]
Into = Annotated[str | None, _option("--into", "PART", "What the rows of a table are: events, deals or sources.")]
Output = Annotated[
    str | None,
    _option("--output -o", "PATH", "Write to a new file, in the format of its ending: .yaml, .json, .jsonl or .csv."),
]
ColumnNames = Annotated[
    str | None, _option("--columns", "NAME,...", "The names of the columns of a CSV that has no header.")
]
DateOrder = Annotated[
    str | None,
    _option(
        "--date-order",
        "dmy|mdy",
        "Whether 03/04/1955 is 3 April or 4 March, where the column itself does not tell.",
    ),
]
Encoding = Annotated[
    str | None, _option("--encoding", "NAME", "The encoding of FILE, such as cp1252; UTF-8 if not given.")
]
SaveRules = Annotated[
    bool,
    _option("--save-rules", None, "Write what was decided to FILE.rules.toml, which the next import of FILE follows."),
]
Update = Annotated[
    str | None,
    _option("--update", "COLUMN", "Bring the record at --output up to date; COLUMN is what identifies a row."),
]
DryRun = Annotated[bool, _option("--dry-run", None, "Show what --update would change, and write nothing.")]
Rejects = Annotated[
    str | None,
    _option(
        "--rejects", "PATH", "Where rows go that can't be read; FILE.rejects.csv (.jsonl, .md, .ics) if not given."
    ),
]
Partial = Annotated[bool, _option("--partial", None, "Call it a success where rows were left out.")]


def run(
    file: File,
    map_: Map = None,
    preset: PresetName = None,
    into: Into = None,
    output: Output = None,
    columns: ColumnNames = None,
    date_order: DateOrder = None,
    encoding: Encoding = None,
    save_rules: SaveRules = False,
    update: Update = None,
    dry_run: DryRun = False,
    rejects: Rejects = None,
    partial: Partial = False,
) -> None:
    """What you already have as a record, on stdout or in a new file.

    Looks at FILE, says what it takes it for and which column for what, and does it; --map and --preset overrule. Names
    of countries become codes, and dates become EDTF, as exact as they are: 5 Jul 2018, 07/2018, 2018.0, c. 1955. What
    could be read in two ways (03/04/1955, 1.000) is read as the rest of its column tells, and never guessed: such rows
    are reported with their line and the reason, and written to a file as they stood, which the next run replaces.
    Events come out in the order of their dates.
    """
    name = "<stdin>" if file == STDIN else file
    kept = Rules() if file == STDIN else rules.read(rules.rules_path(file))
    if kept != Rules():
        note(plain(f"{name}: read by the rules in {rules.rules_path(file)}"))
    said = Rules(preset, into, None, columns.split(",") if columns is not None else None, date_order, encoding, update)
    chosen = kept._replace(**{part: value for part, value in said._asdict().items() if value is not None})
    _refuse_wrong(chosen)
    updates = _updates(chosen, update, output, dry_run)
    format_ = _format(output, exists=updates is not None)
    plan = _plan(file, name, chosen, map_, updates)
    result = _made(plan)
    text = "" if updates is not None else _text(format_, result.parts, output)
    left_out = "" if dry_run else _put_aside(file, None if updates else output, rejects, plan.table, result)
    if output is not None and updates is not None:
        _bring_up_to_date(Path(os.path.realpath(output)), format_, result.parts, dry_run)
    elif output is not None:
        _write(Path(output), text)
    else:
        _print(text)
    if save_rules:
        _save(file, chosen, plan)
    if left_out and not partial:
        again = (
            "mend those notes and import the folder" if os.path.isdir(file) else "mend them there and import that file"
        )
        raise TpcliError(f"{left_out}: {again}, or say --partial")
    if left_out:
        note(plain(left_out))


class Plan(NamedTuple):
    """How a file is read."""

    name: str
    """The name of the file, for messages."""
    preset: str
    layout: Preset
    section: str
    table: Table
    fields: Mapping[str, tuple[str, ...]]
    """The columns that each field is made of."""
    more: Mapping[str, str]
    """The columns that are kept as fields of the record's own, by field."""
    columns: Columns
    mapped: bool
    """Whether the user, or the rules, said what the columns are."""


def _plan(file: str, name: str, chosen: Rules, map_: list[str] | None, updates: str | None) -> Plan:
    """Read the table, and find out what it is. Raises TpcliError or UsageError."""
    typed = map_ or [f"{field}={column}" for field, column in (chosen.map or {}).items()]
    source, read_as = input_of(file, name, chosen.encoding, chosen.columns)
    if read_as.startswith("utf-16") and chosen.encoding is None:
        note(plain(f"{name}: read as UTF-16"))
    preset = chosen.preset or ("csv" if typed else recognised(source))
    layout = preset_of(preset)
    section = chosen.into or layout.SECTION
    if preset not in ("csv", "markdown") and section != layout.SECTION:
        raise UsageError(f"--into {section}: {layout.WHAT} makes {layout.SECTION}")
    mapped = parse_map(typed, section) if typed else None
    table = layout.table(source._replace(wanted=_wanted(mapped) if mapped else ()))
    for line in table.notes:
        note(plain(f"{name}: {line}"))
    fields = columns_of(mapped, table) if mapped else layout.reads(table, section)
    if updates is not None:
        fields = identified(fields, table, updates, preset)
    more = more_columns(table, fields, section)
    if len(more) > MOST:
        raise TpcliError(
            f"{name}: of {len(more)} columns no field is made, and a record can keep {MOST} as fields of its own: "
            "take the others out of the file, and import it again"
        )
    columns = Columns(table.rows, chosen.date_order)
    return Plan(name, preset, layout, section, table, fields, more, columns, bool(mapped))


def _made(plan: Plan) -> Result:
    """The entries made of the rows; notes tell how they were read and which could not be. Raises TpcliError."""
    name, table = plan.name, plan.table
    vocabulary = opened(STDIN, [_file("yaml", "[]")]).vocabulary
    how = reading(plan.fields, plan.columns, vocabulary, plan.section, plan.more)
    result = made_of(table, plan.layout, how, {*plan.more, "fatalities", "tags"})
    _tell(plan, result)
    for line in plan.columns.told:
        note(plain(f"{name}: {line}"))
    for row, reason in result.rejected[:MOST_TOLD]:
        note(plain(f"{name}:{row.line}: {reason}"))
    if not result.parts:
        raise TpcliError(f"{name}: no row could be read" if result.rejected else f"{name}: there are no rows")
    return result


def _refuse_wrong(chosen: Rules) -> None:
    order, preset, into = chosen.date_order, chosen.preset, chosen.into
    if order is not None and order not in ORDERS:
        raise UsageError(f"--date-order {order}: say dmy (day/month/year) or mdy (month/day/year)")
    if preset is not None and preset not in PRESETS:
        raise Unknown("preset", preset, PRESETS, "presets")
    if into is not None and into not in INTO:
        raise Unknown("part", into, INTO, "parts", where=" to import into")


def _updates(chosen: Rules, update: str | None, output: str | None, dry_run: bool) -> str | None:
    """The column that identifies a row where a record is to be brought up to date. Raises UsageError."""
    if update is not None and (output is None or not Path(output).is_file()):
        raise UsageError("--update brings a record up to date that is there: name its file with --output")
    column = chosen.update if output is not None and Path(output).is_file() else None
    if dry_run and column is None:
        raise UsageError("--dry-run shows what --update would change: give both")
    return column


def _wanted(fields: Mapping[str, str]) -> list[str]:
    return [column for said in fields.values() for column in (said, *said.split("+"))]


# What is said of it


def _tell(plan: Plan, result: Result) -> None:
    """Say what the file was taken for, which columns for what, which are left out, and what the first rows became."""
    fields, more, table, quiet = plan.fields, plan.more, plan.table, plan.mapped
    used = {column for several in fields.values() for column in several} | set(more.values())
    filled = filled_columns(table)
    left = [column for column in table.columns if column not in used and column in filled]
    left += [", ".join(fields[field]) for field in sorted(result.unheld) if field in fields]
    lines = []
    if not quiet:
        lines.append(f"{plan.name}: taken for {plan.preset} ({plan.layout.WHAT}); --preset or --map overrule")
        width = max(map(len, fields), default=0)
        lines += [f"  {field:<{width}}  {' + '.join(columns)}" for field, columns in fields.items() if field]
    if more:
        lines.append(f"{'' if quiet else '  '}kept as they are: {', '.join(more.values())}")
    if left:
        lines.append(f"{'' if quiet else '  '}not mapped: {', '.join(left)}")
    if not quiet and (first := first_lines(result, plan.section)):
        lines += ["the first of them:", *(f"  {line}" for line in first)]
    if lines:
        note("\n".join(map(plain, lines)))


# What goes out


def _format(output: str | None, *, exists: bool = False) -> str:
    if output is None:
        return "yaml"
    suffix = Path(output).suffix.lower()
    if suffix not in FORMATS:
        raise UsageError(f"--output {output}: the ending says the format: {', '.join(FORMATS)}")
    if not exists:
        _refuse(Path(output))
    return FORMATS[suffix]


def _text(format_: str, parts: Mapping[str, Any], output: str | None) -> str:
    """The record as text, read once more. Raises UsageError where the format does not hold all of its parts."""
    stem = Path(output).stem if output else ""
    alone = list(parts) in (["events"], [stem])
    if not alone and format_ in ("csv", "jsonl"):
        raise UsageError(f"--output {output}: a file that holds {' and '.join(parts)} is .yaml or .json")
    section = next(iter(parts)) if alone else None
    text = whole_file(format_, parts[section], section) if section else whole_record(format_, parts)
    load(STDIN, [_file(format_, text, section if section == stem else None)])
    return text


def _file(format_: str, text: str, section: str | None = None) -> RecordFile:
    return RecordFile("the result", None, format_, section, text.encode())


def _bring_up_to_date(path: Path, format_: str, parts: Mapping[str, Any], dry_run: bool) -> None:
    """Put what changed and what is new into a record, and say it on stdout; with `dry_run` say it alone."""
    section = path.stem if path.stem in SECTIONS else None
    file = RecordFile(shown(path), path, format_, section)
    with ended_by_signals(), locked(path):
        content = file.read()
        new, changes = updated(file, content, parts, section)
        # A sheet that was named after its part, beside the file that was made of it, is no part of the record.
        beside = record_files(str(path.parent)) if section else []
        files = [file, *(one for one in beside if one.section != section)]
        before, after = (
            load(str(path), [one._replace(path=None, content=held) if one.path == file.path else one for one in files])
            for held in (content, new)
        )
        changed = {change.id for change in changes}
        for name in SECTIONS[1:]:
            kept = [[e for e in getattr(record, name) if e.id not in changed] for record in (before, after)]
            if kept[0] != kept[1]:
                raise TpcliError(f"{file.name}: it can't be changed so that all the rest reads as before: nothing was")
        if changes and not dry_run:
            replace_files({path: (content, new)})
    stdout().writelines("\t".join(map(plain, str(change).split("\t", 2))) + "\n" for change in changes)
    fresh = sum(change.is_new for change in changes)
    would = "would be " if dry_run else ""
    note(plain(f"{file.name}: {fresh} {would}new, {len(changes) - fresh} {would}changed"))


def _put_aside(file: str, output: str | None, rejects: str | None, table: Table, result: Result) -> str:
    """Write the rows that can't be read to a file of their own; what is to be said of them, if there are any."""
    if not result.rejected:
        return ""
    default = f"{'stdin' if file == STDIN else Path(file).stem}.rejects{table.suffix}"
    path = Path(rejects) if rejects else Path(output or "").parent / default
    if output is not None:
        _refuse(Path(output))
    _write(path, aside.text_of(table, result.rejected), replaces=path.exists() and aside.is_such(path))
    return f"{counted(len(result.rejected), 'rows')} could not be read, and went to {path}"


def _save(file: str, chosen: Rules, plan: Plan) -> None:
    """Write what was decided beside the file. Raises UsageError for standard input."""
    if file == STDIN:
        raise UsageError("--save-rules writes beside a file, which standard input is not")
    map_ = {field: "+".join(columns) for field, columns in plan.fields.items() if field}
    decided = chosen._replace(
        preset=plan.preset, map=map_ if plan.preset == "csv" else None, date_order=plan.columns.one_order()
    )
    path = rules.rules_path(file)
    _write(path, rules.text_of(decided), replaces=path.exists())
    note(plain(f"what was decided is in {path}"))


def _refuse(path: Path) -> None:
    if path.exists():
        raise TpcliError(f"{path} is there already, and is not replaced: name another, or remove it")


def _write(path: Path, text: str, *, replaces: bool = False) -> None:
    if not replaces:
        _refuse(path)
    with new_file(path, force=replaces) as temporary, open(temporary, "w", encoding="utf-8", newline="") as out:
        out.write(text)


def _print(text: str) -> None:
    terminal = is_terminal()
    stdout().writelines(f"{plain(line.rstrip())}\n" if terminal else line for line in io.StringIO(text, newline=""))
