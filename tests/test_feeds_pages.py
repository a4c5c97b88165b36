"""The pages, as bytes: what they say, to whom, and what they must never hold."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from feeds.document import Document, Site
from feeds.entry import Correction
from feeds.pages import Invitation, Pages, icon, stylesheet
from feeds.tape import holes, punch
from feeds.topic import Topic, Topics
from seeds.article import Summary
from tests.fakes.entries import MOMENT, SITE, make_article, make_blocks, make_entry

PAGES = Pages(SITE)
BOT = Invitation(network="telegram", url="https://t.me/evening_wire_bot")
CORRECTED = make_entry(
    make_article(author="Ada Byron", standfirst="Trams again", topics=("city",)),
    updated=MOMENT + timedelta(hours=2),
    corrections=(Correction(at=MOMENT + timedelta(hours=2), text="It opens on Tuesday."),),
)


def parse(document: Document) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(document.body.decode())


def all_pages() -> list[Document]:
    return [
        PAGES.home([CORRECTED], BOT),
        PAGES.home([]),
        PAGES.article(CORRECTED),
        PAGES.withdrawn(CORRECTED),
        PAGES.missing(),
    ]


def one(page: lxml_html.HtmlElement, selector: str) -> lxml_html.HtmlElement:
    (found,) = page.xpath(selector)
    assert isinstance(found, lxml_html.HtmlElement)
    return found


def of_class(name: str) -> str:
    return f"//*[contains(concat(' ', @class, ' '), ' {name} ')]"


@pytest.mark.parametrize("document", all_pages(), ids=["home", "empty", "article", "410", "404"])
def test_every_page_leads_to_the_feed_and_loads_nothing_foreign(document: Document) -> None:
    page = parse(document)

    feed = one(page, "//link[@type='application/atom+xml']")
    loaded = [node.get("src") for node in page.xpath("//*[@src]")]
    loaded += [node.get("href") for node in page.xpath("//link[contains(@rel, 'icon')]")]
    loaded += [node.get("href") for node in page.xpath("//link[@rel='stylesheet']")]
    assert (feed.get("rel"), feed.get("href"), feed.get("title")) == (
        "alternate",
        "https://news.example.org/feed.atom",
        "The Evening Wire",
    )
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)
    assert not page.xpath("//script | //style | //iframe | //*[@style] | //form")
    assert document.media_type == "text/html; charset=utf-8"


@pytest.mark.parametrize("document", all_pages(), ids=["home", "empty", "article", "410", "404"])
def test_every_page_can_be_walked_by_keyboard_and_ear(document: Document) -> None:
    page = parse(document)

    ids = [node.get("id") for node in page.xpath("//*[@id]")]
    links = [node.get("href") for node in page.xpath("//a")]
    levels = [int(node.tag[1]) for node in page.xpath("//h1 | //h2 | //h3")]
    assert one(page, "//html").get("lang") == "en"
    assert one(page, "//html").get("dir") == "ltr"
    assert links[0] == "#main"
    assert one(page, "//main").get("id") == "main"
    assert len(ids) == len(set(ids))
    assert levels.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))
    assert one(page, "//title").text
    assert all(node.text_content().strip() for node in page.xpath("//a"))


def test_the_front_page_lists_what_is_new_as_an_h_feed() -> None:
    page = parse(PAGES.home([CORRECTED, make_entry(slug="tram", key=2)], BOT))

    stories = page.xpath(of_class("h-entry"))
    first = stories[0]
    assert page.xpath("//body")[0].get("class") == "h-feed"
    assert [node.get("href") for node in page.xpath(of_class("h-entry") + of_class("u-url"))] == [
        "/articles/bridge",
        "/articles/tram",
    ]
    assert first.xpath("." + of_class("p-name"))[0].text_content() == CORRECTED.article.title
    assert first.xpath("." + of_class("dt-published"))[0].get("datetime") == MOMENT.isoformat()
    assert first.xpath("." + of_class("p-summary"))[0].text == CORRECTED.article.summary.text
    assert "Correction" in first.text_content()


def test_the_front_page_says_how_to_subscribe() -> None:
    page = parse(PAGES.home([CORRECTED], BOT))

    subscribe = one(page, "//aside")
    addresses = [(link.get("href"), link.text_content()) for link in subscribe.xpath("." + "//a")]
    assert addresses == [
        ("/feed.atom", "https://news.example.org/feed.atom"),
        ("https://t.me/evening_wire_bot", "t.me/evening_wire_bot"),
    ]
    assert subscribe.xpath(".//*[@role='img']/@aria-label") == ["QR code of the Telegram bot"]
    assert subscribe.xpath(".//*[@role='img']/*[local-name()='svg']")


def test_without_a_token_the_front_page_leads_to_the_sandbox() -> None:
    page = parse(PAGES.home([], Invitation(network="sandbox", url="/sandbox/")))

    assert one(page, "//aside").xpath(".//a/@href") == ["/feed.atom", "/sandbox/"]


def test_an_empty_front_page_says_so() -> None:
    assert "Nothing has been published yet." in PAGES.home([]).body.decode()


def test_an_article_page_is_an_h_entry_with_its_dates_and_author() -> None:
    page = parse(PAGES.article(CORRECTED))

    entry = one(page, of_class("h-entry"))
    assert one(entry, "." + of_class("p-name")).text == "Bridge reopens after two years"
    assert one(entry, "." + of_class("p-author")).text == "Ada Byron"
    assert one(entry, "." + of_class("p-category")).text == "city"
    assert one(entry, "." + of_class("dt-published")).get("datetime") == MOMENT.isoformat()
    assert one(entry, "." + of_class("dt-updated")).get("datetime") == CORRECTED.updated.isoformat()
    assert one(entry, "." + of_class("u-uid")).get("href") == (
        "https://news.example.org/articles/bridge"
    )
    assert "It opens on Tuesday." in one(entry, "." + of_class("e-content")).text_content()
    assert one(page, "//link[@rel='canonical']").get("href") == (
        "https://news.example.org/articles/bridge"
    )
    assert one(page, "//meta[@name='description']").get("content") == (
        CORRECTED.article.summary.text
    )


def test_a_standfirst_stands_once_above_the_text() -> None:
    body = PAGES.article(CORRECTED).body.decode()

    assert body.count("Trams again") == 1
    assert body.index("Trams again") < body.index("e-content")


def test_an_article_with_an_address_of_its_own_is_canonical_there() -> None:
    page = parse(PAGES.article(make_entry(make_article(url="https://elsewhere.example/a"))))

    assert one(page, "//link[@rel='canonical']").get("href") == "https://elsewhere.example/a"
    assert one(page, of_class("u-uid")).get("href") == "https://elsewhere.example/a"


def test_an_article_is_in_its_own_language_and_direction() -> None:
    entry = make_entry(make_article("جسر", ("أولا.",), language="ar"))

    home = one(parse(PAGES.home([entry])), of_class("h-entry"))
    page = one(parse(PAGES.article(entry)), of_class("h-entry"))

    assert (home.get("lang"), home.get("dir")) == ("ar", "rtl")
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert one(page, ".//header/p[last()]").get("lang") == "en"


def test_topics_are_labelled_in_the_language_of_the_page() -> None:
    topics = Topics(own=(Topic(slug="city", labels={"en": "City", "ar": "المدينة"}),))
    article = make_article("جسر", language="ar", topics=("المدينة", "medtop:29999999", "Old Quay"))

    page = parse(Pages(replace(SITE, topics=topics)).article(make_entry(article)))

    shown = page.xpath(of_class("p-category"))
    assert [topic.text for topic in shown] == ["City", "Old Quay"]
    assert shown[0].getparent().get("lang") == "en"


def test_an_article_that_names_no_language_finds_its_own_direction() -> None:
    entry = one(parse(PAGES.article(make_entry())), of_class("h-entry"))

    assert entry.get("dir") == "auto"


@pytest.mark.parametrize(
    ("language", "lang", "way", "said"),
    [
        ("de", "de", "ltr", "Abonnieren"),
        ("fr-CA", "fr-CA", "ltr", "S’abonner"),
        ("ar", "ar", "rtl", "اشترك"),
        ("fa", "en", "ltr", "Subscribe"),
    ],
)
def test_the_page_around_speaks_the_language_of_the_site(
    language: str, lang: str, way: str, said: str
) -> None:
    page = parse(Pages(replace(SITE, language=language)).home([CORRECTED]))

    assert (one(page, "//html").get("lang"), one(page, "//html").get("dir")) == (lang, way)
    assert one(page, "//aside/h2").text == said


def test_a_site_below_a_path_links_below_it() -> None:
    pages = Pages(Site(url="https://example.org/news", title="News", language="en"))

    page = parse(pages.home([CORRECTED]))

    hrefs = [node.get("href") for node in page.xpath("//a | //link")]
    assert "/news/articles/bridge" in hrefs
    assert "https://example.org/news/feed.atom" in hrefs
    assert not [href for href in hrefs if re.match(r"/(?!news)", href)]


def test_a_withdrawn_article_keeps_its_headline_and_loses_its_text() -> None:
    blocks = make_blocks(("body", "A secret."), ("caption", "A face."))
    article = make_article(
        "Bridge reopens",
        blocks=blocks,
        standfirst="Hush",
        author="Ada Byron",
        summary=Summary(text="A secret.", origin="extractive"),
    )

    body = PAGES.withdrawn(make_entry(article, state="withdrawn")).body.decode()

    assert "Bridge reopens" in body
    assert "This article was withdrawn by its publisher on 23 November 2026." in body
    for word in ("A secret.", "A face.", "Hush", "Ada Byron"):
        assert word not in body


def test_equal_arguments_give_equal_pages() -> None:
    assert PAGES.home([CORRECTED], BOT) == Pages(SITE).home([CORRECTED], BOT)
    assert PAGES.article(CORRECTED) == Pages(SITE).article(CORRECTED)


@given(st.text(), st.text(), st.text())
def test_no_text_becomes_markup_on_a_page(title: str, author: str, standfirst: str) -> None:
    hostile = f"</title><script>x</script>\"'><img src=x onerror=y>{title}"
    article = make_article(
        hostile, author=f"<b>{author}", standfirst=f"<b>{standfirst}", topics=(hostile,)
    )
    entry = make_entry(article)

    for document in (PAGES.home([entry, entry]), PAGES.article(entry), PAGES.withdrawn(entry)):
        page = parse(document)
        assert not page.xpath("//script | //img | //b | //*[@onerror]")


@pytest.mark.parametrize("year", [1, 1969, 9999])
def test_any_year_makes_a_page(year: int) -> None:
    entry = make_entry(published=datetime(year, 2, 28, 23, 59, tzinfo=UTC))

    assert f"{year:04d}-02-28" in PAGES.article(entry).body.decode()


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["page"])
@pytest.mark.parametrize("ink", ["ink", "soft", "accent"])
def test_text_stands_out_as_wcag_aa_asks(scheme: int, ground: str, ink: str) -> None:
    roots = re.findall(r":root \{(.*?)\}", stylesheet().decode(), re.DOTALL)
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", roots[scheme]))

    lighter, darker = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_icons_are_what_they_are_called() -> None:
    assert icon("favicon.ico").startswith(b"\x00\x00\x01\x00")
    assert icon("favicon.svg").startswith(b"<svg")


def test_a_name_is_punched_in_ita2() -> None:
    assert punch("Ry")[:2] == (0b01010, 0b10101)
    assert punch("É a")[:3] == (1, 4, 3)


@pytest.mark.parametrize("name", ["", "夕刊", "123", "   "])
def test_a_name_without_latin_letters_is_the_line_test(name: str) -> None:
    assert punch(name) == punch("RYRYRYRY")


def test_each_letter_takes_one_column_with_a_feed_hole() -> None:
    width, code, feed = holes(punch("ry"))

    assert width == 50
    assert feed.count("M") == 5
    assert code.startswith("M5 15h0M5 38h0M15 6h0M15 29h0M15 47h0")
