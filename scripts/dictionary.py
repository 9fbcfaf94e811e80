"""Write the data dictionary into docs/record.md, between its two marks, from the one table that names the fields."""

import sys
from pathlib import Path

from tpcli.record.choices import CHOICES
from tpcli.record.fields import FIELDS, SHAPES
from tpcli.record.vocabulary import default_vocabulary

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "record.md"
BEGIN = "<!-- dictionary: made by scripts/dictionary.py -->"
END = "<!-- end of dictionary -->"


def dictionary() -> str:
    """The fields of each file and the words that they may hold, as Markdown."""
    lines: list[str] = []
    for section, fields in FIELDS.items():
        lines += [f"### {section}.yaml", "", "| field | value | meaning |", "|---|---|---|"]
        for field in fields.values():
            name = f"**{field.name}**" if field.required else field.name
            lines.append(f"| {name} | {SHAPES[field.shape].said} | {field.meaning} |")
        lines.append("")
    vocabulary = default_vocabulary()
    for part in ("themes", "kinds", "types", "stages"):
        lines += [f"### {part.capitalize()}", ""]
        if part == "stages":
            lines += ["| stage | status | meaning | effect |", "|---|---|---|---|"]
        else:
            lines += ["| word | meaning |", "|---|---|"]
        for term in (getattr(vocabulary, part) or {}).values():
            row = [term.id, term.meaning or ""]
            if part == "stages":
                row = [term.id, term.status or "", term.meaning or "", term.effect]
            lines.append("| " + " | ".join(row) + " |")
        lines.append("")
    for name, words in CHOICES.items():
        lines += [f"### {name.replace('-', ' ').capitalize()}", "", "| word | meaning |", "|---|---|"]
        lines += [f"| {word} | {meaning} |" for word, meaning in words.items()]
        lines.append("")
    return "\n".join(lines)


def page(text: str) -> str:
    """The page with its dictionary made anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{dictionary()}\n{END}{after}"


if __name__ == "__main__":
    made = page(PAGE.read_text(encoding="utf-8"))
    if sys.argv[1:] == ["--check"]:
        sys.exit(made != PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(made, encoding="utf-8", newline="\n")
