"""An export is there whole or not at all, and replaces nothing unasked."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import tpcli
from tests.conftest import Run
from tests.processes import PATIENCE, ran, started
from tpcli.errors import TpcliError
from tpcli.export.formats import FORMATS
from tpcli.text.newfiles import _beside, new_file, new_folder, temporary_folder


def test_nothing_is_replaced_without_force(run: Run, record: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.bib"
    path.write_text("precious")
    command = ("--data", str(record), "export", "bibtex", "--output", str(path))
    done = run(*command)
    assert (done.returncode, path.read_text()) == (1, "precious")
    assert done.stderr == f"tpcli: {path} is there already: --force replaces it\n"
    assert run(*command, "--force").returncode == 0
    assert path.read_text().startswith("% record: ")


def test_a_folder_of_other_things_is_never_replaced(run: Run, record: Path, tmp_path: Path) -> None:
    path = tmp_path / "package"
    command = ("--data", str(record), "export", "datapackage", "--force", "--output", str(path))
    assert run(*command).returncode == 0
    assert run(*command).returncode == 0
    (path / "thesis.docx").write_text("precious")
    done = run(*command)
    assert done.returncode == 1
    assert "holds other things than such an export" in done.stderr
    assert (path / "thesis.docx").read_text() == "precious"
    assert run("export", "parquet", "--force", "--output", str(record)).returncode == 1
    assert (record / "events.yaml").exists()


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_what_fails_leaves_nothing_behind(tmp_path: Path, interruption: BaseException) -> None:
    expected = TpcliError if isinstance(interruption, OSError) else KeyboardInterrupt
    with pytest.raises(expected), new_file(tmp_path / "a", force=False) as path:  # noqa: PT012
        path.write_text("half")
        raise interruption
    with pytest.raises(expected), new_folder(tmp_path / "b", "x", force=False) as path:  # noqa: PT012
        (path / "x").write_text("half")
        raise interruption
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_a_signal_to_end_leaves_nothing_behind(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from tpcli.text.newfiles import new_file\n"
        "with new_file(Path('a'), force=False) as path:\n"
        "    path.write_text('half'); print('half', flush=True); time.sleep(60)\n"
    )
    with started([sys.executable, "-c", program], cwd=tmp_path, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"half\n"
        assert len(list(tmp_path.iterdir())) == 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "csl-json"])
def test_a_full_disk_is_one_sentence(run: Run, process: Run, record: Path, tmp_path: Path, name: str) -> None:
    import resource

    folder = tmp_path / "out"
    folder.mkdir()

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    if name == "geojson":  # Else there is nothing to write.
        with (record / "events.yaml").open("a", encoding="utf-8") as file:
            file.write("- {date: 2025, title: Here, lat: 39.9, lon: 32.9}\n")
    run("--data", str(record), "sources")  # The index is there already: only the export has no room.
    command = ("--data", str(record), "export", name, "--output", str(folder / "export"))
    done = process(*command, preexec_fn=little_room, env={"PYTHONDONTWRITEBYTECODE": "1"})
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith(f"tpcli: {folder / 'export'}: can't be written")
    assert os.listdir(folder) == []


def test_wrong_paths_and_options(run: Run, record: Path, tmp_path: Path) -> None:
    def said(*arguments: str) -> tuple[int, str]:
        done = run("--data", str(record), "export", *arguments)
        return done.returncode, done.stderr

    assert said("ics", "--output", str(tmp_path / "no" / "a.ics"))[0] == 1
    assert said("ics", "--output", str(tmp_path))[1].endswith("--output takes the name of a file here\n")
    assert said("sqlite", "--output", "-") == (2, "tpcli: sqlite can't go to stdout: give --output a name\n")
    assert said("ics", "--by-decade")[0] == 2
    assert said("sqlit")[1].startswith("tpcli: there is no format 'sqlit'; did you mean 'sqlite'?")


@pytest.mark.parametrize(("name", "module"), [("parquet", "pyarrow"), ("xlsx", "xlsxwriter")])
def test_without_an_extra_the_error_says_what_to_install(
    environment: dict[str, str], tmp_path: Path, name: str, module: str
) -> None:
    program = f"import sys; sys.modules['{module}'] = None; from tpcli.cli import main; main()"
    command = [sys.executable, "-c", program, "export", name]
    done = ran(command, cwd=tmp_path, env=environment)
    assert done.returncode == 1
    assert done.stderr == f"tpcli: this needs {module}, which is not installed: pip install 'tpcli[{name}]'\n"


def test_text_formats_go_to_stdout_with_their_own_newlines(run: Run, record: Path) -> None:
    done = run("--data", str(record), "export", "bibtex")
    assert done.stdout.startswith("% record: ")
    assert "wrote" not in done.stderr
    empty = run("--data", str(record), "export", "timelinejs", "--year", "1800")
    assert (empty.returncode, empty.stderr) == (0, "tpcli: no events match\n")


def dead(path: Path, what: str) -> Path:
    """Where a process that was killed would have left something for `path`."""
    with started([sys.executable, "-c", ""]) as process:
        process.wait(PATIENCE)
    return path.with_name(re.sub(rf"-{os.getpid()}-", f"-{process.pid}-", _beside(path, what).name))


def test_what_a_killed_process_left_is_swept_away_or_put_back(tmp_path: Path) -> None:
    path = tmp_path / "package"
    for name in ("package", "another"):
        dead(tmp_path / name, "tmp").mkdir()
        dead(tmp_path / f"{name}.txt", "tmp").write_text("half", encoding="utf-8")
    aside = dead(path, "old")
    aside.mkdir()
    (aside / "x").write_text("old", encoding="utf-8")
    with pytest.raises(TpcliError, match="is there already"), new_folder(path, "x", force=False):
        pass
    assert [(file.name, (file / "x").read_text()) for file in tmp_path.iterdir()] == [("package", "old")]


def test_what_may_still_be_written_is_left_alone(tmp_path: Path) -> None:
    mine = _beside(tmp_path / "a", "tmp")
    elsewhere = mine.with_name(re.sub(r"-[0-9a-f]{8}\.tmp", "-00000000.tmp", dead(tmp_path / "b", "tmp").name))
    for path in (mine, elsewhere):
        path.write_text("half", encoding="utf-8")
    with new_file(tmp_path / "c", force=False) as path:
        path.write_text("whole", encoding="utf-8")
    assert sorted(tmp_path.iterdir()) == sorted([mine, elsewhere, tmp_path / "c"])


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_folder_replaces_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool) -> None:
    if not can_exchange:
        monkeypatch.setattr("tpcli.text.newfiles.exchanged", lambda *_: False)
    for text in ("one", "two"):
        with new_folder(tmp_path / "a", "x", force=True) as path:
            (path / "x").write_text(text, encoding="utf-8")
    assert [(file.name, (file / "x").read_text()) for file in tmp_path.iterdir()] == [("a", "two")]


def test_a_change_of_several_files_that_was_cut_off_is_finished_by_whoever_reads_them(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "events.yaml").write_text("- {id: a, date: 1955, title: A, deal: new}\n", encoding="utf-8")
    (folder / "deals.yaml").write_text("- {id: old, title: D}\n", encoding="utf-8")
    ended = 2**22 + 1  # No process has such a number.
    mark = _beside(folder / "deals.yaml", "tmp").name.replace(f"-{os.getpid()}-", f"-{ended}-")
    (folder / mark).write_text("- {id: new, title: D}\n", encoding="utf-8")
    precious = tmp_path / "precious"
    precious.write_text("x", encoding="utf-8")
    (folder / mark.replace(".tmp", ".all")).write_bytes(b"events.yaml\0deals.yaml\0../precious\0")
    assert run("--data", str(folder), "show", "new").returncode == 0
    assert sorted(path.name for path in folder.iterdir()) == ["deals.yaml", "events.yaml"]
    assert precious.read_text(encoding="utf-8") == "x"


def test_told_to_end_no_temporary_folder_is_left() -> None:
    made = []

    def told_to_end() -> None:
        with temporary_folder() as folder:
            made.append(folder)
            (folder / "index").write_text("x")
            signal.raise_signal(signal.SIGTERM)

    with pytest.raises(SystemExit):
        told_to_end()
    assert not made[0].exists()


def test_no_other_temporary_folder_is_made() -> None:
    made = [path.name for path in Path(tpcli.__file__).parent.rglob("*.py") if "tempfile" in path.read_text("utf-8")]
    assert made == ["newfiles.py"]
