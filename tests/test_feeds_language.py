"""The language of an article without front matter, from its bytes to everybody's eyes."""

from __future__ import annotations

import pytest
from lxml import etree, html

from bot.message import compose
from feeds.content import render_content
from feeds.entry import Entry
from feeds.pages import Pages
from feeds.words import language_of
from feeds.xmlfeed import render_atom
from seeds.formats import read_article
from tests.fakes.entries import FEED_ID, MOMENT, SITE, make_article, make_entry

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ARABIC = """أعيد فتح جسر الميناء بعد عامين

أعيد فتح جسر الميناء يوم الاثنين بعد عامين من الإصلاح، حسبما أعلنت البلدية.

وقال رئيس المجلس إن الحافلات ستعود إلى العمل صباح الثلاثاء، وإن العبارة ستبقى في الليل.
"""


@pytest.fixture
def arabic() -> Entry:
    return make_entry(read_article(ARABIC.encode(), "jisr.txt"))


def test_a_detected_language_stands_in_the_feed(arabic: Entry) -> None:
    feed = render_atom(SITE, [arabic], feed_id=FEED_ID, updated=MOMENT)

    entry = etree.fromstring(feed.body).find(ATOM + "entry")
    assert entry is not None
    assert entry.get(XML_LANG) == "ar"
    content = entry.findtext(ATOM + "content")
    assert content == render_content(arabic, SITE)
    assert content.startswith('<div lang="ar" dir="rtl">')


def test_a_detected_language_stands_on_the_pages(arabic: Entry) -> None:
    pages = Pages(SITE)

    for document in (pages.home([arabic]), pages.article(arabic)):
        article = html.fromstring(document.body).find(".//article")
        assert article is not None
        assert (article.get("lang"), article.get("dir")) == ("ar", "rtl")
    notice = html.fromstring(pages.withdrawn(arabic).body).find(".//h1")
    assert notice is not None
    assert (notice.get("lang"), notice.get("dir")) == ("ar", "rtl")


def test_a_detected_language_is_the_messages(arabic: Entry) -> None:
    assert compose(arabic, SITE).language == language_of(arabic, SITE) == "ar"


def test_script_and_region_arrive_whole() -> None:
    for tag in ("zh-Hant", "sr-Latn-RS", "pt-BR"):
        entry = make_entry(make_article(language=tag))

        feed = render_atom(SITE, [entry], feed_id=FEED_ID, updated=MOMENT)

        assert f'xml:lang="{tag}"'.encode() in feed.body
        assert f'lang="{tag}" dir="ltr"'.encode() in Pages(SITE).article(entry).body


def test_an_article_in_the_language_of_a_site_whose_words_we_lack_is_not_called_english() -> None:
    site = type(SITE)(url=SITE.url, title="Kurier", language="pl")

    page = html.fromstring(Pages(site).article(make_entry()).body)

    article = page.find(".//article")
    assert article is not None
    assert (page.get("lang"), article.get("lang"), article.get("dir")) == ("en", "pl", "auto")
