"""feedgen's defects: our output is right, and feedgen still has them.

Each trap has two tests. When the second one fails, feedgen has healed: take the workaround
out of feeds/xmlfeed.py.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from feeds.entry import Entry
from feeds.xmlfeed import render_atom
from seeds.article import Block
from tests.fakes.entries import FEED_ID, MOMENT, SITE, make_article, make_entry

ATOM = "{http://www.w3.org/2005/Atom}"


def print_feed(*entries: Entry) -> etree._Element:
    document = render_atom(SITE, entries, feed_id=FEED_ID, updated=MOMENT)
    return etree.fromstring(document.body)


def bare_entry() -> FeedEntry:
    entry = FeedEntry()
    entry.id("tag:a.example,2026:1")
    entry.title("Title")
    entry.updated(MOMENT)
    entry.link(href="https://a.example/1", rel="alternate", type="text/html", title="Read")
    return entry


def bare_feed() -> FeedGenerator:
    feed = FeedGenerator()
    feed.id("tag:a.example,2026:feed")
    feed.title("Feed")
    return feed


def test_links_of_entries_keep_their_attributes() -> None:
    links = print_feed(make_entry()).findall(f"{ATOM}entry/{ATOM}link")

    assert [dict(link.attrib) for link in links] == [
        {
            "href": "https://news.example.org/articles/bridge",
            "rel": "alternate",
            "type": "text/html",
        }
    ]


def test_feedgen_still_drops_the_attributes_of_links() -> None:
    link = bare_entry().atom_entry().find("link")

    assert dict(link.attrib) == {"href": "https://a.example/1"}


def test_control_characters_cost_neither_the_feed_nor_the_article() -> None:
    bad = "\x00\x08\x0b\x1f\ud800\udfff\ufffe\uffff"
    article = make_article(
        f"A{bad}",
        blocks=(Block(role="body", text=f"B{bad}", line=1),),
        author=f"C{bad}",
        topics=(f"D{bad}",),
    )

    feed = print_feed(make_entry(article), make_entry(slug="other", key=2))

    assert [title.text for title in feed.findall(f"{ATOM}entry/{ATOM}title")] == [
        "A" + "\ufffd" * 8,
        "Bridge reopens after two years",
    ]


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\ufffe", "\ud800"])
def test_feedgen_still_dies_of_a_control_character(bad: str) -> None:
    feed = bare_feed()
    entry = bare_entry()
    entry.title(bad)
    feed.add_entry(entry)

    with pytest.raises(ValueError, match=r"XML compatible|surrogates not allowed"):
        feed.atom_str()


def test_a_feed_built_twice_is_the_same() -> None:
    once = render_atom(SITE, [make_entry()], feed_id=FEED_ID, updated=MOMENT)
    time.sleep(0.002)
    again = render_atom(SITE, [make_entry()], feed_id=FEED_ID, updated=MOMENT)

    assert once.body == again.body


def test_feedgen_still_takes_now_for_updated() -> None:
    before = datetime.now(UTC)

    assert abs(bare_feed().updated() - before) < timedelta(minutes=1)
    assert abs(FeedEntry().updated() - before) < timedelta(minutes=1)


def test_an_article_without_a_title_costs_itself_alone() -> None:
    feed = print_feed(make_entry(make_article(""), slug="untitled"), make_entry(key=2))

    assert len(feed.findall(f"{ATOM}entry")) == 1


def test_feedgen_still_dies_of_an_empty_title() -> None:
    entry = bare_entry()
    entry.title("")

    with pytest.raises(ValueError, match="Required fields not set"):
        entry.atom_entry()


def test_entries_keep_the_order_they_are_given_in() -> None:
    feed = print_feed(make_entry(), make_entry(slug="older", key=2))

    assert [identity.text for identity in feed.findall(f"{ATOM}entry/{ATOM}id")] == [
        "tag:news.example.org,2026-11-23:bridge",
        "tag:news.example.org,2026-11-23:older",
    ]


def test_feedgen_still_prepends() -> None:
    feed = bare_feed()
    first, second = bare_entry(), bare_entry()
    feed.add_entry(first)
    feed.add_entry(second)

    assert feed.entry() == [second, first]


def test_the_tenth_of_november_stays_in_november() -> None:
    moment = datetime(2026, 11, 10, tzinfo=UTC)

    published = print_feed(make_entry(published=moment)).findtext(f"{ATOM}entry/{ATOM}published")

    assert published == "2026-11-10T00:00:00+00:00"


def test_feedgen_still_guesses_at_dates_in_words() -> None:
    entry = bare_entry()
    entry.published("10/11/2026 00:00 +0000")

    assert entry.published().month == 10


def test_entries_in_other_languages_say_so() -> None:
    entry = print_feed(make_entry(make_article(language="fr"))).find(f"{ATOM}entry")

    assert entry is not None
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"


def test_feedgen_still_has_no_language_for_an_entry() -> None:
    assert not hasattr(FeedEntry(), "language")


def test_html_content_is_declared_as_such() -> None:
    content = print_feed(make_entry()).find(f"{ATOM}entry/{ATOM}content")

    assert content is not None
    assert content.get("type") == "html"


def test_feedgen_still_writes_cdata_out_as_a_media_type() -> None:
    entry = bare_entry()
    entry.content("<p>text</p>", type="CDATA")

    assert entry.atom_entry().find("content").get("type") == "CDATA"


def test_feedgen_still_takes_only_five_relations_for_a_link() -> None:
    with pytest.raises(ValueError, match="Invalid value for rel"):
        bare_entry().link(href="https://a.example/license", rel="license")
