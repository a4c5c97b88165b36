"""Reading: what an editor is told of article files before they are published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from feeds.document import Site
from feeds.entry import Correction, Entry
from feeds.identity import mint_id, mint_slug
from scheduler.settings import Settings, SiteSettings
from seeds.article import Article
from seeds.errors import UnreadableArticle
from seeds.folder import Folder, Sighting
from seeds.formats import read_article
from seeds.lint import lint

View = Literal["telegram", "atom", "html"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A line to tell of a file. `refused`: the file can't be used; else it may want mending."""

    path: str
    line: int | None
    text: str
    refused: bool = False

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{where}: {self.text}"


def check(
    paths: Iterable[Path], progress: Callable[[int, int], None], timezone: tzinfo = UTC
) -> Iterator[Finding]:
    """Read files, and all the articles of folders; yield what there is to say of each."""
    files: list[tuple[Path, str]] = []
    for path in paths:
        if not path.is_dir():
            files.append((path.parent, path.name))
            continue
        survey = Folder(path, settle=timedelta()).survey(datetime.now(UTC))
        yield from (_refused(refusal, path) for refusal in survey.refusals)
        files += [(path, name) for name in (*_names(survey.settled), *survey.pending)]
    for done, (folder, name) in enumerate(files, 1):
        try:
            article = read(folder, name, timezone)
        except UnreadableArticle as refusal:
            yield _refused(refusal, folder)
        else:
            shown = str(folder / name)
            yield from (
                Finding(path=shown, line=remark.line, text=remark.text)
                for remark in lint(article, now=datetime.now(UTC))
            )
        progress(done, len(files))


def read(folder: Path, name: str, timezone: tzinfo = UTC) -> Article:
    """Read one file as it is now. `name` is its path in the folder, with `/`.

    `timezone` is that of moments that the author states without an offset.

    Raises:
        UnreadableArticle: it is no article, or can't be read.
    """
    try:
        raw = (folder / name).read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnreadableArticle(name, None, reason, "Name a file that you may read") from error
    return read_article(raw, name, timezone=timezone)


def facts(article: Article, site: SiteSettings) -> dict[str, Any]:
    """Tell what was understood of an article, for `--json`."""
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
        "summary_spans": [[span.start, span.end] for span in article.summary.spans],
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
            {"line": remark.line, "text": remark.text}
            for remark in lint(article, now=datetime.now(UTC))
        ],
    }


def describe(article: Article) -> str:
    """Tell what was understood of an article, for an editor to read over."""
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
    parts += [
        str(Finding(path=article.path, line=remark.line, text=remark.text))
        for remark in lint(article, now=datetime.now(UTC))
    ]
    return "\n\n".join(parts)


def render(article: Article, view: View, settings: Settings) -> str:
    """Show an article as its readers would get it, if it were published now."""
    site = Site(
        url=settings.site.url,
        title=settings.site.title,
        language=settings.site.language,
        subtitle=settings.site.subtitle,
        topics=settings.topics,
    )
    entry = _entry(article, datetime.now(UTC).replace(microsecond=0))
    if view == "telegram":
        from bot.message import compose
        from bot.telegram.markup import render_message

        return render_message(compose(entry, site))
    if view == "html":
        from feeds.content import render_content

        return render_content(entry, site)
    from feeds.xmlfeed import render_atom

    feed_id = "tag:preview.invalid,2000-01-01:feed"
    feed = render_atom(site, [entry], feed_id=feed_id, updated=entry.updated)
    return feed.body.decode().rstrip()


def _entry(article: Article, now: datetime) -> Entry:
    corrections = (Correction(at=now, text=article.correction),) if article.correction else ()
    return Entry(
        key=0,
        id=article.id or mint_id("preview.invalid", now),
        slug=mint_slug(PurePosixPath(article.path).stem),
        revision=1,
        state="withdrawn" if article.status == "withdrawn" else "published",
        published=article.published or now,
        updated=now,
        corrections=corrections,
        article=article,
    )


def _names(sightings: Iterable[Sighting]) -> Iterator[str]:
    return (sighting.path for sighting in sightings)


def _refused(refusal: UnreadableArticle, folder: Path) -> Finding:
    return Finding(
        path=str(folder / refusal.path),
        line=refusal.line,
        text=f"{refusal.reason}. {refusal.remedy}",
        refused=True,
    )
