"""Records: the ledger as an operator reads it. Broadcasts in sum, or every copy of an article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.schema import (
    AttemptState,
    BroadcastKind,
    BroadcastState,
    attempt,
    broadcast,
    receipt,
    subscriber,
)
from feeds.database import Database
from feeds.moment import from_ms
from feeds.schema import entry


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastRecord:
    """One broadcast in sum. `sent` counts the messages sent, or edited.

    `reason` says why nobody was sent anything, where that was decided.
    """

    slug: str
    revision: int
    kind: str
    state: str
    made: datetime
    sent: int
    retry: int
    unknown: int
    dead: int
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRecord:
    """What became of an article for one chat: a copy that it holds, or why it holds none.

    Where no chat was to hold one, there is a single record without a chat: `skipped`, and why.
    """

    slug: str
    chat_id: int | None
    message_id: int | None
    revision: int | None
    at: datetime | None
    state: str
    tries: int
    error: str | None


class Records:
    """Reads the ledgers of all bots in a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def broadcasts(self, limit: int = 50) -> list[BroadcastRecord]:
        """List the newest broadcasts, the newest first."""
        query = (
            select(broadcast, entry.c.slug)
            .join(entry, entry.c.key == broadcast.c.entry_key)
            .order_by(broadcast.c.id.desc())
            .limit(limit)
        )
        counts = (
            select(attempt.c.broadcast_id, attempt.c.state, func.count().label("number"))
            .where(attempt.c.broadcast_id.in_(select(query.subquery().c.id)))
            .group_by(attempt.c.broadcast_id, attempt.c.state)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
            counted = {
                (row.broadcast_id, AttemptState(row.state)): row.number
                for row in (await connection.execute(counts)).all()
            }
        return [
            BroadcastRecord(
                slug=row.slug,
                revision=row.revision,
                kind=BroadcastKind(row.kind).name.lower(),
                state=BroadcastState(row.state).name.lower(),
                made=from_ms(row.made_ms),
                sent=row.sent,
                retry=counted.get((row.id, AttemptState.RETRY), 0),
                unknown=counted.get((row.id, AttemptState.UNKNOWN), 0),
                dead=counted.get((row.id, AttemptState.DEAD), 0),
                reason=row.reason,
            )
            for row in rows
        ]

    async def copies(self, slug: str) -> list[CopyRecord]:
        """List every chat that holds a copy of an article, then every failed attempt at it.

        Before them stands why it was not sent to all, if it was not.
        """
        held = (
            select(receipt, subscriber.c.chat_id)
            .join(entry, entry.c.key == receipt.c.entry_key)
            .join(subscriber, subscriber.c.id == receipt.c.subscriber_id)
            .where(entry.c.slug == slug)
            .order_by(receipt.c.subscriber_id, receipt.c.message_id)
        )
        tried = (
            select(attempt, broadcast.c.revision, subscriber.c.chat_id)
            .join(broadcast, broadcast.c.id == attempt.c.broadcast_id)
            .join(entry, entry.c.key == broadcast.c.entry_key)
            .join(subscriber, subscriber.c.id == attempt.c.subscriber_id)
            .where(entry.c.slug == slug)
            .order_by(attempt.c.broadcast_id, attempt.c.subscriber_id)
        )
        unsent = (
            select(broadcast)
            .join(entry, entry.c.key == broadcast.c.entry_key)
            .where(entry.c.slug == slug, broadcast.c.state == BroadcastState.SKIPPED)
            .order_by(broadcast.c.id)
        )
        async with self._database.read() as connection:
            skipped = (await connection.execute(unsent)).all()
            copies = (await connection.execute(held)).all()
            attempts = (await connection.execute(tried)).all()
        records = [
            CopyRecord(
                slug=slug,
                chat_id=None,
                message_id=None,
                revision=row.revision,
                at=from_ms(row.made_ms),
                state="skipped",
                tries=0,
                error=row.reason,
            )
            for row in skipped
        ]
        records += [
            CopyRecord(
                slug=slug,
                chat_id=row.chat_id,
                message_id=row.message_id,
                revision=row.revision,
                at=from_ms(row.at_s * 1000),
                state="delivered",
                tries=1,
                error=None,
            )
            for row in copies
        ]
        return records + [
            CopyRecord(
                slug=slug,
                chat_id=row.chat_id,
                message_id=row.message_id or None,
                revision=row.revision,
                at=None,
                state=AttemptState(row.state).name.lower(),
                tries=row.tries,
                error=row.error,
            )
            for row in attempts
        ]
