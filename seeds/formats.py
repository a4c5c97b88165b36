"""Formats: one row for each kind of article file, and the way from its bytes to an Article."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from seeds.text import clean, decode

LIMIT_LINES = 50_000
"""The most lines that are read: a novel wrapped at sixty signs has half of them."""

Parser = Callable[[bytes, str, tzinfo], Manuscript]
"""Bytes, the path for messages, the zone of moments without one: what the file holds."""


def read_text(raw: bytes, path: str, timezone: tzinfo) -> Manuscript:
    """Read plain text, with or without front matter.

    Raises:
        UnreadableArticle: the bytes are no text, or too many lines of it, or the front matter
            can't be taken.
    """
    decoded = decode(raw, path)
    cleaned = clean(decoded.text)
    if cleaned.count("\n") > LIMIT_LINES:
        reason = f"it has more than {LIMIT_LINES:,} lines"
        raise UnreadableArticle(path, LIMIT_LINES + 1, reason, "Cut it into several files")
    stated, text, first_line = split_front_matter(cleaned, path, timezone)
    return parse_plain(text, stated, first_line, decoded.encoding)


PARSERS: dict[str, Parser] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_text,
}
"""Which parser reads which files, by the suffix in lower case. All else in a folder is ignored."""


def read_article(raw: bytes, path: str, *, timezone: tzinfo = UTC) -> Article:
    """Read one article file. `path` is relative to the seeds folder, with `/`.

    `timezone` is that of moments stated without an offset. The folders on the path are topics.

    Raises:
        UnreadableArticle: with the line and what an editor should do.
    """
    parse = PARSERS.get(PurePosixPath(path).suffix.lower())
    if parse is None:
        known = ", ".join(PARSERS)
        raise UnreadableArticle(path, None, "no article has this suffix", f"Name it {known}")
    manuscript = parse(raw, path, timezone)
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
        summary=_summary(stated, body, title, language),
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


def _summary(stated: Stated, body: Sequence[Block], title: str, language: str | None) -> Summary:
    if stated.summary:
        return Summary(text=stated.summary, origin="publisher")
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
    if not manuscript.encoding.startswith("utf-"):
        text = f"read as {manuscript.encoding}, by its look; save it in UTF-8"
        remarks.append(Remark(line=None, text=text, code="legacy-encoding"))
    return tuple(remarks)
