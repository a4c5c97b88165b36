from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeds.article import Summary
from seeds.formats import read_article
from seeds.summary import HARD_CAP, SOFT_BUDGET, summarize
from seeds.words import weight

LEAD = "The bridge over the river reopened on Monday, two years after the flood, the town said."
COST = "The repair cost 18.4 million crowns, two million more than the council had planned."
CLAUSE = "and a committee of engineers was asked to look into it, "
CARS = "Cars will have to use the motorway bridge until the end of March."


def pieces(summary: Summary, paragraphs: list[str]) -> list[str]:
    body = "\n\n".join(paragraphs)
    return [body[span.start : span.end] for span in summary.spans]


def test_a_summary_is_whole_sentences_in_their_order() -> None:
    paragraphs = [LEAD, COST, CARS]

    summary = summarize(paragraphs, "Bridge reopens")

    assert summary.text == " ".join(pieces(summary, paragraphs))
    assert summary.text == f"{LEAD} {COST} {CARS}"
    assert summary.origin == "extractive"


def test_a_short_body_is_its_own_summary() -> None:
    assert summarize(["It opens on Monday."], "Bridge reopens").text == "It opens on Monday."


def test_an_empty_body_has_an_empty_summary() -> None:
    assert summarize([], "Bridge reopens") == Summary(text="", origin="extractive")


def test_stray_lines_stay_out_while_there_is_running_text() -> None:
    summary = summarize(["A tram on the bridge", LEAD, "To be continued"], "Bridge reopens")

    assert summary.text == LEAD


def test_the_place_before_the_lead_is_left_out_and_who_said_it_stays() -> None:
    summary = summarize([f"PORT MERRIN (AP) — {LEAD}"], "Bridge reopens")

    assert summary.text == LEAD
    assert summary.spans[0].start == len("PORT MERRIN (AP) — ")


@pytest.mark.parametrize(
    "place",
    [
        "CARACAS, Venezuela (AP) — ", "(CNN) ", "SEOUL, Aug. 20 (Yonhap) -- ", "Berlin (dpa) - ",
        "PARIS – ", "【6月18日 AFP】", "新华社北京9月14日电 ", "(서울=연합뉴스) 홍길동 기자 = ",
    ],
)  # fmt: skip
def test_datelines_of_many_houses_are_known(place: str) -> None:
    assert summarize([place + LEAD], "Bridge reopens").text == LEAD


def test_a_sentence_that_leans_on_another_does_not_stand_alone() -> None:
    leaning = "But they said that the new pier of the bridge was still being measured every night."
    other = "Engineers measure the new pier of the bridge every night until the end of the year."
    filler = "About nine thousand people a day are expected to cross the bridge by tram this year."

    summary = summarize([LEAD, leaning, other, filler], "Bridge reopens")

    assert leaning not in summary.text
    assert other in summary.text


def test_a_long_lead_is_kept_whole_up_to_the_cap() -> None:
    lead = (
        f"{LEAD[:-1]}, "
        + "and a committee of engineers was asked to look into it, " * 5
        + "it said."
    )

    summary = summarize([lead, COST], "Bridge reopens")

    assert SOFT_BUDGET < len(lead) <= HARD_CAP
    assert summary.text == lead


def test_an_endless_lead_is_cut_at_a_clause_and_says_so() -> None:
    lead = (
        f"{LEAD[:-1]}, "
        + "and a committee of engineers was asked to look into it, " * 20
        + "it said."
    )

    summary = summarize([lead], "Bridge reopens")

    assert summary.text.endswith("look into it…")
    assert pieces(summary, [lead]) == [summary.text.removesuffix("…")]
    assert len(summary.text) <= SOFT_BUDGET


def test_a_paragraph_that_stands_twice_is_told_once() -> None:
    assert summarize([LEAD, LEAD], "Trams").text.count("two years after") == 1


def test_japanese_sentences_are_joined_without_blanks() -> None:
    paragraphs = [
        "港の灯台が三日、点灯から百五十年を迎え、初めて一般に公開された。朝から家族連れが列をつくった。",
        "見学者は二百段のらせん階段を上り、直径二メートルを超えるレンズを間近に見た。",
    ]

    summary = summarize(paragraphs, "灯台を初公開", "ja")

    assert summary.text == "".join(pieces(summary, paragraphs))
    assert len(summary.spans) > 1


SENTENCE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80).map(
    lambda text: " ".join(text.split()) + "."
)


@given(st.lists(st.lists(SENTENCE, max_size=6).map(" ".join), max_size=12), SENTENCE)
def test_every_word_of_a_summary_is_the_articles(paragraphs: list[str], title: str) -> None:
    summary = summarize(paragraphs, title)

    rest = summary.text
    for piece in pieces(summary, paragraphs):
        assert rest.startswith(piece)
        rest = rest.removeprefix(piece).removeprefix(" ")
    assert rest in {"", "…"}
    assert weight(summary.text) <= HARD_CAP + 1
    assert list(summary.spans) == sorted(summary.spans, key=lambda span: span.start)


def test_ten_thousand_paragraphs_and_an_endless_line_are_summed_up_too() -> None:
    many = summarize([f"{LEAD} {number}." for number in range(10_000)], "Bridge")
    endless = summarize(["bridge " * 30_000], "Bridge")

    assert weight(many.text) <= HARD_CAP
    assert weight(endless.text) <= HARD_CAP


def test_the_lead_stays_where_the_headline_has_told_most_of_it() -> None:
    article = read_article(
        b"Mayor resigns\n\nThe mayor resigned on Monday. She had held the office for six years, "
        b"and the council elects another in spring.\n",
        "mayor.txt",
    )

    assert article.summary.text.startswith("The mayor resigned on Monday.")
