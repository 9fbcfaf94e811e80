"""The reference is what the program says of itself, and every example in it works."""

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from scripts.reference import REFERENCE, examples, reference
from tests.conftest import Run
from tests.processes import ran
from tests.shell import as_parameter, needs_shell, run_lines, shell_environment
from tpcli.cli import COMMANDS, app

GROUP: Any = typer.main.get_command(app)
EXAMPLES = {name: examples(GROUP.get_command(None, name)) for name in COMMANDS}

ASKS = ("tpcli --data my-record add", *EXAMPLES["browse"], *EXAMPLES["edit"])
"""Examples that ask somebody on a terminal; in a pipe they are refused, and tests/acceptance answers them."""


def test_the_reference_is_what_the_program_says() -> None:
    there = REFERENCE.read_text(encoding="utf-8")
    assert there == reference(), "docs/reference.md is out of date: run python scripts/reference.py"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_told_of(name: str) -> None:
    command = GROUP.get_command(None, name)
    assert command.help
    assert COMMANDS[name]
    assert EXAMPLES[name]
    assert all(f"tpcli {name}" in line or f" {name} " in f"{line} " for line in EXAMPLES[name])
    untold = [p.name for p in command.params if p.param_type_name == "option" and not p.help]
    assert untold == []


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, cached: Callable[[Path], Path]) -> dict[str, str]:
    """A shell's environment with a cache that all examples share."""
    home = tmp_path_factory.mktemp("home")
    return shell_environment(home, cached(home / "cache"))


LINES = [line for lines in (examples(GROUP), *EXAMPLES.values()) for line in lines]


SHELL = re.compile(r"[|&;<>()$`*?\[~#=%\n]")
"""What makes a line one for a shell, and not words alone."""
ELSEWHERE = ("tpcli report --output site/",)
"""Examples that take long and that other tests run: tests/pages/test_site.py."""
PLAIN = [
    line for line in LINES if line not in (*ASKS, *ELSEWHERE) and line.startswith("tpcli ") and not SHELL.search(line)
]


def _prepare(folder: Path, line: str) -> None:
    """Write the records that an example names, under git where it compares revisions."""
    for name, title in (("my", "A pact"), ("older", "A pact"), ("newer", "The pact")):
        if f"{name}.yaml" in line and "--output" not in line:
            text = f"events:\n- {{id: pact, date: 1955-02, title: {title}, themes: [trade]}}\n"
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    if "my.yaml diff" in line:
        if not shutil.which("git"):
            pytest.skip("needs git")
        for words in ("init -q", "add .", "-c user.name=x -c user.email=x@e.org commit -qm one", "tag v0.1.0"):
            ran(["git", *words.split()], cwd=folder, check=True)


@pytest.mark.parametrize("line", PLAIN)
def test_every_example_of_words_alone_works(run: Run, tmp_path: Path, line: str) -> None:
    """Run in a folder that holds the record of one's own that it names."""
    folder = tmp_path / "work"
    folder.mkdir()
    if "--data my-record" in line:
        assert run("init", "my-record", cwd=folder).returncode == 0
    _prepare(folder, line)
    done = run(*shlex.split(line)[1:], cwd=folder)
    assert done.returncode == 0, done.stderr


@needs_shell
@pytest.mark.parametrize("line", [as_parameter(line) for line in LINES if line not in (*ASKS, *ELSEWHERE, *PLAIN)])
def test_every_other_example_works(environment: dict[str, str], tmp_path: Path, line: str) -> None:
    """Pasted into a shell, in such a folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    before = []
    if "--data my-record" in line:
        before = ["tpcli init my-record"]
    _prepare(folder, line)
    said = run_lines([*before, line], folder, environment)
    assert [(each.status, each.err if each.status else "") for each in said] == [(0, "")] * (len(before) + 1)
