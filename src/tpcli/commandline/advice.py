"""What to type in place of commands and options that there are not: what people know from other programs."""

import re
from collections.abc import Collection
from typing import Any

from tpcli.errors import UsageError
from tpcli.habits import FORMATTED, LISTINGS
from tpcli.query.dimensions import DIMENSIONS
from tpcli.text.folding import did_you_mean
from tpcli.text.shell import pasted

COMMANDS = {
    "timeline": "event events history chronology dates log years",
    "deals": "deal contracts contract arms sales transfers",
    "facts": "fact claim claims factcheck fact-check verdicts",
    "show": "view get open cat describe detail details read display print info entry look",
    "search": "find grep query ask lookup match text",
    "browse": "tui ui pick select explore fzf menu",
    "sources": "source references refs bibliography links link url urls",
    "list": "ls values words vocabulary filters",
    "list themes": "theme themes tags topics",
    "list countries": "country countries",
    "list organisations": "organisation organisations organization organizations orgs",
    "list kinds": "kind kinds",
    "list types": "type types",
    "list places": "place places",
    "list publishers": "publisher publishers",
    "stats": "stat count counts statistics summary sum total totals aggregate group number",
    "chart": "plot graph draw figure picture visualize visualise image",
    "report": "page html pdf website web",
    "report --output site/": "site publish",
    "today": "on on-this-day anniversary anniversaries day date",
    "export": "dump save download write",
    "export geojson": "map geojson",
    "export ics": "calendar ics",
    "export bibtex": "bibtex bib",
    "export xlsx": "excel xlsx",
    "export sqlite": "sqlite db database",
    "timeline --format csv": "csv",
    "timeline --format json": "json",
    "cite": "citation citations reference",
    "init": "new create start setup",
    "add": "insert append",
    "import": "load convert ingest",
    "edit": "rm delete remove change modify vi vim set",
    "rename": "mv move",
    "diff": "compare changes changelog",
    "check": "validate lint verify doctor test fix",
    "--help": "man docs doc manual usage examples tutorial commands",
    "--version": "about versions",
    "--install-completion": "completion completions install-completion complete",
}
"""By what to type behind `tpcli`: other names of it."""

OPTIONS = {
    "--from DATE": "since start begin starting start-date date-from from-date from-year",
    "--to DATE": "until till end through ending end-date date-to to-date upto to-year",
    "--year 'before DATE'": "before older older-than",
    "--year 'after DATE'": "after newer newer-than",
    "--from DATE --to DATE": "between range period span",
    "--year DATE": "date on when during years decade dates month time",
    "--theme NAME": "tag tags topic topics subject subjects category categories themes",
    "--match WORDS": "search query grep text keyword keywords contains find word words about q regex like person who",
    "--limit N": "top head first max number rows max-results take num",
    "--reverse --limit N": "last tail newest latest recent",
    "--sort FIELD": "order order-by orderby sort-by sortby sorted",
    "--reverse": "desc descending rev backwards r",
    "--supplier NAME": "seller exporter from-country supplied-by origin vendor maker suppliers sold-by",
    "--recipient NAME": "buyer importer to-country receiver customer destination recipients bought-by",
    "--country NAME": "countries nation state nations cc c iso with",
    "--organisation NAME": "org orgs organization organizations organisations body company firm actor actors force",
    "--kind NAME": "kinds event-type event-kind",
    "--type NAME": "types category-of-deal deal-type weapon",
    "--deal NAME": "deals project programme program",
    "--place NAME": "location city places loc",
    "--source NAME": "sources cites citing",
    "--publisher NAME": "publishers outlet newspaper",
    "--claimed-by NAME": "claimant claimants author said-by claimer article",
    "--conflicts": "conflict disputed disagree disagreement disagreements contested controversial",
    "--as-of DATE": "asof at as-at status-on",
    "--stale": "old dormant dead",
    "--status NAME": "state-of-deal statuses progress",
    "--status delivered": "delivered completed done",
    "--status signed": "signed",
    "--status lapsed": "lapsed failed",
    "--status cancelled": "cancelled canceled",
    "--not status=delivered": "open active ongoing pending undelivered",
    "--verdict NAME": "verdicts rating result",
    "--verdict disputed": "false wrong untrue refuted",
    "--verdict supported": "true supported confirmed",
    "--not FIELD=VALUE": "exclude without except omit ignore no minus",
    "--kind visit --theme nuclear, an option a field": "filter where filters",
    "--by FIELD": "group group-by groupby per",
    "--sum value": "sum total totals amount",
    "--fields NAMES": "columns cols column field select only col show",
    "--fields all": "all wide full long all-columns all-fields verbose v details w a",
    "--fields help, which names them": "list-fields fields-list",
    "--fields url": "url urls links link",
    "--format list": "list stacked vertical",
    "--format tsv": "plain txt tab raw",
    "--format FORMAT": "fmt as output-format out-format",
    "--format csv --bom": "excel xls",
    "--header": "headers headings column-names",
    "NO_COLOR=1 before tpcli": "no-color no-colour color colour colors nocolor monochrome",
    "PAGER=cat before tpcli": "no-pager pager nopager",
    "COLUMNS=N before tpcli": "width columns-wide",
    "--data PATH": "record file d database db repo",
    "--title TEXT": "caption heading",
    "--save FILE": "png svg out",
    "--force": "overwrite yes y replace clobber",
}
"""By what to type: other names of the option, without their hyphens. An option of the command itself is never here."""

ELSEWHERE = {
    "stats --by FIELD": "by group group-by groupby",
    "stats": "count counts aggregate stats stat",
    "stats --sum value": "sum total totals",
    "timeline --reverse --limit 5": "newest latest recent last",
    "export xlsx": "xlsx excel xls ods",
    "report": "html pdf page report",
    "chart": "chart plot graph png svg",
    "cite": "cite apa references",
    "export bibtex": "bibtex bib ris",
    "today": "day today on-this-day anniversary",
    "sql": "sql value min-value max-value currency quantity offset skip min max amount price random sample",
    "browse": "interactive i fzf browse pick",
    "search": "search",
    "list": "list",
    "deals --since DATE": "since changes diff changed",
    "edit": "delete remove",
    "check": "check validate",
}
"""By what to type behind `tpcli`: options that people look for with other commands."""

STYLES = ("apa", "mla", "chicago", "harvard", "ieee", "mhra", "oscola", "vancouver", "bibtex")

WITHOUT_FORMAT = {
    "export": ": write the format behind export, as in tpcli export xlsx",
    "cite": ": write --style NAME, which also takes bibtex",
    "chart": ": write --save FILE.svg, .png, .pdf or .html",
    "report": ": a report is a page of HTML, which a browser prints as PDF",
}
"""What to type in place of `--format`, by commands that do not have it."""

FILES = {"csv": "csv", "tsv": "tsv", "json": "json", "jsonl": "jsonl", "ndjson": "jsonl", "md": "markdown",
         "yaml": "yaml", "yml": "yaml", "txt": "tsv"}  # fmt: skip
"""The format that the end of a file's name asks for."""
BY_FORMAT = {
    "xlsx": "export xlsx --output FILE.xlsx", "excel": "export xlsx --output FILE.xlsx", "xls": "export xlsx",
    "html": "report --output FILE.html", "pdf": "chart timeline --save FILE.pdf", "ics": "export ics",
    "bibtex": "export bibtex", "sqlite": "export sqlite", "parquet": "export parquet", "geojson": "export geojson",
    "png": "chart timeline --save FILE.png", "svg": "chart timeline --save FILE.svg",
}  # fmt: skip
"""What to type behind `tpcli` for formats that are not of listings."""


EXPORTS = {
    "excel": "xlsx", "xls": "xlsx", "ods": "xlsx", "bib": "bibtex", "biblatex": "bibtex", "latex": "bibtex",
    "ris": "csl-json", "zotero": "csl-json", "csl": "csl-json", "calendar": "ics", "ical": "ics", "md": "markdown",
    "kml": "geojson", "map": "geojson", "gis": "geojson", "db": "sqlite", "sql": "sqlite", "duckdb": "parquet",
    "timeline.js": "timelinejs", "frictionless": "datapackage", "zip": "datapackage",
}  # fmt: skip
"""Other names of what `tpcli export` writes, or what is nearest to it."""


def _otherwise(table: dict[str, str]) -> dict[str, str]:
    return {name: advice for advice, names in table.items() for name in names.split()}


def no_command(name: str, rest: list[str], known: Collection[str]) -> UsageError:
    """The error for a command that there is not, with what to type."""
    advice = _otherwise(COMMANDS).get(name.lower())
    if advice is not None:
        return UsageError(f"there is no command '{name}': type {' '.join(['tpcli', advice, *map(pasted, rest)])}")
    near = did_you_mean(name.strip().lower(), known)
    if near:
        return UsageError(f"there is no command '{name}'{near}")
    if re.match(r"\W*\d{3,4}\b|\d{1,2} \w+ \d{4}", name):
        return UsageError(f"there is no command '{name}': type tpcli timeline {pasted(name)}")
    return UsageError(
        f"there is no command '{name}': tpcli search {pasted(name)} looks for it, and tpcli --help names the commands"
    )


def in_place_of(error: Any, command: str, arguments: list[str], known: Collection[str]) -> tuple[str, str]:
    """What Typer says is wrong with a command line, and what to type in its place: empty where nothing is known."""
    option = getattr(error, "option_name", None)
    if option is not None and hasattr(error, "possibilities"):
        return error.message, _no_option(option, command, arguments, known)
    said = str(error.format_message())
    extra = re.search(r"unexpected extra argument\(?s?\)? \((.*)\)", said)
    return said, _no_argument(extra[1], command) if extra else ""


def _no_argument(words: str, command: str) -> str:
    if re.search(r"\.\w{2,7}$", words) and command in ("export", "report"):
        return f": write --output {pasted(words)}"
    if command == "export":
        return f": write --match {pasted(words)}, or another filter"
    if command == "list":
        return ": write one list, and filters as options"
    if command == "add":
        return ": write --date DATE --title TEXT"
    return ""


def _no_option(option: str, command: str, arguments: list[str], known: Collection[str]) -> str:
    """What to type for an option that a command does not have; empty where nothing is known."""
    name = option.lstrip("-").lower()
    if name in ("o", "output", "out", "outfile", "output-file", "save"):
        return _to_file(option, command, arguments)
    if not command:
        return _at_the_front(name, option, arguments)
    if name == "format":
        return WITHOUT_FORMAT.get(command, "")
    if name in STYLES and "--style" in known:
        return f": write --style {name}"
    if name == "by" and command == "facts" and value_of(option, arguments) not in DIMENSIONS:
        return f": write {_with_value('--claimed-by NAME', option, arguments)}"
    advice = _otherwise(OPTIONS).get(name)
    if advice == "--to DATE" and any(word.startswith("--since") for word in arguments):
        advice = "--as-of DATE"
    if advice is not None and advice.split()[0].rstrip(",") in known:
        return f": write {_with_value(advice, option, arguments)}"
    if advice is not None and " before tpcli" in advice:
        return f": write {advice}"
    elsewhere = _otherwise(ELSEWHERE).get(name)
    if elsewhere is not None and elsewhere.split()[0] != command:
        return f": that is tpcli {_with_value(elsewhere, option, arguments)}"
    return did_you_mean(name, [word for word in known if word.startswith("--")])


def _at_the_front(name: str, option: str, arguments: list[str]) -> str:
    """The advice for an option before any command."""
    if name in ("d", "record", "file", "db", "database"):
        return f": write {_with_value('--data PATH', option, arguments)}"
    if name in ("v", "version"):
        return ": write --version"
    elsewhere = _otherwise(ELSEWHERE).get(name) or _otherwise(COMMANDS).get(name)
    if elsewhere is not None:
        return f": that is tpcli {elsewhere}"
    return ": options stand behind the command, as in tpcli timeline --format csv"


def _to_file(option: str, command: str, arguments: list[str]) -> str:
    """The advice for an option by which other programs write to a file."""
    name = value_of(option, arguments) or "FILE"
    end = name.rpartition(".")[2].lower() if "." in name else ""
    if command == "chart":
        return f": write --save {pasted(name)}"
    if end in BY_FORMAT:
        return f": write tpcli {re.sub(r'FILE[.]?[a-z]*', lambda _: pasted(name), BY_FORMAT[end])}"
    left = [word for word in arguments if word not in (option, name, f"{option}={name}")]
    if command in FORMATTED and "--format" not in left:
        left += ["--format", FILES.get(end, "csv")]
    return f": write {pasted('tpcli', *left)} > {pasted(name)}"


def value_of(option: str, arguments: list[str]) -> str | None:
    """The value that was typed for an option."""
    for n, word in enumerate(arguments):
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
        if word == option and n + 1 < len(arguments) and not arguments[n + 1].startswith("-"):
            return arguments[n + 1]
    return None


def _with_value(advice: str, option: str, arguments: list[str]) -> str:
    """The advice with what was typed in place of the word that stands for a value, where there is one."""
    value = value_of(option, arguments)
    places = re.findall(r"\b[A-Z]{1,}\b", advice)
    if value is None or len(places) != 1:
        return advice
    if "'" in advice:
        return re.sub("'([^']*)'", lambda words: pasted(words[1].replace(places[0], value)), advice)
    return advice.replace(places[0], pasted(value))


def no_export(name: str) -> str:
    """What to type for a format that `tpcli export` does not have; empty where nothing is known."""
    other = EXPORTS.get(name)
    if other is not None:
        return f": write tpcli export {other}"
    if name in LISTINGS or name == "events":
        return f": write tpcli {'timeline' if name == 'events' else name} --format csv"
    if name in ("html", "site", "pdf", "page"):
        return ": write tpcli report --output report.html, or --output site/ for a site"
    if name == "all":
        return ": write tpcli export sqlite, or datapackage for CSV"
    return ""


def no_format(name: str) -> str:
    """What to type for a format that listings do not have."""
    other = BY_FORMAT.get(name.lower())
    return f": that is tpcli {other}" if other else ""
