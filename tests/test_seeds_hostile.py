"""Files that nobody should send: each is refused in words or read, soon and in little memory."""

from __future__ import annotations

import base64
import io
import os
import resource
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seeds.errors import UnreadableArticle
from seeds.folder import Folder
from seeds.formats import FORMATS, limit_bytes, read_article

LEAD = "The bridge over the river reopened on Monday, two years after the flood, the town said."
MAIL = "Subject: Bridge\n"
MOST_SECONDS = 2.5  # of CPU; one on a machine of its own, and two cores are shared here
MOST_MEGABYTES = 300


def zipped(content: bytes, name: str = "word/document.xml", copies: int = 0) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
        for number in range(copies):
            archive.writestr(str(number), b"")
    return file.getvalue()


@cache
def nested_zip() -> bytes:
    layer = zipped(b"0" * 10_000_000, "0.xml")
    for _ in range(6):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(16):
                archive.writestr(f"{number}.zip", layer)
        layer = file.getvalue()
    return layer


def overlapping_zip() -> bytes:
    """Twenty thousand names of one and the same compressed file."""
    file = io.BytesIO(zipped(b"<a/>"))
    with zipfile.ZipFile(file, "a") as archive:
        kernel = archive.infolist()[0]
        archive.filelist.extend([kernel] * 20_000)
        archive.writestr("end", b"")
    return file.getvalue()


def laughs(depth: int = 10) -> str:
    entities = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(depth)
    )
    return f"<!DOCTYPE nitf [{entities}]><nitf>&l{depth - 1};</nitf>"


def nitf(content: str) -> str:
    return f"<nitf><body><body.content>{content}</body.content></body></nitf>"


def page(content: str) -> str:
    return f"<html><body><article><h1>Bridge</h1><p>{LEAD}</p>{content}</article></body></html>"


def multiparts(depth: int) -> str:
    return MAIL + "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth)
    )


HOSTILE: dict[str, Callable[[], str | bytes]] = {
    "brackets.md": lambda: "[" * 400_000 + "a",
    "bracket lines.md": lambda: "[a\n" * 14_000,
    "links.md": lambda: ("[a](b" * 70 + "\n\n") * 1_200,
    "pictures.md": lambda: ("![" * 140 + "](a)" * 50 + "\n\n") * 900,
    "emphasis.md": lambda: "*a **b " * 120_000,
    "backticks.md": lambda: "".join("e" + "`" * n for n in range(1_300)),
    "quotes.md": lambda: ">" * 15_000 + "a\n" + "> " * 50 + "a",
    "lists.md": lambda: "".join("  " * n + "* a\n" for n in range(900)),
    "items.md": lambda: "- a\n" * 7_000,
    "table.md": lambda: "|a" * 500 + "\n" + "|-" * 500 + "\n" + "|a\n" * 60,
    "references.md": lambda: "".join(f"[{n}]: u\n" for n in range(7_000)) + "[1] " * 7_000,
    "footnotes.md": lambda: "[^a]: b\n" * 14_000,
    "comments.md": lambda: "<!--\n" * 14_000 + "a",
    "tags.md": lambda: "<p><b>" * 100_000 + "a",
    "one tag.md": lambda: "<a" + "a" * 900_000,
    "references to signs.md": lambda: "&#x202e;" * 110_000,
    "lines.md": lambda: "a\n" * 400_000,
    "depth.json": lambda: "[" * 1_000_000 + "a",
    "objects.json": lambda: '{"headline":' * 100_000 + "1",
    "half.json": lambda: '{"headline": "Bridge", "body_text": "' + LEAD * 1_000,
    "number.json": lambda: '{"headline": ' + "9" * 1_900_000 + "}",
    "values.json": lambda: '{"headline": "a", "subject": [' + "{}," * 600_000 + "{}]}",
    "bodies.json": lambda: '{"headline": "a", "body_xhtml": "' + "<p>a" * 450_000 + '"}',
    "pictures.json": lambda: '{"headline": "a", "body_xhtml": "' + "<img src=a>" * 160_000 + '"}',
    "scripts.json": lambda: '{"headline": "a", "body_html": "' + "<script>" * 200_000 + '</b>"}',
    "signs.json": lambda: '{"headline": "a", "body_html": "' + "&" * 1_900_000 + '"}',
    "laughs.xml": laughs,
    "laughs.nitf": laughs,
    "file.xml": lambda: '<!DOCTYPE n [<!ENTITY x SYSTEM "file:///etc/passwd">]><nitf>&x;</nitf>',
    "parameter.xml": lambda: '<!DOCTYPE n [<!ENTITY % x SYSTEM "http://a.example/">%x;]><nitf/>',
    "remote.xml": lambda: '<!DOCTYPE nitf SYSTEM "http://a.example/">' + nitf(f"<p>{LEAD}</p>"),
    "defaults.xml": lambda: f'<!DOCTYPE n [<!ATTLIST p a CDATA "{"a" * 100_000}">]>' + "<p/>" * 9,
    "depth.xml": lambda: "<nitf>" + "<p>" * 10_000 + "a",
    "attributes.xml": lambda: "<nitf " + " ".join(f"a{n}=''" for n in range(170_000)) + "/>",
    "same attributes.xml": lambda: "<nitf " + "a='' " * 390_000 + "/>",
    "elements.xml": lambda: nitf("<p>a</p>" * 200_000),
    "paragraphs.xml": lambda: nitf("<p>Bridge reopens</p>" * 12_000),
    "comments.xml": lambda: nitf("<!-- a -->" * 180_000),
    "one text.xml": lambda: nitf(f"<p>{'word ' * 390_000}</p>"),
    "half.nitf": lambda: nitf(f"<p>{LEAD}</p>")[:100],
    "cdata.xml": lambda: nitf("<![CDATA[" * 1 + "a" * 1_900_000),
    "depth.html": lambda: page("<div>" * 10_000),
    "spans.html": lambda: page("<span>" * 11_000 + "a"),
    "paragraphs.html": lambda: page(f"<p>{LEAD}</p>" * 5_000),
    "lists.html": lambda: page("<ul><li>" * 5_000),
    "tables.html": lambda: page("<table><tr><td>a" * 3_500),
    "attributes.html": lambda: page("<p " + " ".join(f"a{n}=1" for n in range(190_000)) + ">"),
    "same attributes.html": lambda: page("<p " + "a=1 " * 1_000_000 + ">"),
    "classes.html": lambda: page(f"<p class='{''.join(['a '] * 400_000)}'>"),
    "scripts.html": lambda: page("<script>" * 500_000),
    "vectors.html": lambda: page("<svg >" * 14_000),
    "data.html": lambda: page(
        '<script type="application/ld+json">' + '{"a":' * 15_000 + "</script>"
    ),
    "comments.html": lambda: page("<!--" * 400_000),
    "links.html": lambda: page("<a href=b>a</a>" * 5_500),
    "bold.html": lambda: page("<p>" + "<b>a</b> " * 5_900),
    "pictures.html": lambda: page("<p>" + "<img src=a.jpg> " * 11_000),
    "rows of pictures.html": lambda: page("<div><img src=a.jpg></div>" * 1_990),
    "one word.html": lambda: page("<p>" + "a" * 1_900_000),
    "parts.eml": lambda: multiparts(1_000),
    "some parts.eml": lambda: multiparts(12) + "a\n" * 180_000,
    "messages.eml": lambda: MAIL + "Content-Type: message/rfc822\n\n" * 5_000,
    "base64.eml": lambda: (
        MAIL + "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
    ).encode() + base64.encodebytes(b"word " * 300_000),
    "head.eml": lambda: MAIL + "X-A: b\n" * 60_000 + "\n" + LEAD,
    "subject.eml": lambda: "Subject: " + "=?" * 4_000_000 + f"\n\n{LEAD}",
    "words.eml": lambda: "Subject: " + "=?utf-8?q?a?= " * 500_000 + f"\n\n{LEAD}",
    "charset.eml": lambda: MAIL + f"Content-Type: text/plain; charset=punycode\n\n{'é' * 500_000}",
    "parameters.eml": lambda: MAIL + "Content-Type: a/b" + "; a*0=b" * 50_000 + f"\n\n{LEAD}",
    "forwards.eml": lambda: MAIL + "\n" + "From: a\nTo: b\nSubject: c\n" * 15_000 + LEAD,
    "html.eml": lambda: MAIL + "Content-Type: text/html\n\n" + "<td><div>" * 200_000,
    "long lines.eml": lambda: MAIL + "\n" + "On " + "a" * 1_900_000,
    "ratio.docx": lambda: zipped(b"<w>" + b" " * 50_000_000 + b"</w>"),
    "nested.docx": nested_zip,
    "overlapping.docx": overlapping_zip,
    "names.docx": lambda: zipped(b"<w/>", copies=12_000),
    "depth.docx": lambda: zipped(b"<p>" * 10_000),
    "laughs.docx": lambda: zipped(laughs().encode()),
    "paragraphs.docx": lambda: zipped(
        b"<document><body>" + b"<p><r><t>Bridge</t></r></p>" * 45_000 + b"</body></document>"
    ),
    "runs.docx": lambda: zipped(
        b"<document><body><p>" + b"<r><t>a</t></r>" * 90_000 + b"</p></body></document>"
    ),
    "tables.docx": lambda: zipped(
        b"<document><body>" + b"<tbl><tr><tc>" * 60 + b"a" + b"</tc></tr></tbl>" * 60
        + b"</body></document>"
    ),
    "attributes.docx": lambda: zipped(
        b"<document " + b" ".join(b"a%d=''" % n for n in range(200_000)) + b"/>"
    ),
}  # fmt: skip

ANY: dict[str, Callable[[int], bytes]] = {
    "empty": lambda _: b"",
    "blank": lambda _: b" \r\n\t\n" * 1_000,
    "nothing": lambda _: b"\x00" * 5_000,
    "binary": lambda _: bytes(range(256)) * 400,
    "picture": lambda _: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "huge": lambda limit: b"a" * (limit + 1),
    "cut": lambda _: b"\xff\xfeB\x00r",
}


def survives(raw: bytes, path: str) -> UnreadableArticle | None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    try:
        read_article(raw, path)
        refusal = None
    except UnreadableArticle as error:
        refusal = error
    spent = time.process_time() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024

    assert spent < MOST_SECONDS
    assert grown < MOST_MEGABYTES
    return refusal


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(20)
def test_a_hostile_file_is_read_or_refused_soon(name: str) -> None:
    built = HOSTILE[name]()
    raw = built.encode() if isinstance(built, str) else built
    assert len(raw) <= limit_bytes(name)

    refusal = survives(raw, name)

    assert refusal is None or (refusal.path == name and refusal.remedy)


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("what", ANY)
def test_what_is_no_text_at_all_is_refused_in_every_format(what: str, suffix: str) -> None:
    path = f"bridge{suffix}"

    refusal = survives(ANY[what](limit_bytes(path)), path)

    assert refusal is not None
    assert refusal.path == path
    assert refusal.remedy


def test_the_folder_lets_no_suffix_in_by_a_pipe_a_link_or_a_size(tmp_path: Path) -> None:
    root = tmp_path / "seeds"
    root.mkdir()
    (tmp_path / "secret.html").write_text("<p>secret")
    for suffix in FORMATS:
        os.mkfifo(root / f"pipe{suffix}")
        (root / f"link{suffix}").symlink_to(tmp_path / "secret.html")
        (root / f"large{suffix}").write_bytes(b"a" * (limit_bytes(f"a{suffix}") + 1))
        (root / f"fits{suffix}").write_bytes(b"a" * limit_bytes(f"a{suffix}"))

    survey = Folder(root, settle=timedelta(0)).survey(datetime(2100, 1, 1, tzinfo=UTC))

    refused = {refusal.path: refusal.reason for refusal in survey.refusals}
    for suffix in FORMATS:
        assert "no ordinary file" in refused[f"pipe{suffix}"]
        assert "leads out of the seeds folder" in refused[f"link{suffix}"]
        assert "bytes are more than" in refused[f"large{suffix}"]
    assert {f"fits{suffix}" for suffix in FORMATS} == {seen.path for seen in survey.settled}


SOUND: dict[str, bytes] = {
    "a.md": f"---\ntitle: Bridge\n---\n# B\n\n![a](b 'c')\n\n{LEAD}[^1]\n\n> q\n\n- a".encode(),
    "a.json": b'{"uri":"urn:a:b","headlines":[{"value":"B"}],"bodies":[{"role":"html","value":"<p>'
    + LEAD.encode() + b'</p>"}],"associations":[{"renditions":[{"href":"a.jpg","width":7}]}]}',
    "a.xml": nitf(f"<p>{LEAD}</p><media><media-reference source='a.jpg'/></media>").encode(),
    "a.eml": f"{MAIL}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n--a\n"
    f"Content-Type: text/plain; charset=utf-8\n\n{LEAD}\n--a\nContent-Type: image/png;"
    " name*=utf-8''a\n\nx\n--a--\n".encode(),
    "a.docx": zipped(b"<document><body><p><r><t>Bridge</t></r></p></body></document>"),
    "a.html": page(f"<figure><img src=a.jpg><figcaption>A</figcaption></figure><p>{LEAD}").encode(),
}  # fmt: skip


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(SOUND)))
    raw = bytearray(SOUND[path])
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(raw)))
        length = data.draw(st.integers(0, 12))
        raw[start : start + length] = data.draw(
            st.one_of(st.binary(max_size=6), st.sampled_from(SPLINTERS))
        )

    try:
        article = read_article(bytes(raw), path)
    except UnreadableArticle:
        return

    assert article.title
    assert "\x00" not in article.title + article.body_text


SPLINTERS = [
    b"<", b">", b"&", b"&#0;", b"]]>", b"<!--", b"<script>", b'"', b"\\u0000", b"\\ud800", b"{",
    b"[", b"null", b"true", b"1e999", b"=?utf-8?b?", b"=?x?q?=FF?=", b"charset=utf-7", b"--a",
    b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: uuencode\n",
    b"Content-Type: text/html\n", b"Date: Mon, 99 Foo 99999 99:99:99 +9999\n", b"From: =?\n",
    b"![", b"](", b"[^1]:", b"|-|\n", b"```", b"    ", b"\t", b"\r", b"\xff\xfe", b"\xef\xbb\xbf",
    b"https://[", b"//", b"javascript:", b"data:", b"../../", b"\xf0\x9f\x98\x80",
]  # fmt: skip
