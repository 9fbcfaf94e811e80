"""Every format is documented, and every module of a format is one line of the table."""

from pathlib import Path

from tpcli.export.formats import FORMATS, writer


def test_every_format_has_its_writer_and_its_line_in_the_documentation() -> None:
    text = (Path(__file__).parent.parent.parent / "docs" / "exports.md").read_text(encoding="utf-8")
    for name in FORMATS:
        assert f"\n| `{name}` |" in text
        assert callable(writer(name))
