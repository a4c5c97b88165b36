from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from seeds.article import Image
from seeds.errors import UnreadableArticle
from seeds.frontmatter import split_front_matter
from seeds.stated import Stated


def stated(*lines: str) -> Stated:
    text = "\n".join(["---", *lines, "---", "", "Bridge reopens"])
    return split_front_matter(text, "transport/bridge.txt")[0]


def test_every_field_is_read() -> None:
    head = stated(
        "title: Bridge reopens",
        "standfirst: Trams only, for now",
        "summary: It opens on Monday.",
        "author: [Ada Byron, Mary Smith]",
        "published: 2026-09-14T08:30:00+02:00",
        "topics: transport, river",
        "language: pt-br",
        "url: https://example.org/news/bridge",
        "image: {path: bridge.jpg, caption: The bridge, credit: Mary Smith, alt: A tram}",
        "status: withheld",
        "embargo: 2026-09-15",
        "correction: The cost was wrong.",
        "urgency: breaking",
        "id: tag:example.org,2026:bridge",
    )

    assert head.title == "Bridge reopens"
    assert head.standfirst == "Trams only, for now"
    assert head.summary == "It opens on Monday."
    assert head.author == "Ada Byron, Mary Smith"
    assert datetime(2026, 9, 14, 6, 30, tzinfo=UTC) == head.published
    assert head.topics == ("transport", "river")
    assert head.language == "pt-BR"
    assert head.url == "https://example.org/news/bridge"
    picture = Image(path="bridge.jpg", caption="The bridge", credit="Mary Smith", alt="A tram")
    assert head.images == (picture,)
    assert head.status == "withheld"
    assert datetime(2026, 9, 15, tzinfo=UTC) == head.embargo
    assert head.correction == "The cost was wrong."
    assert head.urgency == "breaking"
    assert head.id == "tag:example.org,2026:bridge"
    assert head.remarks == ()


def test_no_escape_brings_back_what_the_file_was_rid_of() -> None:
    head = stated('title: "Bri\\0dge \\u202ereopens"', 'id: "tag:example.org,2026:\\x01bridge"')

    assert head.title == "Bridge reopens"
    assert head.id == "tag:example.org,2026:bridge"


def test_the_text_below_knows_its_line() -> None:
    _, rest, line = split_front_matter("---\ntitle: Bridge\n---\n\nIt opens.\n", "bridge.txt")

    assert rest == "\nIt opens.\n"
    assert line == 4


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-09-14", datetime(2026, 9, 13, 22, tzinfo=UTC)),
        ("2026-09-14 08:30", datetime(2026, 9, 14, 6, 30, tzinfo=UTC)),
        ("2026-09-14T08:30:15Z", datetime(2026, 9, 14, 8, 30, 15, tzinfo=UTC)),
        ("2026-09-14 08:30:00 +2", datetime(2026, 9, 14, 6, 30, tzinfo=UTC)),
        ("'2026-09-14T08:30:00-0500'", datetime(2026, 9, 14, 13, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_without_an_offset_is_the_newsrooms(written: str, meant: datetime) -> None:
    text = f"---\npublished: {written}\n---\nBridge reopens"

    head, _, _ = split_front_matter(text, "bridge.txt", ZoneInfo("Europe/Berlin"))

    assert meant == head.published


def test_norwegian_is_a_language_and_no_denial() -> None:
    assert stated("language: no").language == "no"


def test_empty_fields_are_not_stated() -> None:
    assert Stated(lines={}) == stated("title:", "author: ~", "published: ''", "topics: []", "url:")


@pytest.mark.parametrize(
    ("lines", "line", "reason"),
    [
        (["title: x", "published: tomorrow"], 3, "'tomorrow' is not a date"),
        (["published: 2026-02-30"], 2, "is not a date"),
        (["language: English"], 2, "is not a language tag"),
        (["url: example.org/bridge"], 2, "is not a web address"),
        (["url: ftp://example.org/"], 2, "is not a web address"),
        (["url: 'https://exa mple.org/'"], 2, "is not a web address"),
        (["id: bridge"], 2, "is not an absolute IRI"),
        (["title: x", "", "status: gone"], 4, "'gone' is none of usable, withheld, withdrawn"),
        (["urgency: very"], 2, "is none of breaking, normal"),
        (["title: [a, b]"], 2, "a single value is wanted"),
        (["image: /etc/passwd"], 2, "is not beside the article"),
        (["image: ftp://example.org/a.jpg"], 2, "is not beside the article"),
        (["image: 'https://'"], 2, "is not a web address"),
        (["image:", "  - a.jpg", "  - path: /etc/passwd"], 4, "is not beside the article"),
        (["image: [[a.jpg]]"], 2, "a single value is wanted"),
        (["image:", "  path: ../../a.jpg"], 3, "outside the seeds folder"),
        (["title: a", "Title: b"], 3, "'title' is stated twice, first on line 2"),
        (["title: &a x", "author: *a"], 2, "anchor or alias"),
        (["topics: [[[[a]]]]"], 2, "nested too deep"),
        (["title: Bridge: reopens"], 2, "the front matter is no YAML"),
        (["title: x", "author: 'y"], 4, "the front matter is no YAML"),
    ],
)
def test_a_wrong_value_is_refused_at_its_line(lines: list[str], line: int, reason: str) -> None:
    with pytest.raises(UnreadableArticle) as refusal:
        stated(*lines)

    assert reason in refusal.value.reason
    assert line == refusal.value.line
    assert refusal.value.path == "transport/bridge.txt"
    assert refusal.value.remedy


def test_an_article_may_have_several_pictures_here_and_elsewhere() -> None:
    head = stated(
        "image:",
        "  - bridge.jpg",
        "  - {path: 'https://example.org/tram.jpg', caption: A tram, credit: Mary Smith}",
    )

    assert head.images == (
        Image(path="bridge.jpg"),
        Image(path="https://example.org/tram.jpg", caption="A tram", credit="Mary Smith"),
    )


def test_a_block_without_an_end_is_refused() -> None:
    with pytest.raises(UnreadableArticle, match=r"bridge\.txt:1: the front matter has no end"):
        split_front_matter("---\ntitle: Bridge\n\nIt opens.", "bridge.txt")


def test_an_endless_block_is_refused_unread() -> None:
    text = "---\ntitle: x\n" + "topics: [a]\n" * 6000 + "---\nBridge"

    with pytest.raises(UnreadableArticle, match="longer than 64,000 characters"):
        split_front_matter(text, "bridge.txt")


def test_unknown_fields_are_remarked_with_what_was_meant() -> None:
    head = stated("title: x", "autor: y", "tags: z", "layout: post", "image: {path: a, captoin: b}")

    remarks = [(remark.line, remark.text.split(": ", 1)[1][:27]) for remark in head.remarks]
    assert remarks == [
        (3, "did you mean 'author'?"),
        (4, "did you mean 'topics'?"),
        (5, "known are title, standfirst"),
        (6, "unknown field 'captoin': di"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "---\nBridge reopens\n\nIt opens on Monday: at six.\n---\nMore.",
        "---\nBridge reopens\n\nIt opens on Monday.",
        "---",
        "---\n- one\n- two\n---\nMore.",
        "---\nLondon: a city\n---\nMore.",
        "----\ntitle: no\n----\n",
    ],
)
def test_a_rule_above_an_article_loses_no_word_of_it(text: str) -> None:
    head, rest, line = split_front_matter(text, "bridge.txt")

    assert Stated() == head
    assert text == rest
    assert line == 1
