"""What tests share: a small record that holds a bit of everything, and the program run as a process."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

RECORD = {
    "events.yaml": """\
- id: pact-signed
  date: 1955-02-24
  title: Turkey and Iraq sign the Baghdad Pact
  summary: Signed in Baghdad; others follow.
  kind: treaty
  themes: [alliance]
  countries: [TR, IQ]
  organisations: [Baghdad Pact]
  place: Baghdad
  sources:
    - source: atlas
      supports: day and place
    - https://example.org/a-bare-link
  confidence: high
- id: about-1958
  date: 1958~
  title: Headquarters move to Ankara
  themes: [alliance, identity]
  countries: [TR]
- id: hostile
  date: 1960
  title: "[bold red]Markup[/] \\e[31mescape\\e[0m \\u202Ereversed and\\nbroken ; line"
  summary: "tab\\there"
  organisations: ["A; B", "[C]", "Gölcük Tersanesi"]
  countries: ['NO']
- date: 195X
  title: A decade of aid
- id: corvettes-signed
  date: 2018-07-05
  title: Contract for four corvettes
  kind: contract
  deal: corvettes
  stage: signed
  countries: [TR, PK]
- id: corvettes-first
  date: 2023-09
  title: Akıncı Yıldız hands over the first corvette at Gölcük
  kind: delivery
  deal: corvettes
  stage: delivered-part
  quantity: 1
  countries: [TR, PK]
- id: talks-go-on
  date: 2024-05/..
  title: Talks on more go on
""",
    "deals.yaml": """\
- id: corvettes
  title: Four corvettes
  type: naval
  supplier: TR
  recipient: PK
  items:
    - designation: Corvette
      quantity: 4
  value: {amount: 1000000000, amount_max: 1500000000, currency: USD, disputed: true}
- id: pistols
  title: Pistols
  type: land
  supplier: TR
  recipient: PK
  value: {amount: 250000, currency: USD}
""",
    "facts.yaml": """\
- id: largest-export
  theme: alliance
  statement: The corvettes are the largest export
  claimed_by: atlas
  verdict: disputed
  evidence: [corvettes-signed, corvettes]
""",
    "sources.yaml": """\
- id: atlas
  title: An Atlas of Pacts
  publisher: Example Press
  published: 1999
  url: https://example.org/atlas
  kind: reference
""",
    "vocabulary.yaml": """\
themes:
  - {id: alliance, name: Alliance, aliases: [pacts]}
  - {id: identity, name: Identity}
kinds: [treaty, contract, delivery]
types: [naval, land]
""",
}

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """The folder of a small record."""
    folder = tmp_path / "record"
    folder.mkdir()
    for name, text in RECORD.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of a process of its own, with an empty cache."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TPCLI", "XDG", "COLUMNS", "LINES", "PAGER"))}
    kept.pop("FORCE_COLOR", None)
    kept.pop("NO_COLOR", None)
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    return {
        **kept,
        "PATH": path,
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "HOME": str(tmp_path),
        "PYTHONIOENCODING": "",
    }


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """The installed program, run in a pipe: `run("timeline", "--from", "1955")`."""

    def go(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        env = {**environment, **(options.pop("env", None) or {})}  # type: ignore[dict-item]
        command = [sys.executable, "-m", "tpcli", *arguments]
        done: subprocess.CompletedProcess[str] = subprocess.run(  # type: ignore[call-overload]
            command, capture_output=True, encoding="utf-8", env=env, check=False, timeout=120, **options
        )
        return done

    return go


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test marked `needs_program("pandoc", ...)` where one of those is not installed; .ci/run installs them."""
    for mark in item.iter_markers("needs_program"):
        for program in mark.args:
            if not shutil.which(program):
                pytest.skip(f"needs {program}")
