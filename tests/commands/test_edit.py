"""tpcli edit, with a program for an editor."""

import json
import shlex
import sys
from pathlib import Path

import pytest

from tests.conftest import Run
from tpcli.errors import UsageError
from tpcli.terminal.editor import command_of

EDITOR = """\
import json, pathlib, sys
folder = pathlib.Path(__file__).parent
(folder / "calls.jsonl").open("a").write(json.dumps(sys.argv[1:]) + "\\n")
steps = json.loads((folder / "steps.json").read_text())
old, new = steps.pop(0) if steps else ("", "")
(folder / "steps.json").write_text(json.dumps(steps))
path = pathlib.Path(sys.argv[-1])
path.write_text(path.read_text(encoding="utf-8").replace(old, new) if old else path.read_text(encoding="utf-8"))
sys.exit(3 if new == "FAIL" else 0)
"""


@pytest.fixture
def editor(tmp_path: Path) -> Path:
    """The folder of an editor that replaces a text by another each time it is started."""
    folder = tmp_path / "an editor"
    folder.mkdir()
    (folder / "fake.py").write_text(EDITOR)
    (folder / "steps.json").write_text("[]")
    return folder


def env(editor: Path, steps: list[list[str]], name: str = "EDITOR") -> dict[str, str]:
    (editor / "steps.json").write_text(json.dumps(steps))
    return {"VISUAL": "", "EDITOR": "false", name: shlex.join([sys.executable, str(editor / "fake.py")])}


def calls(editor: Path) -> list[list[str]]:
    return [json.loads(line) for line in (editor / "calls.jsonl").read_text().splitlines()]


def test_an_entry_is_opened_and_checked(run: Run, record: Path, editor: Path) -> None:
    done = run(
        "--data", str(record), "edit", "Corvettes-si", env=env(editor, [["Contract for", "A contract on"]], "VISUAL")
    )
    assert done.returncode == 0, done.stderr
    assert calls(editor) == [[str(record / "events.yaml")]]
    assert "A contract on four corvettes" in run("--data", str(record), "show", "corvettes-signed").stdout
    assert "nothing was changed" in run("--data", str(record), "edit", "atlas", env=env(editor, [])).stderr


def test_errors_are_told_and_may_be_edited_away(run: Run, record: Path, editor: Path) -> None:
    wrong = [["date: 2018-07-05", "date: never"], ["date: never", "date: 2018-07-05"]]
    done = run("--data", str(record), "edit", "corvettes-signed", env=env(editor, wrong), terminal=True, input="\n")
    assert done.returncode == 0, done.stderr
    assert "events.yaml:29:9: not-a-date" in done.stderr and "Edit again?" in done.stderr and len(calls(editor)) == 2
    for options in ({}, {"terminal": True, "input": "n\n"}, {"terminal": True}):
        done = run("--data", str(record), "edit", "corvettes-signed", env=env(editor, wrong[:1]), **options)
        assert done.returncode == 1 and "the record has an error" in done.stderr
    again = run("--data", str(record), "edit", "corvettes-signed", env=env(editor, wrong[1:]))
    assert again.returncode == 0, again.stderr


def test_a_record_that_does_not_read_is_opened_all_the_same(run: Run, record: Path, editor: Path) -> None:
    """At the entry where that is found, else at the first error."""
    (record / "deals.yaml").write_text("- id: [\n")
    for id_ in ("pact-signed", "pact"):
        done = run("--data", str(record), "edit", id_, env=env(editor, []))
        assert done.returncode == 1 and "deals.yaml:2:1: not-yaml" in done.stderr
        assert ("this is its first error" in done.stderr) == (id_ == "pact")
    assert calls(editor) == [[str(record / "events.yaml")], [str(record / "deals.yaml")]]


def test_what_can_not_be_edited_is_told(run: Run, record: Path, editor: Path) -> None:
    for words, variables, said, status in (
        (["--data", str(record), "edit", "nothing-like-it"], env(editor, []), "did you mean", 2),
        (["edit", "milgem"], env(editor, []), "--data PATH", 2),
        (["--data", str(record), "edit", "atlas"], {"EDITOR": "/nowhere/ed"}, "can't be started", 1),
        (["--data", str(record), "edit", "atlas"], {"EDITOR": "ed 'x"}, "quote is left open", 2),
        (["--data", str(record), "edit", "atlas"], env(editor, [["An Atlas", "FAIL"]]), "ended with status 3", 1),
    ):
        done = run(*words, env={"VISUAL": "", **variables})
        assert done.returncode == status, done
        assert said in done.stderr or said == "did you mean"


@pytest.mark.skipif(sys.platform == "win32", reason="quotes are other ones there")
def test_editors_open_at_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a b.yaml"
    for editor, words in {
        "vi": ["vi", "+7", f"{path}"],
        "/usr/bin/emacs -nw": ["/usr/bin/emacs", "-nw", "+7", f"{path}"],
        "vim.basic": ["vim.basic", "+7", f"{path}"],
        "emacs-nox -Q": ["emacs-nox", "-Q", "+7", f"{path}"],
        "code": ["code", "--wait", "--goto", f"{path}:7"],
        "code --wait": ["code", "--wait", "--goto", f"{path}:7"],
        "subl -w": ["subl", "-w", f"{path}:7"],
        "'/opt/my editor/ed' -x": ["/opt/my editor/ed", "-x", f"{path}"],
    }.items():
        assert command_of(editor, path, 7) == words
    program = tmp_path / "my vim"
    program.write_text("")
    program.chmod(0o755)
    assert command_of(str(program), path, 7) == [str(program), str(path)]
    with pytest.raises(UsageError):
        command_of("ed 'x", path, 1)
