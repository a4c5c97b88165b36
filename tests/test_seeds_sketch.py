"""Sketch: a text's fingerprint; what is found by it, and what is not."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeds.sketch import LENGTH, likeness, sketch
from tests.fakes.stories import story, with_ending, with_other_words

WORDS = ["the", "bridge", "over", "river", "opens", "Monday", "12", "港", "橋", "が", "開"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=60)
MANY = range(200)


def text(paragraphs: list[str]) -> str:
    return "\n\n".join(paragraphs)


@given(TEXTS)
def test_a_sketch_is_in_order_and_bounded(words: list[str]) -> None:
    drawn = sketch(" ".join(words))

    assert list(drawn) == sorted(set(drawn))
    assert len(drawn) <= min(LENGTH, max(0, len(words) - 3))


@given(TEXTS, TEXTS)
def test_likeness_is_the_same_from_both_sides_and_a_share(one: list[str], other: list[str]) -> None:
    first, second = sketch(" ".join(one)), sketch(" ".join(other))

    assert likeness(first, second) == likeness(second, first)
    assert 0 <= likeness(first, second) <= 1
    assert likeness(first, first) == (1 if first else 0)


@given(TEXTS, st.sampled_from([" ", "\n\n", ", ", " – ", ".\n"]))
def test_case_punctuation_and_spacing_change_nothing(words: list[str], between: str) -> None:
    assert sketch(between.join(words).upper()) == sketch(" ".join(words))


@given(st.lists(st.integers(0, 2**32 - 1), max_size=100), st.lists(st.integers(0, 2**32 - 1)))
def test_of_short_texts_likeness_is_the_true_share(one: list[int], other: list[int]) -> None:
    first, second = set(one), set(other)
    if len(first | second) > LENGTH:
        return

    found = likeness(tuple(sorted(first)), tuple(sorted(second)))

    assert found == (len(first & second) / len(first | second) if first | second else 0)


def test_wide_letters_ligatures_and_sharp_s_are_letters() -> None:
    assert sketch("Ｔｈｅ ﬁne Straße is open now") == sketch("the fine STRASSE is open now")


def test_three_other_words_are_found() -> None:
    shares = [
        likeness(sketch(text(story(one))), sketch(text(with_other_words(story(one), 3, one))))
        for one in MANY
    ]

    assert min(shares) >= 0.5


def test_a_quarter_appended_is_found() -> None:
    shares = [
        likeness(sketch(text(story(one))), sketch(text(with_ending(story(one), 0.25))))
        for one in MANY
    ]

    assert min(shares) >= 0.5


def test_two_thirds_of_a_text_in_another_paper_are_a_possible_copy_at_least() -> None:
    shares = []
    for one in MANY:
        whole = text(story(one, 24))
        shares.append(likeness(sketch(whole), sketch(whole[: int(len(whole) * 0.65)])))

    assert min(shares) >= 0.3


def test_stories_of_the_same_town_are_not_alike() -> None:
    drawn = [sketch(text(story(one, 40))) for one in range(60)]

    assert max(likeness(*pair) for pair in combinations(drawn, 2)) < 0.05


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            (
                "港の灯台は百五十年前の冬に初めて灯をともした。以来、霧の夜も灯は絶えたことがない。"
                "灯台守の家族は代々この岬に住み、船乗りたちに道を示してきた。"
            ),
            (
                "港の灯台は百五十年前の冬に初めて灯をともした。以来、嵐の夜も灯は絶えたことがない。"
                "灯台守の家族は代々この岬に住み、船乗りたちに道を示してきた。"
            ),
        ),
        (
            "ท่าเรือจะเปิดให้บริการอีกครั้งในเช้าวันจันทร์หลังจากการซ่อมแซมนานสองปีตามที่สภาเมืองแถลง",
            "ท่าเรือจะเปิดให้บริการอีกครั้งในเช้าวันศุกร์หลังจากการซ่อมแซมนานสองปีตามที่สภาเมืองแถลง",
        ),
    ],
    ids=["Japanese", "Thai"],
)
def test_texts_without_spaces_are_compared_sign_by_sign(before: str, after: str) -> None:
    assert 0.5 <= likeness(sketch(before), sketch(after)) < 1


def test_three_words_are_like_nothing() -> None:
    assert sketch("The bridge reopens") == ()
    assert likeness((), ()) == 0
    assert likeness((), sketch("The bridge reopens on Monday")) == 0
