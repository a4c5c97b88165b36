"""What shows only when articles are read side by side."""

from __future__ import annotations

from seeds.batch import Batch
from seeds.formats import read_article

LEAD = "The matter of number {} was settled on Monday after long talks, the town of Merrin said."


def remarks(files: dict[str, str]) -> list[tuple[str, int | None, str, str]]:
    batch = Batch()
    for path, text in files.items():
        batch.add(read_article(text.encode(), path), path)
    return [(path, each.line, each.code, each.text) for path, each in batch.remarks()]


def article(number: int, *more: str, title: str = "") -> str:
    return "\n\n".join([title or f"Story {number}", LEAD.format(number), *more]) + "\n"


def test_two_files_with_one_headline_are_each_told_of_the_other() -> None:
    found = remarks({"a.txt": article(1, title="Bus vote"), "b.txt": article(2, title="BUS VOTE")})

    assert [(path, line, code) for path, line, code, _ in found] == [
        ("a.txt", 1, "title-repeated"),
        ("b.txt", 1, "title-repeated"),
    ]
    assert "b.txt has the same headline" in found[0][3]
    assert "a.txt has the same headline" in found[1][3]


def test_a_line_that_three_articles_share_is_taken_for_house_text() -> None:
    files = {f"{n}.txt": article(n, "Written with the harbour desk") for n in range(3)}

    ((path, line, code, text),) = remarks(files)

    assert (path, line, code) == ("0.txt", 5, "house-line")
    assert "2 other articles (1.txt, 2.txt)" in text


def test_a_line_that_two_articles_share_is_not() -> None:
    assert (
        remarks({f"{n}.txt": article(n, "Written with the harbour desk") for n in range(2)}) == []
    )


def test_three_copies_of_a_story_share_a_headline_and_no_house_text() -> None:
    found = remarks({f"{n}.txt": article(1) for n in range(3)})

    assert {code for _, _, code, _ in found} == {"title-repeated"}


def test_a_topic_one_slip_away_from_another_is_told_at_the_rarer_one() -> None:
    files = {f"transport/{n}.txt": article(n) for n in range(2)}
    files["transprot/9.txt"] = article(9)

    ((path, line, code, text),) = remarks(files)

    assert (path, line, code) == ("transprot/9.txt", None, "topic-nearly")
    assert "'transport' (2 files)" in text


def test_topics_that_are_merely_alike_are_two() -> None:
    files = {
        f"{topic}/a.txt": article(n)
        for n, topic in enumerate(
            (
                "health",
                "wealth",
                "Australia",
                "Austria",
                "season 2025",
                "season 2026",
                "Iran",
                "Iraq",
            )
        )
    }

    assert remarks(files) == []
