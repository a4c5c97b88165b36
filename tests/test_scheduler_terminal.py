"""A proof on a terminal: any width, any script, with colour and without."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.proof import Proof, pull_proof
from scheduler.terminal import Canvas, paint, width, wrap
from seeds.article import Remark
from seeds.formats import read_article

SAMPLES = sorted((Path(__file__).parent.parent / "seeds" / "articles").rglob("*.txt"))
CODES = re.compile(r"\x1b\[[0-9;]*m")
TEXT = """Bridge reopens

The first tram crosses the bridge. (Photo: Mary Tolland / AP)

The bridge over the river reopened on Monday, the city said.
"""


def proof(text: str = TEXT, *remarks: Remark) -> Proof:
    return pull_proof(read_article(text.encode(), "bridge.txt"), remarks)


def columns(line: str) -> int:
    return sum(map(width, line))


def test_each_line_has_its_number_its_role_and_its_words() -> None:
    shown = paint(proof(), Canvas(columns=100, colour=False))

    assert "   1 headline     │ Bridge reopens\n" in shown
    assert (
        "   5 body         │ [[The bridge over the river reopened on Monday, the city said.]]"
        in shown
    )
    assert "(Photo: {Mary Tolland / AP})" in shown
    assert "[[…]] is in the summary · {…} is the credit" in shown


def test_a_remark_stands_below_its_line_and_one_on_the_file_on_top() -> None:
    remarks = (Remark(line=None, text="of the file"), Remark(line=5, text="of the lead"))

    shown = paint(proof(TEXT, *remarks), Canvas(columns=100, colour=False)).split("\n")

    assert shown[2] == "! of the file"
    assert "the city said." in shown[shown.index(" " * 18 + "! of the lead") - 1]


def test_an_unsure_line_is_marked_in_the_margin() -> None:
    sure = proof()
    unsure = replace(sure, rows=(*sure.rows[:-1], replace(sure.rows[-1], sure=False)))

    shown = paint(unsure, Canvas(columns=100, colour=False))

    assert "   5 body ?       ? [[The bridge" in shown
    assert "?: not surely the article's" in shown


def test_colour_adds_nothing_but_colour() -> None:
    shown = paint(proof(), Canvas(columns=200, colour=True))

    assert "\x1b[7m" in shown
    plain = paint(proof(), Canvas(columns=200, colour=False))
    bare = re.sub(r"\[\[|\]\]|[{}]", "", plain)
    key = -1  # which says how things are marked
    assert CODES.sub("", shown).split("\n")[:key] == bare.split("\n")[:key]


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
@pytest.mark.parametrize("room", [30, 80])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(file: Path, room: int) -> None:
    pulled = proof(file.read_text(encoding="utf-8"))

    shown = paint(pulled, Canvas(columns=room, colour=True))

    lines = CODES.sub("", shown).split("\n")
    assert max(map(columns, lines)) <= room
    letters = re.sub(r"[\W\d_]|" + "|".join({row.role for row in pulled.rows}), "", "".join(lines))
    for row in pulled.rows[:3]:
        assert re.sub(r"[\W\d_]", "", row.text) in letters


@settings(max_examples=100)
@given(
    st.text(st.sampled_from("ab é漢字、。「」한 \u0301\u200d👩🚒ا"), max_size=80),
    st.integers(2, 30),
)
def test_wrapping_keeps_every_sign_but_blanks_and_never_parts_a_letter(
    text: str, room: int
) -> None:
    lines = [text[start:end] for start, end in wrap(text, room)]

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(columns(line) <= room for line in lines)
    assert not any(unicodedata.combining(line[0]) for line in lines[1:] if line)


def test_a_blank_at_the_very_end_takes_no_column() -> None:
    assert list(wrap("aaaa ", 2)) == [(0, 2), (2, 4)]


def test_chinese_and_japanese_never_begin_a_line_with_a_mark_that_closes() -> None:
    text = "港の灯台、点灯150年を記念して初の一般公開。「海の向こうまで」と話した。" * 4

    for room in range(10, 40):
        assert not any(text[start] in "、。」" for start, _ in wrap(text, room))
