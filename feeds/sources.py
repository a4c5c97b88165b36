"""Sources: the files that were seen, so that an unchanged one is never read again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from feeds.database import Database
from feeds.schema import source
from seeds.errors import UnreadableArticle
from seeds.folder import Sighting, Stamp

READER = 2
"""The version of our reading. A higher one reads every file again, once, after an upgrade."""

NEVER_READ = Stamp(size=-1, mtime_ns=-1, inode=-1)
"""No file's stamp: what stands in the way is no part of the file, so each scan tries again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file as it was last read: its stamp, and why it was refused if it was.

    `behind` names the file whose article this one repeats; "" once that file is gone and its
    words with it: only an editor can tell what this one is then. None: it repeats nothing.
    `remark` is what editors are told of a file that was used all the same.
    """

    path: str
    stamp: Stamp
    reader: int = READER
    refusal: UnreadableArticle | None = None
    behind: str | None = None
    remark: str | None = None


class Sources:
    """Remembers each file by its stamp. Held in memory too: a scan asks of every file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, Source] = {}
        self._refused: dict[str, UnreadableArticle] = {}
        self._remarks: dict[str, str] = {}

    async def open(self) -> None:
        """Read what is known. The archive's tables must be there."""
        async with self._database.read() as connection:
            rows = (await connection.execute(select(source))).all()
        self._known, self._refused, self._remarks = {}, {}, {}
        self._remember(_to_source(row) for row in rows)

    def get(self, path: str) -> Source | None:
        """Find what is known of the file at a path."""
        return self._known.get(path)

    def is_news(self, sighting: Sighting) -> bool:
        """Tell whether a file must be read: unknown, changed, or read by an older reader."""
        known = self._known.get(sighting.path)
        return known is None or known.stamp != sighting.stamp or known.reader != READER

    def is_told(self, noted: Source) -> bool:
        """Tell whether the same words were noted about the same file before."""
        known = self._known.get(noted.path)
        return (
            known is not None
            and known.stamp == noted.stamp
            and str(known.refusal) == str(noted.refusal)
            and known.remark == noted.remark
        )

    def refusals(self) -> list[UnreadableArticle]:
        """List the files that can't be used, by path."""
        return [refusal for _, refusal in sorted(self._refused.items())]

    def remarks(self) -> list[tuple[str, str]]:
        """List what editors are told of files that were used, as (path, remark), by path."""
        return sorted(self._remarks.items())

    def refused_elsewhere(self, here: Collection[str]) -> set[str]:
        """Name the refused files that are not `here` any more: nobody needs to hear of them."""
        return set(self._refused).difference(here)

    def missing(self, here: Collection[str]) -> set[str]:
        """Name the files that gave an article once and are not `here` now."""
        return set(self._known).difference(self._refused, here)

    async def keep(self, noted: Sequence[Source], *, gone: Collection[str] = ()) -> None:
        """Remember files as read, and forget those at paths that are `gone`."""
        sources = [one for one in noted if one.path in gone or not self._is_kept(one)]
        if not sources and not gone:
            return
        insert = sqlite_insert if self._database.is_sqlite else postgresql_insert
        statement = insert(source)
        statement = statement.on_conflict_do_update(
            index_elements=[source.c.path],
            set_={name: statement.excluded[name] for name in _VALUES},
        )
        async with self._database.write() as connection:
            if gone:
                forget = delete(source).where(source.c.path == bindparam("gone"))
                await connection.execute(forget, [{"gone": path} for path in gone])
            if sources:
                await connection.execute(statement, [_row(one) for one in sources])
        for path in gone:
            for kept in (self._known, self._refused, self._remarks):
                kept.pop(path, None)
        self._remember(sources)

    def _is_kept(self, noted: Source) -> bool:
        known = self._known.get(noted.path)
        return (
            known is not None
            and self.is_told(noted)
            and (known.reader, known.behind) == (noted.reader, noted.behind)
        )

    def _remember(self, sources: Iterable[Source]) -> None:
        for one in sources:
            self._known[one.path] = one
            if one.refusal:
                self._refused[one.path] = one.refusal
            else:
                self._refused.pop(one.path, None)
            if one.remark:
                self._remarks[one.path] = one.remark
            else:
                self._remarks.pop(one.path, None)


_MOST = 2**63 - 1
_VALUES = tuple(column.name for column in source.c if not column.primary_key)


def _row(one: Source) -> dict[str, Any]:
    refusal = one.refusal
    return {
        "path": one.path,
        "size": one.stamp.size,
        # A file of the 24th century is read again at each start; no column holds its date.
        "mtime_ns": min(one.stamp.mtime_ns, _MOST),
        # Some file systems use all 64 bits of a number, where columns have a sign.
        "inode": one.stamp.inode if one.stamp.inode <= _MOST else one.stamp.inode - 2**64,
        "reader": one.reader,
        "line": refusal and refusal.line,
        "reason": refusal and refusal.reason,
        "remedy": refusal and refusal.remedy,
        "behind": one.behind,
        "remark": one.remark,
    }


def _to_source(row: Row[Any]) -> Source:
    return Source(
        path=row.path,
        stamp=Stamp(
            size=row.size,
            mtime_ns=row.mtime_ns,
            inode=row.inode if row.inode >= -1 else row.inode + 2**64,
        ),
        reader=row.reader,
        refusal=row.reason and UnreadableArticle(row.path, row.line, row.reason, row.remedy),
        behind=row.behind,
        remark=row.remark,
    )
