"""Entries made by hand, for tests that need a record but no archive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from feeds.document import Site
from feeds.entry import Correction, Entry, State
from seeds.article import Article, Block, Role, Summary

SITE = Site(
    url="https://news.example.org",
    title="The Evening Wire",
    language="en",
    subtitle="What happened, in full",
)
FEED_ID = "tag:news.example.org,2026-11-23:feed"
MOMENT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def make_blocks(*said: tuple[Role, str]) -> tuple[Block, ...]:
    """Number (role, text) pairs as the lines of a file."""
    return tuple(
        Block(role=role, text=text, line=1 + 2 * index) for index, (role, text) in enumerate(said)
    )


def make_article(
    title: str = "Bridge reopens after two years",
    body: Sequence[str] = ("The bridge over the river reopened on Monday, the city said.",),
    **stated: Any,
) -> Article:
    """Build an article of a title and paragraphs; `stated` sets any other field."""
    blocks = make_blocks(("headline", title), *(("body", text) for text in body))
    summary = Summary(text=body[0] if body else "", origin="extractive")
    values: dict[str, Any] = {
        "path": "bridge.txt",
        "title": title,
        "title_source": "line",
        "summary": summary,
        "blocks": blocks,
    }
    return Article(**(values | stated))


def make_entry(
    article: Article | None = None,
    *,
    slug: str = "bridge",
    key: int = 1,
    state: State = "published",
    published: datetime = MOMENT,
    updated: datetime | None = None,
    corrections: tuple[Correction, ...] = (),
) -> Entry:
    """Build an entry whose id follows its slug."""
    return Entry(
        key=key,
        id=f"tag:news.example.org,2026-11-23:{slug}",
        slug=slug,
        revision=1 + len(corrections),
        state=state,
        published=published,
        updated=updated or published,
        corrections=corrections,
        article=article or make_article(),
    )
