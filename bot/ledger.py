"""Ledger: what was told to whom. Broadcasts with a cursor, receipts, attempts, one lane a bot."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Text,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flush import Flush, write_flush
from bot.planning import Order
from bot.schema import (
    BroadcastKind,
    BroadcastState,
    broadcast,
    insert_new,
    lane,
    receipt,
    subscriber,
)
from feeds.database import Database
from feeds.moment import from_ms, to_ms


class LaneTaken(Exception):
    """Another process sends for this bot now: stop sending here at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """One change to be told to everyone whom it concerns. `cursor` only grows."""

    id: int
    entry_key: int
    revision: int
    kind: BroadcastKind
    priority: int
    state: BroadcastState
    cursor: int
    last_subscriber: int


class Ledger:
    """The only truth about deliveries. Every write that moves on is fenced by the lane's epoch."""

    def __init__(self, database: Database, bot_id: int) -> None:
        self.bot_id = bot_id
        self._database = database
        self._epoch = -1

    async def open(self, seq: int) -> None:
        """Bring the tables to shape. A bot that is new here starts after change `seq`."""
        await self._database.migrate("bot")
        async with self._database.write() as connection:
            await connection.execute(
                insert_new(lane, sqlite=self._database.is_sqlite).values(
                    bot_id=self.bot_id, epoch=0, tat_ms=0, change_seq=seq
                )
            )

    async def take_over(self, owner: str) -> None:
        """Become the one sender of this bot: whoever was it before is fenced off."""
        async with self._database.write() as connection:
            result = await connection.execute(
                update(lane)
                .where(lane.c.bot_id == self.bot_id)
                .values(epoch=lane.c.epoch + 1, owner=owner)
                .returning(lane.c.epoch)
            )
            self._epoch = result.scalar_one()

    async def change_seq(self) -> int:
        """Number the last change of the archive that was planned."""
        return int(await self._lane_fact(lane.c.change_seq))

    async def held_until(self) -> datetime:
        """When the network lets this bot send again; past for a free lane."""
        return from_ms(int(await self._lane_fact(lane.c.tat_ms)))

    async def hold(self, until: datetime) -> None:
        """Keep a pause that the network asked for, over a restart too."""
        async with self._database.write() as connection:
            await connection.execute(
                update(lane)
                .where(lane.c.bot_id == self.bot_id, lane.c.tat_ms < to_ms(until))
                .values(tat_ms=to_ms(until))
            )

    async def plan(self, orders: Sequence[Order], seq: int, now: datetime) -> None:
        """Turn orders into broadcasts and move on to change `seq`, in one transaction.

        Raises:
            LaneTaken: another process has this lane.
        """
        async with self._database.write() as connection:
            result = await connection.execute(
                update(lane)
                .where(lane.c.bot_id == self.bot_id, lane.c.epoch == self._epoch)
                .values(change_seq=seq)
            )
            self._fence(result)
            for order in orders:
                await self._place(connection, order, now)

    async def count_running(self) -> int:
        """Count the broadcasts that have work left."""
        query = select(func.count()).select_from(broadcast).where(*self._under_way())
        async with self._database.read() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def running(self, limit: int = 100, *, known: Collection[int] = ()) -> list[Broadcast]:
        """List the broadcasts that have work left, the most urgent first, then the oldest.

        Of very many only `limit`, and whatever of the `known` ones still runs.
        """
        first = select(broadcast.c.id).where(*self._under_way())
        first = first.order_by(broadcast.c.priority, broadcast.c.id).limit(limit)
        query = (
            select(broadcast)
            .where(
                *self._under_way(),
                broadcast.c.id.in_(known) | broadcast.c.id.in_(first.subquery().select()),
            )
            .order_by(broadcast.c.priority, broadcast.c.id)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [
            Broadcast(
                id=row.id,
                entry_key=row.entry_key,
                revision=row.revision,
                kind=BroadcastKind(row.kind),
                priority=row.priority,
                state=BroadcastState(row.state),
                cursor=row.cursor,
                last_subscriber=row.last_subscriber,
            )
            for row in rows
        ]

    async def holds(self, entry_key: int, subscriber_id: int) -> bool:
        """Tell whether a chat holds a copy of an entry, at any revision."""
        query = select(receipt.c.message_id).where(
            receipt.c.entry_key == entry_key, receipt.c.subscriber_id == subscriber_id
        )
        async with self._database.read() as connection:
            return (await connection.execute(query.limit(1))).first() is not None

    async def revisions_held(self, entry_key: int) -> list[int]:
        """List the different revisions of an entry that chats hold."""
        query = select(receipt.c.revision).where(receipt.c.entry_key == entry_key).distinct()
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def skip_edits(self, entry_key: int, held: int, revision: int) -> None:
        """Count copies of revision `held` as being at `revision`: a reader sees no difference."""
        async with self._database.write() as connection:
            await connection.execute(
                update(receipt)
                .where(receipt.c.entry_key == entry_key, receipt.c.revision == held)
                .values(revision=revision)
            )

    async def finish(self, one: Broadcast) -> None:
        """Close a broadcast that has nothing left to do."""
        async with self._database.write() as connection:
            await connection.execute(
                update(broadcast)
                .where(broadcast.c.id == one.id, broadcast.c.state == BroadcastState.RUNNING)
                .values(state=BroadcastState.DONE)
            )

    async def flush(self, batch: Flush) -> None:
        """Write what happened, in one transaction: receipts, attempts, lost chats, cursors.

        Receipts are facts and are written even by a sender that was fenced off; a cursor moves
        only under the lane's own epoch.

        Raises:
            LaneTaken: the facts are written, but another process has this lane.
        """
        async with self._database.write() as connection:
            await write_flush(connection, batch, sqlite=self._database.is_sqlite)
            mine = await self._is_mine(connection)
            if mine:
                for broadcast_id, (cursor, sent) in batch.cursors.items():
                    await connection.execute(
                        update(broadcast)
                        .where(broadcast.c.id == broadcast_id)
                        .values(cursor=cursor, sent=broadcast.c.sent + sent)
                    )
        if not mine:
            raise LaneTaken

    async def _place(self, connection: AsyncConnection, order: Order, now: datetime) -> None:
        # A new SEND takes the place of an older one: two at once would send some chats both.
        if order.cancel_sends or BroadcastKind.SEND in order.kinds:
            await connection.execute(
                update(broadcast)
                .where(
                    broadcast.c.bot_id == self.bot_id,
                    broadcast.c.entry_key == order.entry_key,
                    broadcast.c.kind == BroadcastKind.SEND,
                    broadcast.c.state == BroadcastState.RUNNING,
                    (broadcast.c.revision < order.revision) | literal(order.cancel_sends),
                )
                .values(state=BroadcastState.CANCELLED)
            )
        for kind in order.kinds:
            await self._add(connection, order, kind, now)
        if order.unsent:
            await self._add(connection, order, BroadcastKind.SEND, now, unsent=order.unsent)

    async def _add(
        self,
        connection: AsyncConnection,
        order: Order,
        kind: BroadcastKind,
        now: datetime,
        *,
        unsent: str | None = None,
    ) -> None:
        last = select(func.coalesce(func.max(subscriber.c.id), 0)).where(
            subscriber.c.bot_id == self.bot_id
        )
        known = exists().where(
            broadcast.c.entry_key == order.entry_key,
            broadcast.c.revision == order.revision,
            broadcast.c.kind == kind,
            broadcast.c.bot_id == self.bot_id,
        )
        state = BroadcastState.RUNNING if unsent is None else BroadcastState.SKIPPED
        row = select(
            literal(self.bot_id).label("bot_id"),
            literal(order.entry_key).label("entry_key"),
            literal(order.revision).label("revision"),
            literal(int(kind)).label("kind"),
            literal(order.priority_of(kind)).label("priority"),
            literal(int(state)).label("state"),
            literal(0).label("cursor"),
            last.scalar_subquery().label("last_subscriber"),
            literal(0).label("sent"),
            literal(to_ms(now)).label("made_ms"),
            literal(unsent, Text).label("reason"),
        ).where(~known)
        await connection.execute(
            insert(broadcast).from_select(list(row.selected_columns.keys()), row)
        )

    def _under_way(self) -> tuple[ColumnElement[bool], ...]:
        running = broadcast.c.state == BroadcastState.RUNNING
        return broadcast.c.bot_id == self.bot_id, running

    async def _is_mine(self, connection: AsyncConnection) -> bool:
        # Locked, so that nobody takes the lane over before our cursors are committed.
        query = select(lane.c.epoch).where(lane.c.bot_id == self.bot_id).with_for_update()
        return bool((await connection.execute(query)).scalar_one() == self._epoch)

    def _fence(self, result: CursorResult[tuple[()]]) -> None:
        if result.rowcount != 1:
            raise LaneTaken

    async def _lane_fact(self, column: object) -> int:
        async with self._database.read() as connection:
            query = select(column).where(lane.c.bot_id == self.bot_id)  # type: ignore[call-overload]
            return int((await connection.execute(query)).scalar_one())
