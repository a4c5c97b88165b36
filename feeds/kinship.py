"""Kinship: which entries tell an article's story, found without reading them all."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.likeness import POSSIBLE, Kin, sketch_of
from feeds.register import Known, Register
from feeds.schema import entry, publication, revision, shingle, sketch
from seeds.article import Article
from seeds.sketch import likeness

_MARKS = 16
"""The smallest numbers of a sketch stand in an index. Of two texts that share half of their runs,
one of these is in both but for one time in 65,000; that share a third, one in 660."""

_NEWEST = 16
"""Entries looked at for each mark: a daily report has more of its kind every day."""

_CLOSEST = 8
"""Sketches compared: those that share the most marks."""

_UNSKETCHED = "unsketched"

# Written once: built of 16 queries anew for every article, it costs more than it finds.
CANDIDATES = text(
    " UNION ALL ".join(
        f"SELECT entry_key FROM (SELECT entry_key FROM shingle WHERE hash = :mark_{number} "  # noqa: S608 - numbers
        f"ORDER BY entry_key DESC LIMIT {_NEWEST}) AS marked_{number}"
        for number in range(_MARKS)
    )
)
"""The newest entries that have any of 16 marks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What an article is to a known one, and how many of 100 runs of four words both have."""

    kin: Kin
    known: Known
    percent: int


class Kinship:
    """Keeps the entries' sketches and compares articles with them, over one connection.

    What a comparison costs does not grow with the record: a look into an index for each of 16
    numbers, then eight sketches at most.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._register = Register(connection)
        self._drawn: tuple[Article | None, tuple[int, ...]] = (None, ())

    async def like(self, article: Article, *, but: int = 0) -> list[tuple[float, Known]]:
        """List the entries besides `but` that have much of an article's text, the likest first."""
        drawn = self._sketch_of(article)
        if not drawn:
            return []
        marks = {f"mark_{number}": mark for number, mark in enumerate(drawn[:_MARKS])}
        found = await self._connection.execute(CANDIDATES, marks)
        shared = Counter(key for key in found.scalars() if key != but)
        closest = sorted(shared, key=lambda key: (-shared[key], -key))[:_CLOSEST]
        if not closest:
            return []
        rows = await self._connection.execute(select(sketch).where(sketch.c.entry_key.in_(closest)))
        shares = {row.entry_key: likeness(drawn, _unpack(row.hashes)) for row in rows.all()}
        alike: list[tuple[float, Known]] = []
        for key in sorted(shares, key=lambda key: (-shares[key], key)):
            known = await self._register.by_key(key) if shares[key] >= POSSIBLE else None
            if known is not None:
                alike.append((shares[key], known))
        return alike

    async def keep(self, key: int, article: Article, *, first: bool = False) -> None:
        """Keep the sketch of an entry's newest text. `first`: the entry has none yet.

        A withdrawn entry keeps the sketch of what it was: its words may come back in a copy.
        """
        drawn = self._sketch_of(article)
        if not first:
            if article.status == "withdrawn":
                return
            query = select(sketch.c.hashes).where(sketch.c.entry_key == key)
            before = (await self._connection.execute(query)).scalar()
            if drawn == (() if before is None else _unpack(before)):
                return
            if before is not None:
                await self._forget(key, _unpack(before))
        if drawn:
            await self._connection.execute(
                insert(sketch).values(entry_key=key, hashes=_pack(drawn))
            )
            await self._connection.execute(insert(shingle), _rows(key, drawn))

    async def catch_up(self, limit: int) -> bool:
        """Draw the sketches of entries that are older than sketches are, the newest first.

        Returns whether there are more: the record may be large, and readers wait.
        """
        query = select(publication.c.value).where(publication.c.name == _UNSKETCHED)
        highest = (await self._connection.execute(query)).scalar()
        if highest is None:
            return False
        older = (
            select(entry.c.key, revision.c.article)
            .join(
                revision,
                (revision.c.entry_key == entry.c.key) & (revision.c.revision == entry.c.revision),
            )
            .where(entry.c.key <= int(highest))
            .order_by(entry.c.key.desc())
            .limit(limit)
        )
        rows = (await self._connection.execute(older)).all()
        for row in rows:
            await self.keep(row.key, msgspec.json.decode(row.article, type=Article))
        mine = publication.c.name == _UNSKETCHED
        if len(rows) < limit:
            await self._connection.execute(delete(publication).where(mine))
            return False
        await self._connection.execute(
            update(publication).where(mine).values(value=str(rows[-1].key - 1))
        )
        return True

    def _sketch_of(self, article: Article) -> tuple[int, ...]:
        """Draw a sketch once for looking and keeping."""
        if self._drawn[0] is not article:
            self._drawn = (article, sketch_of(article))
        return self._drawn[1]

    async def _forget(self, key: int, drawn: Sequence[int]) -> None:
        await self._connection.execute(
            delete(shingle).where(shingle.c.hash.in_(drawn[:_MARKS]), shingle.c.entry_key == key)
        )
        await self._connection.execute(delete(sketch).where(sketch.c.entry_key == key))


def _rows(key: int, drawn: Sequence[int]) -> list[dict[str, int]]:
    return [{"hash": mark, "entry_key": key} for mark in drawn[:_MARKS]]


def _pack(drawn: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(drawn)}I", *drawn)


def _unpack(raw: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(raw) // 4}I", raw)
