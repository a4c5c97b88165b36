"""Reading: one article file with all that its editor would want to know of it."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from scheduler.settings import SiteSettings
from seeds.article import Article, Remark
from seeds.errors import UnreadableArticle
from seeds.formats import limit_bytes, read_article
from seeds.lint import lint
from seeds.proofreading import is_linked
from seeds.source import Source, read_source

_LINED = frozenset({"text", "markdown"})
"""Formats whose file an editor sees as lines of text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article with all that an editor would want to know of it, in the order of its lines."""

    article: Article
    remarks: tuple[Remark, ...]


def read_closely(folder: Path, name: str, timezone: tzinfo = UTC) -> Reading:
    """Read one file as `read` does, and remark on it, on its pictures and on its looks.

    Raises:
        UnreadableArticle: it is no article, or can't be read.
    """
    raw = _bytes(folder, name)
    article = read_article(raw, name, timezone=timezone)
    source = read_source(raw, name, timezone) if article.format in _LINED else Source()
    remarks = [
        *lint(article, now=datetime.now(UTC), source=source),
        *_missing_images(article, folder, source),
    ]
    return Reading(
        article=article, remarks=tuple(sorted(remarks, key=lambda remark: remark.line or 0))
    )


def _missing_images(article: Article, folder: Path, source: Source) -> Iterator[Remark]:
    beside = (folder / article.path).parent
    for image in article.images:
        if not is_linked(image.path) and not (beside / image.path).is_file():
            text = f"there is no image {image.path!r} beside the article: put it there"
            yield Remark(line=source.line("image"), text=text, code="image-missing")


def read(folder: Path, name: str, timezone: tzinfo = UTC) -> Article:
    """Read one file as it is now. `name` is its path in the folder, with `/`.

    `timezone` is that of moments that the author states without an offset.

    Raises:
        UnreadableArticle: it is no article, or can't be read.
    """
    return read_article(_bytes(folder, name), name, timezone=timezone)


def _bytes(folder: Path, name: str) -> bytes:
    try:
        # Neither a pipe nor a device is waited for, and no file is read beyond its limit.
        if not stat.S_ISREG((folder / name).stat().st_mode):
            raise UnreadableArticle(name, None, "this is no ordinary file", "Name a text file")
        with (folder / name).open("rb") as file:
            return file.read(limit_bytes(name) + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnreadableArticle(name, None, reason, "Name a file that you may read") from error


def facts(reading: Reading, site: SiteSettings) -> dict[str, Any]:
    """Tell what was understood of an article, for `--json`."""
    article = reading.article
    return {
        "path": article.path,
        "format": article.format,
        "encoding": article.encoding,
        "title": article.title,
        "title_source": article.title_source,
        "standfirst": article.standfirst,
        "standfirst_source": article.standfirst_source,
        "author": article.author,
        "topics": article.topics,
        "summary": article.summary.text,
        "summary_origin": article.summary.origin,
        "summary_spans": [[span.start, span.end, span.within] for span in article.summary.spans],
        "language": article.language or site.language,
        "language_source": article.language_source,
        "blocks": [
            {"role": block.role, "text": block.text, "line": block.line, "sure": block.sure}
            for block in article.blocks
        ],
        "related": article.related,
        "captions": [
            {"text": caption.text, "credit": caption.credit} for caption in article.captions
        ],
        "images": [
            {name: getattr(image, name) for name in ("path", "caption", "credit", "alt")}
            for image in article.images
        ],
        "warnings": [
            {"line": remark.line, "text": remark.text, "code": remark.code}
            for remark in reading.remarks
        ],
    }


def describe(reading: Reading) -> str:
    """Tell what was understood of an article in plain lines, for a pipe or a file."""
    article = reading.article
    parts = [article.title]
    if article.standfirst:
        guessed = " (guessed)" if article.standfirst_source == "guessed" else ""
        parts.append(f"standfirst{guessed}: {article.standfirst}")
    parts.append(f"summary: {article.summary.text or '(none)'}")
    parts += [
        f"caption: {caption.text}" + (f" [{caption.credit}]" if caption.credit else "")
        for caption in article.captions
    ]
    parts += [f"line {block.line}, {block.role}: {block.text}" for block in article.blocks]
    for remark in reading.remarks:
        where = article.path if remark.line is None else f"{article.path}:{remark.line}"
        parts.append(f"{where}: {remark.text}")
    return "\n\n".join(parts)
