"""Message: what a chat is told of an entry, before any network's markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from bot.message import compose
from feeds.entry import Correction, State
from tests.fakes.entries import MOMENT, SITE, make_article, make_entry


def test_an_article_is_told_by_title_summary_and_link() -> None:
    message = compose(make_entry(make_article("Bridge", ["It is open."])), SITE)

    assert (message.kind, message.title, message.summary) == ("article", "Bridge", "It is open.")
    assert message.link == "https://news.example.org/articles/bridge"


def test_it_is_in_the_article_s_language_or_else_the_site_s() -> None:
    assert compose(make_entry(make_article(language="fr")), SITE).language == "fr"
    assert compose(make_entry(make_article()), SITE).language == "en"
    assert compose(make_entry(make_article(language="French, mostly")), SITE).language == "en"


def test_only_the_last_correction_is_told() -> None:
    first = Correction(at=MOMENT, text="first")
    last = Correction(at=MOMENT + timedelta(days=1), text="last")

    assert compose(make_entry(corrections=(first, last)), SITE).correction == last
    assert compose(make_entry(), SITE).correction is None


@pytest.mark.parametrize("state", [state for state in get_args(State) if state != "published"])
def test_what_readers_may_not_see_leaves_no_more_than_its_title(state: State) -> None:
    correction = Correction(at=MOMENT, text="secret")
    entry = make_entry(make_article("Bridge", ["secret"]), state=state, corrections=(correction,))

    message = compose(entry, SITE)

    assert (message.kind, message.title) == ("notice", "Bridge")
    assert (message.summary, message.link, message.correction) == ("", "", None)


def test_what_no_reader_sees_makes_no_difference() -> None:
    entry = make_entry()
    other = replace(
        entry,
        revision=9,
        updated=entry.updated + timedelta(days=1),
        article=replace(entry.article, author="Jo Weaver", path="elsewhere.txt"),
    )

    assert compose(entry, SITE) == compose(other, SITE)
