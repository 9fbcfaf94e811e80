"""One at a time changes a file, and who died while changing it does not keep the others out."""

import os
import platform
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tpcli.errors import TpcliError
from tpcli.record.writing.lock import locked


def ended_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def lock_of(path: Path, pid: int, machine: str) -> Path:
    lock = path.with_name(path.name + ".lock")
    lock.write_text(f"{pid} {machine} somebody", encoding="utf-8")
    return lock


def test_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "events.yaml"
    path.write_text("0", encoding="utf-8")

    def count() -> None:
        for _ in range(20):
            with locked(path, lambda _: None):
                path.write_text(str(int(path.read_text(encoding="utf-8")) + 1), encoding="utf-8")

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_text(encoding="utf-8") == "80"
    assert os.listdir(tmp_path) == ["events.yaml"]


def test_the_lock_goes_with_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path / "x", lambda _: None):
        raise ZeroDivisionError
    assert not os.listdir(tmp_path)


def test_the_lock_of_a_process_that_ended_is_taken_over_and_told(tmp_path: Path) -> None:
    path = tmp_path / "events.yaml"
    pid = ended_process()
    lock_of(path, pid, "-".join(platform.node().split()) or "-")
    told: list[str] = []
    with locked(path, told.append, grace=0):
        assert (tmp_path / "events.yaml.lock").exists()
    assert f"process {pid}" in told[0]
    assert not os.listdir(tmp_path)


def test_of_many_that_take_over_one_lock_each_has_its_turn(tmp_path: Path) -> None:
    path = tmp_path / "events.yaml"
    path.write_text("0", encoding="utf-8")
    lock_of(path, ended_process(), "-".join(platform.node().split()) or "-")

    def count() -> None:
        with locked(path, lambda _: None, grace=0):
            path.write_text(str(int(path.read_text(encoding="utf-8")) + 1), encoding="utf-8")

    threads = [threading.Thread(target=count) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_text(encoding="utf-8") == "12"


@pytest.mark.parametrize(("pid", "machine"), [(os.getpid(), None), (1, "elsewhere")])
def test_a_lock_that_may_be_held_is_waited_for_and_named(tmp_path: Path, pid: int, machine: str | None) -> None:
    path = tmp_path / "events.yaml"
    lock = lock_of(path, pid, machine or "-".join(platform.node().split()) or "-")
    with (
        pytest.raises(TpcliError, match=r"delete .*events\.yaml\.lock"),
        locked(path, lambda _: None, grace=0, patience=0.1),
    ):
        pass
    assert lock.exists()
