"""Words of a record on a command line: each is one word, and nothing in it is run, in the shells themselves."""

import contextlib
import json
import os
import sys
from pathlib import Path

import pexpect  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Run
from tests.processes import ran
from tpcli.commandline.shells import in_bash, in_powershell, read_line
from tpcli.text.folding import fold

HOSTILE = "$(touch${IFS}pwned)"
ORGANISATIONS = {
    "Turkish Aerospace Industries": "plain",
    'It\'s `touch pwned`; "so" !! $HOME * ~': "quotes",
    "Óbuda & Sons: (1950)": "accents",
    "-dash": "dash",
    "Evil\x1b[31m\x03 Corp": "control",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a record whose words a shell would take apart or run."""
    events = [{"date": "1955", "title": "hostile", "themes": [HOSTILE]}]
    events += [{"date": "1955", "title": title, "organisations": [name]} for name, title in ORGANISATIONS.items()]
    (tmp_path / "r.json").write_text(json.dumps(events), encoding="utf-8")
    return tmp_path


START = {
    "bash": (["--norc", "--noprofile", "-i"], ['eval "$(tpcli --show-completion bash)"', "PS1='ready> '"]),
    "zsh": (
        ["-f", "-i"],
        ["autoload -Uz compinit", "compinit -u -D", 'eval "$(tpcli --show-completion zsh)"', "PS1='ready> '"],
    ),
    "fish": (
        ["--no-config", "-i"],
        ["tpcli --show-completion fish | source", "function fish_prompt; echo 'ready> '; end"],
    ),
}
SHELLS = [pytest.param(shell, marks=pytest.mark.needs_program(shell)) for shell in START]

INDUSTRIES, QUOTES, ACCENTS = list(ORGANISATIONS)[:3]
LINES = [
    ("timeline --organisation Turkish\\ Aerosp\t", ["timeline", "--organisation", INDUSTRIES]),
    ('timeline --organisation "Turkish Aerosp\t', ["timeline", "--organisation", INDUSTRIES]),
    ("timeline --organisation 'Turkish Aerosp\t", ["timeline", "--organisation", INDUSTRIES]),
    ("timeline --organisation=Turk\t", ["timeline", f"--organisation={INDUSTRIES}"]),
    ("timeline --organisation It\t", ["timeline", "--organisation", QUOTES]),
    ('timeline --organisation "It\t', ["timeline", "--organisation", QUOTES]),
    ("timeline --organisation ob\t", ["timeline", "--organisation", ACCENTS]),
    ("timeline --theme \t", ["timeline", "--theme", HOSTILE]),
    ("--data ./r.js\t timeline --theme \t", ["--data", "./r.json", "timeline", "--theme", HOSTILE]),
]

STUB = """#!/bin/sh
[ -n "$_TPCLI_COMPLETE" ] || [ "$1" = --show-completion ] && exec {python} -m tpcli "$@"
for word; do printf '%s\\n' "$word"; done > words && mv words "words$(ls words?* 2>/dev/null | wc -l | tr -d ' ')"
"""
"""A program that completes as ours does and otherwise only writes down, in a new file, which words it was given."""


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("shell", SHELLS)
def test_a_word_is_completed_as_one_word_and_never_run(folder: Path, environment: dict[str, str], shell: str) -> None:
    arguments, setup = START[shell]
    stub = folder / "bin" / "tpcli"
    stub.parent.mkdir()
    stub.write_text(STUB.format(python=sys.executable), encoding="utf-8")
    stub.chmod(0o755)
    env = {**environment, "TERM": "xterm", "HISTFILE": "", "LC_ALL": "C.UTF-8", "TPCLI_DATA": str(folder / "r.json")}
    env["PATH"] = os.pathsep.join([str(stub.parent), env["PATH"]])
    child = pexpect.spawn(
        shell, arguments, env=env, cwd=str(folder), encoding="utf-8", timeout=60, dimensions=(40, 200)
    )
    for line in setup:
        child.sendline(line)
    child.expect_exact("ready> ")
    given = []
    for n, (line, _) in enumerate(LINES):
        child.send(f"tpcli {line}")
        child.sendline("")  # The shell reads what follows the tab only when it has completed.
        for _ in range(600):
            if (folder / f"words{n}").exists():
                break
            with contextlib.suppress(pexpect.TIMEOUT):
                child.expect_exact("\0", timeout=0.1)
        given.append([fold(word) for word in (folder / f"words{n}").read_text(encoding="utf-8").splitlines()])
    child.close(force=True)
    assert given == [[fold(word) for word in words] for _, words in LINES]  # Bash may offer it folded, as it was typed.
    assert not list(folder.rglob("pwned"))


def completed(run: Run, folder: Path, line: str, shell: str = "fish") -> list[str]:
    """What the program answers to a shell's script."""
    env = {"TPCLI_DATA": str(folder / "r.json"), "_TPCLI_COMPLETE": f"complete_{shell}", "_TPCLI_LINE": line}
    return [word.partition("\t")[0] for word in run(env=env).stdout.splitlines() if word]


def test_controls_never_reach_the_line(run: Run, folder: Path) -> None:
    assert completed(run, folder, "tpcli timeline --organisation ev") == []
    assert len(completed(run, folder, "tpcli timeline --organisation ")) == len(ORGANISATIONS) - 1


def test_statuses_fields_ids_and_several_words(run: Run, record: Path, environment: dict[str, str]) -> None:
    def words(line: str) -> list[str]:
        env = {"TPCLI_DATA": str(record), "_TPCLI_COMPLETE": "complete_zsh", "_TPCLI_LINE": line}
        return [word.partition("\t")[0] for word in run(env=env).stdout.splitlines() if word]

    assert words("tpcli deals --status part") == ["partly-delivered"]
    assert words("tpcli show ")[:3] == ["corvettes", "pistols", "195x-a-decade-of-aid"]
    assert words("tpcli timeline --theme alliance+id") == ["alliance+identity"]
    assert words("tpcli timeline --country=t") == ["--country=tR"]
    assert words("tpcli timeline --fields date,ti") == ["date,title"]
    assert words("tpcli timeline --format js") == ["json", "jsonl"]
    assert words("tpcli timel") == ["timeline"]
    assert words("tpcli list statu") == ["statuses"]
    assert words("tpcli deals --fields verd") == words("tpcli schema --fields ti") == []
    assert words("tpcli facts --fields verd") == ["verdict"]


def test_words_are_those_of_the_noun_that_is_asked_for(run: Run, record: Path) -> None:
    def lines(line: str) -> list[str]:
        env = {"TPCLI_DATA": str(record), "_TPCLI_COMPLETE": "complete_fish", "_TPCLI_LINE": line}
        return run(env=env).stdout.splitlines()

    # Two deals are of a type; of the events only those of one deal.
    assert lines("tpcli deals --type na") == ["naval\tNaval (1)"]
    assert lines("tpcli deals --type l") == ["land\tLand (1)"]
    assert lines("tpcli timeline --type na") == ["naval\tNaval (2)"]
    assert lines("tpcli facts --theme ") == ["alliance\tAlliance (1)"]
    assert lines("tpcli timeline --theme all") == ["alliance\tAlliance (2)"]


def test_a_record_that_can_not_be_read_completes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text("{", encoding="utf-8")
    done = run(env={"TPCLI_DATA": str(tmp_path / "r.json"), "_TPCLI_COMPLETE": "complete_bash",
                    "_TPCLI_LINE": "tpcli timeline --theme "})  # fmt: skip
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


@pytest.mark.needs_program("bash")
@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_bash_reads_a_quoted_word_as_it_was(quote: str) -> None:
    words = ["".join(chr(n) for n in range(32, 127)), "!!", "a'b\"c", "$(x)`y`\\", "~", "é {a,b}", *ORGANISATIONS]
    words = [word for word in words if word.isprintable()]
    script = "\n".join(f"printf '%s\\0' {quote}{in_bash(word, quote)}{quote}" for word in words)
    done = ran(["bash", "-c", script], check=True)
    assert done.stdout.split("\0")[:-1] == words


TEXT = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1)


@given(TEXT, st.sampled_from(["", '"', "'"]))
def test_what_is_put_on_the_line_is_read_back(text: str, quote: str) -> None:
    typed = read_line(f"tpcli show {quote}{in_bash(text, quote)}")
    assert (typed.words, typed.word) == (["tpcli", "show"], text)


@pytest.mark.parametrize(
    ("line", "word", "kept", "quote"),
    [
        ("tpcli show a\\ b", "a b", 0, ""),
        ("tpcli show --theme=nu", "--theme=nu", 8, ""),
        ('tpcli show --theme="nu cl', "--theme=nu cl", 8, '"'),
        ("tpcli show a\\:b:c", "a:b:c", 4, ""),
        ("tpcli show ", "", 0, ""),
        ("tpcli show '", "", 0, "'"),
        ("tpcli show 'a'\"b", "ab", 1, '"'),
        ("tpcli show a\\", "a\\", 0, ""),
    ],
)
def test_a_line_is_read_as_the_shell_does(line: str, word: str, kept: int, quote: str) -> None:
    typed = read_line(line, "=:")
    assert (typed.word, typed.kept, typed.quote) == (word, kept, quote)


def test_words_are_quoted_for_powershell() -> None:
    assert [in_powershell(word) for word in ("nuclear", "it's", "a b", "$(x)", "’;x")] == [
        "nuclear", "'it''s'", "'a b'", "'$(x)'", "'’’;x'",
    ]  # fmt: skip


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_are_shown_with_the_words_of_this_program(
    run: Run, monkeypatch: pytest.MonkeyPatch, shell: str
) -> None:
    # Typer asks which shell it was started from.
    monkeypatch.setattr("shellingham.detect_shell", lambda: (shell, f"/bin/{shell}"))
    for arguments in (["--show-completion"], ["--show-completion", shell]):
        done = run(*arguments)
        assert "_TPCLI_LINE=" in done.stdout, sys.executable


@pytest.mark.parametrize(("shell", "name"), [("bash", ".bashrc"), ("zsh", ".zshrc")])
def test_installing_completion_keeps_what_the_shell_starts_with(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: str, name: str
) -> None:
    monkeypatch.setattr("shellingham.detect_shell", lambda: (shell, shell))
    home = tmp_path / "it's home"
    home.mkdir()
    before = b"alias t\xfcrk='echo \xff'"  # Not in UTF-8, and without an end of its line.
    (home / name).write_bytes(before)
    for _ in range(2):
        done = run("--install-completion", env={"HOME": str(home)})
        assert done.returncode == 0, done.stderr
    after = (home / name).read_bytes()
    line = (
        f"source '{home}/.bash_completions/tpcli.sh'".replace("it's", "it'\\''s")
        if shell == "bash"
        else "fpath+=~/.zfunc"
    )
    assert after.startswith(before + b"\n") and after.count(line.encode()) == 1
    with monkeypatch.context() as patch:

        def full(path: Path, *_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        patch.setattr("tpcli.text.newfiles._write", full)
        (home / name).write_bytes(before)
        assert run("--install-completion", env={"HOME": str(home)}).returncode == 1
    assert (home / name).read_bytes() == before


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "pwsh"])
def test_the_shell_that_is_named_is_the_one_that_is_shown(
    run: Run, monkeypatch: pytest.MonkeyPatch, shell: str
) -> None:
    monkeypatch.setattr("shellingham.detect_shell", lambda: ("zsh", "/bin/zsh") if shell == "bash" else ("bash", ""))
    shown = run("--show-completion", shell).stdout
    assert f"complete_{shell}" in shown or (shell == "pwsh" and "Register-ArgumentCompleter" in shown)
    assert run(f"--show-completion={shell}").stdout == shown
    done = run("--show-completion", "tcsh")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no shell 'tcsh'" in done.stderr
