"""A newsroom: a real folder, a real record, and the publisher between them."""

from __future__ import annotations

import logging
import os
import threading
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from feeds.archive import Archive
from feeds.database import Database
from feeds.entry import Entry
from feeds.publish import Publisher, Report
from feeds.sources import Sources
from seeds.errors import UnreadableArticle
from seeds.folder import Folder, Sighting
from tests.fakes.desk import AUTHORITY, MINUTE

BROKEN = "---\nembargo: whenever\n---\nBridge reopens\n\nOn Monday.\n"


class CountedFolder(Folder):
    """A folder that counts its reads, and may be refused one as a disk would."""

    def __init__(self, root: Path, **options: Any) -> None:
        super().__init__(root, **options)
        self.reads: Counter[str] = Counter()
        self.readers: set[threading.Thread] = set()
        self.locked: set[str] = set()

    def read(self, sighting: Sighting) -> bytes:
        self.reads[sighting.path] += 1
        self.readers.add(threading.current_thread())
        if sighting.path in self.locked:
            raise UnreadableArticle(sighting.path, None, "it can't be read", "Give leave")
        return super().read(sighting)


@dataclass
class Newsroom:
    """A folder, a record, and a publisher between them, on one database."""

    root: Path
    database: Database
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Forget all that is held in memory."""
        self.folder = CountedFolder(self.root)
        self.archive = Archive(self.database, authority=AUTHORITY)
        self.sources = Sources(self.database)
        self.publisher = Publisher(self.folder, self.archive, self.sources)

    async def open(self) -> None:
        await self.archive.open(self.now)
        await self.sources.open()

    def save(self, path: str, text: str = "") -> Path:
        """Save a file, whole, as of an hour ago: it has come to rest."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text or f"News of {path}\n\nIt is said that {path} is new.\n")
        # Each save has its own time, as editors' do: two within a tick would look alike.
        self.now += MINUTE
        old = (self.now - timedelta(hours=1)).timestamp()
        os.utime(file, (old, old))
        return file

    async def scan(self, paths: Collection[str] | None = None, **options: Any) -> Report:
        """Publish what is there, a minute after the last time."""
        self.now += MINUTE
        return await self.publisher.publish(self.now, paths=paths, **options)

    async def visible(self) -> set[str]:
        return {entry.slug for entry in await self.archive.newest(10_000)}

    async def entry(self, slug: str) -> Entry:
        found = await self.archive.by_slug(slug)
        assert found is not None, slug
        return found


async def open_newsroom(folder: Path, database: Database) -> Newsroom:
    """Open an empty newsroom in a folder."""
    root = folder / "seeds"
    root.mkdir()
    room = Newsroom(root, database)
    await room.open()
    return room


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]


async def commits_of(room: Newsroom, database: Database, **options: Any) -> int:
    commits = 0

    def count(_connection: object) -> None:
        nonlocal commits
        commits += 1

    event.listen(database._writer.sync_engine, "commit", count)
    await room.scan(**options)
    event.remove(database._writer.sync_engine, "commit", count)
    return commits
