"""Flush: what happened to deliveries, gathered to be written in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Insert, Table, delete, exists, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.schema import AttemptState, SubscriberState, attempt, receipt, subscriber


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """This chat holds this revision as message N, since `at_s` (unix seconds)."""

    entry_key: int
    subscriber_id: int
    message_id: int
    revision: int
    at_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A delivery that is not simply done. `message_id` is 0 unless a copy was to be edited."""

    broadcast_id: int
    subscriber_id: int
    message_id: int
    state: AttemptState
    tries: int
    due_ms: int
    error: str


@dataclass(slots=True)
class Flush:
    """Facts to write together. Nothing in it is lost when writing fails: it is tried again."""

    receipts: list[Receipt] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    settled: list[tuple[int, int, int]] = field(default_factory=list)
    """Attempts (broadcast, subscriber, message) that ended well: their rows go."""
    gone: list[int] = field(default_factory=list)
    """Subscribers whose chats take nothing any more."""
    moved: list[tuple[int, int]] = field(default_factory=list)
    """Subscribers and the new addresses of their chats."""
    cursors: dict[int, tuple[int, int]] = field(default_factory=dict)
    """By broadcast: how far it is done, and how many more were sent."""

    def settle(self, broadcast_id: int, subscriber_id: int, message_id: int) -> None:
        """Take an attempt away, one that waits here to be written too."""
        key = (broadcast_id, subscriber_id, message_id)
        self.attempts = [
            one
            for one in self.attempts
            if (one.broadcast_id, one.subscriber_id, one.message_id) != key
        ]
        self.settled.append(key)

    def put_before(self, later: Flush) -> None:
        """Take in the facts that came after these."""
        self.receipts += later.receipts
        for key in later.settled:
            self.settle(*key)
        self.attempts += later.attempts
        self.gone += later.gone
        self.moved += later.moved
        for broadcast_id, (cursor, sent) in later.cursors.items():
            _, before = self.cursors.get(broadcast_id, (0, 0))
            self.cursors[broadcast_id] = (cursor, before + sent)

    def __len__(self) -> int:
        """Count the facts, to know when a transaction is worth it."""
        return len(self.receipts) + len(self.attempts) + len(self.settled) + len(self.gone)

    def __bool__(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(len(self) or self.moved or self.cursors)


async def write_flush(connection: AsyncConnection, batch: Flush, *, sqlite: bool) -> None:
    """Write the facts of a flush; cursors are the ledger's own, under its fence."""
    insert = sqlite_insert if sqlite else postgresql_insert
    if batch.receipts:
        rows = [_fields(one) for one in batch.receipts]
        await connection.execute(_upsert(insert(receipt), receipt, ("revision", "at_s")), rows)
    if batch.settled:
        key = tuple_(attempt.c.broadcast_id, attempt.c.subscriber_id, attempt.c.message_id)
        await connection.execute(delete(attempt).where(key.in_(batch.settled)))
    if batch.attempts:
        rows = [_fields(one) for one in batch.attempts]
        changed = ("state", "tries", "due_ms", "error")
        await connection.execute(_upsert(insert(attempt), attempt, changed), rows)
    if batch.gone:
        await connection.execute(
            update(subscriber)
            .where(subscriber.c.id.in_(batch.gone), subscriber.c.state == SubscriberState.ACTIVE)
            .values(state=SubscriberState.GONE)
        )
    for subscriber_id, chat_id in batch.moved:
        await _move(connection, subscriber_id, chat_id)


async def _move(connection: AsyncConnection, subscriber_id: int, chat_id: int) -> None:
    """Give a subscriber its chat's new address, unless the new chat has subscribed by itself."""
    other = subscriber.alias()
    taken = exists(
        select(other.c.id).where(
            other.c.bot_id == subscriber.c.bot_id,
            other.c.chat_id == chat_id,
            other.c.id != subscriber_id,
        )
    )
    mine = subscriber.c.id == subscriber_id
    moved = await connection.execute(update(subscriber).where(mine, ~taken).values(chat_id=chat_id))
    if moved.rowcount == 0:
        await connection.execute(
            update(subscriber).where(mine).values(state=SubscriberState.STOPPED)
        )


def _upsert(statement: Insert, table: Table, changed: Sequence[str]) -> Insert:
    return statement.on_conflict_do_update(  # type: ignore[attr-defined,no-any-return]
        index_elements=list(table.primary_key.columns),
        set_={name: statement.excluded[name] for name in changed},  # type: ignore[attr-defined]
    )


def _fields(one: Receipt | Attempt) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__slots__}
