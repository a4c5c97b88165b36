from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from seeds.article import Article, Image
from seeds.errors import UnreadableArticle
from seeds.formats import read_article

LEAD = "The bridge over the river reopened on Monday, two years after the flood, the town said."
MORE = "Trams cross it every ten minutes, and cars are to follow them in the spring, it added."

FIRST: dict[str, Any] = {
    "uri": "urn:newsml:merrin.example:20260914:bridge",
    "type": "text",
    "version": "3",
    "versioncreated": "2026-09-14T08:30:00+02:00",
    "pubstatus": "usable",
    "urgency": 2,
    "language": "en-gb",
    "byline": "By Ada Byron",
    "headline": "Bridge reopens",
    "description_text": "Trams are back, cars must wait.",
    "body_text": "not this one",
    "body_xhtml": f"<p>{LEAD}</p><h2>Who paid</h2><blockquote><p>It is ours.</p></blockquote>"
    f"<p>{MORE}</p>",
    "subject": [
        {"code": "20000333", "scheme": "http://cv.iptc.org/newscodes/mediatopic/", "name": "x"},
        {"code": "local:7", "name": "Port Merrin"},
    ],
    "associations": {
        "main": {
            "type": "picture",
            "description_text": "The first tram.",
            "byline": "Mary Smith",
            "renditions": {
                "small": {"href": "https://example.org/s.jpg", "width": 100},
                "large": {"href": "https://example.org/l.jpg", "width": 1000},
            },
        },
        "film": {"type": "video", "renditions": {"a": {"href": "https://example.org/v.mp4"}}},
    },
}  # fmt: skip

SECOND: dict[str, Any] = {
    "uri": "urn:newsml:merrin.example:20260914:bridge",
    "version": "3",
    "versioncreated": "2026-09-14T08:30:00+02:00",
    "pubstatus": "usable",
    "urgency": 2,
    "language": "en-gb",
    "by": "Ada Byron",
    "headlines": [{"role": "a", "value": "Bridge"}, {"role": "main", "value": "Bridge reopens"}],
    "descriptions": [{"value": "Trams are back, cars must wait."}],
    "bodies": [
        {"role": "text", "contenttype": "text/plain", "value": "not this one"},
        {"role": "main", "contenttype": "text/html", "value": FIRST["body_xhtml"]},
    ],
    "subjects": [
        {"uri": "http://cv.iptc.org/newscodes/mediatopic/20000333", "name": "x"},
        {"literal": "local:7", "name": "Port Merrin"},
    ],
    "associations": [
        {
            "name": "main",
            "type": "picture",
            "descriptions": [{"role": "text", "value": "The first tram."}],
            "by": "Mary Smith",
            "renditions": [
                {"href": "https://example.org/l.jpg", "width": 1000, "contenttype": "image/jpeg"},
                {"href": "https://example.org/l.pdf", "width": 9000, "contenttype": "text/pdf"},
            ],
        }
    ],
}  # fmt: skip

THIRD = {
    **{key: value for key, value in SECOND.items() if key not in {"versioncreated", "pubstatus"}},
    "versionCreated": "2026-09-14T08:30:00+02:00",
    "pubStatus": "usable",
}


def read(item: object) -> Article:
    return read_article(json.dumps(item).encode(), "bridge.json")


@pytest.mark.parametrize("item", [FIRST, SECOND, THIRD], ids=["1.x", "2.x", "3.x"])
def test_each_generation_of_ninjs_says_the_same(item: object) -> None:
    article = read(item)

    assert (article.title, article.title_source) == ("Bridge reopens", "stated")
    assert [(block.role, block.text) for block in article.blocks] == [
        ("headline", "Bridge reopens"),
        ("body", LEAD),
        ("subhead", "Who paid"),
        ("quote", "It is ours."),
        ("body", MORE),
    ]
    assert article.standfirst == "Trams are back, cars must wait."
    assert article.standfirst_source == "stated"
    assert article.author == "Ada Byron"
    assert article.published == datetime(2026, 9, 14, 6, 30, tzinfo=UTC)
    assert article.topics == ("medtop:20000333", "Port Merrin")
    assert article.language == "en-GB"
    assert (article.status, article.urgency) == ("usable", "breaking")
    assert (article.id, article.version) == ("urn:newsml:merrin.example:20260914:bridge", 3)
    assert article.images == (
        Image(path="https://example.org/l.jpg", caption="The first tram.", credit="Mary Smith"),
    )
    assert article.format == "ninjs"


def test_a_plain_body_is_read_by_its_lines() -> None:
    article = read({"headline": "Bridge reopens", "body_text": f"By Ada Byron\n\n{LEAD}\n{MORE}"})

    assert article.author == "Ada Byron"
    assert article.body_text == f"{LEAD}\n\n{MORE}"


def test_a_publishers_summary_is_the_summary() -> None:
    article = read(
        {"headline": "Bridge", "body_text": LEAD, "description_summary": "Trams are back."}
    )

    assert (article.summary.text, article.summary.origin) == ("Trams are back.", "publisher")


@pytest.mark.parametrize(
    ("said", "status"),
    [("usable", "usable"), ("withheld", "withheld"), ("canceled", "withdrawn"), ("", "usable")],
)
def test_the_wires_status_is_the_articles(said: str, status: str) -> None:
    assert read({**FIRST, "pubstatus": said}).status == status


def test_a_canceled_item_may_be_empty() -> None:
    assert read({"uri": "urn:newsml:a.example:1", "pubstatus": "canceled"}).status == "withdrawn"


def test_an_embargo_is_kept() -> None:
    article = read({**FIRST, "embargoed": "2026-09-14T12:00:00Z"})

    assert article.embargo == datetime(2026, 9, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "value"), [("embargoed", "tomorrow"), ("pubstatus", "perhaps"), ("type", "picture")]
)
def test_what_holds_an_article_back_is_never_guessed(field: str, value: str) -> None:
    with pytest.raises(UnreadableArticle, match=value):
        read({**FIRST, field: value})


def test_a_wrong_ornament_is_left_out_with_a_remark() -> None:
    article = read({**FIRST, "language": "English", "versioncreated": "tomorrow", "version": "x"})

    assert article.language_source != "stated"
    assert (article.published, article.version) == (None, None)
    assert len(article.remarks) == 2


def test_fields_of_the_wrong_kind_are_passed_over() -> None:
    article = read(
        {**FIRST, "urgency": [1], "subject": "x", "associations": [1, {"renditions": 7}], "uri": 9}
    )

    assert article.title == "Bridge reopens"
    assert (article.images, article.topics, article.id) == ((), (), None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"headline": "Bridge"', "no whole JSON"),
        ('["a", "b"]', "no item of news"),
        ('{"name": "x"}', "neither headline nor body"),
        ('{"headline": []}', "neither headline nor text"),
        ("[" * 200_000 + '"a"', "nested too deep"),
        ('{"headline": ' + '{"a":' * 90_000, "nested too deep"),
    ],
)
def test_json_that_is_no_article_is_refused_in_words(text: str, reason: str) -> None:
    with pytest.raises(UnreadableArticle, match=reason):
        read_article(text.encode(), "bridge.json")


def test_a_number_without_end_breaks_nothing() -> None:
    text = '{"headline": "Bridge", "urgency": ' + "9" * 100_000 + ', "body_text": "' + LEAD + '"}'

    assert read_article(text.encode(), "bridge.json").urgency == "normal"
