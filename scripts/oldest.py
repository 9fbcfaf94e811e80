"""Print the oldest versions of the run-time dependencies that pyproject.toml admits, as constraints for pip.

    python scripts/oldest.py > oldest.txt && pip install -c oldest.txt -e ".[test]"

The extras that users install count; those for tests and development do not.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
FOR_DEVELOPERS = ("test", "dev")


def oldest(project: Path) -> Iterator[str]:
    """Each dependency at its lower bound, such as `rich==14`. Raises ValueError for one without a lower bound."""
    named = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    needed = list(named["dependencies"])
    for extra, more in named["optional-dependencies"].items():
        needed += [] if extra in FOR_DEVELOPERS else more
    for requirement in needed:
        match = re.match(r"([\w.-]+)\s*>=\s*([\w.]+)", requirement)
        if match is None:
            raise ValueError(f"{requirement}: which is the oldest version?")
        yield f"{match[1]}=={match[2]}"


if __name__ == "__main__":
    print("\n".join(oldest(PROJECT)))
