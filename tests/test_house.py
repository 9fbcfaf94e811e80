"""The house: what each room may not reach for. A module that reaches around its neighbour fails here."""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import pytest

import tpcli

ROOT = Path(tpcli.__file__).parent

MUST_NOT_IMPORT = """
  errors               environment signals habits
  errors               text dates record index query output terminal charts export pages commandline commands
  signals              environment habits
  signals              text dates record index query output terminal charts export pages commandline commands
  environment          signals habits dates record index query output terminal charts export pages commandline commands
  habits               signals text dates record index query output terminal charts export pages commandline commands
  text                 dates record index query output terminal charts export pages commandline commands typer yaml
  dates                text record index query output terminal charts export pages commandline commands typer rich yaml
  record               index query output terminal charts export pages commandline commands sqlite3 typer rich
  record.reading       record.writing record.importing
  index                query output terminal charts export pages commandline commands typer rich yaml
  index                record.writing record.importing
  query                output terminal charts export pages commandline commands typer rich yaml
  query                record.reading record.writing record.importing index.build index.cache index.load
  output               record.reading record.writing record.importing record.entries index sqlite3 query.sql
  output               charts export pages commandline commands typer rich
  terminal             record index sqlite3 query.sql charts export pages commandline commands typer yaml
  charts               record index export pages commandline commands typer yaml
  export               record.reading record.writing record.importing index terminal charts pages commandline commands
  export               typer rich yaml
  pages                record.reading record.writing record.importing index terminal commandline commands
  pages                export.formats export.picked typer rich yaml
  commandline          record.reading.entries record.reading.formats record.reading.opened record.reading.record
  commandline          record.writing record.importing terminal charts export pages commands rich yaml
  commands             commands rich yaml
"""
"""Room by room, the rooms, modules and libraries that it knows nothing of. Modules of one room import each other
freely, but for commands. `cli.py` and `__main__.py` know all."""

NO_SQL = ("text", "dates", "record", "output", "terminal", "commandline", "commands")
"""A question becomes SQL in `query`, an index in `index`; pictures, pages and exports ask for rows of their own."""

MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 60


@cache
def modules() -> dict[str, Path]:
    """Each module of the package by its name below `tpcli`."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports(name: str) -> frozenset[str]:
    """All that a module imports, at its head or within: what is in `tpcli` without that first word."""
    found = set()
    for node in ast.walk(ast.parse(modules()[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: a relative import"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole.removeprefix("tpcli.") in modules() else str(node.module))
    return frozenset(imported.removeprefix("tpcli.") for imported in found)


def is_in(name: str, room: str) -> bool:
    """Whether a module is that one, or below it."""
    return name == room or name.startswith(room + ".")


RULES = [(line.split()[0], room) for line in MUST_NOT_IMPORT.strip().splitlines() for room in line.split()[1:]]


def _imports_of(broken: dict[str, frozenset[str]], name: str) -> frozenset[str]:
    return broken.get(name, frozenset())


def _reached(room: str, imported_by: Callable[[str], frozenset[str]]) -> list[str]:
    return [
        f"{name} imports {imported}"
        for name in modules()
        if is_in(name, room)
        for imported in sorted(imported_by(name))
        for of, other in RULES
        if of == room and is_in(imported, other) and imported not in (name, other if other == room else "")
    ]


@pytest.mark.parametrize("room", dict.fromkeys(room for room, _ in RULES))
def test_no_room_reaches_around_its_neighbour(room: str) -> None:
    assert room in {part for name in modules() for part in (name, name.rpartition(".")[0])}
    assert _reached(room, imports) == []


def test_every_room_has_rules_and_each_rule_finds_what_it_forbids() -> None:
    rooms = {path.name for path in ROOT.iterdir() if (path / "__init__.py").is_file()}
    assert rooms <= {room for room, _ in RULES}
    for room, other in RULES:
        inside = [name for name in modules() if is_in(name, room)]
        broken = {inside[-1]: frozenset({inside[-2] if other == room else other})}
        assert _reached(room, partial(_imports_of, broken))


def test_nothing_imports_in_a_circle() -> None:
    """Taking away, again and again, what imports nothing that is left, leaves nothing."""
    left = {name: {other for other in imports(name) if other in modules()} - {name} for name in modules()}
    while free := {name for name, others in left.items() if not others & left.keys()}:
        left = {name: others for name, others in left.items() if name not in free}
    assert left == {}


def _texts(path: Path) -> Iterator[str]:
    """The texts that a module's code is made of, its docstrings and examples of command lines left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and not node.value.startswith("tpcli "):
            yield node.value


@pytest.mark.parametrize("room", NO_SQL)
def test_sql_is_written_where_questions_and_indexes_are_made(room: str) -> None:
    sql = re.compile(r"\b(SELECT\b(?! statement)|INSERT INTO|DELETE FROM)|ORDER BY ")
    found = [
        (name, text)
        for name, path in modules().items()
        if is_in(name, room)
        for text in _texts(path)
        if sql.search(text)
    ]
    assert found == []


@pytest.mark.parametrize("name", modules())
def test_no_module_is_longer_than_can_be_kept_in_mind(name: str) -> None:
    assert len(modules()[name].read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("name", modules())
def test_no_function_is_longer_than_a_screen(name: str) -> None:
    functions = [
        (node.name, (node.end_lineno or 0) - node.lineno + 1)
        for node in ast.walk(ast.parse(modules()[name].read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    assert [function for function in functions if function[1] > MOST_LINES_OF_A_FUNCTION] == []


def _endless(tree: ast.AST) -> Iterator[str]:
    """The calls by which a test would wait for a process or a thread for ever."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of, name = ast.unparse(node.func.value), node.func.attr
            bounded = bool(node.args) or any(keyword.arg == "timeout" for keyword in node.keywords)
            starts = of == "subprocess" and name != "CompletedProcess"
            spawns = (of, name) == ("pexpect", "spawn") and "timeout" not in {keyword.arg for keyword in node.keywords}
            if starts or spawns or (name in ("wait", "communicate", "join") and not bounded):
                yield f"{node.lineno}: {of}.{name}"


def test_no_test_waits_for_ever() -> None:
    """Tests start processes by `tests.processes`, which ends them."""
    found = []
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        if path.name != "processes.py":
            found += [f"{path.name}:{call}" for call in _endless(ast.parse(path.read_text(encoding="utf-8")))]
    assert found == []
    calls = "subprocess.run(x); process.wait(); process.communicate(input=1); thread.join(); pexpect.spawn(x, y)"
    assert len(list(_endless(ast.parse(calls)))) == 5
