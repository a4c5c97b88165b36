"""Sources: the files that were seen, so that an unchanged one is never read again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from seeds.folder import Sighting, Stamp
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from feeds.database import Database
from feeds.schema import source
from seeds.errors import UnreadableArticle

READER = 1
"""The version of our reading. A higher one reads every file again, once, after an upgrade."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file as it was last read: its stamp, and why it was refused if it was."""

    path: str
    stamp: Stamp
    reader: int = READER
    refusal: UnreadableArticle | None = None

    @classmethod
    def of(cls, sighting: Sighting) -> Source:
        """Note that a file was read as it was seen."""
        return cls(path=sighting.path, stamp=sighting.stamp)


_NEVER_READ = Stamp(size=-1, mtime_ns=-1, inode=-1)


class Sources:
    """Remembers each file by its stamp. Held in memory too: a scan asks of every file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, Source] = {}

    async def open(self) -> None:
        """Read what is known. The archive's tables must be there."""
        async with self._database.read() as connection:
            rows = (await connection.execute(select(source))).all()
        self._known = {
            row.path: Source(
                path=row.path,
                stamp=Stamp(size=row.size, mtime_ns=row.mtime_ns, inode=row.inode),
                reader=row.reader,
                refusal=row.reason
                and UnreadableArticle(row.path, row.line, row.reason, row.remedy),
            )
            for row in rows
        }

    def is_news(self, sighting: Sighting) -> bool:
        """Tell whether a file must be read: unknown, changed, or read by an older reader."""
        known = self._known.get(sighting.path)
        return known is None or known.stamp != sighting.stamp or known.reader != READER

    def refusals(self) -> list[UnreadableArticle]:
        """List the files that can't be used, by path."""
        known = sorted(self._known.values(), key=lambda one: one.path)
        return [one.refusal for one in known if one.refusal]

    def refused_elsewhere(self, here: Collection[str]) -> set[str]:
        """Name the refused files that are not `here` any more: nobody needs to hear of them."""
        return {path for path, one in self._known.items() if one.refusal} - set(here)

    def missing(self, here: Collection[str]) -> set[str]:
        """Name the files that gave an article once and are not `here` now."""
        return {path for path, one in self._known.items() if not one.refusal} - set(here)

    async def refuse(self, refusal: UnreadableArticle, sighting: Sighting | None) -> bool:
        """Note a refusal. True if it is news: the same words about the same file are not."""
        before = self._known.get(refusal.path)
        stamp = sighting.stamp if sighting else _NEVER_READ
        if before and str(before.refusal) == str(refusal) and before.stamp == stamp:
            return False
        await self.keep([Source(path=refusal.path, stamp=stamp, refusal=refusal)])
        return True

    async def keep(self, sources: Sequence[Source], *, gone: Collection[str] = ()) -> None:
        """Remember files as read, and forget those at paths that are `gone`."""
        if not sources and not gone:
            return
        insert = sqlite_insert if self._database.is_sqlite else postgresql_insert
        statement = insert(source)
        statement = statement.on_conflict_do_update(
            index_elements=[source.c.path],
            set_={name: statement.excluded[name] for name in _VALUES},
        )
        async with self._database.write() as connection:
            if sources:
                await connection.execute(statement, [_row(one) for one in sources])
            if gone:
                await connection.execute(delete(source).where(source.c.path.in_(gone)))
        self._known.update({one.path: one for one in sources})
        for path in gone:
            self._known.pop(path, None)


_VALUES = ("size", "mtime_ns", "inode", "reader", "line", "reason", "remedy")


def _row(one: Source) -> dict[str, Any]:
    refusal = one.refusal
    return {
        "path": one.path,
        "size": one.stamp.size,
        "mtime_ns": one.stamp.mtime_ns,
        "inode": one.stamp.inode,
        "reader": one.reader,
        "line": refusal and refusal.line,
        "reason": refusal and refusal.reason,
        "remedy": refusal and refusal.remedy,
    }
