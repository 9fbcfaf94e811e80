"""What `tpcli check` looks for: every warning at its place, every error code in its table."""

import ast
from pathlib import Path

import pytest

import tpcli.record
from tpcli.index import check as checks
from tpcli.index.check import check
from tpcli.record.checks import CHECKS, LONGEST_TITLE
from tpcli.record.choices import CHOICES
from tpcli.record.fields import SINGULAR
from tpcli.record.reading.files import SECTIONS

CLEAN = {
    "events": """\
- id: signed
  date: 1955-02-24
  title: A contract is signed
  summary: It is signed.
  deal: ships
  stage: signed
  sources: [atlas]
- id: delivered
  date: 1956
  title: The ships arrive
  summary: They arrive.
  deal: ships
  stage: delivered
  sources: [atlas]
""",
    "deals": "- {id: ships, title: Ships, sources: [atlas]}\n",
    "facts": "- {id: first, statement: They were the first, claimed_by: press, sources: [atlas]}\n",
    "sources": "- {id: atlas, title: An Atlas}\n- {id: press, title: A Paper}\n",
}


def found(folder: Path, **changed: str) -> list[str]:
    """The problems of the clean record with some of its parts changed, the file named by its part alone."""
    for part, text in {**CLEAN, **changed}.items():
        (folder / f"{part}.yaml").write_text(text, encoding="utf-8")
    return [f"{Path(p.file).stem}:{p.line}:{p.column}: {p.severity}: {p.code}" for p in check(str(folder))]


def with_event(text: str) -> str:
    return CLEAN["events"] + "- " + text.replace("\n", "\n  ")


def test_nothing_is_asked_about_a_clean_record(tmp_path: Path) -> None:
    assert found(tmp_path) == []


def test_the_bundled_record_has_no_errors() -> None:
    assert [problem for problem in check(None) if problem.severity == "error"] == []


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"deals": "- {id: ships, title: Ships}"}, "deals:1:3: warning: no-source"),
        ({"events": with_event("id: a\ndate: 1957\ntitle: A\nsummary: B")}, "events:15:3: warning: no-source"),
        ({"events": with_event("id: a\ndate: 1957\ntitle: A\nsources: [atlas]")}, "events:15:3: warning: no-summary"),
        (
            {"deals": f"- id: ships\n  sources: [atlas]\n  title: {'a' * (LONGEST_TITLE + 1)}"},
            "deals:3:10: warning: long-title",
        ),
        ({"deals": CLEAN["deals"] + "- {id: b, title: B, sources: [atlas]}"}, "deals:2:3: warning: deal-without-stage"),
        ({"sources": CLEAN["sources"] + "- {id: c, title: C}"}, "sources:3:3: warning: uncited-source"),
        (
            {"events": with_event("date: 1957\ntitle: A\nsummary: B\nsources:\n- {source: 'https://example.org/'}")},
            "events:19:5: warning: bare-link",
        ),
        (
            {"sources": CLEAN["sources"].replace("A Paper", "A Paper, url: https://archive.ph/AB1")},
            "sources:2:36: warning: unstable-host",
        ),
        (
            {"sources": CLEAN["sources"].replace("A Paper", "A Paper, archived: [https://archive.is/A]")},
            "sources:2:42: warning: unstable-host",
        ),
        (
            {"sources": CLEAN["sources"].replace("A Paper", "A Paper, author: Robert Service")},
            "sources:2:39: warning: no-author-kind",
        ),
        (
            {"events": with_event("title: A\ndate: 1955-12~\nsummary: B\nsources: atlas")},
            "events:16:9: warning: out-of-order",
        ),
        (
            {"events": with_event("date: 1956\ntitle: Arrive the two ships\nsummary: B\nsources: atlas")},
            "events:16:10: warning: alike",
        ),
    ],
)
def test_each_question_is_asked_where_it_arises(tmp_path: Path, changed: dict[str, str], problem: str) -> None:
    assert found(tmp_path, **changed) == [problem]


def test_a_check_that_is_off_is_asked_by_name(tmp_path: Path) -> None:
    kept = ["https://example.org/a", "https://example.org/a, archived: https://perma.cc/A",
            "https://web.archive.org/web/1/a"]  # fmt: skip
    for url, asked in zip(kept, (["unarchived"], [], []), strict=True):
        changed = {"sources": CLEAN["sources"].replace("A Paper", f"A Paper, url: {url}")}
        assert found(tmp_path, **changed) == []
        assert [problem.code for problem in check(str(tmp_path), also=["unarchived"])] == asked


@pytest.mark.parametrize("said", ["'{White House}'", "'Service, Robert'", "White House, author_kind: body"])
def test_an_author_whose_kind_is_said_is_let_be(tmp_path: Path, said: str) -> None:
    assert found(tmp_path, sources=CLEAN["sources"].replace("A Paper", f"A Paper, author: {said}")) == []


def test_titles_that_fit_links_with_an_entry_and_events_that_differ_are_let_be(tmp_path: Path) -> None:
    changed = {
        "deals": f"- {{id: ships, title: {'a' * LONGEST_TITLE}, sources: [atlas]}}",
        "events": with_event("date: 1956\ntitle: Tanks arrive at last\nsummary: B\nsources: [atlas]"),
    }
    assert found(tmp_path, **changed) == []


def test_a_record_with_errors_is_still_asked_about_but_not_for_what_the_errors_hide(tmp_path: Path) -> None:
    events = CLEAN["events"].replace("1955-02-24", "1955-02-30").replace("stage: delivered", "conflicts: none")
    sources = CLEAN["sources"] + "- {id: other, title: Nothing cites this}"
    events += "- {date: 1957, title: No summary, sources: [atlas]}"
    assert found(tmp_path, events=events, sources=sources) == [
        "events:2:9: error: not-a-date",
        "events:15:3: warning: no-summary",
    ]


def test_problems_stand_in_the_order_of_their_files_and_lines(tmp_path: Path) -> None:
    lines = "".join(f"- {{date: {1999 - n}, title: T{n}, kin: x}}\n" for n in range(20))
    problems = found(tmp_path, events=lines, sources="- {id: s}\n" * 3)
    keys = [
        (SECTIONS.index(part), int(line), int(column)) for part, line, column, *_ in (p.split(":") for p in problems)
    ]
    assert keys == sorted(keys)
    assert len(problems) > 20


def test_a_record_too_large_to_hold_is_looked_through_for_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("date,title\n" + "1955,A\n" * 30 + "1955-13,B\n")
    for name, most in (("MOST_HELD", 20), ("MOST_BYTES", 50)):
        with monkeypatch.context() as patched:
            patched.setattr(checks, name, most)
            assert [problem.code for problem in check(str(path))] == ["unasked", "not-a-date"]


def test_every_check_says_why() -> None:
    for one in CHECKS.values():
        assert one.severity in ("error", "warning")
        assert one.why[0].islower()
        assert not one.why.endswith(".")
        assert len(one.why) < 110


def test_every_code_in_the_source_has_a_line_of_why() -> None:
    # Where the code stands.
    tellers = {"Wrong": 0, "Finding": 2, "Unreadable": 2, "report": 1, "fail": 1, "Problem": 4, "_tell_reference": 2}
    used = {f"unknown-{SINGULAR[part]}" for part in SINGULAR} | {f"unknown-{name}" for name in CHOICES} | {"too-many"}
    modules = [f"reading/{path.stem}" for path in (Path(tpcli.record.__file__).parent / "reading").glob("*.py")]
    for stem in ("values", "vocabulary", "about", "../index/whole", *modules):
        source = Path(tpcli.record.__file__).parent.joinpath(f"{stem}.py").read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            called = getattr(node, "func", None)
            name = getattr(called, "id", getattr(called, "attr", None))
            if isinstance(node, ast.Call) and name in tellers and node.args:
                at = tellers[name] - isinstance(node.args[0], ast.Starred)  # *place stands for line and column.
                code = node.args[at] if at < len(node.args) else None
                if isinstance(code, ast.Constant):
                    used.add(str(code.value))
    assert used == {code for code, one in CHECKS.items() if one.severity == "error"}
