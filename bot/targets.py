"""Targets: which deliveries a broadcast still has to make. Reads the ledger, writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select

from bot.ledger import Broadcast
from bot.schema import AttemptState, BroadcastKind, SubscriberState, attempt, receipt, subscriber
from feeds.database import Database
from feeds.moment import to_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One delivery to make: to a chat, and for an edit, of which message. `tries` so far."""

    subscriber_id: int
    chat_id: int
    message_id: int = 0
    tries: int = 0


class Targets:
    """Finds the next deliveries of one bot's broadcasts, slice by slice.

    `resend` says what becomes of a message whose answer was lost: sent again, or left alone.
    An edit is made again in any case: doing it twice harms nobody.
    """

    def __init__(self, database: Database, bot_id: int, *, resend: bool) -> None:
        self._database = database
        self._bot_id = bot_id
        self._resend = resend

    async def unsent(self, one: Broadcast, after: int, limit: int) -> list[Target]:
        """List the next subscribers of a SEND, by id, who hold no copy and have no attempt."""
        query = (
            select(subscriber.c.id, subscriber.c.chat_id)
            .where(
                subscriber.c.bot_id == self._bot_id,
                subscriber.c.id > after,
                subscriber.c.id <= one.last_subscriber,
                subscriber.c.state == SubscriberState.ACTIVE,
                ~exists().where(
                    receipt.c.entry_key == one.entry_key,
                    receipt.c.subscriber_id == subscriber.c.id,
                ),
                ~exists().where(
                    attempt.c.broadcast_id == one.id,
                    attempt.c.subscriber_id == subscriber.c.id,
                ),
            )
            .order_by(subscriber.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [Target(subscriber_id=row.id, chat_id=row.chat_id) for row in rows]

    async def behind(
        self, one: Broadcast, before: tuple[int, int] | None, limit: int
    ) -> list[Target]:
        """List the next copies that an EDIT must reach, the newest subscribers' first.

        `before` is the (subscriber, message) that the last call ended with.
        """
        query = (
            select(receipt.c.subscriber_id, receipt.c.message_id, subscriber.c.chat_id)
            .join(subscriber, subscriber.c.id == receipt.c.subscriber_id)
            .where(
                receipt.c.entry_key == one.entry_key,
                receipt.c.revision < one.revision,
                subscriber.c.bot_id == self._bot_id,
                ~exists().where(
                    attempt.c.broadcast_id == one.id,
                    attempt.c.subscriber_id == receipt.c.subscriber_id,
                    attempt.c.message_id == receipt.c.message_id,
                ),
            )
            .order_by(receipt.c.subscriber_id.desc(), receipt.c.message_id.desc())
            .limit(limit)
        )
        if before is not None:
            last, message = before
            query = query.where(
                (receipt.c.subscriber_id < last)
                | ((receipt.c.subscriber_id == last) & (receipt.c.message_id < message))
            )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [
            Target(subscriber_id=row.subscriber_id, chat_id=row.chat_id, message_id=row.message_id)
            for row in rows
        ]

    async def due(self, one: Broadcast, now: datetime, limit: int) -> list[Target]:
        """List the attempts to make again now, the longest due first."""
        query = (
            select(attempt, subscriber.c.chat_id)
            .join(subscriber, subscriber.c.id == attempt.c.subscriber_id)
            .where(*self._to_make(one), attempt.c.due_ms <= to_ms(now))
            .order_by(attempt.c.due_ms)
            .limit(limit)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [
            Target(
                subscriber_id=row.subscriber_id,
                chat_id=row.chat_id,
                message_id=row.message_id,
                tries=row.tries,
            )
            for row in rows
        ]

    async def attempts_left(self, one: Broadcast) -> int:
        """Count the attempts that will be made again, now or later."""
        query = (
            select(func.count())
            .select_from(attempt)
            .join(subscriber, subscriber.c.id == attempt.c.subscriber_id)
            .where(*self._to_make(one))
        )
        async with self._database.read() as connection:
            return int((await connection.execute(query)).scalar_one())

    def _to_make(self, one: Broadcast) -> list[ColumnElement[bool]]:
        """Tell which attempts are made again: none to those who left or hold a copy by now."""
        mine = attempt.c.broadcast_id == one.id
        if one.kind is BroadcastKind.EDIT:
            return [mine, attempt.c.state != AttemptState.DEAD]
        again = [AttemptState.RETRY, *([AttemptState.UNKNOWN] if self._resend else [])]
        held = exists().where(
            receipt.c.entry_key == one.entry_key,
            receipt.c.subscriber_id == attempt.c.subscriber_id,
        )
        return [
            mine,
            attempt.c.state.in_(again),
            subscriber.c.state == SubscriberState.ACTIVE,
            ~held,
        ]
