"""A record, a command line and files made to take over a terminal: none of it gets there."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import tpcli
from tests.conftest import Run
from tpcli.cli import COMMANDS
from tpcli.export.formats import FORMATS as EXPORTS
from tpcli.output.answer import FORMATS
from tpcli.query.browsing import View
from tpcli.record.choices import CHOICES
from tpcli.record.fields import FIELDS, INNER, Field
from tpcli.text.safe import is_clean, link, plain

SOURCE = Path(tpcli.__file__).parent

EVIL = (
    "\x1b]0;PWNED\x07\x1b[99;99m\x9b99;99m\u202e\u2066\u200f\x7f\x08\r\n\x1b\\\x1b]8;;https://evil.example\x1b\\|\u2028"
)
"""ESC, OSC, CSI of one byte and of two, bidirectional controls, DEL, backspace, line ends, a link of its own."""

QUIET = "\x9b99;99m\u202e\u2066\u200f\x85"
"""The same without what no id may hold: C0 controls and DEL, blanks, commas, semicolons, slashes."""
QUIET_ID = re.sub(r"[\s;]", "", QUIET)

ADDRESSES = (f"https://e.org/{EVIL}", "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", f"x:{EVIL}")


def value(field: Field, section: str, n: int) -> Any:
    """A value of a field with hostile text wherever its shape lets any text stand."""
    shape = field.shape
    if field.name == "id":
        return f"{section}{n}{QUIET_ID}"
    if field.name in ("url", "seen_at"):
        return ADDRESSES[n % len(ADDRESSES)]
    if shape in INNER:
        inner = {f.name: value(f, section, n) for f in INNER[shape].values()}
        if shape == "copies":  # These are addresses of the web, which the reader sees to.
            inner["url"] = f"https://e.org/{QUIET_ID}"
        if shape == "citations":
            return [{**inner, "source": f"sources{m}{QUIET_ID}"} for m in range(len(ADDRESSES))]
        return inner if shape == "money" else [inner]
    if shape.removesuffix("s") in CHOICES:
        word = list(CHOICES[shape.removesuffix("s")])[n % 2]
        return [word] if shape.endswith("s") else word
    fixed = {
        "date": "1955-02-24",
        "count": "3",
        "number": "7",
        "latitude": "7",
        "longitude": "7",
        "currency": "USD",
        "boolean": "true",
        "language": "tr",
    }
    if shape in fixed:
        return fixed[shape]
    if field.name in ("deal", "claimed_by"):
        return f"{'deals' if field.name == 'deal' else 'sources'}0{QUIET_ID}"
    if field.name == "evidence":
        return [f"events0{QUIET_ID}", f"deals0{QUIET_ID}"]
    if shape == "stage":
        return "evil-stage"
    if shape in ("countries", "country"):
        return ["EV"] if shape == "countries" else "EV"
    return [f"{field.name} {EVIL}"] if shape in ("texts", "ids", "themes", "countries") else f"{field.name} {EVIL}"


@pytest.fixture
def hostile(run: Run, tmp_path: Path) -> Path:
    """A record with hostile text in every field, in a file with a hostile name."""
    record = {
        section: [{name: value(field, section, n) for name, field in fields.items()} for n in range(len(ADDRESSES))]
        for section, fields in FIELDS.items()
    }
    for n, event in enumerate(record["events"]):
        event["deal"], event["date"] = f"deals{n}{QUIET_ID}", f"19{55 + n}"
    stage = {"id": "evil-stage", "name": f"name {EVIL}", "meaning": f"meaning {EVIL}", "status": f"status {EVIL}"}
    country = {"id": "EV", "name": f"name {EVIL}", "aliases": [f"alias {EVIL}"]}
    path = tmp_path / f"evil{QUIET_ID}\x1b]0;PWNED\x07.json"
    text = json.dumps({**record, "vocabulary": {"stages": [stage], "countries": [country]}})
    path.write_text(text, encoding="utf-8")
    (tmp_path / OLDER).write_text(text.replace("PWNED", "OWNED").replace("facts4", "facts5"), encoding="utf-8")
    done = run("--data", str(path), "timeline")
    assert done.returncode == 0, done.stderr  # Else all that follows would look at errors alone.
    return path


def escaped_from(text: str) -> str:
    """What of an output a terminal would obey, apart from what Rich draws: colours, links, the bar of a slow build."""
    text = re.sub(r"\x1b\[(\?25[lh]|2K|1A)", "", text)
    text = re.sub(r"\x1b\[(?!99)[0-9;]*m", "", text)
    text = re.sub(r"\x1b\]8;[^;\x1b]*;((https?|mailto):[!-~]+)?\x1b\\", "", text)
    return "".join(c for c in text if c not in "\n\t" and not is_clean(c))


OLDER = f"older{QUIET_ID}\x1b]0;PWNED\x07.json"
"""The same record as it was, with other text in every field."""
IDS = [f"{section}0{QUIET_ID}" for section in FIELDS]
ASKED: dict[str, list[list[str]]] = {
    "timeline": [[]],
    "deals": [[]],
    "facts": [[]],
    "show": [IDS],
    "search": [["PWNED"]],
    "sources": [[]],
    "list": [[what] for what in ("themes", "countries", "kinds", "types", "organisations", "statuses")],
    "stats": [["--by", "decade"], ["--by", "theme"], ["--by", "decade", "--by", "theme"], ["--by", "status"],
              ["--sum", "value"], ["--sum", "value", "--by", "type", "--by", "status"]],
    "today": [["--date", "02-24"]],
    "diff": [[OLDER, f"evil{QUIET_ID}\x1b]0;PWNED\x07.json"]],
    "sql": [["select * from events"], ["select * from words"], [f"select title as '{EVIL}' from deals"], ["--tables"]],
}  # fmt: skip
"""Commands that answer in every format."""
OTHERS: dict[str, list[list[str]]] = {
    "chart": [["timeline"], ["deals"], ["stats", "--by", "theme"]],
    "report": [["--output", "-"]],
    "export": [[name] for name, made in EXPORTS.items() if made.name is None],
    "cite": [[*IDS, "--style", style] for style in ("apa", "bibtex")],
    "init": [[f"new{QUIET_ID}\x1b]0;PWNED\x07"]],
    "add": [["--date", "1960", "--title", EVIL, "--id", "added"], ["--date", "1960"]],
    "import": [["rows\x1b]0;PWNED\x07.csv", "--map", "date=Year,title=Name"]],
    "edit": [[IDS[0]], [EVIL]],
    "rename": [[IDS[0], "renamed", "--why", EVIL], ["PWNED", "x"], [IDS[1], EVIL], [f"theme={EVIL}", "x"]],
    "check": [[], ["--format", "json"], ["--format", "github"]],
    "schema": [["record"], ["events"]],
    "browse": [["--inside", "view", "rows", "PWNED"], *(["--inside", "view", "page", id_] for id_ in IDS)],
}
TRIED = {
    **{name: [[*run, "--format", format_] for run in runs for format_ in FORMATS] for name, runs in ASKED.items()},
    **OTHERS,
}


def test_every_command_is_tried() -> None:
    tried = ASKED.keys() | OTHERS.keys()
    assert COMMANDS.keys() <= tried, COMMANDS.keys() - tried


EXACT = {"csv", "json", "jsonl", "csl-json", "geojson", "ics", "timelinejs", "-", "record", "events", "--map"}
"""What is asked for that gives programs each character of a record, as long as no terminal reads it."""


@pytest.mark.parametrize("command", TRIED)
def test_nothing_of_a_record_moves_a_terminal(run: Run, hostile: Path, tmp_path: Path, command: str) -> None:
    heading = re.sub(r"[\r\n;]", "", EVIL)
    (tmp_path / "rows\x1b]0;PWNED\x07.csv").write_text(f'Year,Name,"{heading}"\n1955,"{EVIL}",x\nx,y,z\n', newline="")
    (tmp_path / "view").write_text(View().text())  # What fzf asks for to fill its list and its preview.
    for arguments in TRIED[command]:
        exact = EXACT.intersection(arguments)
        for terminal in (True, False):
            done = run(
                "--data", str(hostile), command, *arguments, cwd=tmp_path, env={"PAGER": "cat"}, terminal=terminal
            )
            assert done.returncode in (0, 1) or command in ("add", "cite", "edit", "rename"), done.stderr
            assert escaped_from(done.stderr) == ""
            assert escaped_from(done.stdout) == "" or (exact and not terminal), arguments


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_no_word_that_completion_offers_moves_a_terminal(run: Run, hostile: Path, shell: str) -> None:
    for option in ("timeline --theme", "timeline --deal", "deals --stage", "timeline --organisation", "show"):
        env = {"TPCLI_DATA": str(hostile), "_TPCLI_COMPLETE": f"complete_{shell}", "_TPCLI_LINE": f"tpcli {option} "}
        done = run(env=env)
        assert done.returncode == 0
        assert escaped_from(done.stdout + done.stderr) == ""


MISTAKES = [
    [EVIL], [EVIL, EVIL], [f"--{EVIL}"], ["x", "--style", EVIL], ["--output", f"/nowhere/{EVIL}"],
    *([option, EVIL] for option in ("--format", "--year", "--theme", "--fields", "--limit")),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_said_of_a_command_line_is_plain(run: Run, hostile: Path, command: str) -> None:
    for arguments in MISTAKES:
        for terminal in (True, False):
            done = run("--data", str(hostile), command, *arguments, env={"PAGER": "cat"}, terminal=terminal)
            assert escaped_from(done.stderr + (done.stdout if terminal else "")) == ""


def test_what_is_wrong_with_a_record_is_said_plainly(run: Run, tmp_path: Path) -> None:
    path = tmp_path / f"bad{QUIET_ID}\x1b[99m.json"
    wrong = {name: f"{name} {EVIL}" for name in FIELDS["events"]}
    path.write_text(json.dumps({"events": [wrong, {EVIL: EVIL}, EVIL], EVIL: []}), encoding="utf-8")
    for command in ("timeline", "check"):
        for terminal in (True, False):
            done = run("--data", str(path), command, terminal=terminal)
            assert done.returncode == 1
            assert "PWNED" in done.stdout + done.stderr
            assert escaped_from(done.stdout + done.stderr) == ""


ONLY_HERE = {
    "print": {"cli.py"},
    "rich": {
        "terminal/grid.py",
        "terminal/pager.py",
        "terminal/problems.py",
        "text/progress.py",
        "output/table.py",
        "terminal/widths.py",
    },
    "stdout": {"cli.py", "environment.py", "output/answer.py", "terminal/pager.py"},
    "stderr": {"cli.py", "environment.py", "output/answer.py", "text/progress.py"},
    "Segment": {"terminal/grid.py"},
    "Style": {"terminal/grid.py"},
    "Console": {"terminal/grid.py", "terminal/pager.py", "text/progress.py", "output/table.py"},
}  # fmt: skip
"""What leads to a terminal, and the modules that may use it."""


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_only_two_doors_lead_to_a_terminal(path: Path) -> None:
    name = path.relative_to(SOURCE).as_posix()
    used = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    asked = {
        argument
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("is_terminal", "are_terminals")
        for argument in node.args
    }
    for node in set(ast.walk(tree)) - asked:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("print", "input"):
            used.add("print")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "rich":
            used |= {"rich", *(alias.name for alias in node.names)}
        elif isinstance(node, ast.Import) and any(alias.name.partition(".")[0] == "rich" for alias in node.names):
            used.add("rich")
        elif isinstance(node, ast.Attribute) and node.attr in ("stdout", "stderr", "__stdout__", "__stderr__"):
            used.add(node.attr.strip("_"))
        elif isinstance(node, ast.Attribute) and node.attr in ("echo", "secho"):
            used.add("print")
    assert not [what for what in used if what in ONLY_HERE and name not in ONLY_HERE[what]]


@given(st.text())
def test_plain_text_moves_nothing(text: str) -> None:
    assert is_clean(plain(text))
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("https://e.org/a_b?c=d#e", "https://e.org/a_b?c=d#e"),
        ("HTTP://e.org", "HTTP://e.org"),
        ("mailto:a@e.org", "mailto:a@e.org"),
        ("doi:10.1000/182", "https://doi.org/10.1000/182"),
        ("https://e.org/a b<c>\"d\"|{e}", "https://e.org/a%20b%3Cc%3E%22d%22%7C%7Be%7D"),
        ("javascript:alert(1)", None), (" javascript:alert(1)", None), ("JavaScript:alert(1)", None),
        ("data:text/html,x", None), ("file:///etc/passwd", None), ("ftp://e.org", None), ("https:e.org", None),
        ("https://", None), ("https://e.org/\x1b", None), ("https://e.org/\n# x", None), ("e.org", None), ("", None),
        (None, None),
    ],
)  # fmt: skip
def test_links(address: str | None, target: str | None) -> None:
    assert link(address) == target


HARD = ["NO", "no", "y", "1_000", "0o7", "0777", "1:20", "12:30:45", "=", "<<", "2001-01-01", "1e3", ".5", "+1", "0x1F",
        "null", "~", ".inf", ".NaN", "- x", "? x", "a: b", "#x", "a #b", "'q", '"q', "{a", "[a", "*a", "&a", "!a", "%a",
        "@a", "`a", "|", ">", " a ", "a\nb", "\n", "a\n\nb ", "a\tb", "\u202eb", "a\x1b[0m", "\x85", "\u2028", "\ufeff",
        "---", "...", "\\", "e\u0301", "𝒳"]  # fmt: skip


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_yaml_is_read_as_it_was(run: Run, tmp_path: Path, version: str) -> None:
    from ruamel.yaml import YAML

    mine = tmp_path / "mine.json"
    titles = [text for text in HARD if text.strip()]
    mine.write_text(json.dumps([{"date": "1955", "title": t, "id": f"e{n:03}"} for n, t in enumerate(titles)]))
    text = run("--data", str(mine), "timeline", "--format", "yaml").stdout
    reader = YAML(typ="safe", pure=True)
    reader.version = version
    assert [entry["title"] for entry in reader.load(text)] == titles
    assert [entry["title"] for entry in yaml.safe_load(text)] == titles
