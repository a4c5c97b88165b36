"""Intake: when the folder is looked at, and what follows when something was published."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

from feeds.archive import Archive
from feeds.publish import Publisher, Report
from scheduler.watch import watch
from seeds.errors import SeedError
from seeds.folder import Folder

_log = logging.getLogger(__name__)


class Intake:
    """Looks at the folder: all of it when asked to scan, single files when they move.

    `published` is awaited after each look that gave readers something new. `report` is what
    the last scan found, `trouble` why the folder could not be looked at.
    """

    def __init__(
        self,
        folder: Folder,
        publisher: Publisher,
        archive: Archive,
        *,
        settle: timedelta,
        published: Callable[[], Awaitable[None]],
    ) -> None:
        self.report: Report | None = None
        self.trouble: str | None = None
        self._folder = folder
        self._publisher = publisher
        self._archive = archive
        self._settle = settle
        self._published = published
        self._looking = asyncio.Lock()
        self._pending: set[str] = set()
        self._later: asyncio.Task[None] | None = None

    async def scan(self) -> None:
        """Look at every file. This is the truth; all else only comes sooner."""
        await self._look(None)

    async def release(self) -> None:
        """Publish what was embargoed until now."""
        if await self._archive.release(_now()):
            await self._published()

    async def follow(self, stop: asyncio.Event) -> None:
        """Look at files as they move, until stopped."""
        async with aclosing(watch(self._folder.root, stop)) as seen:
            async for arrivals in seen:
                if arrivals.changed:
                    await self._look(arrivals.changed, arrivals.arrived)
                else:
                    await self.scan()

    async def close(self) -> None:
        """Look no more. What is pending is found at the next start."""
        if self._later:
            self._later.cancel()
            await asyncio.gather(self._later, return_exceptions=True)

    async def _look(
        self, paths: Collection[str] | None, arrived: Collection[str] = frozenset()
    ) -> None:
        async with self._looking:
            try:
                report = await self._publisher.publish(_now(), paths=paths, arrived=arrived)
            except SeedError as error:
                if self.trouble is None:
                    _log.error("%s", error)
                self.trouble = str(error)
                return
        self._note(report, whole=paths is None)
        self._pending |= set(report.pending)
        if self._pending and self._later is None:
            self._later = asyncio.create_task(self._look_later())
        if report.changed:
            await self._published()

    def _note(self, report: Report, *, whole: bool) -> None:
        if not whole and self.report is not None:
            self.report.refused = report.refused
            return
        alarmed = self.report.alarm if self.report else None
        if report.alarm and report.alarm != alarmed:
            _log.error("%s", report.alarm)
        self.report, self.trouble = report, None

    async def _look_later(self) -> None:
        """Look again at files that were still being written, until each has come to rest."""
        while self._pending:
            await asyncio.sleep(self._settle.total_seconds() + 0.01)
            paths, self._pending = frozenset(self._pending), set()
            await self._look(paths)
        self._later = None


def _now() -> datetime:
    return datetime.now(UTC)
