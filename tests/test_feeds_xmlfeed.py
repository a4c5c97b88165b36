"""Entries as an Atom feed, judged by RFC 4287's grammar and by an independent reader."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feeds.content import legible
from feeds.document import Document, Site
from feeds.entry import Correction, Entry
from feeds.topic import Topic, Topics
from feeds.xmlfeed import NAMESPACE, render_atom
from seeds.article import Summary
from tests.fakes.entries import FEED_ID, MOMENT, SITE, make_article, make_entry

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
GRAMMAR = Path(__file__).parent / "data" / "atom.rnc"
GOLDEN = Path(__file__).parent / "golden" / "feeds_rich.atom"
LATER = MOMENT + timedelta(hours=2)


def print_feed(*entries: Entry, site: Site = SITE, updated: datetime = LATER) -> Document:
    return render_atom(site, entries, feed_id=FEED_ID, updated=updated)


def parse(document: Document) -> etree._Element:
    return etree.fromstring(document.body)


def text(element: etree._Element, path: str) -> str | None:
    return element.findtext("/".join(ATOM + step for step in path.split("/")))


@pytest.fixture
def rich() -> tuple[Entry, ...]:
    """Give three entries that use all there is: languages, topics, corrections, an own address."""
    correction = Correction(at=LATER, text="It opens on Tuesday.")
    return (
        make_entry(
            make_article(
                author="Ada Byron",
                topics=("transport", "city"),
                standfirst="Trams again",
            ),
            updated=LATER,
            corrections=(correction,),
        ),
        make_entry(make_article("جسر يعود", ("أولا.",), language="ar"), slug="jisr", key=2),
        make_entry(
            make_article("Brücke <offen> & frei", language="de", url="https://elsewhere.example/a"),
            slug="bruecke",
            key=3,
            published=MOMENT - timedelta(days=1),
        ),
    )


def test_a_feed_says_who_publishes_it_and_where_it_lives() -> None:
    feed = parse(print_feed())

    links = {
        link.get("rel"): (link.get("href"), link.get("type"))
        for link in feed.findall(ATOM + "link")
    }
    assert text(feed, "id") == FEED_ID
    assert text(feed, "title") == "The Evening Wire"
    assert text(feed, "subtitle") == "What happened, in full"
    assert text(feed, "author/name") == "The Evening Wire"
    assert text(feed, "updated") == "2026-11-23T10:30:00+00:00"
    assert text(feed, "generator") == "Teleprinter"
    assert feed.find(ATOM + "generator").get("version") == version("teleprinter")  # type: ignore[union-attr]
    assert feed.get(XML_LANG) == "en"
    assert links == {
        "self": ("https://news.example.org/feed.atom", "application/atom+xml"),
        "alternate": ("https://news.example.org/", "text/html"),
    }


def test_an_entry_says_what_it_is(rich: tuple[Entry, ...]) -> None:
    entry = parse(print_feed(*rich)).findall(ATOM + "entry")[0]

    content = entry.find(ATOM + "content")
    summary = entry.find(ATOM + "summary")
    assert content is not None
    assert summary is not None
    assert text(entry, "id") == "tag:news.example.org,2026-11-23:bridge"
    assert text(entry, "title") == "Bridge reopens after two years"
    assert text(entry, "author/name") == "Ada Byron"
    assert text(entry, "published") == "2026-11-23T08:30:00+00:00"
    assert text(entry, "updated") == "2026-11-23T10:30:00+00:00"
    assert [topic.get("term") for topic in entry.findall(ATOM + "category")] == [
        "transport",
        "city",
    ]
    assert (summary.get("type"), summary.text) == (
        "text",
        "The bridge over the river reopened on Monday, the city said.",
    )
    assert content.get("type") == "html"
    assert content.text is not None
    assert content.text.startswith('<p class="standfirst">Trams again</p>')


def test_only_an_entry_in_another_language_than_the_feed_says_which(
    rich: tuple[Entry, ...],
) -> None:
    entries = parse(print_feed(*rich)).findall(ATOM + "entry")

    assert [entry.get(XML_LANG) for entry in entries] == [None, "ar", "de"]


def test_a_topic_is_named_for_programs_and_for_people() -> None:
    transport = Topic(slug="transport", labels={"de": "Verkehr"}, code="20000337")
    site = replace(SITE, topics=Topics(own=(transport,)))
    article = make_article(
        language="de", topics=("transport", "medtop:15000000", "medtop:29999999")
    )

    document = print_feed(make_entry(article), site=site)

    read = feedparser.parse(document.body)
    assert [(tag.term, tag.scheme, tag.label) for tag in read.entries[0].tags] == [
        ("medtop:20000337", "http://cv.iptc.org/newscodes/mediatopic/", "Verkehr"),
        ("medtop:15000000", "http://cv.iptc.org/newscodes/mediatopic/", "Sport"),
        ("medtop:29999999", "http://cv.iptc.org/newscodes/mediatopic/", None),
    ]


@pytest.mark.parametrize("origin", ["publisher", "extractive", "llm"])
def test_a_summary_says_who_made_it_and_no_reader_takes_that_for_a_topic(
    origin: Literal["publisher", "extractive", "llm"],
) -> None:
    article = make_article(summary=Summary(text="Trams are back.", origin=origin))

    document = print_feed(make_entry(article))

    entry = parse(document).find(ATOM + "entry")
    assert entry is not None
    assert entry.findtext(f"{{{NAMESPACE}}}summary-origin") == origin
    assert "tags" not in feedparser.parse(document.body).entries[0]


def test_our_own_namespace_is_declared_once(rich: tuple[Entry, ...]) -> None:
    assert print_feed(*rich).body.count(NAMESPACE.encode()) == 1


def test_an_article_with_an_address_of_its_own_links_there(rich: tuple[Entry, ...]) -> None:
    entries = parse(print_feed(*rich)).findall(ATOM + "entry")

    assert [entry.find(ATOM + "link").get("href") for entry in entries] == [  # type: ignore[union-attr]
        "https://news.example.org/articles/bridge",
        "https://news.example.org/articles/jisr",
        "https://elsewhere.example/a",
    ]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/relative", "data:text/html,x"])
def test_an_address_that_is_not_of_the_web_is_not_linked(url: str) -> None:
    entry = parse(print_feed(make_entry(make_article(url=url)))).find(ATOM + "entry")

    assert entry is not None
    assert entry.find(ATOM + "link").get("href") == "https://news.example.org/articles/bridge"  # type: ignore[union-attr]


def test_equal_arguments_give_equal_bytes(rich: tuple[Entry, ...]) -> None:
    once = print_feed(*rich)
    again = print_feed(*rich)

    assert once.body == again.body
    assert once.etag == again.etag
    assert once.gzipped == again.gzipped
    assert once.media_type == "application/atom+xml"
    assert once.last_modified == LATER


def test_the_bytes_of_a_known_feed_do_not_move(rich: tuple[Entry, ...]) -> None:
    # A difference here is one that every subscriber will fetch: if it is meant, write the
    # new bytes to the file and say in the commit what moved.
    known = GOLDEN.read_text(encoding="utf-8").replace("{version}", version("teleprinter"))

    assert print_feed(*rich).body.decode() == known


def test_two_entries_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match=r"bridge and bridge share the id tag:news"):
        print_feed(make_entry(), make_entry(key=2))


def test_an_entry_that_cannot_be_rendered_spoils_no_other() -> None:
    naive = make_entry(slug="naive", published=datetime(2026, 11, 23))  # noqa: DTZ001
    refused: list[tuple[str, str]] = []

    document = render_atom(
        SITE,
        [make_entry(make_article(" "), slug="untitled"), make_entry(), naive],
        feed_id=FEED_ID,
        updated=LATER,
        refused=lambda entry, reason: refused.append((entry.slug, reason)),
    )

    feed = parse(document)
    assert [text(entry, "id") for entry in feed.findall(ATOM + "entry")] == [
        "tag:news.example.org,2026-11-23:bridge"
    ]
    assert refused == [
        ("untitled", "it has no title"),
        ("naive", "Datetime object has no timezone info"),
    ]


def test_a_refused_entry_is_logged_with_its_file_and_the_remedy(
    caplog: pytest.LogCaptureFixture,
) -> None:
    print_feed(make_entry(make_article("", path="city/untitled.txt"), slug="untitled"))

    assert caplog.text.rstrip().endswith(
        "untitled (city/untitled.txt) is left out of the feed: it has no title. "
        "Mend the file and save it again; the other articles are served."
    )
    assert len(caplog.messages) == 1


def test_an_article_without_a_summary_has_none_in_the_feed() -> None:
    article = make_article(summary=Summary(text="", origin="extractive"))

    entry = parse(print_feed(make_entry(article))).find(ATOM + "entry")

    assert entry is not None
    assert entry.find(ATOM + "summary") is None
    assert entry.find(f"{{{NAMESPACE}}}summary-origin") is None


@pytest.mark.parametrize("year", [1, 68, 999, 1969, 9999])
def test_a_moment_of_any_year_is_written_by_rfc_3339(year: int) -> None:
    moment = datetime(year, 2, 28, 23, 59, 59, 999000, tzinfo=UTC)

    entry = parse(print_feed(make_entry(published=moment))).find(ATOM + "entry")

    assert entry is not None
    assert text(entry, "published") == f"{year:04d}-02-28T23:59:59.999000+00:00"


@given(st.text(), st.text(), st.text(min_size=1))
def test_titles_summaries_and_authors_arrive_word_for_word(
    title: str, summary: str, author: str
) -> None:
    article = make_article(
        f"T{title}", summary=Summary(text=summary, origin="publisher"), author=author
    )

    entry = parse(print_feed(make_entry(article))).find(ATOM + "entry")

    assert entry is not None
    assert text(entry, "title") == legible(f"T{title}")
    assert (text(entry, "summary") or "") == legible(summary)
    assert text(entry, "author/name") == legible(author)


@pytest.mark.parametrize(
    "title",
    [
        "a < b && c > d",
        "]]> <![CDATA[",
        "Tom &amp; Jerry",
        "<b>bold</b>",
        "🗞️👩🏽‍🚀 news",
        "\u202bخبر عاجل\u202c",
        "quotes \" and '",
    ],
)
def test_a_reader_shows_the_title_that_was_written(title: str) -> None:
    document = print_feed(make_entry(make_article(title)))

    read = feedparser.parse(document.body)

    assert not read.bozo
    assert [shown.title for shown in read.entries] in ([title], [etree_text(title)])


def etree_text(title: str) -> str:
    # feedparser takes a plain title that holds a whole element or entity for careless HTML.
    return title.replace("&amp;", "&")


def test_a_reader_lists_the_ids_in_the_order_of_the_record(rich: tuple[Entry, ...]) -> None:
    read = feedparser.parse(print_feed(*rich).body)

    assert not read.bozo
    assert [shown.id for shown in read.entries] == [entry.id for entry in rich]


def test_the_feed_obeys_the_grammar_of_rfc_4287(
    rich: tuple[Entry, ...], tmp_path: Path, require_tool: Callable[[str], str]
) -> None:
    jing = require_tool("jing")
    coded = make_entry(
        make_article(topics=("sport", "medtop:29999999", "تعليم", "!?")), slug="coded", key=5
    )
    odd = make_entry(
        make_article("\x00]]>\ud800", ("\x0b\ufffe<script>",), author="\x1f&", topics=("\x01",)),
        slug="odd",
        key=4,
    )
    for name, document in {
        "rich.xml": print_feed(*rich, coded, odd),
        "empty.xml": print_feed(),
        "bare.xml": print_feed(site=Site(url="https://a.example", title="A", language="ar")),
    }.items():
        (tmp_path / name).write_bytes(document.body)

    verdict = subprocess.run(
        [jing, "-c", GRAMMAR, *sorted(tmp_path.iterdir())],
        check=False,
        capture_output=True,
        text=True,
    )

    assert (verdict.returncode, verdict.stdout) == (0, "")
