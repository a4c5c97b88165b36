"""What reading tidies away, and where an editor finds it in the file."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeds.article import Remark
from seeds.formats import read_article
from seeds.source import read_source, remarks_on_source
from seeds.text import clean, dropped, lines_of

LEAD = "The bridge over the river reopened on Monday, two years after the flood, the town said."


def remarks(raw: bytes) -> list[Remark]:
    article = read_article(raw, "b.txt")
    return list(remarks_on_source(article, read_source(raw, "b.txt")))


def test_what_was_dropped_is_counted_and_named_on_its_lines() -> None:
    text = f"Bridge\u200b reopens\n\n{LEAD}\u202e\n\nIt is\u200b safe.\n"

    (remark,) = remarks(text.encode())

    assert remark.line == 1
    assert remark.text == (
        "3 hidden characters were dropped (2 × U+200B zero width space, 1 × U+202E "
        "right-to-left override) on lines 1, 3, 5: delete them in the file"
    )


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم به خانه بروم.",  # joiners and direction marks carry meaning
        "שלום\u200f עולם",
        "👩\u200d🚒 reopened it",
        "\u2068שלום\u2069 is a greeting",
        "tab\there, and a no-break\u00a0blank",
    ],
)
def test_what_carries_meaning_is_not_dropped_and_not_told(text: str) -> None:
    assert not dropped(text)


def test_a_direction_isolate_without_its_end_is_dropped_and_told() -> None:
    assert dropped("\u2067שלום is a greeting") == {"\u2067": 1}


def test_marks_beyond_thirty_over_a_letter_are_dropped_and_told() -> None:
    assert dropped("a" + "\u0301" * 40).total() == 10


@settings(max_examples=150)
@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_all_that_cleaning_drops_is_told_and_nothing_else(text: str) -> None:
    lines = lines_of(text)
    spaced = re.sub("[\u00a0\u1680\u2000-\u200a\u202f\u205f]", " ", "\n".join(lines))

    whole = clean(text) == unicodedata.normalize("NFC", spaced)
    assert whole == (not any(dropped(line) for line in lines))


def test_a_line_in_another_encoding_is_named() -> None:
    lines = [f"Die Brücke über die Ash ist offen, Teil {n}." for n in range(30)]
    raw = "\n\n".join(lines).encode().replace(lines[6].encode(), lines[6].encode("cp1252"))

    (remark,) = remarks(raw)

    assert (remark.line, remark.code) == (13, "mixed-encodings")
    assert "windows-1252" in remark.text or "iso-8859" in remark.text.lower()


def test_paragraphs_joined_from_short_lines_are_told_once() -> None:
    wrapped = (
        "The bridge over the river Ash reopened to trams on Monday, two years\n"
        "after a flood tore away one of its piers, the town of Port Merrin\n"
        "said. Cars will have to wait until the spring of next year, when the\n"
        "pier has settled.\n"
    )

    (remark,) = remarks(
        f"Bridge reopens\n\n{wrapped}\n{wrapped.replace('Monday', 'Friday')}".encode()
    )

    assert (remark.line, remark.code) == (3, "lines-joined")
    assert remark.text.startswith("2 paragraphs were joined")


@pytest.mark.parametrize(
    "line", ["It is safe.  It is open.", "Ada  12  30", "They said ...  nothing.", "  It is safe."]
)
def test_blanks_behind_a_full_stop_or_in_a_table_are_nobodys_slip(line: str) -> None:
    assert remarks(f"Bridge reopens\n\n{LEAD}\n\n{line}\n".encode()) == []


def test_clean_text_costs_no_look_at_its_letters() -> None:
    assert clean(LEAD) == LEAD
    assert not dropped(LEAD)
