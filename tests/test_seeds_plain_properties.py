"""What holds of any text: each line ends in one block, and no block says what the text does not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeds.plain import parse_plain
from seeds.stated import Stated
from seeds.text import clean

LINES = st.sampled_from(
    [
        "Bridge reopens to trams", "Transport", "By Ada Byron", "14 September 2026, 8:30", "Share",
        "3 min read", "Read more: Why the river rose", "ALSO READ | Who pays", "Related articles",
        "The first tram. (Photo by Mary Tolland / AP)", "Mary Tolland / Merrin Courier",
        "12 Comments",
        "The bridge over the river reopened on Monday, two years after the flood, the town said.",
        "PORT MERRIN (AP) — The first tram left at six with a hundred passengers, the town said.",
        "About nine thousand people are expected to cross it every day", "He laughed.", "- a pier",
        "Correction: The bridge reopened on Monday.", "* * *", "Lesen Sie auch:", "相关阅读：",
        "铁桥星期一重新向电车开放，此前两年一场洪水冲毁了它的一座桥墩，市政府表示。", "分享 收藏",
        "أعيد فتح الجسر أمام الترام يوم الاثنين بعد عامين من الفيضان، وفق بلدية المدينة.", "",
    ]
)  # fmt: skip
TEXTS = st.lists(LINES | st.text(max_size=40), max_size=24).map("\n".join)


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


@settings(max_examples=120, deadline=None)
@given(TEXTS)
def test_every_letter_of_a_text_is_in_one_block_in_its_order(text: str) -> None:
    text = clean(text)

    blocks = parse_plain(text, Stated()).blocks

    assert _letters(text) == _letters("".join(block.text for block in blocks))


@settings(max_examples=120, deadline=None)
@given(TEXTS)
def test_every_block_is_a_part_of_the_text(text: str) -> None:
    text = clean(text)
    said = "".join(text.split())

    for block in parse_plain(text, Stated()).blocks:
        assert "".join(block.text.split()) in said


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_a_text_has_one_headline_and_one_standfirst_at_most(text: str) -> None:
    roles = [block.role for block in parse_plain(clean(text), Stated()).blocks]

    assert roles.count("headline") <= 1
    assert roles.count("standfirst") <= 1


HOSTILE = {
    "ten thousand words": "word\n\n" * 10_000,
    "one line": "word " * 100_000,
    "capitals": "A" * 400_000,
    "brackets": "(" * 400_000,
    "buttons between paragraphs": (
        "The bridge over the river reopened on Monday, two years after it, she said.\n\nShare\n\n"
    )
    * 2_000,
    "credits": "The first tram\nPhoto: X\n\n" * 4_000,
    "bars": "ABCD | EFGH\n" * 8_000,
    "headlines": "".join(f"Headline {count} about the bridge\n\n" for count in range(8_000)),
    "comments": "Comments\n\n" * 8_000,
    "names and slashes": "A/B " * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_reading_takes_time_in_proportion_to_the_text(name: str) -> None:
    text = clean(HOSTILE[name])
    start = time.process_time()

    parse_plain(text, Stated())

    assert time.process_time() - start < 2.0
