"""Likeness: copies, stories that are told again, and reports that only look like that."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from feeds.entry import State
from feeds.likeness import Kin, is_next_of_series, judge, sketch_of
from seeds.article import Article, Block
from seeds.sketch import likeness
from tests.fakes.entries import MOMENT, make_article, make_entry
from tests.fakes.reports import DAYS, lottery, road_works, weather, weather_in_words
from tests.fakes.stories import story, with_ending, with_other_words

STORY = story(1)
REPORTS = pytest.mark.parametrize("report", [weather, weather_in_words, lottery, road_works])


def judged(
    article: Article, share: float, *, state: State = "published", days: int = 0, **other: Any
) -> Kin | None:
    known = make_entry(make_article("Bridge reopens", STORY), state=state)
    for name, value in other.items():
        object.__setattr__(known, name, value)
    return judge(article, MOMENT + timedelta(days=days), known, share)


@pytest.mark.parametrize(
    ("share", "kin"),
    [
        (1.0, "copy"),
        (0.95, "copy"),
        (0.94, "same"),
        (0.5, "same"),
        (0.49, "possible"),
        (0.3, "possible"),
        (0.29, None),
    ],
)
def test_how_much_two_texts_share_decides(share: float, kin: Kin | None) -> None:
    assert judged(make_article("Bridge opens again", STORY), share) == kin


@pytest.mark.parametrize(("share", "kin"), [(1.0, "possible"), (0.7, "possible"), (0.2, None)])
@pytest.mark.parametrize("format_", ["text", "markdown"])
def test_an_id_given_by_hand_makes_an_article_another_one(
    share: float, kin: Kin | None, format_: str
) -> None:
    article = make_article("Bridge", STORY, id="urn:example:b", format=format_)

    assert judged(article, share) == kin


def test_the_id_that_a_wire_gives_every_item_does_not() -> None:
    article = make_article("Bridge", STORY, id="urn:newsml:example:1", format="ninjs", version=1)

    assert judged(article, 1.0) == "copy"
    assert judged(article, 0.7) == "same"


def test_breaking_news_is_sent_though_readers_may_have_the_story() -> None:
    article = make_article("Bridge", STORY, urgency="breaking")

    assert judged(article, 0.7) == "possible"
    assert judged(article, 1.0) == "copy"


@pytest.mark.parametrize(
    ("state", "copy", "same"),
    [
        ("published", "copy", "same"),
        ("withdrawn", "copy", "same"),
        ("embargoed", "copy", "possible"),
        ("withheld", "possible", "possible"),
    ],
)
def test_only_a_story_that_readers_have_is_not_sent_again(
    state: State, copy: Kin, same: Kin
) -> None:
    article = make_article("Bridge", STORY)

    assert judged(article, 1.0, state=state) == copy
    assert judged(article, 0.7, state=state) == same


def test_what_is_like_an_article_that_was_not_sent_itself_is_sent() -> None:
    assert judged(make_article("Bridge", STORY), 0.7, same_as="first") == "possible"


def test_a_story_that_is_told_again_a_week_later_is_sent_again() -> None:
    assert judged(make_article("Bridge", STORY), 0.7, days=5) == "same"
    assert judged(make_article("Bridge", STORY), 0.7, days=7) == "possible"
    assert judged(make_article("Bridge", STORY), 1.0, days=70) == "copy"


@REPORTS
def test_the_report_of_the_next_day_is_news(report: Callable[[int], list[str]]) -> None:
    for day in range(100):
        today = make_article("The report of the day", report(day))
        other = make_article("The report of the day", report(day + 1))
        share = likeness(sketch_of(today), sketch_of(other))

        assert is_next_of_series(other, today)
        assert judge(other, MOMENT, make_entry(today), share) is None


@REPORTS
def test_a_report_that_is_told_again_with_a_few_other_words_is_none_of_a_series(
    report: Callable[[int], list[str]],
) -> None:
    today = make_article("The report of the day", report(1))
    again = make_article("The report", with_ending(report(1), 0.25))

    assert not is_next_of_series(again, today)


def test_a_story_that_grows_is_none_of_a_series() -> None:
    facts = "The ferry left on Monday at 7:40 with 212 on board and reached the quay at 9:15."
    before = make_article("Ferry late", [facts, *STORY])
    after = make_article("Ferry 20 minutes late", [*STORY[:2], facts, "About 30 complained."])

    assert not is_next_of_series(after, before)


def test_the_days_of_the_article_s_own_language_count_as_figures() -> None:
    rest = "wird es über Port Merrin trocken, bei leichtem Wind aus Westen."
    one = make_article("Wetter", [f"Am Montag {rest}"], language="de")
    other = make_article("Wetter", [f"Am Dienstag {rest}"], language="de")

    assert is_next_of_series(other, one)


def test_a_short_text_is_compared_with_nothing() -> None:
    assert sketch_of(make_article("Bridge", ["word " * 200])) == ()
    assert sketch_of(make_article("Bridge", [" ".join(STORY[0].split()[:29])])) == ()
    assert sketch_of(make_article("Bridge", [" ".join(STORY[0].split()[:30])])) != ()


def test_what_is_sketched_is_what_the_article_tells() -> None:
    told = make_article("Bridge", STORY)
    furniture = (
        Block(role="caption", text=" ".join(story(2)), line=90),
        Block(role="boilerplate", text=" ".join(story(3)), line=91),
        Block(role="body", text=" ".join(story(4)), line=92, sure=False),
    )
    with_furniture = make_article("Bridge", STORY, blocks=(*told.blocks, *furniture))
    as_quotes = make_article(
        "Bridge", blocks=tuple(Block(role="quote", text=one, line=1) for one in STORY)
    )

    assert sketch_of(with_furniture) == sketch_of(told) == sketch_of(as_quotes)


def test_a_few_other_words_leave_a_long_story_a_copy() -> None:
    long = story(5, 40)
    share = likeness(
        sketch_of(make_article("Bridge", long)),
        sketch_of(make_article("Bridge", with_other_words(long, 1))),
    )

    assert share >= 0.95


def test_every_day_of_the_week_is_known() -> None:
    for one, other in itertools.pairwise(DAYS):
        first = make_article("Weather", [f"{one} will be dry."])
        assert is_next_of_series(make_article("Weather", [f"{other} will be dry."]), first)
