"""An article as HTML by construction."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from feeds.content import legible, render_content
from feeds.entry import Correction
from seeds.article import Caption, Image, Role
from tests.fakes.entries import SITE, make_article, make_blocks, make_entry

HOSTILE = st.one_of(
    st.text(),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '<img src=x onerror="alert(1)">',
            '"><iframe src="//evil.example">',
            "<a href='javascript:alert(1)'>x</a>",
            '<a href="/relative">x</a>',
            "]]>",
            "<!-- ",
            "&lt;b&gt;",
            "\x00\ud800\ufffe",
            "\u202eevil",
        ]
    ),
)
ROLES: tuple[Role, ...] = ("standfirst", "byline", "dateline", "caption", "subhead", "body")


class Markup(HTMLParser):
    """Collects the elements, attributes and words of a fragment."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.comments: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def test_paragraphs_and_subheads_keep_their_order() -> None:
    blocks = make_blocks(
        ("headline", "Bridge reopens"),
        ("body", "First."),
        ("subhead", "The cost"),
        ("body", "Second."),
    )

    html = render_content(make_entry(make_article(blocks=blocks)), SITE)

    assert html == "<p>First.</p>\n<h2>The cost</h2>\n<p>Second.</p>"


def test_boilerplate_never_appears() -> None:
    blocks = make_blocks(("boilerplate", "Powered by automated translation"), ("body", "First."))

    html = render_content(make_entry(make_article(blocks=blocks)), SITE)

    assert html == "<p>First.</p>"


def test_a_caption_stands_where_its_author_put_it_with_its_credit() -> None:
    blocks = make_blocks(
        ("body", "First."),
        ("caption", "The bridge at dawn. (Photo by Mary Smith / City Desk)"),
        ("body", "Second."),
    )
    captions = (Caption(text="The bridge at dawn.", credit="Mary Smith / City Desk"),)

    html = render_content(make_entry(make_article(blocks=blocks, captions=captions)), SITE)

    assert html == (
        "<p>First.</p>\n"
        "<figure><figcaption>The bridge at dawn. <small>Mary Smith / City Desk</small>"
        "</figcaption></figure>\n"
        "<p>Second.</p>"
    )


def test_a_caption_of_the_front_matter_stands_before_the_text() -> None:
    article = make_article(
        body=("First.",),
        images=(Image(path="bridge.jpg", caption="The bridge at dawn.", credit="Mary Smith"),),
    )

    html = render_content(make_entry(article), SITE)

    assert html.index("The bridge at dawn.") < html.index("First.")
    assert "<small>Mary Smith</small>" in html


def test_a_standfirst_opens_the_text_and_a_page_may_set_it_apart() -> None:
    entry = make_entry(make_article(standfirst="Trams again", body=("First.",)))

    whole = render_content(entry, SITE)
    apart = render_content(entry, SITE, standfirst=False)

    assert whole == '<p class="standfirst">Trams again</p>\n<p>First.</p>'
    assert apart == "<p>First.</p>"


def test_a_declared_correction_is_dated_and_stands_before_the_text() -> None:
    correction = Correction(
        at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC), text="It opens on Tuesday & not Monday."
    )

    html = render_content(make_entry(corrections=(correction,)), SITE)

    assert html.startswith(
        '<aside class="correction"><p><strong>Correction, '
        '<time datetime="2026-11-23T09:00:00+00:00">23 November 2026</time>:</strong> '
        "It opens on Tuesday &amp; not Monday.</p></aside>"
    )


def test_a_correction_speaks_the_language_of_its_article() -> None:
    correction = Correction(at=datetime(2026, 11, 23, tzinfo=UTC), text="Am Dienstag.")
    entry = make_entry(make_article(language="de"), corrections=(correction,))

    html = render_content(entry, SITE)

    assert "Korrektur vom " in html
    assert ">23. November 2026<" in html


def test_related_headlines_are_a_list_under_the_authors_own_heading() -> None:
    blocks = make_blocks(
        ("body", "First."), ("related-head", "Read more:"), ("related", "Why it was closed")
    )
    article = make_article(blocks=blocks, related=("Why it was closed",))

    html = render_content(make_entry(article), SITE)

    assert html.endswith("<h2>Read more</h2>\n<ul><li>Why it was closed</li></ul>")


def test_a_language_from_right_to_left_says_so_in_the_fragment_itself() -> None:
    html = render_content(make_entry(make_article(language="ar", body=("أولا.",))), SITE)

    assert html == '<div lang="ar" dir="rtl">\n<p>أولا.</p>\n</div>'


def test_a_language_that_is_no_tag_gives_way_to_the_sites() -> None:
    html = render_content(make_entry(make_article(language='"><script>')), SITE)

    assert "lang=" not in html


def test_a_byline_in_the_text_is_dropped_only_where_the_author_is_known() -> None:
    blocks = make_blocks(("byline", "By Ada Byron"), ("body", "First."))

    unknown = render_content(make_entry(make_article(blocks=blocks)), SITE)
    known = render_content(make_entry(make_article(blocks=blocks, author="Ada Byron")), SITE)

    assert unknown == '<p class="byline">By Ada Byron</p>\n<p>First.</p>'
    assert known == "<p>First.</p>"


@given(st.lists(st.tuples(st.sampled_from(ROLES), HOSTILE), min_size=1), HOSTILE)
def test_no_text_becomes_markup(said: list[tuple[Role, str]], note: str) -> None:
    captions = tuple(
        Caption(text=text, credit=text or None) for role, text in said if role == "caption"
    )
    article = make_article(
        blocks=make_blocks(*said), captions=captions, standfirst=note or None, related=(note,)
    )
    entry = make_entry(
        article, corrections=(Correction(at=datetime(2026, 1, 1, tzinfo=UTC), text=note),)
    )

    markup = Markup(render_content(entry, SITE))

    allowed = {"p", "h2", "figure", "figcaption", "small", "aside", "strong", "time", "ul", "li"}
    assert set(markup.tags) <= allowed
    assert {name for name, _ in markup.attributes} <= {"class", "datetime"}
    assert not markup.comments


@given(HOSTILE)
def test_every_word_of_a_paragraph_arrives(text: str) -> None:
    markup = Markup(render_content(make_entry(make_article(body=(text,))), SITE))

    # HTML reads a carriage return as a line feed; NUL and its like were replaced before.
    assert markup.words.replace("\r", "\n") == legible(text).replace("\r", "\n")
