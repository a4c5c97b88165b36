"""Drafts: articles that nobody wrote, in chance words of many scripts, in every format."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from random import Random


@dataclass(frozen=True, slots=True)
class _Script:
    language: str
    letters: str
    stop: str
    gap: str = " "


_SCRIPTS = (
    _Script("en", "abcdefghijklmnopqrstuvwxyz", "."),
    _Script("de", "abcdefghiklmnoprstuvwzäöüß", "."),
    _Script("fr", "abcdefghijlmnopqrstuvéèàçœ", "."),
    _Script("pl", "abcdefghijklmnoprstuwyząęł", "."),
    _Script("tr", "abcçdefgğhıijklmnoöprsştuü", "."),
    _Script("vi", "aăâbcdđeêghiklmnoôơpqrstuư", "."),
    _Script("ru", "абвгдежзийклмнопрстуфхцчшя", "."),
    _Script("el", "αβγδεζηθικλμνξοπρστυφχψω", "."),
    _Script("ar", "ابتثجحخدذرزسشصضطعغفقكلمنهوي", "."),
    _Script("fa", "ابپتچجخدرزژسشصفقکگلمنهوی\u200c", "."),
    _Script("he", "אבגדהוזחטיכלמנסעפצקרשת", "."),
    _Script("hi", "कखगचजटडतदनपबमयरलवशसह\u093e\u093f\u0940\u0941\u0947\u094b\u094d", "।"),
    _Script("th", "กขคงจชซญดตถทนบปผพมยรลวสหอ\u0e31\u0e34\u0e35\u0e48\u0e49", " "),
    _Script("zh", "的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年", "。", ""),
    _Script("ja", "のにはをたがでてとしれさあるいうアイウエオカキクケ日本人年大出中学", "。", ""),
    _Script("ko", "가나다라마바사아자차카타파하거너더러머버서어저처고노도로모보소오조", "."),
    _Script("und", "😀🏳️\u200d🌈e\u0301a\u0308ﬁ①½Ⅷ𝒜𠀀", "!"),
)
_CREDITS = ("(Photo by {} / AP)", "(Foto: {})", "Фото: {}", "（写真：{}）", "[사진={}]")
_RELATED = (
    "Read more:",
    "Lesen Sie auch:",
    "À lire aussi :",
    "Читайте также:",
    "関連記事",
    "اقرأ أيضا:",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an article consists of, before it is a file. `repeated` is a paragraph that recurs."""

    language: str
    headline: str
    deck: str = ""
    caption: str = ""
    paragraphs: tuple[str, ...] = ()
    repeated: str = ""
    subhead: str = ""
    related: tuple[str, ...] = field(default=())

    def lines(self) -> list[str]:
        """List the article's lines as an editor would paste them, without blank ones."""
        middle = len(self.paragraphs) // 2
        return [
            line
            for line in (
                self.headline,
                self.deck,
                self.caption,
                *self.paragraphs[:middle],
                self.subhead,
                *self.paragraphs[middle:],
                self.repeated,
                *self.related,
            )
            if line
        ]


def make_draft(chance: Random) -> Draft:
    """Make up an article. Equal states of `chance` give equal ones."""
    script = chance.choice(_SCRIPTS)

    def words(least: int, most: int) -> str:
        return script.gap.join(
            "".join(chance.choices(script.letters, k=chance.randint(1, 9)))
            for _ in range(chance.randint(least, most))
        )

    def paragraph() -> str:
        sentences = [words(3, 25) + script.stop for _ in range(chance.randint(1, 5))]
        return " ".join(sentences).strip()

    paragraphs = tuple(paragraph() for _ in range(chance.randint(0, 8)))
    credit = chance.choice(_CREDITS).format(words(1, 3))
    return Draft(
        language=script.language,
        headline=words(2, 12),
        deck=words(5, 20) if chance.random() < 0.5 else "",
        caption=f"{words(4, 15)}{script.stop} {credit}" if chance.random() < 0.4 else "",
        paragraphs=paragraphs,
        repeated=chance.choice(paragraphs) if paragraphs and chance.random() < 0.2 else "",
        subhead=words(2, 5) if chance.random() < 0.3 else "",
        related=(chance.choice(_RELATED), words(3, 9), words(3, 9))
        if chance.random() < 0.3
        else (),
    )


def as_text(draft: Draft, chance: Random) -> bytes:
    """Write a draft as plain text, with this or that newline and gap between its lines."""
    newline = chance.choice(("\n", "\n", "\r\n", "\r", "\u2028"))
    gap = newline * chance.choice((1, 2, 2, 2, 3))
    return (gap.join(draft.lines()) + newline).encode("utf-8", "replace")


def as_markdown(draft: Draft, chance: Random) -> bytes:
    head = f"---\ntitle: {json.dumps(draft.headline)}\nlanguage: {draft.language}\n---\n"
    lines = [f"# {draft.headline}", *draft.paragraphs[:2], f"## {draft.subhead}"]
    lines += [f"> {text}" if chance.random() < 0.2 else text for text in draft.paragraphs[2:]]
    lines += [f"- [{text}](https://example.org/{len(text)})" for text in draft.related]
    return ((head if chance.random() < 0.7 else "") + "\n\n".join(lines)).encode("utf-8", "replace")


def as_html(draft: Draft, chance: Random) -> bytes:
    figure = f"<figure><figcaption>{escape(draft.caption)}</figcaption></figure>"
    return (
        f"<!DOCTYPE html><html lang={draft.language}><head><meta charset=utf-8>"
        f"<title>{escape(draft.headline)}</title></head><body><nav><a href=/>X</a></nav>"
        f"<article><h1>{escape(draft.headline)}</h1>{figure}{_paragraphs(draft)}</article>"
        f"<ul>{''.join(f'<li>{escape(text)}' for text in draft.related)}</ul></body></html>"
    ).encode("utf-8", "xmlcharrefreplace" if chance.random() < 0.5 else "replace")


def as_ninjs(draft: Draft, chance: Random) -> bytes:
    rich = chance.random() < 0.5
    body = _paragraphs(draft) if rich else "\n\n".join(draft.paragraphs)
    item = {
        "uri": f"tag:example.org,2026:{chance.randrange(1000)}",
        "type": "text",
        "versioncreated": "2026-10-13T11:30:00Z",
        "version": str(chance.randrange(9)),
        "pubstatus": chance.choice(("usable", "usable", "withheld", "canceled", "?")),
        "language": draft.language,
        "headlines": [{"role": "main", "value": draft.headline}],
        "bodies": [{"contenttype": "text/html" if rich else "text/plain", "value": body}],
    }
    return json.dumps(item, ensure_ascii=chance.random() < 0.5).encode("utf-8", "replace")


def as_nitf(draft: Draft, chance: Random) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><nitf><head><docdata><urgency ed-urg="'
        f'{chance.randrange(9)}"/></docdata></head><body><body.head><hedline><hl1>'
        f"{escape(draft.headline)}</hl1><hl2>{escape(draft.deck)}</hl2></hedline></body.head>"
        f"<body.content>{_paragraphs(draft)}<media media-type='image'><media-caption>"
        f"{escape(draft.caption)}</media-caption></media></body.content></body></nitf>"
    ).encode("utf-8", "replace")


def as_newsml(draft: Draft, chance: Random) -> bytes:
    status = chance.choice(("usable", "withheld", "canceled"))
    return (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x" version="2" '
        f'standard="NewsML-G2" standardversion="2.34" xml:lang="{draft.language}"><itemMeta>'
        f'<itemClass qcode="ninat:text"/><pubStatus qcode="stat:{status}"/></itemMeta>'
        f"<contentMeta><headline>{escape(draft.headline)}</headline></contentMeta><contentSet>"
        '<inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><body>'
        f"{_paragraphs(draft)}</body></html></inlineXML></contentSet></newsItem>"
    ).encode("utf-8", "replace")


def as_mail(draft: Draft, chance: Random) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = " ".join(draft.headline.split())
    mail["From"] = "press@example.org"
    transfer = chance.choice(("quoted-printable", "base64", "8bit"))
    mail.set_content("\n\n".join(draft.paragraphs) + "\n", cte=transfer)
    if chance.random() < 0.5:
        mail.add_alternative(f"<p>{_paragraphs(draft)}", subtype="html", cte="base64")
    return bytes(mail)


def as_word(draft: Draft, chance: Random) -> bytes:
    styles = {draft.headline: "Title", draft.subhead: "Heading1"}
    return pack_word(
        "".join(
            f'<w:p><w:pPr><w:pStyle w:val="{styles.get(line, "Normal")}"/></w:pPr>'
            f"<w:r><w:t>{escape(line[:half])}</w:t></w:r><w:r><w:t>{escape(line[half:])}</w:t></w:r></w:p>"
            for line in draft.lines()
            for half in (chance.randrange(len(line) + 1),)
        ).encode("utf-8", "replace")
    )


def pack_word(paragraphs: bytes) -> bytes:
    """Wrap the inside of a Word document's body into a file."""
    name = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override'
            b' PartName="/word/document.xml" ContentType="' + kind + b'"/></Types>',
        )
        archive.writestr(
            "word/document.xml",
            b"<w:document " + name + b"><w:body>" + paragraphs + b"</w:body></w:document>",
        )
    return packed.getvalue()


def _paragraphs(draft: Draft) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in draft.paragraphs)


WRITERS: dict[str, tuple[Callable[[Draft, Random], bytes], ...]] = {
    ".txt": (as_text,),
    ".md": (as_markdown,),
    ".html": (as_html,),
    ".json": (as_ninjs,),
    ".xml": (as_nitf, as_newsml),
    ".eml": (as_mail,),
    ".docx": (as_word,),
}
"""Who writes a draft as a file of each kind."""
