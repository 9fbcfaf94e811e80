"""tpcli diff: two records, and a record at a revision of git."""

import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.processes import ran

NEWER = """\
record: {version: 0.2.0}
events:
- {id: a, date: 1955-02, title: A pact, themes: [x, z]}
- {id: c, date: 1957, title: A visit}
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A record in a repository of its own: tagged v0.1.0, then changed."""
    folder = tmp_path / "a repository"
    folder.mkdir()
    path = folder / "mine.yaml"
    path.write_text("- {id: a, date: 1955, title: A pact, themes: [x, y]}\n- {id: b, date: 1956, title: Lost}\n")
    for words in (
        ["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x@e.org", "commit", "-qm", "one"],
        ["tag", "v0.1.0"],
    ):  # fmt: skip
        ran(["git", *words], cwd=folder, check=True)
    path.write_text(NEWER)
    return path


git = pytest.mark.needs_program("git")

LINES = "".join(
    "\t".join(cells) + "\n"
    for cells in (
        ("new", "record", "record", "", "", ""),
        ("changed", "event", "a", "date", "1955", "1955-02"),
        ("changed", "event", "a", "themes", "x;y", "x;z"),
        ("gone", "event", "b", "title", "Lost", ""),
        ("new", "event", "c", "title", "", "A visit"),
    )
)


@git
def test_a_record_is_compared_with_what_it_was(run: Run, mine: Path) -> None:
    for command in (
        ("diff", str(mine)), ("diff", str(mine), "--rev", "v0.1.0"), ("--data", str(mine), "diff"),
        ("diff", mine.name, "--rev", "v0.1.0"),
    ):  # fmt: skip
        done = run(*command, cwd=mine.parent)
        assert (done.stdout, done.returncode) == (LINES, 0)
        assert done.stderr.splitlines()[-1] == (
            "tpcli: 1 id vanished, neither renamed nor retired: b; record: retired keeps them known"
        )
    assert run("diff", str(mine), "--rev", "v0.1.0..HEAD").stderr.endswith("no differences between v0.1.0 and HEAD\n")
    table = run("diff", str(mine), terminal=True).stdout
    assert "1955 " in table and "Feb 1955" in table and "2 new, 1 gone, 1 changed" in table
    assert run("diff", str(mine), "--exit-code").returncode == run("diff", str(mine), "--check").returncode == 1
    assert run("diff", str(mine), "--rev", "HEAD..v0.1.0", "--exit-code").returncode == 0


@git
def test_a_folder_is_compared_with_what_it_was(run: Run, mine: Path) -> None:
    folder = mine.parent / "record"
    folder.mkdir()
    (folder / "events.csv").write_text("id,date,title\na,1955,A pact\n")
    (folder / "notes.txt").write_text("not part of it")
    ran(["git", "add", "."], cwd=folder, check=True)
    ran(["git", "-c", "user.name=x", "-c", "user.email=x@e.org", "commit", "-qm", "two"], cwd=folder)
    (folder / "events.csv").unlink()
    (folder / "events.json").write_text(json.dumps([{"title": "A pact", "date": "1955", "id": "a"}]))
    assert run("diff", str(folder)).stdout == ""
    done = run("diff", str(folder), "--rev", "v0.1.0")
    assert "no record at" in done.stderr and done.returncode == 1


@git
def test_what_git_does_not_have_is_said(run: Run, mine: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("- {date: 1955, title: A pact}\n")
    (mine.parent / "-x.yaml").write_text("- {date: 1955, title: A pact}\n")
    (mine.parent / "bad.yaml").write_text("- {date: 1955}\n")
    ran(["git", "add", "."], cwd=mine.parent, check=True)
    ran(["git", "-c", "user.name=x", "-c", "user.email=x@e.org", "commit", "-qm", "two"], cwd=mine.parent)
    for words, said, status in (
        ([str(mine), "--rev", "v9"], "there is no revision 'v9'", 1),
        ([str(mine), "--rev=--output=x"], "is no revision", 2),
        ([str(mine), "--rev", ":/one"], "", 0),
        ([str(mine), "--rev", "HEAD:mine.yaml"], "there is no revision", 1),
        ([str(outside)], "is in no git repository", 1),
        (["-", "--rev", "HEAD"], "standard input has no revisions", 2),
        ([str(mine), str(mine), "--rev", "HEAD"], "leave NEW out", 2),
        (["--", "-x.yaml"], "no differences", 0),
        (["bad.yaml"], "HEAD:bad.yaml:1:3: missing-field", 1),
        (["gone/gone.yaml"], "no record at 'gone/gone.yaml'", 1),
    ):
        done = run("diff", *words, cwd=mine.parent, env={"GIT_CEILING_DIRECTORIES": str(tmp_path)})
        assert said in done.stderr and done.returncode == status, (words, done)
        assert "Traceback" not in done.stderr
    without = run("diff", str(mine), env={"PATH": str(tmp_path)})
    assert "git is not installed" in without.stderr and without.returncode == 1


def test_two_records_leave_in_every_format(run: Run, tmp_path: Path) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text("- {id: a, date: 1955, title: A pact}\n- {id: b, date: 1956, title: Same}\n")
    new.write_text(
        "record: {retired: [{id: a, why: two, replaced_by: c}]}\nevents:\n"
        "- {id: b, date: 1956, title: Same}\n- {id: c, date: 1955, title: The pact, sources: [{source: 'https://e.org'}]}\n"
    )
    objects = [json.loads(line) for line in run("diff", str(old), str(new), "--format", "jsonl").stdout.splitlines()]
    assert objects[1] == {
        "change": "renamed", "noun": "event", "id": "c", "was": "a", "title": "The pact",
        "fields": {
            "title": {"old": "A pact", "new": "The pact"},
            "sources": {"old": None, "new": [{"source": "https://e.org"}]},
        },
    }  # fmt: skip
    assert objects == json.loads(run("diff", str(old), str(new), "--format", "json").stdout)
    csv = run("diff", str(old), str(new), "--format", "csv").stdout.splitlines()
    assert csv[0] == "change,noun,id,field,old,new" and csv[2:4] == [
        "renamed,event,c,id,a,c",
        "renamed,event,c,title,A pact,The pact",
    ]
    markdown = run("diff", str(old), str(new), "--format", "markdown").stdout.splitlines()
    assert markdown[0] == "| change | noun | field | old | new | id |"
    from_stdin = run("diff", "-", str(new), "--format", "jsonl", input=old.read_text())
    assert [json.loads(line) for line in from_stdin.stdout.splitlines()] == objects


def test_of_lists_people_see_what_is_not_in_both(run: Run, tmp_path: Path) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text("- {id: a, date: 1955, title: A pact, themes: [one, two]}\n")
    new.write_text("- {id: a, date: 1955, title: A pact, themes: [one, three]}\n")
    assert run("diff", str(old), str(new)).stdout == "changed\tevent\ta\tthemes\tone;two\tone;three\n"
    assert (
        "| changed | event | themes | two | three | a |"
        in run("diff", str(old), str(new), "--format", "markdown").stdout
    )
