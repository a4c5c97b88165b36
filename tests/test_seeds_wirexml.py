from __future__ import annotations

from datetime import UTC, datetime

import pytest

from seeds.article import Article, Caption, Image
from seeds.errors import UnreadableArticle
from seeds.formats import read_article

LEAD = "The bridge over the river reopened on Monday, two years after the flood, the town said."
MORE = "Trams cross it every ten minutes, and cars are to follow them in the spring, it added."

NITF = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf PUBLIC "-//IPTC//DTD NITF 3.4//EN" "nitf-3-4.dtd">
<nitf xml:lang="en-GB">
<head>
<docdata management-status="usable">
<doc-id id-string="tag:merrin.example,2026:bridge"/>
<urgency ed-urg="2"/><du-key version="3"/>
<date.issue norm="20260914T083000+0200"/>
<identified-content><classifier type="x" value="medtop:20000333"/></identified-content>
</docdata>
<tobject><tobject.subject tobject.subject.refnum="04015000" tobject.subject.type="Economy"/>
</tobject>
<pubdata ex-ref="https://merrin.example/bridge"/>
</head>
<body>
<body.head>
<hedline><hl1>Bridge <em>reopens</em></hl1><hl2>Trams are back, cars must wait.</hl2></hedline>
<note><p>Editors: check names</p></note>
<byline>By <person>Ada Byron</person><byttl>Transport</byttl></byline>
<dateline><location>PORT MERRIN</location></dateline>
<abstract><p>It took two years.</p></abstract>
</body.head>
<body.content>
<block><p>{LEAD}</p>
<media media-type="image">
<media-reference mime-type="image/jpeg" source="small.jpg" width="100"/>
<media-reference mime-type="image/jpeg" source="tram.jpg" width="900" alternate-text="A tram"/>
<media-caption><p>The first tram.</p></media-caption>
<media-producer>Mary Smith / AP</media-producer>
</media>
<media media-type="video"><media-reference source="v.mp4"/>
<media-caption>A film</media-caption></media>
<hl2>Who paid</hl2>
<bq><block><p>It is ours.</p></block></bq>
<ul><li>one</li><li>two</li></ul>
<p>{MORE}</p></block>
</body.content>
</body>
</nitf>
"""

ITEM = f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:merrin.example:1"
 version="3" xml:lang="en-GB">
<itemMeta>
<itemClass qcode="ninat:text"/>
<firstCreated>2026-09-14T08:30:00+02:00</firstCreated>
<versionCreated>2026-09-15T08:30:00+02:00</versionCreated>
<pubStatus qcode="stat:usable"/>
</itemMeta>
<contentMeta>
<urgency>2</urgency>
<by>By Ada Byron</by>
<headline>Bridge reopens</headline>
<headline role="hld:subHeadline">Trams are back, cars must wait.</headline>
<description role="drol:summary">It took two years.</description>
<subject type="cpnat:abstract" qcode="medtop:20000333"><name>transport</name></subject>
<subject type="cpnat:person" qcode="x:1"><name>Ada Byron</name></subject>
<subject type="cpnat:abstract" qcode="x:2"><name>Port Merrin</name></subject>
</contentMeta>
<contentSet>
<inlineXML contenttype="application/xhtml+xml">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>not this</title></head><body>
<p>{LEAD}</p><h2>Who paid</h2><blockquote><p>It is ours.</p></blockquote><p>{MORE}</p>
</body></html>
</inlineXML>
</contentSet>
</newsItem>"""

PICTURE = """<newsItem guid="urn:newsml:merrin.example:2" version="1">
<itemMeta><itemClass qcode="ninat:picture"/></itemMeta>
<contentMeta><creditline>Mary Smith / AP</creditline>
<description role="drol:caption">The first tram.</description></contentMeta>
<contentSet>
<remoteContent href="https://example.org/s.jpg" contenttype="image/jpeg" width="100"/>
<remoteContent href="https://example.org/l.jpg" contenttype="image/jpeg" width="900"/>
</contentSet>
</newsItem>"""

MESSAGE = (
    '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>now</sent></header>'
    f"<itemSet>{PICTURE}{ITEM}</itemSet></newsMessage>"
)


def read(text: str, path: str = "bridge.xml") -> Article:
    return read_article(text.encode(), path)


def roles(article: Article) -> list[tuple[str, str]]:
    return [(block.role, block.text) for block in article.blocks]


def test_nitf_says_who_what_and_when() -> None:
    article = read(NITF, "bridge.nitf")

    assert (article.title, article.title_source) == ("Bridge reopens", "stated")
    assert article.standfirst == "Trams are back, cars must wait."
    assert (article.summary.text, article.summary.origin) == ("It took two years.", "publisher")
    assert article.author == "Ada Byron"
    assert article.published == datetime(2026, 9, 14, 6, 30, tzinfo=UTC)
    assert article.topics == ("medtop:20000333", "Economy")
    assert (article.language, article.url) == ("en-GB", "https://merrin.example/bridge")
    assert (article.urgency, article.version) == ("breaking", 3)
    assert article.id == "tag:merrin.example,2026:bridge"
    assert article.format == "nitf"


def test_nitfs_body_has_its_roles_pictures_and_lines() -> None:
    article = read(NITF)

    assert [pair for pair in roles(article) if pair[0] != "byline"] == [
        ("headline", "Bridge reopens"),
        ("dateline", "PORT MERRIN"),
        ("body", LEAD),
        ("caption", "The first tram."),
        ("subhead", "Who paid"),
        ("quote", "It is ours."),
        ("body", "• one"),
        ("body", "• two"),
        ("body", MORE),
    ]
    assert article.images == (
        Image(path="tram.jpg", caption="The first tram.", credit="Mary Smith / AP", alt="A tram"),
    )
    assert article.captions == (Caption(text="The first tram.", credit="Mary Smith / AP"),)
    line = NITF[: NITF.index(LEAD)].count("\n") + 1
    assert next(block.line for block in article.blocks if block.text == LEAD) == line


def test_an_embargoed_nitf_waits_for_its_release() -> None:
    held = NITF.replace('"usable"', '"embargoed"')
    released = held.replace("<du-key", '<date.release norm="20260915T083000Z"/><du-key')

    assert read(held).status == "withheld"
    assert read(released).status == "usable"
    assert read(released).embargo == datetime(2026, 9, 15, 8, 30, tzinfo=UTC)


def test_latin_letters_may_be_named_as_nitfs_own_dtd_names_them() -> None:
    assert read(NITF.replace("Bridge <em>", "Br&uuml;cke <em>")).title == "Brücke reopens"


@pytest.mark.parametrize("text", [ITEM, MESSAGE], ids=["item", "message"])
def test_newsml_says_who_what_and_when(text: str) -> None:
    article = read(text)

    assert (article.title, article.title_source) == ("Bridge reopens", "stated")
    assert article.standfirst == "Trams are back, cars must wait."
    assert (article.summary.text, article.summary.origin) == ("It took two years.", "publisher")
    assert article.author == "Ada Byron"
    assert article.published == datetime(2026, 9, 14, 6, 30, tzinfo=UTC)
    assert article.topics == ("medtop:20000333", "Port Merrin")
    assert article.language == "en-GB"
    assert (article.urgency, article.version) == ("breaking", 3)
    assert article.id == "urn:newsml:merrin.example:1"
    assert article.format == "newsml-g2"
    assert roles(article) == [
        ("headline", "Bridge reopens"),
        ("body", LEAD),
        ("subhead", "Who paid"),
        ("quote", "It is ours."),
        ("body", MORE),
    ]


def test_a_message_brings_its_pictures() -> None:
    assert read(MESSAGE).images == (
        Image(
            path="https://example.org/l.jpg", caption="The first tram.", credit="Mary Smith / AP"
        ),
    )


def test_newsml_may_hold_nitf_or_plain_text() -> None:
    start, end = ITEM.index("<html"), ITEM.index("</html>") + 7
    nitf = f"<nitf><body><body.content><p>{LEAD}</p></body.content></body></nitf>"
    plain = ITEM.replace("inlineXML", "inlineData").replace("application/xhtml+xml", "text/plain")
    cut = plain[: plain.index("<html")] + LEAD + plain[plain.index("</html>") + 7 :]

    assert read(ITEM[:start] + nitf + ITEM[end:]).body_text == LEAD
    assert read(cut).body_text == LEAD


@pytest.mark.parametrize(
    ("said", "status"), [("stat:withheld", "withheld"), ("stat:canceled", "withdrawn")]
)
def test_newsmls_status_is_the_articles(said: str, status: str) -> None:
    assert read(ITEM.replace("stat:usable", said)).status == status


def test_an_embargoed_item_is_kept_until_then() -> None:
    text = ITEM.replace("<pubStatus", "<embargoed>2026-09-15T08:30:00Z</embargoed><pubStatus")

    assert read(text).embargo == datetime(2026, 9, 15, 8, 30, tzinfo=UTC)
    with pytest.raises(UnreadableArticle, match=r"bridge\.xml:7: the embargo 'noon' is no moment"):
        read(text.replace("2026-09-15T08:30:00Z", "noon"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<rss><channel/></rss>", "this XML is a 'rss', not an article"),
        (PICTURE, "holds no text of news"),
        (NITF[:900], "no well-formed XML"),
        ("no XML at all", "no well-formed XML"),
        (NITF.replace("UTF-8", "x-unknown"), "encoding is unknown|no well-formed"),
        (NITF.replace('"usable"', '"maybe"'), "'maybe' is none of usable"),
        (NITF.replace("Bridge <em>", "&nosuch; <em>"), "undefined entity"),
    ],
)
def test_xml_that_is_no_article_is_refused_in_words(text: str, reason: str) -> None:
    with pytest.raises(UnreadableArticle, match=reason):
        read(text)
