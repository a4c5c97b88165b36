"""Preview: an article as it was understood, and as readers would get it if published now."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Literal

from feeds.document import Site
from feeds.entry import Correction, Entry
from feeds.identity import mint_id, mint_slug
from scheduler.proof import pull_proof
from scheduler.reading import Reading, describe, facts
from scheduler.settings import Settings
from scheduler.terminal import Canvas, paint
from seeds.article import Article

View = Literal["json", "telegram", "atom", "html", "page"]


def show(
    reading: Reading, view: View | None, settings: Settings, canvas: Canvas | None = None
) -> str:
    """Show an article in a view; without one in its roles, on a terminal's canvas or as text."""
    if view == "json":
        return json.dumps(facts(reading, settings.site))
    if view is not None:
        return _render(reading, view, settings)
    if canvas is not None:
        return paint(pull_proof(reading.article, reading.remarks), canvas)
    return describe(reading)


def _render(reading: Reading, view: View, settings: Settings) -> str:
    """Show an article as one kind of reader would get it, or as a `page` for its editor."""
    site = Site(
        url=settings.site.url,
        title=settings.site.title,
        language=settings.site.language,
        subtitle=settings.site.subtitle,
        topics=settings.topics,
    )
    entry = preview_entry(reading.article, datetime.now(UTC).replace(microsecond=0))
    if view == "telegram":
        from bot.message import compose
        from bot.telegram.markup import render_message

        return render_message(compose(entry, site))
    if view == "html":
        from feeds.content import render_content

        return render_content(entry, site)
    if view == "page":
        from scheduler.proofpage import render_proof

        return render_proof(pull_proof(reading.article, reading.remarks), entry, site)
    from feeds.xmlfeed import render_atom

    feed_id = "tag:preview.invalid,2000-01-01:feed"
    feed = render_atom(site, [entry], feed_id=feed_id, updated=entry.updated)
    return feed.body.decode().rstrip()


def preview_entry(article: Article, now: datetime) -> Entry:
    """Make the entry that an article would become at `now`, with an id that is nobody's."""
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
