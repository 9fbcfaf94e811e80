"""tpcli import: what people already have, as a record."""

import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

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
from tpcli.record.importing.mapping import columns_of, more_columns, parse_map
from tpcli.record.importing.presets import PRESETS, Preset, preset_of, recognised
from tpcli.record.importing.tables import Table
from tpcli.record.importing.updating import identified, updated
from tpcli.record.reading.files import FORMATS, SECTIONS, STDIN, RecordFile, record_files, shown
from tpcli.record.reading.opened import opened
from tpcli.record.writing.as_text import whole_file, whole_record
from tpcli.record.writing.lock import locked
from tpcli.record.writing.replacing import replaced
from tpcli.signals import ended_by_signals
from tpcli.text.folding import did_you_mean
from tpcli.text.newfiles import new_file
from tpcli.text.safe import plain

EXAMPLES = (
    "printf 'Year,Name\\n2018,A contract\\n' | tpcli import -",
    "tpcli timeline --format csv | tpcli import - --map date=date,title=title,countries=countries --output my.yaml",
    "printf -- '- 5 July 2018: A contract\\n- 1955 – A pact\\n' | tpcli import - --preset markdown",
)

MOST_TOLD = 20
"""Rows that could not be read whose reasons go to stderr; those of all are in the file."""

INTO = ("events", "deals", "sources")


def run(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="A table, JSON, calendar, Markdown or a folder of notes; - for standard input."
        ),
    ],
    map_: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN,...",
            help="The column, by name or number, that each field of an entry is made of; A+B joins columns.",
            show_default=False,
        ),
    ] = None,
    preset: Annotated[
        str | None,
        typer.Option(
            "--preset",
            metavar="NAME",
            help=f"What FILE is: {', '.join(PRESETS)}; found out if not given.",
            show_default=False,
        ),
    ] = None,
    into: Annotated[
        str | None,
        typer.Option(
            "--into",
            metavar="PART",
            help="What the rows of a table are: events, deals or sources.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="Write to a new file, in the format of its ending: .yaml, .json, .jsonl or .csv.",
            show_default=False,
        ),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="NAME,...",
            help="The names of the columns of a CSV that has no header.",
            show_default=False,
        ),
    ] = None,
    date_order: Annotated[
        str | None,
        typer.Option(
            "--date-order",
            metavar="dmy|mdy",
            help="Whether 03/04/1955 is 3 April or 4 March, where the column itself does not tell.",
            show_default=False,
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding",
            metavar="NAME",
            help="The encoding of FILE, such as cp1252; UTF-8 if not given.",
            show_default=False,
        ),
    ] = None,
    save_rules: Annotated[
        bool,
        typer.Option(
            "--save-rules",
            help="Write what was decided to FILE.rules.toml, which the next import of FILE follows.",
            show_default=False,
        ),
    ] = False,
    update: Annotated[
        str | None,
        typer.Option(
            "--update",
            metavar="COLUMN",
            help="Bring the record at --output up to date; COLUMN is what identifies a row.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what --update would change, and write nothing.", show_default=False)
    ] = False,
    rejects: Annotated[
        str | None,
        typer.Option(
            "--rejects",
            metavar="PATH",
            help="Where rows go that can't be read; FILE.rejects.csv (.jsonl, .md, .ics) if not given.",
            show_default=False,
        ),
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Call it a success where rows were left out.", show_default=False)
    ] = False,
) -> None:
    """What you already have as a record, on stdout or in a new file.

    Looks at FILE, says what it takes it for and which column for what, and does it; --map and --preset overrule. Names
    of countries become codes, and dates become EDTF, as exact as they are: 5 Jul 2018, 07/2018, 2018.0, c. 1955. What
    could be read in two ways (03/04/1955, 1.000) is read as the rest of its column tells, and never guessed: such rows
    are reported with their line and the reason, and written to a file as they stood, which the next run replaces.
    Events come out in the order of their dates.
    """
    name = "<stdin>" if file == STDIN else file
    said = {"preset": preset, "into": into, "columns": columns.split(",") if columns is not None else None,
            "date_order": date_order, "encoding": encoding, "update": update}  # fmt: skip
    kept = {} if file == STDIN else rules.read(rules.rules_path(file))
    if kept:
        note(plain(f"{name}: read by the rules in {rules.rules_path(file)}"))
    chosen: dict[str, Any] = {**kept, **{key: value for key, value in said.items() if value is not None}}
    typed = map_ or [f"{field}={column}" for field, column in chosen.get("map", {}).items()]
    _refuse_wrong(chosen)
    updates = _updates(chosen, update, output, dry_run)
    format_ = _format(output, exists=updates is not None)
    source, read_as = input_of(file, name, chosen.get("encoding"), chosen.get("columns"))
    if read_as.startswith("utf-16") and "encoding" not in chosen:
        note(plain(f"{name}: read as UTF-16"))
    preset_name = chosen.get("preset") or ("csv" if typed else recognised(source))
    layout = preset_of(preset_name)
    section = chosen.get("into") or layout.SECTION
    if preset_name not in ("csv", "markdown") and section != layout.SECTION:
        raise UsageError(f"--into {section}: {layout.WHAT} makes {layout.SECTION}")
    fields = parse_map(typed, section) if typed else None
    table = layout.table(source._replace(wanted=_wanted(fields) if fields else ()))
    made_of_columns = columns_of(fields, table) if fields else layout.reads(table, section)
    if updates is not None:
        made_of_columns = identified(made_of_columns, table, updates, preset_name)
    for line in table.notes:
        note(plain(f"{name}: {line}"))
    more = more_columns(table, made_of_columns, section) if preset_name == "csv" else {}
    columns_ = Columns(table.rows, chosen.get("date_order"))
    how = reading(made_of_columns, columns_, opened(STDIN, [_file("yaml", "[]")]).vocabulary, section, more)
    extra = {*more, "lat", "lon", "fatalities", "tags"}
    result = made_of(table, layout, how, extra)
    _tell(name, preset_name, layout, table, made_of_columns, more, result, section, quiet=bool(fields))
    for line in columns_.told:
        note(plain(f"{name}: {line}"))
    for row, reason in result.rejected[:MOST_TOLD]:
        note(plain(f"{name}:{row.line}: {reason}"))
    if not result.parts:
        raise TpcliError(f"{name}: no row could be read" if result.rejected else f"{name}: there are no rows")
    text = "" if updates is not None else _text(format_, result.parts, output)
    left_out = "" if dry_run else _put_aside(file, None if updates else output, rejects, table, result)
    if output is not None and updates is not None:
        _bring_up_to_date(Path(os.path.realpath(output)), format_, result.parts, dry_run)
    elif output is not None:
        _write(Path(output), text)
    else:
        _print(text)
    if save_rules:
        named = {"map": {f: "+".join(c) for f, c in made_of_columns.items() if f}} if preset_name == "csv" else {}
        known = {name: value for name, value in chosen.items() if name != "map"}
        _save(file, {**known, "date_order": columns_.one_order(), "preset": preset_name, **named})
    if left_out and not partial:
        raise TpcliError(f"{left_out}: mend them there and import that file, or say --partial")
    if left_out:
        note(plain(left_out))


def _refuse_wrong(chosen: Mapping[str, Any]) -> None:
    order, preset, into = (chosen.get(name) for name in ("date_order", "preset", "into"))
    if order is not None and order not in ORDERS:
        raise UsageError(f"--date-order {order}: say dmy (day/month/year) or mdy (month/day/year)")
    if preset is not None and preset not in PRESETS:
        raise UsageError(f"--preset {preset}: there are {', '.join(PRESETS)}{did_you_mean(preset, PRESETS)}")
    if into is not None and into not in INTO:
        raise UsageError(f"--into {into}: say {', '.join(INTO)}{did_you_mean(into, INTO)}")


def _updates(chosen: Mapping[str, Any], update: str | None, output: str | None, dry_run: bool) -> str | None:
    """The column that identifies a row where a record is to be brought up to date. Raises UsageError."""
    if update is not None and (output is None or not Path(output).is_file()):
        raise UsageError("--update brings a record up to date that is there: name its file with --output")
    column: str | None = chosen.get("update") if output is not None and Path(output).is_file() else None
    if dry_run and column is None:
        raise UsageError("--dry-run shows what --update would change: give both")
    if column is not None and Path(output or "").suffix.lower() not in (".yaml", ".yml", ".json"):
        raise UsageError(f"--output {output}: --update changes .yaml and .json")
    return column


def _wanted(fields: Mapping[str, str]) -> list[str]:
    return [column for said in fields.values() for column in (said, *said.split("+"))]


# What is said of it


def _tell(
    name: str, preset: str, layout: Preset, table: Table, fields: Mapping[str, tuple[str, ...]],
    more: Mapping[str, str], result: Result, section: str, *, quiet: bool,
) -> None:  # fmt: skip
    """Say what the file was taken for, which columns for what, which are left out, and what the first rows became."""
    used = {column for several in fields.values() for column in several} | set(more.values())
    filled = {column for row in table.rows for column, value in row.values.items() if value}
    left = [column for column in table.columns if column not in used and column in filled]
    left += [", ".join(fields[field]) for field in sorted(result.unheld) if field in fields]
    lines = []
    if not quiet:
        lines.append(f"{name}: taken for {preset} ({layout.WHAT}); --preset or --map overrule")
        width = max(map(len, fields), default=0)
        lines += [f"  {field:<{width}}  {' + '.join(columns)}" for field, columns in fields.items() if field]
    if more:
        lines.append(f"{'' if quiet else '  '}kept as they are: {', '.join(more.values())}")
    if left:
        lines.append(f"{'' if quiet else '  '}not mapped: {', '.join(left)}")
    if not quiet and (first := first_lines(result, section)):
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
            replaced(path, content, new)
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


def _save(file: str, decided: Mapping[str, Any]) -> None:
    if file == STDIN:
        raise UsageError("--save-rules writes beside a file, which standard input is not")
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
