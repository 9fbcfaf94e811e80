"""One at a time changes a file, and who died while changing it does not keep the others out."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.processes import PATIENCE, started
from tpcli.errors import TpcliError
from tpcli.record.writing.lock import locked


def test_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "events.yaml"
    path.write_text("0", encoding="utf-8")

    def count() -> None:
        for _ in range(20):
            with locked(path):
                path.write_text(str(int(path.read_text(encoding="utf-8")) + 1), encoding="utf-8")

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert path.read_text(encoding="utf-8") == "80"
    assert os.listdir(tmp_path) == ["events.yaml"]


def test_the_lock_goes_with_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path / "x"):
        raise ZeroDivisionError
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize("content", ["", "4711 elsewhere somebody"])
def test_a_lock_file_that_nobody_holds_locks_nobody_out(tmp_path: Path, content: str) -> None:
    (tmp_path / "events.yaml.lock").write_text(content, encoding="utf-8")
    with locked(tmp_path / "events.yaml", patience=0):
        assert (tmp_path / "events.yaml.lock").exists()
    assert not os.listdir(tmp_path)


def test_a_lock_that_is_held_is_waited_for_until_its_process_dies(tmp_path: Path) -> None:
    path = tmp_path / "events.yaml"
    program = (
        "import sys, time; from pathlib import Path; from tpcli.record.writing.lock import locked\n"
        "with locked(Path(sys.argv[1])):\n"
        "    print('held', flush=True); time.sleep(60)\n"
    )
    with started([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline().strip() == b"held"
        with pytest.raises(TpcliError, match="another tpcli has been changing it"), locked(path, patience=0.1):
            pass
        process.kill()
        process.wait(PATIENCE)
        with locked(path, patience=5):
            pass
    assert not os.listdir(tmp_path)
