"""Register: what the record knows already, asked by who writes into it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.entry import Entry
from feeds.identity import mint_slug
from feeds.moment import from_ms, to_ms
from feeds.schema import ENTRY, change, entry, to_entry

_KNOWN = ENTRY.add_columns(entry.c.path, entry.c.digest)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An entry, and the file that holds it: "" where another article has taken its place."""

    entry: Entry
    path: str
    digest: str


class Register:
    """Answers over one connection, so that nothing moves between question and writing."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def by_key(self, key: int) -> Known | None:
        """Find an entry by the record's own number."""
        return await self._one(entry.c.key == key)

    async def by_id(self, stated: str | None) -> Known | None:
        """Find the entry of an id that an author stated, if one did."""
        return None if stated is None else await self._one(entry.c.id == stated)

    async def at_path(self, path: str) -> Known | None:
        """Find the entry that the file at a path holds."""
        return await self._one(entry.c.path == path)

    async def of_words(self, digest: str, path: str) -> list[Known]:
        """List the entries that have an article's words, by files at other paths; oldest first."""
        query = _KNOWN.where(entry.c.digest == digest, entry.c.path != path)
        rows = await self._connection.execute(query.order_by(entry.c.key))
        return [_to_known(row) for row in rows.all()]

    async def doubles(self, slug: str) -> list[str]:
        """Name the entries before readers' eyes that tell the story of this one again."""
        query = select(entry.c.slug).where(entry.c.same_as == slug, entry.c.state == "published")
        return list((await self._connection.execute(query.order_by(entry.c.key))).scalars())

    async def was_public(self, key: int) -> bool:
        """Tell whether readers ever saw an entry."""
        return await self._any(change.c.entry_key == key, change.c.seq)

    async def after_all_others(self, now: datetime) -> datetime:
        """Give a moment later than that of any change, even where the clock was set back."""
        query = select(change.c.at_ms).order_by(change.c.seq.desc()).limit(1)
        last = (await self._connection.execute(query)).scalar()
        return from_ms(to_ms(now) if last is None else max(to_ms(now), last + 1))

    async def free_slug(self, stem: str) -> str:
        """Mint an address for a file of this name that no entry has."""

        async def is_taken(attempt: int) -> bool:
            return await self._any(entry.c.slug == mint_slug(stem, attempt), entry.c.key)

        return mint_slug(stem, await _first_free(is_taken))

    async def unshared(self, updated: datetime, key: int) -> datetime:
        """Find a moment from this one on that is not the `updated` of an entry besides `key`.

        Entries share a stated day, or the minute at which an embargo ends.
        """

        async def is_taken(attempt: int) -> bool:
            moment = updated + (attempt - 1) * _MILLISECOND
            return await self._any(
                (entry.c.updated_ms == to_ms(moment)) & (entry.c.key != key), entry.c.key
            )

        return updated + (await _first_free(is_taken) - 1) * _MILLISECOND

    async def _one(self, condition: ColumnElement[bool]) -> Known | None:
        row = (await self._connection.execute(_KNOWN.where(condition).limit(1))).first()
        return None if row is None else _to_known(row)

    async def _any(self, condition: ColumnElement[bool], key: ColumnElement[int]) -> bool:
        query = select(key).where(condition).limit(1)
        return (await self._connection.execute(query)).first() is not None


async def _first_free(is_taken: Callable[[int], Awaitable[bool]]) -> int:
    """Find a free number from 1 on: the first where those before it have no gaps.

    Every folder may have its index.txt: a step at a time would ask once for each of them.
    """
    taken, free = 0, 1
    while await is_taken(free):
        taken, free = free, free * 2
    while free - taken > 1:
        middle = (taken + free) // 2
        if await is_taken(middle):
            taken = middle
        else:
            free = middle
    return free


def _to_known(row: Row[Any]) -> Known:
    return Known(entry=to_entry(row), path=row.path, digest=row.digest)
