"""A site shown on this machine: to it alone, anew when the record changes, as it was while the record is wrong."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import PATIENCE, started
from tpcli.commands import report
from tpcli.errors import TpcliError
from tpcli.pages.serving import HOST, serve

RECORD = "events: [{id: it, date: 2001, title: It}]\n"


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    folder = tmp_path / "site"
    (folder / "empty").mkdir(parents=True)
    (folder / "index.html").write_text("a page")
    (tmp_path / "secret.txt").write_text("a secret")
    server = serve(folder, None, lambda _: None)
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def ask(port: int, path: str = "/", method: str = "GET", host: str | None = None) -> tuple[int, str]:
    connection = http.client.HTTPConnection(HOST, port, timeout=20)
    connection.request(method, path, headers={"Host": host} if host else {})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_pages_are_shown_to_this_machine_alone(port: int) -> None:
    assert ask(port) == (200, "a page")
    assert ask(port, host=f"localhost:{port}")[0] == 200
    for host in ("evil.example", f"evil.example:{port}", f"{HOST}:1", f"{HOST}.evil.example:{port}"):
        assert ask(port, host=host)[0] == 421
    for path in ("/empty/", "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/none"):
        status, text = ask(port, path)
        assert status == 404 and "secret" not in text.replace(path, "")
    assert ask(port, method="POST")[0] == 501
    assert '<html lang="en">' in ask(port, "/none")[1] and "<main><h1>" in ask(port, "/none")[1]


def test_a_port_that_is_taken_is_said(port: int, tmp_path: Path) -> None:
    with pytest.raises(TpcliError, match=rf"--port {port}: .*: choose another, or leave it out"):
        serve(tmp_path, port, lambda _: None)


@pytest.mark.skipif(os.name == "nt", reason="an interrupt of one process is POSIX's")
def test_the_site_follows_the_record_until_an_interrupt(tmp_path: Path, environment: dict[str, str]) -> None:
    record, site = tmp_path / "mine.yaml", tmp_path / "site"
    record.write_text(RECORD)
    command = [sys.executable, "-m", "tpcli", "--data", str(record), "report", "--output", f"{site}/", "--serve"]
    with started(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr
        said = next(line for line in process.stderr if "http://" in line)
        port = int(said.partition(f"{HOST}:")[2].partition("/")[0])
        assert ask(port, "/event/it/")[0] == 200
        record.write_text(RECORD.replace("title: It", "title: Another"))
        assert "are new or changed" in next(process.stderr)
        assert "Another" in ask(port, "/event/it/")[1]
        record.write_text("events: [")
        assert any("the pages stay as they were" in line for line in process.stderr)
        assert "Another" in ask(port, "/event/it/")[1]
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
        assert process.stderr.read() == ""
    assert not list(tmp_path.glob(".tpcli-*"))


def test_a_site_that_can_not_be_written_stays_as_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    built = []
    states = iter(("b", "b", "c", "c"))
    monkeypatch.setattr("tpcli.pages.serving.serve", lambda *_: None)
    monkeypatch.setattr(report, "EVERY", 0)
    monkeypatch.setattr(report, "_state", lambda *_: next(states))

    def build(*, force: bool) -> bool:
        built.append(force)
        if len(built) == 1:
            raise OSError(28, "No space left on device")
        raise SystemExit(130)

    with pytest.raises(SystemExit):
        report._serve(None, tmp_path, None, None, build, ("a",))  # type: ignore[arg-type]
    assert built == [True, True]
