"""Make the three pictures of the README in docs/images: the table, the chart and the site.

    python scripts/pictures.py

The table is what a real terminal shows (through pexpect, from the extra `test`), the chart is written by `--save` (the
extra `chart`), and the site is photographed by headless Chromium, which has to be installed.
"""

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PROGRAM = [sys.executable, "-m", "tpcli"]
TABLE = ("timeline", "--deal", "milgem", "--from", "2018", "--limit", "16")
CHART = ("chart", "deals", "--from", "2012")
WIDTH = 92


def main() -> None:
    """Make all three, whatever the terminal and the cache of whoever runs this."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "XDG_CACHE_HOME": folder, "TERM": "xterm-256color", "PAGER": "", "COLORTERM": "truecolor"}
        subprocess.run([*PROGRAM, "list", "themes"], env=env, check=True, stdout=subprocess.DEVNULL)
        table(env)
        subprocess.run([*PROGRAM, *CHART, "--save", str(IMAGES / "chart.svg"), "--force"], env=env, check=True)
        page(env, Path(folder))


def table(env: dict[str, str]) -> None:
    """What a terminal shows, as an SVG drawn by Rich, without the web font that its template would fetch."""
    import pexpect
    from rich._export_format import CONSOLE_SVG_FORMAT
    from rich.console import Console
    from rich.text import Text

    child = pexpect.spawn(
        PROGRAM[0], [*PROGRAM[1:], *TABLE], env=env, dimensions=(60, WIDTH), encoding="utf-8", timeout=60
    )
    seen = child.read().replace("\r\n", "\n").rstrip("\n")
    child.close()
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(seen))
    template = re.sub(r"@font-face \{\{.*?\}\}\n", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    template = template.replace("Fira Code, monospace", "'DejaVu Sans Mono', Menlo, Consolas, monospace")
    svg = console.export_svg(title=f"tpcli {' '.join(TABLE)}", code_format=template, unique_id="tpcli")
    (IMAGES / "table.svg").write_text(svg, encoding="utf-8", newline="\n")


def page(env: dict[str, str], folder: Path) -> None:
    """The top of the site of the whole record, as headless Chromium draws it."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        raise SystemExit("the picture of the site needs chromium")
    subprocess.run([*PROGRAM, "report", "--output", f"{folder / 'site'}/"], env=env, check=True)
    flags = (
        "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--hide-scrollbars", f"--user-data-dir={folder / 'profile'}",
        "--window-size=1100,900", f"--screenshot={IMAGES / 'site.png'}", (folder / "site" / "index.html").as_uri(),
    )  # fmt: skip
    subprocess.run([browser, *flags], check=True, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
