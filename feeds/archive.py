"""Archive: the published record. Entries, their revisions, and numbered changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Select, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.database import Database
from feeds.entry import Change, ChangeKind, Entry
from feeds.identity import mint_feed_id
from feeds.kinship import Kinship
from feeds.moment import from_ms, to_ms
from feeds.recorded import Recorded
from feeds.recording import Clerk
from feeds.schema import ENTRY, change, entry, publication, revision, to_entry
from seeds.article import Article

_SIGNIFICANT: tuple[ChangeKind, ...] = ("published", "corrected", "withdrawn")

_AT_ONCE = 1000
"""Entries sketched at the first start after an upgrade: a second's work. The rest follows."""


class Archive:
    """The record in a database. Everything that readers may see comes from `newest`.

    `authority` is the host or mail address that ids are minted under (RFC 4151 §2.1).
    """

    def __init__(self, database: Database, *, authority: str) -> None:
        self._database = database
        self._authority = authority
        self._caught_up = False

    async def open(self, now: datetime) -> None:
        """Bring the tables to shape and mint the feed's own id, once for all time."""
        await self._database.migrate("feeds")
        async with self._database.write() as connection:
            await self._number_in_commit_order(connection)  # two nodes may start together
            found = await connection.execute(select(publication.c.name))
            if "feed_id" not in set(found.scalars()):
                await connection.execute(
                    insert(publication),
                    [
                        {"name": "feed_id", "value": mint_feed_id(self._authority, now)},
                        {"name": "made_ms", "value": str(to_ms(now))},
                    ],
                )
        await self.catch_up(limit=_AT_ONCE)

    async def feed_id(self) -> str:
        """Name the feed: an IRI that survives every move of the site (RFC 4287 §4.2.6)."""
        return await self._fact("feed_id")

    async def record(
        self,
        articles: Sequence[Article],
        now: datetime,
        *,
        exists: Callable[[str], bool],
        renamed: Collection[str] = (),
    ) -> list[Recorded]:
        """Take articles into the record, in one transaction, in the order given.

        A path or a stated id that is known means a new revision of its entry, if the author
        said anything new. The same words at a new path are the same entry, moved, when the old
        path is gone, by `exists`, or has other words; else they are a copy, and not taken in.
        Nearly the same words are a copy too, and a higher version of a wire's item is a revision
        wherever its file is (docs/decisions/0014).
        `renamed` are paths whose file is at another path now, while another took its place.
        """
        async with self._database.write() as connection:
            await self._number_in_commit_order(connection)
            clerk = Clerk(
                connection, self._authority, exists=exists, batch=articles, renamed=renamed
            )
            return [await clerk.record(article, now) for article in articles]

    async def knows(self, article: Article) -> bool:
        """Tell whether an entry has an article's words now, or nearly, or its stated id.

        Those of a withdrawn one are no longer anybody's.
        """
        query = select(entry.c.key).where(
            (entry.c.digest == article.digest()) | (entry.c.id == article.id)
        )
        async with self._database.read() as connection:
            if (await connection.execute(query.limit(1))).first() is not None:
                return True
            alike = await Kinship(connection).like(article)
            return bool(alike) and all(one.entry.state != "withdrawn" for _, one in alike)

    async def catch_up(self, limit: int = 200) -> None:
        """Draw sketches of entries that an older program recorded, the newest first, a few a call.

        Until its sketch is drawn, an entry is compared with nothing.
        """
        if self._caught_up:
            return
        async with self._database.write() as connection:
            self._caught_up = not await Kinship(connection).catch_up(limit)

    async def release(self, now: datetime) -> int:
        """Publish what was embargoed until now. Returns how many entries came out."""
        async with self._database.read() as connection:
            query = select(entry.c.key).where(
                entry.c.state == "embargoed", entry.c.release_ms <= to_ms(now)
            )
            if (await connection.execute(query)).first() is None:
                return 0
        async with self._database.write() as connection:
            await self._number_in_commit_order(connection)
            clerk = Clerk(connection, self._authority)
            due = (
                (await connection.execute(query.order_by(entry.c.release_ms, entry.c.key)))
                .scalars()
                .all()
            )
            for key in due:
                await clerk.release(key, now)
            return len(due)

    async def newest(self, limit: int = 50) -> list[Entry]:
        """List what readers may see, newest first by first publication."""
        query = (
            ENTRY.where(entry.c.state == "published")
            .order_by(entry.c.published_ms.desc(), entry.c.key.desc())
            .limit(limit)
        )
        return await self._entries(query)

    async def by_slug(self, slug: str) -> Entry | None:
        """Find an entry in any state by its address; what may be shown is the caller's gate."""
        found = await self._entries(ENTRY.where(entry.c.slug == slug))
        return found[0] if found else None

    async def by_key(self, key: int) -> Entry | None:
        """Find an entry, in any state, at its newest revision."""
        found = await self._entries(ENTRY.where(entry.c.key == key))
        return found[0] if found else None

    async def at_revision(self, key: int, number: int) -> Article | None:
        """Read an article as it stood at a revision."""
        query = select(revision.c.article).where(
            revision.c.entry_key == key, revision.c.revision == number
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else msgspec.json.decode(row.article, type=Article)

    async def only_revised_since(self, key: int, number: int) -> bool:
        """Tell whether an entry had nothing but silent fixes after a revision."""
        query = select(change.c.seq).where(
            change.c.entry_key == key, change.c.revision > number, change.c.kind != "revised"
        )
        async with self._database.read() as connection:
            return (await connection.execute(query.limit(1))).first() is None

    async def changes_after(self, seq: int, limit: int = 100) -> list[Change]:
        """List the changes after `seq`, oldest first. Their entries are at the newest revision."""
        query = (
            ENTRY.add_columns(change.c.seq, change.c.kind, change.c.at_ms)
            .join(change, change.c.entry_key == entry.c.key)
            .where(change.c.seq > seq)
            .order_by(change.c.seq)
            .limit(limit)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [
            Change(seq=row.seq, kind=row.kind, at=from_ms(row.at_ms), entry=to_entry(row))
            for row in rows
        ]

    async def last_seq(self) -> int:
        """Number the newest change; 0 for an empty record. While it rests, all bytes rest."""
        async with self._database.read() as connection:
            found = await connection.execute(select(func.max(change.c.seq)))
            return found.scalar() or 0

    async def feed_updated(self) -> datetime:
        """When the feed last changed in a way its author calls significant (RFC 4287 §4.2.15)."""
        # One probe of the index a kind: the record's whole history would be read for max(at_ms).
        newest = [
            select(func.max(change.c.seq)).where(change.c.kind == kind).scalar_subquery()
            for kind in _SIGNIFICANT
        ]
        return await self._moment(select(func.max(change.c.at_ms)).where(change.c.seq.in_(newest)))

    async def last_modified(self) -> datetime:
        """When any byte of the record's renderings last changed, silent fixes included."""
        return await self._moment(select(change.c.at_ms).order_by(change.c.seq.desc()).limit(1))

    async def _moment(self, query: Select[int]) -> datetime:
        async with self._database.read() as connection:
            found = (await connection.execute(query)).scalar()
        return from_ms(int(await self._fact("made_ms")) if found is None else found)

    async def _fact(self, name: str) -> str:
        async with self._database.read() as connection:
            query = select(publication.c.value).where(publication.c.name == name)
            return str((await connection.execute(query)).scalar_one())

    async def _entries(self, query: Select[tuple[object, ...]]) -> list[Entry]:
        async with self._database.read() as connection:
            return [to_entry(row) for row in (await connection.execute(query)).all()]

    async def _number_in_commit_order(self, connection: AsyncConnection) -> None:
        """Let one writer at a time number changes, or a cursor could step over a late commit."""
        if not self._database.is_sqlite:
            await connection.execute(text("SELECT pg_advisory_xact_lock(7273727)"))
