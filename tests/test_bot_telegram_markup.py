"""Markup: whatever an article says, Telegram takes it, whole and as it was meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.message import Button, Message, Reply, compose
from bot.telegram.markup import TEXT_LIMIT, clip, render_buttons, render_message, render_reply
from bot.texts import languages
from feeds.entry import Correction
from tests.fakes.entries import SITE, make_article, make_entry
from tests.fakes.judges import both_judges, parse_with_tdlib

JUDGE = both_judges()
LINK = "https://news.example.org/articles/bridge"
MOMENT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)

_PIECES = [
    "<", ">", "&", "&amp;", "</b>", "<script>", "<!--", "'", '"', "&#x3C;", "&nbsp;",
    "שלום", "السلام", "\u202e", "\u200f", "👩\u200d👩\u200d👧\u200d👦", "🇩🇪", "👍🏽", "e\u0301",
    "\u200b", "中文", " ", "\t",
    "\u00ad", "https://x.org/?a=1&b=2", "@name", "#tag", "/start", "*", "_", "`", "\ufeff", "\x1f",
]  # fmt: skip
words = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=400),
    st.lists(st.sampled_from(_PIECES), max_size=120).map("".join),
    st.builds(
        lambda piece, times: piece * times,
        st.sampled_from([piece for piece in _PIECES if piece.strip()]),
        st.integers(1, 9000),
    ),
)
links = st.builds(
    lambda path, query: f"https://news.example.org/{quote(path)}?q={quote(query)}&a=1&b=%26#top",
    st.text(max_size=20),
    st.text(max_size=20),
)
messages = st.builds(
    Message,
    kind=st.sampled_from(["article", "notice"]),
    title=words,
    summary=words,
    link=links,
    language=st.sampled_from([*languages(), "pt-BR", "he"]),
    correction=st.none() | st.builds(Correction, at=st.just(MOMENT), text=words),
)


def article(**stated: Any) -> Message:
    message = Message(kind="article", title="Bridge", summary="Open.", link=LINK, language="en")
    return replace(message, **stated)


def read(html: str) -> dict[str, Any]:
    """Give what TDLib reads, and fail where it reads nothing."""
    answer = parse_with_tdlib(html)
    assert answer["@type"] == "formattedText", answer
    return answer


def links_in(html: str) -> Iterator[str]:
    for entity in read(html)["entities"]:
        if entity["type"]["@type"] == "textEntityTypeTextUrl":
            yield entity["type"]["url"]


def refused(html: str) -> str | None:
    return JUDGE("sendMessage", {"chat_id": 1, "text": html, "parse_mode": "HTML"})


@settings(max_examples=150, deadline=None)
@given(messages)
def test_every_message_is_valid_short_enough_and_not_empty(message: Message) -> None:
    html = render_message(message)

    assert refused(html) is None
    assert 1 <= len(read(html)["text"].strip()) <= TEXT_LIMIT


@settings(max_examples=60, deadline=None)
@given(messages)
def test_an_article_s_link_survives_to_the_letter_and_a_notice_has_none(message: Message) -> None:
    html = render_message(message)

    wanted = [message.link] if message.kind == "article" else []
    assert list(links_in(html)) == wanted


@settings(max_examples=60, deadline=None)
@given(words, words)
def test_every_reply_is_valid_and_short_enough(heading: str, text: str) -> None:
    html = render_reply(Reply(heading=heading, text=f"x{text}"))

    assert refused(html) is None


@settings(max_examples=30, deadline=None)
@given(messages)
def test_equal_messages_give_equal_bytes(message: Message) -> None:
    assert render_message(message) == render_message(replace(message))


def test_equal_entries_give_equal_messages_and_a_silent_fix_of_nothing_seen_does_too() -> None:
    entry = make_entry()
    fixed = replace(entry, revision=2, article=replace(entry.article, author="Jo Weaver"))

    assert compose(entry, SITE) == compose(replace(entry), SITE) == compose(fixed, SITE)


def test_a_message_reads_title_correction_summary_link() -> None:
    correction = Correction(at=MOMENT, text="It opens on Tuesday, not on Monday.")

    html = render_message(article(title="A & B", summary="x < y", correction=correction))

    assert html == (
        "<b>A &amp; B</b>\n\n"
        "<i>Correction, 2026-11-23: It opens on Tuesday, not on Monday.</i>\n\n"
        f'x &lt; y\n\n<a href="{LINK}">Read the article</a>'
    )


def test_a_notice_reads_the_title_struck_out_and_why() -> None:
    html = render_message(article(kind="notice", language="de"))

    assert html == ("<s>Bridge</s>\n\n<i>Dieser Artikel wurde vom Herausgeber zurückgezogen.</i>")


@pytest.mark.parametrize("title", ["", " ", "\n\t ", "\u3000"])
def test_an_article_without_a_title_has_a_dash_for_one(title: str) -> None:
    html = render_message(article(title=title))

    assert html.startswith("<b>–</b>")
    assert refused(html) is None


def test_a_text_of_200_000_characters_is_cut_and_keeps_its_link() -> None:
    html = render_message(article(title="T" * 200_000, summary="word " * 40_000))

    text = read(html)["text"]
    assert refused(html) is None
    assert TEXT_LIMIT * 0.9 < len(text) <= TEXT_LIMIT
    assert text.endswith("word…\n\nRead the article")


def test_the_longest_correction_leaves_room_for_title_summary_and_link() -> None:
    correction = Correction(at=MOMENT, text="c" * 5000)

    html = render_message(
        article(title="T" * 400, summary="s" * 9000, correction=correction, language="fr")
    )

    text = read(html)["text"]
    assert refused(html) is None
    assert len(text) <= TEXT_LIMIT
    assert text.count("s") > 2000


@given(st.text(max_size=80), st.integers(1, 90))
def test_a_cut_text_is_no_longer_than_asked_and_begins_as_it_did(text: str, limit: int) -> None:
    cut = clip(text, limit)

    assert len(cut) <= limit
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


_JOINED = [
    "👩\u200d👩\u200d👧\u200d👦",
    "🏳\ufe0f\u200d🌈",
    "👍🏽",
    "🇩🇪",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "1\ufe0f\u20e3",
    "❤\ufe0f",
    "e\u0301",
    "a\u0308\u0323",
    "\u1112\u1161\u11ab",
    "न\u093f",
]


@pytest.mark.parametrize(
    ("one", "limit"), [*product(_JOINED, [1, 2, 5, 13, 14, 15, 16, 29, 64, 65, 66, 67, 68])]
)
def test_a_cut_never_parts_what_is_drawn_as_one(one: str, limit: int) -> None:
    cut = clip(one * 60, limit).removesuffix("…")

    assert cut == one * (len(cut) // len(one))


def test_a_cut_falls_between_words_where_one_is_near() -> None:
    assert clip("one two three four five", 16) == "one two three…"
    assert clip("onetwothreefourfive", 10) == "onetwothr…"
    assert clip("short", 5) == "short"


@pytest.mark.parametrize("language", languages())
def test_buttons_are_taken_in_every_language(language: str) -> None:
    rows = tuple((Button(label=f"{language} {n}", action=f"1:{n}"),) for n in range(3))
    markup = render_buttons(Reply(text="x", buttons=rows))

    assert markup
    params = {"chat_id": 1, "text": "x", "reply_markup": markup.to_json()}
    assert JUDGE("sendMessage", params) is None
    assert render_buttons(Reply(text="x")) is None


def test_an_article_s_own_address_is_its_link_if_it_is_one_of_the_web() -> None:
    stated = make_entry(make_article(url="https://other.example.org/a?b=1&c=2"))
    forged = make_entry(make_article(url="javascript:alert(1)"))

    assert list(links_in(render_message(compose(stated, SITE)))) == [stated.article.url]
    assert list(links_in(render_message(compose(forged, SITE)))) == [LINK]
