"""Intake: when the folder is looked at, and what follows when something was published."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from feeds.archive import Archive
from feeds.publish import Publisher, Report
from scheduler.watch import watch
from seeds.errors import SeedError
from seeds.folder import Folder

_log = logging.getLogger(__name__)

_TRY_AGAIN_SECONDS = 2.0


class Intake:
    """Looks at the folder: all of it when asked to scan, single files when they move.

    `published` is awaited after each look that gave readers something new, and every few
    seconds besides. `report` is what the last scan found, `trouble` why nothing is taken in.
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
        """Publish what was embargoed until now, and what was recorded while nobody could be told.

        Another process may have recorded it, or the store went away just after: one short query.
        """
        await self._archive.release(_now())
        await self._published()

    async def follow(self, stop: asyncio.Event) -> None:
        """Look at files as they move, until stopped. A store that is away ends nothing."""
        async with aclosing(watch(self._folder.root, stop)) as seen:
            async for arrivals in seen:
                await self._look_now(arrivals.changed or None, arrivals.arrived)

    async def close(self) -> None:
        """Look no more. What is pending is found at the next start."""
        if self._later:
            self._later.cancel()
            await asyncio.gather(self._later, return_exceptions=True)

    async def _look_now(
        self, paths: Collection[str] | None, arrived: Collection[str] = frozenset()
    ) -> bool:
        """Look, and tell whether the store let us. What could not be recorded is asked for anew."""
        try:
            await self._look(paths, arrived)
        except (SQLAlchemyError, OSError) as error:
            trouble = f"the store does not answer ({type(error).__name__})"
            if self.trouble is None:
                _log.error("nothing can be published: %s", trouble)
            self.trouble = trouble
            self._await_rest(paths or ())
            return False
        return True

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
        self._await_rest(report.pending)
        if report.changed:
            await self._published()

    def _await_rest(self, paths: Collection[str]) -> None:
        self._pending |= set(paths)
        if self._pending and self._later is None:
            self._later = asyncio.create_task(self._look_later())

    def _note(self, report: Report, *, whole: bool) -> None:
        if not whole and self.report is not None:
            self.report.refused, self.report.remarks = report.refused, report.remarks
            return
        alarmed = self.report.alarm if self.report else None
        if report.alarm and report.alarm != alarmed:
            _log.error("%s", report.alarm)
        self.report, self.trouble = report, None

    async def _look_later(self) -> None:
        """Look again at files that were still being written, until each has come to rest."""
        pause = rest = self._settle.total_seconds() + 0.01
        try:
            while self._pending:
                await asyncio.sleep(pause)
                paths, self._pending = frozenset(self._pending), set()
                pause = rest if await self._look_now(paths) else _TRY_AGAIN_SECONDS
        finally:
            self._later = None


def _now() -> datetime:
    return datetime.now(UTC)
