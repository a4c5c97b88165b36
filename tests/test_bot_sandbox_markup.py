"""Telegram's HTML: our reading beside TDLib's, and what the chat page makes of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.entities import Entity, FormattedText, settle
from bot.sandbox.links import check_link
from bot.sandbox.markup import MarkupError, parse_html
from bot.sandbox.render import render_html
from tests.fakes.judges import parse_with_tdlib

KINDS = {
    "Bold": "bold",
    "Italic": "italic",
    "Underline": "underline",
    "Strikethrough": "strikethrough",
    "Spoiler": "spoiler",
    "Code": "code",
    "Pre": "pre",
    "PreCode": "pre",
    "TextUrl": "text_link",
    "MentionName": "text_mention",
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "CustomEmoji": "custom_emoji",
    "DateTime": "date_time",
}
VALUES = ("url", "language", "user_id", "custom_emoji_id", "unix_time")
CORPUS = [
    "",
    "plain",
    "<b>bold</b> <i>italic</i> <u>under</u> <s>gone</s> <tg-spoiler>hush</tg-spoiler>",
    "<strong>a</strong><em>b</em><ins>c</ins><strike>d</strike><del>e</del>",
    "<span class='tg-spoiler'>x</span>",
    "<span>x</span>",
    "<B>Case</b><A HREF='https://Example.ORG/Path?q=1&amp;r=2#f'>link</A>",
    "&lt;b&gt; &amp; &quot; &apos; &nbsp; & &unknown; &#128512; &#x1F600; &#0; &#xd83d;",
    "&#xd83d;&#xde00;",
    "<b>unclosed",
    "closed</b>",
    "<b><i>crossed</b></i>",
    "<p>paragraph</p>",
    "a < b",
    "<br>",
    "<b",
    "<",
    "<a href=\"javascript:alert(1)\">x</a><a href='/relative'>y</a><a>example.org</a>",
    "<a href='tg://user?id=42'>you</a><a href='tg://resolve?domain=x'>it</a>",
    "<a href=x.y>token</a><a href=x/y>bad token</a>",
    "<pre>a</pre><pre><code class='language-python'>b</code></pre><code>c</code>",
    "<code class='language-x'><pre>a</pre></code>",
    "<blockquote>a</blockquote><blockquote expandable>b</blockquote>",
    "<blockquote><blockquote>nested</blockquote></blockquote>",
    "<tg-time unix='1700000000' format='wDT'>then</tg-time><tg-time unix=0>x</tg-time>",
    "<tg-time unix='5' format='x'>y</tg-time>",
    "<tg-emoji emoji-id='5368324170671202286'>👍</tg-emoji><tg-emoji>x</tg-emoji>",
    "<b></b><i> </i>",
    "<b x y='1' z=2 >attributes</b><b =1>x</b>",
    "line\r\nbreak\ttab\0null\u202eturned",
    "<b>שלום</b> 👩‍👩‍👧‍👦 <i>é</i>",
    "</>",
    "<b>x</>",
    "<!-- comment -->",
]
WORDS = st.sampled_from(
    ["x", "é", "😀", " ", "\n", "&amp;", "&lt", "&#128512;", "&nbsp;", "&", "<", "\t", "http://A.b"]
)
TAGS = st.sampled_from(
    [
        *("b", "B", "i", "u", "s", "strong", "tg-spoiler", "pre", "code", "blockquote", "a", "p"),
        *("span class='tg-spoiler'", "blockquote expandable", 'code class="language-py"'),
        *("a href='http://x.y/?a=1&amp;b'", 'a href="javascript:x"', "a href='HTTP://Ü.Y:090#f'"),
        *("a href='http://[::1]/'", "a href='tg://user?id=12'", "a href=x.y", "a href='u:p@x.y'"),
        *("tg-time unix='5' format='dT'", "tg-emoji emoji-id='5'", "b x=1", "b x = 'y' z", "b =1"),
    ]
)


def wrap(tag: str, inner: list[str]) -> str:
    return f"<{tag}>{''.join(inner)}</{tag.split(maxsplit=1)[0]}>"


NESTED = st.recursive(WORDS, lambda inner: st.builds(wrap, TAGS, st.lists(inner, max_size=4)))
LOOSE = st.one_of(NESTED, TAGS.map("<{}>".format), TAGS.map("</{}>".format), st.text(max_size=5))
HTML = st.lists(LOOSE, max_size=6).map("".join)


def read_by_tdlib(html: str) -> Any:
    answer = parse_with_tdlib(html)
    if answer["@type"] == "error":
        return answer["message"].removeprefix("Can't parse entities: ")
    marks = []
    for entity in answer["entities"]:
        kind = KINDS[entity["type"]["@type"].removeprefix("textEntityType")]
        value = next((str(entity["type"][name]) for name in VALUES if name in entity["type"]), "")
        marks.append((entity["offset"], entity["length"], kind, value))
    return answer["text"], sorted(marks)


def read_by_us(html: str) -> Any:
    try:
        content = parse_html(html)
    except MarkupError as error:
        return str(error)
    marks = [(e.offset, e.length, e.kind, e.value) for e in content.entities]
    return content.text, sorted(marks)


@pytest.mark.parametrize("html", CORPUS)
def test_a_text_is_read_as_tdlib_reads_it(html: str) -> None:
    assert read_by_us(html) == read_by_tdlib(html)


@settings(max_examples=500, deadline=None)
@given(HTML)
def test_any_text_is_read_as_tdlib_reads_it(html: str) -> None:
    assert read_by_us(html) == read_by_tdlib(html)


@pytest.mark.parametrize(
    ("link", "written"),
    [
        ("example.org", "http://example.org/"),
        ("HTTPS://Example.org:443/A b?q#f", "https://example.org:443/A%20b?q#f"),
        ("http://user:secret@example.org", "http://user:secret@example.org/"),
        ("tg:resolve?domain=x", "tg://resolve?domain=x"),
    ],
)
def test_a_link_is_written_as_telegram_does(link: str, written: str) -> None:
    assert check_link(link) == written


@pytest.mark.parametrize(
    "link", ["", "localhost", "/a", "ftp://x.y", "javascript:x", "http://x.y:0", "http://a b.c"]
)
def test_a_link_that_no_client_opens_is_refused(link: str) -> None:
    with pytest.raises(ValueError):
        check_link(link)


def test_a_stored_text_is_trimmed_and_its_marks_move_along() -> None:
    content = settle(parse_html("\n <b>a\r😀 </b> /start "))

    assert content == FormattedText(
        "a😀  /start", (Entity("bold", 0, 4), Entity("bot_command", 5, 6))
    )


def test_marks_inside_code_and_doubled_marks_are_dropped() -> None:
    content = settle(parse_html("<code><b>x</b></code> <b><b>y</b></b><b>z</b>"))

    assert content.entities == (Entity("code", 0, 1), Entity("bold", 2, 2))


@pytest.mark.parametrize(
    ("text", "kind", "offset", "length"),
    [
        ("go /start now", "bot_command", 3, 6),
        ("/start@some_bot", "bot_command", 0, 15),
        ("see https://example.org/a_(b). Yes", "url", 4, 24),
        ("by @someone_else", "mention", 3, 13),
        ("😀 #news", "hashtag", 3, 5),
    ],
)
def test_links_in_plain_words_are_found(text: str, kind: str, offset: int, length: int) -> None:
    assert settle(FormattedText(text)).entities == (Entity(kind, offset, length),)


@pytest.mark.parametrize("text", ["1/2", "a/b/c", "//x", "mail me@example.org", "#1"])
def test_what_only_looks_like_a_link_is_not_one(text: str) -> None:
    assert settle(FormattedText(text)).entities == ()


def test_the_page_shows_marks_that_cross() -> None:
    content = FormattedText("abc", (Entity("bold", 0, 2), Entity("italic", 1, 2)))

    assert render_html(content) == "<strong>a<em>b</em></strong><em>c</em>"


def test_the_page_shows_every_kind_of_mark() -> None:
    html = (
        "<a href='https://x.y/?a&amp;b=\"'>l</a> /go <tg-spoiler>s</tg-spoiler>\n"
        "<blockquote expandable>q</blockquote>\n<tg-time unix='7'>t</tg-time>"
    )

    assert render_html(settle(parse_html(html))) == (
        '<a href="https://x.y/?a&amp;b=&quot;" target="_blank" rel="noopener noreferrer">l</a> '
        '<button type="button" class="command" data-command="/go">/go</button> '
        '<span class="spoiler" tabindex="0" role="button" aria-label="Hidden text">s</span>'
        '<blockquote class="folded" tabindex="0">q</blockquote>'
        '<time class="moment" data-unix="7">t</time>'
    )


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=20),
    st.lists(
        st.builds(
            Entity,
            st.sampled_from([*KINDS.values(), "bot_command", "url", "unheard_of"]),
            st.integers(0, 20),
            st.integers(0, 20),
            st.sampled_from(["7", '7"><script>']).map(lambda v: v[:1]),
        ),
        max_size=5,
    ),
)
def test_the_page_never_shows_a_tag_of_the_message(text: str, entities: list[Entity]) -> None:
    html = render_html(FormattedText(text, tuple(entities)))

    ours = "strong|em|u|s|code|pre|blockquote|span|a|button|time"
    stripped = re.sub(rf'</?(?:{ours})(?: [a-z-]+="[^"<>]*")*>', "", html)
    assert "<" not in stripped
    assert ">" not in stripped
