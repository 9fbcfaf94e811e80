"""Settings in TOML, whatever is in their files: read, or refused in one sentence."""

import os
from pathlib import Path

import pytest

from tests.conftest import Run

DAMAGED = {
    "no TOML": b"\x1b]0;PWNED\x07 = 1",
    "no text": b"\xff\xfe",
    "a lone surrogate": b'title = "\\ud800"',
    "digits": b"title = " + b"9" * 5000,
    "brackets": b"title = " + b"[" * 5000,
    "tables in tables": b"title = " + b"{a = " * 5000,
    "a key of many parts": b".".join([b"a"] * 100_000) + b" = 1",
    "a table of many parts": b"[" + b" . ".join([b"'a'"] * 50_000) + b"]",
    "too much": b"#" * 300_000,
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_damaged_settings_are_refused_in_a_sentence(run: Run, tmp_path: Path, damage: str) -> None:
    (tmp_path / "a.csv").write_text("date,title\n1955,A pact\n", encoding="utf-8")
    (tmp_path / "a.csv.rules.toml").write_bytes(DAMAGED[damage])
    for arguments in (["import", "a.csv"], ["report", "--output", "site/", "--look", "a.csv.rules.toml"]):
        done = run(*arguments, terminal=True)
        assert done.returncode == 1
        assert "a.csv.rules.toml: " in done.stderr and "\x1b" not in done.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_settings_are_no_pipe_that_never_ends(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("date,title\n1955,A pact\n", encoding="utf-8")
    os.mkfifo(tmp_path / "a.csv.rules.toml")
    done = run("import", "a.csv")
    assert (done.returncode, done.stderr.count("no regular file")) == (1, 1)


@pytest.mark.parametrize("encoding", ["a\\u0000b", "undefined", "punycode", "rot13", "utf-7"])
def test_an_encoding_that_reads_nothing_is_refused(run: Run, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes(b"date,title\n1955,+2AA-\n")
    (tmp_path / "a.csv.rules.toml").write_text(f'encoding = "{encoding}"\n', encoding="utf-8")
    done = run("import", "a.csv")
    # From Python 3.13 on punycode says at which byte it can't read on.
    assert (done.returncode, done.stdout) in ((2, ""), (1, ""))
    assert done.stderr.count("--encoding") == 1
