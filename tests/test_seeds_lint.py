from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeds.article import Remark
from seeds.errors import UnreadableArticle
from seeds.formats import read_article
from seeds.lint import lint
from seeds.source import read_source
from seeds.text import lines_of
from tests.fakes.entries import make_article, make_blocks

NOW = datetime(2026, 9, 14, 8, tzinfo=UTC)
DECK = "Trams only for now, and cars not before the spring"
LEAD = "The bridge over the river reopened on Monday, two years after the flood, the town said."
TOP = f"Bridge reopens\n\n{LEAD}"
EN = "language: en"
FURNITURE = "furniture-suspected"
MARKS = 'It is "open, she said.'


def remarks(text: str) -> list[tuple[int | None, str]]:
    return [(each.line, each.text) for each in lint(read_article(text.encode(), "b.txt"), now=NOW)]


def codes(text: str) -> list[tuple[int | None, str]]:
    return [(remark.line, remark.code) for remark in close_remarks(text.encode())]


def close_remarks(raw: bytes, now: datetime = NOW) -> tuple[Remark, ...]:
    source = read_source(raw, "b.txt")
    return lint(read_article(raw, "b.txt"), now=now, source=source)


def test_a_stated_language_that_the_text_is_not_in_is_told_at_its_line() -> None:
    text = f"---\nlanguage: fr\n---\n{TOP} {LEAD.replace('Monday', 'Friday')} Nobody was hurt.\n"

    assert codes(text) == [(2, "language-doubtful")]


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
        ("", f"{TOP}\n\n{LEAD}", 8, "stands on line 6 already"),
        ("", f"Bridge reopens\n\n{LEAD[:-1]} of M\ufffdnster.", 6, "a character was lost"),
        ("autor: Ada\n", TOP, 3, "did you mean 'author'?"),
        ("published: 2026-09-15\n", TOP, None, "dated in the future"),
        ("embargo: 2026-09-15\n", TOP, None, "under embargo until"),
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


@pytest.mark.parametrize(
    ("head", "text", "line", "code"),
    [
        ("published: 2026-09-30", TOP, 2, "date-far-ahead"),
        ("published: 2026-09-15", TOP, 2, "date-future"),
        ("published: 2016-09-14", TOP, 2, "date-old"),
        ("embargo: 2026-09-15", TOP, 2, "embargo"),
        ("status: withheld", TOP, 2, "withheld"),
        ("status: withdrawn", TOP, 2, "withdrawn"),
        ("correction:", TOP, 2, "correction-empty"),
        ("autor: Ada", TOP, 2, "unknown-field"),
        ("image: b.jpg", TOP, 2, "image-no-credit"),
        ("image: b.jpg", TOP, 2, "image-no-alt"),
        (f"summary: {'long ' * 100}", TOP, 2, "summary-long"),
        ("title: BRIDGE REOPENS TODAY", LEAD, 2, "headline-capitals"),
        (EN, "BRIDGE REOPENS TODAY\n\n" + LEAD, 4, "headline-capitals"),
        (EN, "Bridge TK reopens\n\n" + LEAD, 4, "placeholder"),
        (EN, f"{TOP}\n\nIt cost XXX crowns, they said.", 8, "placeholder"),
        (EN, f"{TOP}\n\nLorem ipsum dolor sit amet.", 8, "placeholder"),
        (EN, f"{TOP}\nThe town | The river | The bridge", 7, FURNITURE),
        (EN, f"{TOP}\nWATCH THE FIRST TRAM", 7, FURNITURE),
        (EN, f"{TOP}\nFor the film click here", 7, FURNITURE),
        (EN, f"{TOP}\n\n{MARKS}", 8, "quotes-unbalanced"),
        (EN, f"{TOP}\n\nRead more:\n\nTrams are back", 10, "related-no-link"),
        (EN, f"{TOP}\n\nIt is  open, and it is safe.", 8, "double-spaces"),
        (EN, f"{TOP}\n\nIt is\u200b open, and it is safe.", 8, "characters-dropped"),
    ],
)  # fmt: skip
def test_a_remark_has_the_line_of_the_file_and_a_code_that_stays(
    head: str, text: str, line: int, code: str
) -> None:
    assert (line, code) in codes(f"---\n{head}\n---\n{text}\n")


def test_the_headline_said_again_on_top_of_the_text_is_remarked() -> None:
    article = make_article(body=("Bridge reopens after two years", LEAD))

    assert [(remark.line, remark.code) for remark in lint(article)] == [(3, "headline-repeated")]


def test_a_picture_with_a_credit_on_either_side_lacks_none() -> None:
    stated = "---\nimage: {path: b.jpg, credit: Mary Tolland, alt: The bridge}\n---\n"
    below = "---\nimage: {path: b.jpg, alt: The bridge}\n---\n"
    bare = f"Bridge reopens\n\nFILE - A tram in 2019.\n\n{LEAD}\n"
    signed = f"Bridge reopens\n\nA tram in 2019. (Photo: Mary Tolland / AP)\n\n{LEAD}\n"

    assert codes(stated + bare) == codes(below + signed) == []
    assert codes(below + bare) == [(6, "photo-no-credit")]


def test_a_credit_on_its_own_line_is_the_credit_of_the_caption_above_it() -> None:
    text = (
        f"{TOP}\n\nThe first tram crosses the bridge\n(Photo: Mary Tolland)\n\n"
        f"{LEAD[:-1]} again.\n\nFILE - A tram in 2019.\n"
    )

    assert [where for where in codes(text) if "photo" in where[1]] == [(10, "photo-no-credit")]


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("“It is open, she said.", "“It is safe.”"),
        ("“It is open.", "It is safe.", "It will stay so,” she said."),
        ('"It is open.', '"It is safe," she said.'),
        ("„Sie ist offen“, sagte sie.", "„Und sicher.“"),
        (
            "«Она открыта», — сказала «Курьеру Меррина» Ада.",
            "Газета «Новый «Курьер Меррина» вышла.",
        ),
        ("「開いた」と彼女は話した。",),
        ('The pipe is 12" wide and 3 metres long.',),
        ('דובר צה"ל אמר כי הגשר נפתח ביום שני.',),
        ('그는 "다리가 열렸다"고 말했다.',),
        ("Jusqu’où ira-t-on ? « Loin », dit-elle.",),
    ],
)
def test_quotation_marks_that_any_language_sets_so_are_balanced(
    paragraphs: tuple[str, ...],
) -> None:
    article = make_article(body=(LEAD, *paragraphs))

    assert [remark.code for remark in lint(article)] == []


@pytest.mark.parametrize(
    "line",
    [
        "Super Bowl XXX was played in 1996, she said.",
        "She bought it at TK Maxx, she said.",
        "TK 1723 to Istanbul left on time, she said.",
        "- 12 TRAMS OF LINE TWO",
        "NATO",
        "„Click here“ is what such mails say, the town warned.",
    ],
)
def test_what_only_looks_like_a_slip_is_left_alone(line: str) -> None:
    assert [remark.code for remark in lint(make_article(body=(LEAD, line)))] == []


def test_unsure_lines_in_a_row_are_one_thing_to_look_at() -> None:
    blocks = make_blocks(("headline", "B"), ("body", LEAD), ("body", "Port 2"), ("body", "Ash 1"))
    unsure = tuple(
        block
        if block.line < 5
        else type(block)(role="body", text=block.text, line=block.line, sure=False)
        for block in blocks
    )

    (remark,) = lint(make_article(blocks=unsure))

    assert (remark.line, remark.code) == (5, "line-unsure")
    assert "this line and the 1 below" in remark.text


def test_an_ellipsis_of_the_authors_own_is_no_clipped_summary() -> None:
    assert codes(f"Bridge reopens\n\n{LEAD[:-1]}…\n") == []


SAMPLES = sorted((Path(__file__).parent.parent / "seeds" / "articles").rglob("*.txt"))


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_of_a_clean_file_only_what_is_true_is_said(file: Path) -> None:
    later = datetime(2026, 12, 1, tzinfo=UTC)

    said = {remark.code for remark in close_remarks(file.read_bytes(), later)}

    assert said <= {"standfirst-guessed", "related-no-link"}


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            (
                LEAD,
                "",
                "---",
                "title: A",
                "“It is",
                "Read more:",
                "FILE - A tram.",
                "»",
                "A\u200b  B",
            )
        )
        | st.text(st.characters(codec="utf-8"), max_size=40),
        max_size=12,
    )
)
def test_whatever_can_be_read_can_be_remarked_on_within_its_lines(lines: list[str]) -> None:
    raw = "\n".join(lines).encode()
    try:
        read_article(raw, "b.txt")
    except UnreadableArticle:
        return

    last = len(lines_of(raw.decode()))
    for remark in close_remarks(raw):
        assert remark.line is None or 1 <= remark.line <= last
        assert remark.code != "other"
