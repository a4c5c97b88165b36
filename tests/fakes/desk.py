"""A desk: files that need no disk, a clock that is turned by hand, and a real record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from feeds.archive import Archive
from feeds.database import Database
from feeds.entry import Entry
from feeds.recorded import Recorded
from seeds.article import Article
from tests.fakes.entries import make_article

AUTHORITY = "news.example.org"
NOON = datetime(2026, 7, 31, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


class Desk:
    """Saves, moves and deletes files, and records what a scan would find."""

    def __init__(self, database: Database) -> None:
        self.archive = Archive(database, authority=AUTHORITY)
        self.now = NOON
        self.files: dict[str, Article] = {}

    def write(self, path: str, words: str = "It opens on Monday.", **stated: Any) -> None:
        """Put a file there, unseen until the next scan."""
        folders = tuple(path.split("/")[:-1])
        values = {"topics": folders, **stated, "path": path}
        title = values.pop("title", "Bridge reopens")
        self.files[path] = make_article(title, (words,), **values)

    def move(self, path: str, to: str) -> None:
        """Rename a file, unseen until the next scan."""
        old = self.files.pop(path)
        self.write(to, old.body_text, **_stated(old))

    async def scan(self, *paths: str) -> list[Recorded]:
        """Record all files, or those at some paths, a minute after the last time."""
        self.now += MINUTE
        chosen: Sequence[str] = paths or sorted(self.files)
        articles = [self.files[path] for path in chosen]
        return await self.archive.record(articles, self.now, exists=self.files.__contains__)

    async def save(self, path: str, words: str = "It opens on Monday.", **stated: Any) -> Recorded:
        """Put one file there, and record it."""
        self.write(path, words, **stated)
        return (await self.scan(path))[0]

    async def entry(self, slug: str) -> Entry:
        """Find an entry that must be there."""
        found = await self.archive.by_slug(slug)
        assert found is not None, slug
        return found

    async def changes(self) -> list[tuple[str, str]]:
        """List the whole history as (kind, slug)."""
        found = await self.archive.changes_after(0, 10_000)
        return [(change.kind, change.entry.slug) for change in found]

    async def visible(self) -> list[str]:
        """List the slugs that readers see, the newest first."""
        return [entry.slug for entry in await self.archive.newest(10_000)]


async def open_desk(database: Database) -> Desk:
    """Open an empty record at noon."""
    desk = Desk(database)
    await desk.archive.open(NOON)
    return desk


_KEPT = (
    "title",
    "status",
    "embargo",
    "published",
    "correction",
    "id",
    "language",
    "urgency",
    "author",
)


def _stated(article: Article) -> dict[str, Any]:
    return {name: getattr(article, name) for name in _KEPT}
