from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest

from seeds.article import Article, Caption, Image
from seeds.errors import UnreadableArticle
from seeds.formats import read_article

LEAD = (
    "The bridge over the river reopened on Monday, two years after the flood swept the old one"
    " away, the town of Port Merrin said."
)
MORE = (
    "Trams cross it every ten minutes, and cars are to follow them in the spring, when the last"
    " of the ramps will be paved, it added."
)
LAST = (
    "The town paid for it with a loan that runs for thirty years, and with the money that a"
    " thousand of its people gave after the flood."
)
DECK = "The crossing carries trams again, but no cars until the spring"

PAGE = f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>Bridge reopens after two years | The Merrin Courier</title>
<meta property="og:title" content="Bridge reopens after two years | The Merrin Courier">
<meta property="og:site_name" content="The Merrin Courier">
<meta property="og:image" content="https://merrin.example/tram.jpg">
<meta property="article:published_time" content="2026-09-14T08:30:00+02:00">
<meta name="author" content="Ada Byron">
<meta name="description" content="{DECK}">
<link rel="canonical" href="https://merrin.example/bridge">
<style>p {{ color: red }}</style>
<script>var text = "<p>Not this one, which no reader of the page has ever seen.</p>";</script>
</head>
<body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<main><article>
<header><h1>Bridge reopens after two years</h1><p>{DECK}</p></header>
<figure><img src="tram-small.jpg" alt="A tram on a bridge">
<figcaption>The first tram crosses the bridge. (Photo by Mary Smith / AP)</figcaption></figure>
<p>Powered by automated translation</p>
<p>{LEAD}</p>
<p>{MORE}</p>
<h2>Who paid for it</h2>
<blockquote><p>We are glad to have it back, and so is the town that waited for it.</p></blockquote>
<p>{LAST} <a href="/loan" onclick="steal()">Read the loan</a>.<script>alert(1)</script></p>
<p>Read more:</p>
<ul><li><a href="/a">Why the old bridge fell</a></li></ul>
</article></main>
<footer><p>Copyright 2026 The Merrin Courier. All rights reserved.</p></footer>
</body></html>
"""


def read(text: str | bytes, path: str = "bridge.html") -> Article:
    return read_article(text if isinstance(text, bytes) else text.encode(), path)


def test_what_a_page_says_of_itself_is_stated() -> None:
    article = read(PAGE)

    assert (article.title, article.title_source) == ("Bridge reopens after two years", "stated")
    assert (article.standfirst, article.standfirst_source) == (DECK, "stated")
    assert article.author == "Ada Byron"
    assert article.published == datetime(2026, 9, 14, 6, 30, tzinfo=UTC)
    assert article.language == "en-GB"
    assert article.url == "https://merrin.example/bridge"
    assert article.format == "html"


def test_the_article_is_found_among_menus_scripts_and_footers() -> None:
    article = read(PAGE)

    assert article.body_text.startswith(f"{LEAD}\n\n{MORE}\n\n{LAST}")
    assert LEAD in article.summary.text
    everything = " ".join(block.text for block in article.blocks)
    for stray in ("Home", "Not this one", "alert", "onclick", "rights reserved", "<"):
        assert stray not in everything
    assert "We are glad" in {block.text[:11] for block in article.blocks if block.role == "quote"}
    assert "Who paid for it" in {block.text for block in article.blocks if block.role == "subhead"}


def test_captions_stand_where_the_page_has_them_with_their_credit() -> None:
    article = read(PAGE)

    assert article.captions == (
        Caption(text="The first tram crosses the bridge.", credit="Mary Smith / AP"),
    )
    assert article.images == (
        Image(
            path="https://merrin.example/tram.jpg",
            caption="The first tram crosses the bridge.",
            credit="Mary Smith / AP",
            alt="A tram on a bridge",
        ),
    )
    roles = [block.role for block in article.blocks]
    assert roles.index("caption") < roles.index("body")


def test_blocks_know_their_line_in_the_page() -> None:
    line = PAGE[: PAGE.index(f"<p>{LEAD}")].count("\n") + 1

    assert next(block.line for block in read(PAGE).blocks if block.text == LEAD) == line


def test_a_description_that_is_the_lead_takes_no_lead_away() -> None:
    article = read(PAGE.replace(f"<p>{DECK}</p>", "").replace(DECK, LEAD))

    assert article.standfirst is None
    assert article.body_text.startswith(LEAD)


def test_a_table_is_read_once_row_by_row() -> None:
    rows = "".join(
        f"<tr><td><p>Year {year}</p></td><td><p>{year} trams</p></td></tr>" for year in (1, 2, 3)
    )
    article = read(PAGE.replace("<h2>", f"<table>{rows}</table><h2>"))

    lines = [block for block in article.blocks if "trams" in block.text and "Year" in block.text]
    assert [block.text for block in lines] == [f"Year {n} | {n} trams" for n in (1, 2, 3)]
    assert not any(block.sure for block in lines)
    assert sum("Year 1" in block.text for block in article.blocks) == 1


def test_an_old_encoding_is_read_as_the_page_names_it() -> None:
    page = PAGE.replace('charset="utf-8"', 'charset="iso-8859-2"').replace("Ada Byron", "Łucja Żak")

    article = read(page.encode("iso-8859-2"))

    assert article.author == "Łucja Żak"
    assert article.remarks == ()


def test_without_the_extra_the_refusal_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)

    with pytest.raises(UnreadableArticle, match=r"Install teleprinter\[html\]"):
        read(PAGE)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Bridge reopens\n\nIt opens on Monday.", "this is no page"),
        ("<html><body><p>Home</p></body></html>", "no article|no text|nor text"),
        ("<!-- nothing but words -->", "no text|no article|no page"),
        ("<div>" * 10_000 + LEAD, "nested|no article"),
        ("<p>x" * 50_000, "more markup than a page of news"),
        ("<p " + "a=1 " * 40_000 + ">x</p>", "too many attributes"),
    ],
)
def test_a_page_that_is_no_article_is_refused_in_words(text: str, reason: str) -> None:
    with pytest.raises(UnreadableArticle, match=reason):
        read(text)
