"""Topics: which one a name or a code means, and what it is called in a language."""

from __future__ import annotations

from importlib.resources import files

import msgspec
import pytest

from feeds.topic import Topic, Topics, read_code

TRANSPORT = Topic(
    slug="transport",
    labels={"en": "Transport", "de": "Verkehr", "pt-BR": "Transporte", "sr-Latn": "Saobraćaj"},
    names=("tráfico", "Buses and trams"),
    code="20000337",
)
TOPICS = Topics(own=(TRANSPORT, Topic(slug="harbour-life", labels={"de": "Am Hafen"})))


@pytest.mark.parametrize(
    "name",
    [
        "transport",
        "Transport",
        "  TRANSPORT ",
        "Tráfico",
        "buses  and trams",
        "Verkehr",
        "medtop:20000337",
        "20000337",
        "http://cv.iptc.org/newscodes/mediatopic/20000337",
    ],
)
def test_a_topic_is_meant_by_its_key_its_names_its_labels_and_its_code(name: str) -> None:
    assert TOPICS.resolve(name).slug == "transport"


def test_a_topic_is_meant_by_any_spelling_of_its_address() -> None:
    assert TOPICS.resolve("Harbour Life").labels == {"de": "Am Hafen"}


def test_a_name_means_more_than_another_topics_label() -> None:
    topics = Topics(
        own=(Topic(slug="a", labels={"en": "Trade"}), Topic(slug="b", names=("trade",)))
    )

    assert topics.resolve("Trade").slug == "b"


def test_what_nobody_named_is_a_topic_of_its_own() -> None:
    assert TOPICS.resolve("Old  Pier") == Topic(slug="old-pier")
    assert TOPICS.resolve("Порт") == Topic(slug="port")
    assert TOPICS.resolve("!?") == TOPICS.resolve("!?") != TOPICS.resolve("?!")
    assert TOPICS.resolve("medtop:29999999") == Topic(slug="29999999", code="29999999")


@pytest.mark.parametrize("name", ["medtop:15000000", "15000000", "sport", "Deporte", "الرياضة"])
def test_iptcs_top_topics_are_known_without_a_setting(name: str) -> None:
    topic = Topics().resolve(name)

    assert (topic.slug, topic.code, topic.label("fr")) == ("sport", "15000000", "Sport")


def test_an_operators_topic_takes_iptcs_place_and_is_lent_its_labels() -> None:
    topics = Topics(own=(Topic(slug="games", labels={"en": "Games"}, code="15000000"),))

    topic = topics.resolve("sport")

    assert (topic.slug, topic.label("en"), topic.label("es")) == ("games", "Games", "Deporte")


@pytest.mark.parametrize(
    ("languages", "label"),
    [
        (("de",), "Verkehr"),
        (("de-AT",), "Verkehr"),
        (("DE",), "Verkehr"),
        (("pt",), "Transporte"),
        (("pt-PT",), "Transporte"),
        (("sr-Latn-RS",), "Saobraćaj"),
        (("ja", "de"), "Verkehr"),
        (("ja",), "Transport"),
        ((), "Transport"),
    ],
)
def test_a_label_is_in_the_language_asked_for_or_the_nearest(
    languages: tuple[str, ...], label: str
) -> None:
    assert TRANSPORT.label(*languages) == label


def test_a_topic_without_labels_has_none() -> None:
    assert Topic(slug="a").label("en") is None


@pytest.mark.parametrize(
    "text", ["", "15", "medtop:00000000", "18000000", "01000001", "subj:15000000"]
)
def test_what_is_no_media_topic_is_no_code(text: str) -> None:
    assert read_code(text) is None


def test_all_seventeen_top_topics_have_the_same_languages() -> None:
    rows = msgspec.toml.decode(files("feeds").joinpath("mediatopics.toml").read_bytes())

    assert list(rows) == [f"{number:02d}000000" for number in range(1, 18)]
    languages = {frozenset(row["label"]) - {"pt-PT"} for row in rows.values()}
    assert len(languages) == 1
    assert len({row["slug"] for row in rows.values()}) == 17
