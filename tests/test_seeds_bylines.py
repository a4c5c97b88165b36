from __future__ import annotations

import pytest

from seeds.bylines import is_byline_label, is_desk_line, is_full_name, read_byline
from seeds.plain import parse_plain
from seeds.stated import Stated

LEAD = "The bridge over the river reopened on Monday, two years after the flood, the town said."


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Ada Byron, transport correspondent", "Ada Byron"),
        ("By Ada Byron and Owen Pryce | Merrin Courier", "Ada Byron and Owen Pryce"),
        ("By Ada Byron • 14 September 2026", "Ada Byron"),
        ("By Ada Byron, Owen Pryce, Mary Tolland, Ruth Adeyemi and Tom Hale, MC",
         "Ada Byron, Owen Pryce, Mary Tolland, Ruth Adeyemi and Tom Hale, MC"),
        ("Ada Byron @adabyron", "Ada Byron"),
        ("Ada Byron ada@courier.example", "Ada Byron"),
        ("Von Jonas Reuter und Lena Brandt, dpa", "Jonas Reuter und Lena Brandt"),
        ("Par Claire Montel, à Port Merrin", "Claire Montel"),
        ("By the river, two years on", None),
        ("By signing up to the treaty the country gives up its veto", None),
    ],
)  # fmt: skip
def test_a_byline_gives_its_names_without_house_office_and_date(
    line: str, author: str | None
) -> None:
    assert read_byline(line) == author


@pytest.mark.parametrize("label", ["By", "Author:", "Von", "Par", "Автор:", "作者：", "نویسنده:"])
def test_a_label_alone_announces_an_author(label: str) -> None:
    assert is_byline_label(label)


def test_the_name_below_a_label_is_the_authors() -> None:
    manuscript = parse_plain(f"Bridge reopens\n\nBy\n\nAda Byron\n\n{LEAD}", Stated())

    assert manuscript.author == "Ada Byron"
    assert [block.role for block in manuscript.blocks] == ["headline", "byline", "byline", "body"]


def test_a_name_beside_a_date_is_the_authors() -> None:
    manuscript = parse_plain(
        f"Bridge reopens to trams\n\nAda Byron\n\n14 September 2026\n\n{LEAD}", Stated()
    )

    assert manuscript.author == "Ada Byron"


def test_who_comments_is_no_author() -> None:
    more = "About nine thousand people are expected to cross it every day, most of them by tram."
    lines = ("Bridge reopens to trams", "By Ada Byron", LEAD, more, "2 Comments", "Tom Hale")

    manuscript = parse_plain("\n\n".join((*lines, "14 September 2026", LEAD)), Stated())

    assert manuscript.author == "Ada Byron"


@pytest.mark.parametrize(
    "line",
    [
        "(Reporting by Ada Byron; editing by Owen Pryce)", "AP", "(ANSA)", "(AFP)",
        "Editado por Inés Carranza", "Bearbeitet von Jonas Reuter", "编辑：王芳",
    ],
)  # fmt: skip
def test_who_made_it_at_the_end_is_no_body(line: str) -> None:
    assert is_desk_line(line)


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Ada Byron", True),
        ("Saskia de Wit", True),
        ("Bridge reopens", False),
        ("Ada", False),
        ("Ada Byron 12", False),
    ],
)
def test_a_full_name_is_two_to_four_words_in_capitals(line: str, is_one: bool) -> None:
    assert is_full_name(line) == is_one
