from __future__ import annotations

from datetime import UTC, datetime

import pytest

from seeds.article import Article
from seeds.errors import UnreadableArticle
from seeds.formats import read_article

LEAD = "The bridge over the river reopened on Monday, two years after the flood, the town said."
MORE = "Trams cross it every ten minutes, and cars are to follow them in the spring, it added."
HEAD = """From: =?utf-8?q?Ada_Byr=C3=B6n?= <ada@merrin.example>
Subject: =?iso-8859-1?Q?Br=FCcke?= reopens
Date: Mon, 14 Sep 2026 08:30:00 +0200
Content-Language: en-GB
"""


def read(text: str | bytes) -> Article:
    return read_article(text if isinstance(text, bytes) else text.encode(), "bridge.eml")


def body(text: str) -> str:
    return read(f"{HEAD}\n{text}").body_text


def test_subject_sender_and_date_are_headline_author_and_publication() -> None:
    article = read(f"{HEAD}Content-Type: text/plain; charset=utf-8\n\n{LEAD}\n\n{MORE}\n")

    assert (article.title, article.title_source) == ("Brücke reopens", "stated")
    assert article.author == "Ada Byrön"
    assert article.published == datetime(2026, 9, 14, 6, 30, tzinfo=UTC)
    assert article.language == "en-GB"
    assert article.body_text == f"{LEAD}\n\n{MORE}"
    assert [block.line for block in article.blocks if block.role == "body"] == [7, 9]
    assert article.format == "mail"


def test_a_byline_comes_before_the_sender() -> None:
    assert read(f"{HEAD}\nBrücke reopens\n\nBy Mary Smith\n\n{LEAD}\n").author == "Mary Smith"


def test_a_senders_address_is_never_published() -> None:
    article = read(f"From: ada@merrin.example\nSubject: Bridge\n\n{LEAD}\n")

    assert article.author is None


@pytest.mark.parametrize("prefix", ["Re: ", "Fwd: ", "WG: AW: ", "TR : "])
def test_a_subject_loses_what_mail_programs_put_before_it(prefix: str) -> None:
    assert read(f"Subject: {prefix}Bridge: reopened\n\n{LEAD}\n").title == "Bridge: reopened"


def test_signature_and_quotations_are_cut() -> None:
    said = f"{LEAD}\n\n{MORE}\n\nOn Mon, 14 Sep 2026 at 08:30, Mary Smith\n<m@x.example> wrote:\n"

    assert body(f"{said}> Is it open?\n> Tell us.\n\n-- \nAda Byron\nPress office\n") == (
        f"{LEAD}\n\n{MORE}"
    )


FORWARDED = "From: Town Hall <t@x.example>\nDate: Monday\nSubject: Bridge\nTo: Mary\n"


def test_a_forwarded_text_is_the_article() -> None:
    text = f"See below!\n\n---------- Forwarded message ---------\n{FORWARDED}\n{LEAD}\n"

    assert body(text) == LEAD


def test_what_a_long_text_answers_to_is_cut() -> None:
    text = f"{LEAD}\n\n{MORE} {MORE}\n\n-----Original Message-----\n{FORWARDED}\nIs it open?\n"

    assert body(text) == f"{LEAD}\n\n{MORE} {MORE}"


def test_a_text_that_is_all_quoted_is_read() -> None:
    assert body(f"> {LEAD}\n>\n> {MORE}\n") == f"{LEAD}\n\n{MORE}"


SOFT = LEAD.replace("Monday", "Mon=\nday")
MIXED = f"""{HEAD}MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=outer

--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/html; charset=utf-8

<p>Not this one.</p>
--inner
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

{SOFT}
--inner--
--outer
Content-Type: image/jpeg; name="tram.jpg"
Content-Disposition: attachment; filename="tram.jpg"
Content-Transfer-Encoding: base64

/9j/4AAQ
--outer--
"""


def test_the_plain_part_is_preferred_and_attachments_are_remarked() -> None:
    article = read(MIXED)

    assert article.body_text == LEAD
    assert [remark.text for remark in article.remarks] == ["attached files are left out: tram.jpg"]


def test_a_message_of_html_alone_is_read_without_its_markup() -> None:
    article = read(
        f"{HEAD}Content-Type: text/html; charset=utf-8\n\n<html><head><style>p{{}}</style></head>"
        f"<body><table><tr><td><p>{LEAD}</p></td><td><h2>Who paid</h2>{MORE}</td></tr></table>"
        '<img src="cid:1"><img src="https://merrin.example/a.jpg" alt="A tram"></body></html>'
    )

    assert [(block.role, block.text) for block in article.blocks[1:]] == [
        ("body", LEAD),
        ("subhead", "Who paid"),
        ("body", MORE),
    ]
    assert [image.path for image in article.images] == ["https://merrin.example/a.jpg"]


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-8", "x-nonsense", "us-ascii"])
def test_a_wrong_or_old_charset_loses_no_letter(charset: str) -> None:
    head = f"{HEAD}Content-Type: text/plain; charset={charset}\n\n".encode()

    article = read(head + f"{LEAD} Über alles: Grüße.\n".encode("iso-8859-1"))

    assert article.body_text == f"{LEAD} Über alles: Grüße."


def test_flowed_lines_are_joined() -> None:
    text = LEAD.replace("Monday, ", "Monday, \n")

    assert read(f"{HEAD}Content-Type: text/plain; format=flowed\n\n{text}\n").body_text == LEAD


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Bridge reopens\n\nIt opens on Monday.\n", "this is no message"),
        (f"{HEAD}\n", "the message has no text"),
        (f"{HEAD}Content-Type: image/png\n\nabc\n", "the message has no text"),
        (HEAD + "Content-Type: multipart/mixed; boundary=a\n\n" * 20, "too many parts"),
        (f"{HEAD}\n" + "\n" * 300_000, "too many parts or lines"),
        (" \n", "the file is empty"),
    ],
)
def test_a_message_without_an_article_is_refused_in_words(text: str, reason: str) -> None:
    with pytest.raises(UnreadableArticle, match=reason):
        read(text)


@pytest.mark.parametrize("charset", ["idna", "undefined", "punycode", "unicode_escape", "a\0b"])
def test_a_charset_that_no_mail_is_in_stops_nobody(charset: str) -> None:
    raw = f"Subject: =?{charset}?Q?Bridge?=\n\nBridge reopens on Monday, the town said.\n"

    article = read_article(raw.encode(), "bridge.eml")

    assert article.body_text
