"""The whole bundled record, in memory and as each format makes of it."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.processes import ran

Whole = Callable[..., Path]


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, cached: Callable[[Path], Path]) -> Whole:
    """The bundled record as the installed program exports it, each format once: `whole("ics")`."""
    folder = tmp_path_factory.mktemp("whole")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TPCLI")}
    environment["XDG_CACHE_HOME"] = str(cached(folder / "cache"))
    made: dict[tuple[str, ...], Path] = {}

    def export(name: str, *options: str) -> Path:
        key = (name, *options)
        if key not in made:
            path = folder / f"{len(made)}.{name}"
            command = [sys.executable, "-m", "tpcli", "export", *key, "--output", str(path)]
            ran(command, check=True, env=environment)
            made[key] = path
        return made[key]

    return export
