from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeds.sentences import sentences

WIDE = "en es fr de pt it nl ru uk pl tr ar fa hi zh ja ko sv cs ro id bn ur th vi"
TABLE = Path(__file__).parent / "data" / "sentences.txt"


def cases() -> list[tuple[str, str]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [(line[:2], line[4:]) for line in lines if line and not line.startswith("#")]


def cut(paragraph: str, language: str | None = None) -> list[str]:
    return [paragraph[span.start : span.end] for span in sentences(paragraph, language)]


@pytest.mark.parametrize(("language", "marked"), cases())
def test_a_hard_paragraph_is_cut_where_a_reader_would(language: str, marked: str) -> None:
    expected = [sentence.strip() for sentence in marked.split("|")]

    assert cut(marked.replace("|", ""), language) == expected


def test_the_table_of_hard_paragraphs_speaks_many_languages() -> None:
    assert len(cases()) >= 300
    assert {language for language, _ in cases()} >= set(WIDE.split())


def test_a_region_in_the_tag_changes_nothing() -> None:
    assert cut("O Sr. Silva chegou. A Sra. Costa saiu.", "pt-BR") == [
        "O Sr. Silva chegou.",
        "A Sra. Costa saiu.",
    ]


def test_a_line_break_always_ends_a_sentence() -> None:
    assert cut("Mr.\nMoss came.") == ["Mr.", "Moss came."]


def test_a_mark_that_lost_its_sentence_stays_with_it() -> None:
    assert cut("“The bridge is old. ” Nobody laughed.") == [
        "“The bridge is old. ”",
        "Nobody laughed.",
    ]


def test_a_bracket_that_never_closes_holds_nothing_together() -> None:
    assert cut("The bridge (built in 1890. It closed. Nobody came.") == [
        "The bridge (built in 1890.",
        "It closed.",
        "Nobody came.",
    ]


@given(st.text(max_size=300), st.sampled_from(["en", "de", "ru", "hi", "zh", "ja", "ko", "xx"]))
def test_sentences_hold_every_sign_but_blanks_once_and_in_order(text: str, language: str) -> None:
    spans = sentences(text, language)

    assert "".join(text.split()) == "".join("".join(cut(text, language)).split())
    assert all(above.end <= below.start for above, below in pairwise(spans))
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] for span in spans)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", [". ", "(", "“a. ", "A.", "... ", '"', "。」", "1. ", "a" * 50, "« — A. "]
)
def test_a_hostile_paragraph_takes_no_longer_than_its_length(piece: str) -> None:
    assert sentences(piece * (100_000 // len(piece)), "ja")
