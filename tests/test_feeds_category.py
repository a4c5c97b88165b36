"""Categories: an entry's topics, as every feed and page names them."""

from __future__ import annotations

from dataclasses import replace

from feeds.category import categories
from feeds.entry import Entry
from feeds.topic import Topic, Topics
from tests.fakes.entries import SITE, make_article, make_entry

TRANSPORT = Topic(slug="transport", labels={"en": "Transport", "de": "Verkehr"}, code="20000337")
PIER = Topic(slug="pier", labels={"de": "Am Kai"})
NAMED = replace(SITE, topics=Topics(own=(TRANSPORT, PIER)))


def about(*topics: str, language: str | None = None) -> Entry:
    return make_entry(make_article(topics=topics, language=language))


def test_a_topic_with_a_code_is_iptcs_and_one_without_is_ours() -> None:
    found = categories(about("pier", "transport"), NAMED)

    assert [(one.term, one.scheme, one.slug) for one in found] == [
        ("pier", "https://news.example.org/topics/", "pier"),
        ("medtop:20000337", "http://cv.iptc.org/newscodes/mediatopic/", "transport"),
    ]


def test_labels_are_in_the_entrys_language_the_sites_or_any() -> None:
    names = ("transport", "pier", "Lighthouse", "medtop:29999999")

    german = categories(about(*names, language="de-CH"), NAMED)
    french = categories(about(*names, language="fr"), NAMED)
    asked = categories(about(*names, language="fr"), NAMED, "de")

    assert [one.label for one in german] == ["Verkehr", "Am Kai", "Lighthouse", ""]
    assert [one.label for one in french] == ["Transport", "Am Kai", "Lighthouse", ""]
    assert asked == german


def test_one_topic_named_in_many_ways_is_one_category_where_it_stood_first() -> None:
    found = categories(
        about("Verkehr", "pier", "transport", "medtop:20000337", "Pier", "Old Quay", "old-quay"),
        NAMED,
    )

    assert [one.slug for one in found] == ["transport", "pier", "old-quay"]
