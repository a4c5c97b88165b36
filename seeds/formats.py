"""Formats: one row for each kind of article file, and the way from its bytes to an Article."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import PurePosixPath
from typing import Literal

from seeds.article import Article, Block, Remark, Summary
from seeds.errors import UnreadableArticle
from seeds.frontmatter import split_front_matter
from seeds.language import detect, text_of
from seeds.manuscript import Manuscript
from seeds.plain import parse_plain
from seeds.stated import Stated
from seeds.summary import summarize
from seeds.text import LIMIT_BYTES, clean, decode, refuse_many_lines

Parser = Callable[[bytes, str, tzinfo], Manuscript]
"""Bytes, the path for messages, the zone of moments without one: what the file holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One kind of article file: how it is called, by which suffixes it is known, who reads it."""

    name: str
    suffixes: tuple[str, ...]
    parse: Parser
    limit_bytes: int = LIMIT_BYTES


def _text(raw: bytes, path: str, timezone: tzinfo) -> Manuscript:
    decoded = decode(raw, path)
    cleaned = clean(decoded.text)
    refuse_many_lines(cleaned, path)
    stated, text, first_line = split_front_matter(cleaned, path, timezone)
    return parse_plain(text, stated, first_line, decoded.encoding)


# A format's parser is loaded by the first file that needs it: a folder of text pays for no other.


def _markdown(raw: bytes, path: str, timezone: tzinfo) -> Manuscript:
    from seeds.markdown import read_markdown

    return read_markdown(raw, path, timezone)


def _html(raw: bytes, path: str, timezone: tzinfo) -> Manuscript:
    from seeds.html import read_html

    return read_html(raw, path, timezone)


def _ninjs(raw: bytes, path: str, timezone: tzinfo) -> Manuscript:
    from seeds.ninjs import read_ninjs

    return read_ninjs(raw, path, timezone)


def _wire_xml(raw: bytes, path: str, timezone: tzinfo) -> Manuscript:
    from seeds.wirexml import read_wire_xml

    return read_wire_xml(raw, path, timezone)


def _mail(raw: bytes, path: str, timezone: tzinfo) -> Manuscript:
    from seeds.mail import read_mail

    return read_mail(raw, path, timezone)


def _docx(raw: bytes, path: str, timezone: tzinfo) -> Manuscript:
    from seeds.docx import read_docx

    return read_docx(raw, path, timezone)


_TABLE = (
    Format(name="text", suffixes=(".txt", ".text"), parse=_text),
    Format(name="markdown", suffixes=(".md", ".markdown"), parse=_markdown, limit_bytes=1_000_000),
    Format(name="html", suffixes=(".html", ".htm"), parse=_html, limit_bytes=5_000_000),
    Format(name="ninjs", suffixes=(".json",), parse=_ninjs),
    Format(name="wire XML", suffixes=(".xml", ".nitf"), parse=_wire_xml),
    Format(name="mail", suffixes=(".eml",), parse=_mail, limit_bytes=10_000_000),
    Format(name="docx", suffixes=(".docx",), parse=_docx, limit_bytes=20_000_000),
)

FORMATS: dict[str, Format] = {suffix: row for row in _TABLE for suffix in row.suffixes}
"""Which format a file has, by its suffix in lower case. All else in a folder is ignored."""


def limit_bytes(path: str) -> int:
    """Say how large an article file of this name may be."""
    row = FORMATS.get(PurePosixPath(path).suffix.lower())
    return row.limit_bytes if row else LIMIT_BYTES


def read_article(raw: bytes, path: str, *, timezone: tzinfo = UTC) -> Article:
    """Read one article file. `path` is relative to the seeds folder, with `/`.

    `timezone` is that of moments stated without an offset. The folders on the path are topics.

    Raises:
        UnreadableArticle: with the line and what an editor should do.
    """
    row = FORMATS.get(PurePosixPath(path).suffix.lower())
    if row is None:
        known = ", ".join(FORMATS)
        raise UnreadableArticle(path, None, "no article has this suffix", f"Name it {known}")
    manuscript = row.parse(raw, path, timezone)
    stated = manuscript.stated
    body = [block for block in manuscript.blocks if block.role == "body"]
    title = manuscript.title or _title_of_withdrawn(stated, path)
    if not title:
        raise UnreadableArticle(
            path, None, "the file has neither headline nor text", "Write a headline and a paragraph"
        )
    language = stated.language or _detected(title, body)
    return Article(
        path=path,
        title=title,
        title_source=manuscript.title_source,
        standfirst=manuscript.standfirst,
        standfirst_source=manuscript.standfirst_source,
        summary=_summary(manuscript, body, language),
        blocks=manuscript.blocks,
        captions=manuscript.captions,
        related=tuple(block.text for block in manuscript.blocks if block.role == "related"),
        author=stated.author or manuscript.author,
        published=stated.published,
        topics=_topics(path, stated),
        language=language,
        language_source=_language_source(stated, language),
        url=stated.url,
        images=stated.images,
        status=stated.status,
        embargo=stated.embargo,
        correction=stated.correction,
        urgency=stated.urgency,
        id=stated.id,
        version=stated.version,
        format=manuscript.format,
        encoding=manuscript.encoding,
        remarks=_remarks(manuscript, body),
    )


def _summary(manuscript: Manuscript, body: Sequence[Block], language: str | None) -> Summary:
    stated = manuscript.stated
    if stated.summary:
        return Summary(text=stated.summary, origin="publisher")
    # A title made of the lead tells nothing that a summary should not tell again.
    title = "" if manuscript.title_source == "derived" else manuscript.title
    return summarize(
        [block.text for block in body],
        title,
        language,
        sure=[block.sure for block in body],
        standfirst=stated.standfirst,
    )


def _detected(title: str, body: Sequence[Block]) -> str | None:
    guess = detect(text_of(title, "\n\n".join(block.text for block in body)))
    return guess.language if guess else None


def _language_source(stated: Stated, language: str | None) -> Literal["stated", "detected"] | None:
    if stated.language:
        return "stated"
    return "detected" if language else None


def _title_of_withdrawn(stated: Stated, path: str) -> str:
    """Name an article whose author emptied the file to withdraw it, by what is left: its name."""
    return PurePosixPath(path).stem if stated.status == "withdrawn" else ""


def _topics(path: str, stated: Stated) -> tuple[str, ...]:
    named: dict[str, str] = {}
    for topic in (*PurePosixPath(path).parent.parts, *stated.topics):
        named.setdefault(topic.casefold(), topic)
    return tuple(named.values())


def _remarks(manuscript: Manuscript, body: Sequence[Block]) -> tuple[Remark, ...]:
    remarks = [*manuscript.stated.remarks, *manuscript.remarks]
    if not body and manuscript.stated.status == "usable":
        text = "there is no text below the headline"
        remarks.append(Remark(line=None, text=text, code="no-text"))
    # A page or a mail names its encoding; who types a text chooses it.
    if manuscript.format in {"text", "markdown"} and not manuscript.encoding.startswith("utf-"):
        text = f"read as {manuscript.encoding}, by its look; save it in UTF-8"
        remarks.append(Remark(line=None, text=text, code="legacy-encoding"))
    return tuple(remarks)
