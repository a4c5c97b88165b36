from __future__ import annotations

from datetime import UTC, datetime

import pytest

from seeds.formats import read_article
from seeds.lint import lint

NOW = datetime(2026, 9, 14, 8, tzinfo=UTC)
DECK = "Trams only for now, and cars not before the spring"
LEAD = "The bridge over the river reopened on Monday, two years after the flood, the town said."


def remarks(text: str) -> list[tuple[int | None, str]]:
    return [(each.line, each.text) for each in lint(read_article(text.encode(), "b.txt"), now=NOW)]


def test_a_sound_article_has_nothing_to_remark() -> None:
    assert remarks(f"---\nlanguage: en\n---\nBridge reopens\n\n{LEAD}\n") == []


@pytest.mark.parametrize(
    ("head", "text", "line", "remark"),
    [
        ("", f"Bridge reopens\n\nFILE - A tram in 2019.\n\n{LEAD}", 6, "has no credit"),
        ("", "Bridge reopens", None, "no text below the headline"),
        (f"title: {'Bridge ' * 30}\n", LEAD, 3, "the headline is long"),
        ("", f"Bridge reopens.\n\n{LEAD}", 4, "ends with a full stop"),
        ("", f"{LEAD} {LEAD}", 4, "no headline found"),
        ("", f"Bridge reopens\n\n{LEAD}\n\n{LEAD}", 8, "stands on line 6 already"),
        ("", f"Bridge reopens\n\n{LEAD[:-1]} of M\ufffdnster.", 6, "a character was lost"),
        ("autor: Ada\n", f"Bridge reopens\n\n{LEAD}", 3, "did you mean 'author'?"),
        ("published: 2026-09-15\n", f"Bridge reopens\n\n{LEAD}", None, "dated in the future"),
        ("embargo: 2026-09-15\n", f"Bridge reopens\n\n{LEAD}", None, "under embargo until"),
        ("", f"Bridge reopens\n\n{DECK}\n\n{LEAD}", 6, "standfirst"),
        ("", f"Bridge reopens\n\n{'and the bridge, ' * 40}.", 6, "too long for a summary"),
    ],
)  # fmt: skip
def test_what_an_editor_would_mend_is_remarked_at_its_line(
    head: str, text: str, line: int | None, remark: str
) -> None:
    found = remarks(f"---\nlanguage: en\n{head}---\n{text}\n")

    where = line if line is None or not head or line == 3 else line + 1
    assert [each for each, said in found if remark in said] == [where]


def test_remarks_follow_the_lines_of_the_file() -> None:
    found = remarks(f"{LEAD} {LEAD}\n\nFILE - A tram.\n\n{LEAD}\n\n{LEAD}\n")

    lines = [line or 0 for line, _ in found]
    assert lines == sorted(lines)


def test_without_a_clock_no_date_is_judged() -> None:
    article = read_article(f"---\npublished: 2999-01-01\n---\nA\n\n{LEAD}".encode(), "b.txt")

    assert not any("future" in each.text for each in lint(article))
