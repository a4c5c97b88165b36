"""Roster: who subscribes, and whether they can be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.schema import SubscriberState, insert_new, subscriber
from feeds.database import Database
from feeds.moment import to_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A chat that asked for articles, once at least. Its `id` is never used again."""

    id: int
    chat_id: int
    state: SubscriberState
    language: str | None = None


class Roster:
    """The subscribers of one bot. Rows stay when a reader goes: wishes survive a return."""

    def __init__(self, database: Database, bot_id: int) -> None:
        self._database = database
        self._bot_id = bot_id

    async def add(self, chat_id: int, now: datetime, *, language: str | None = None) -> bool:
        """Subscribe a chat. True if it was not subscribed; doing it twice changes nothing."""
        async with self._database.write() as connection:
            known = await self._find(connection, chat_id)
            if known is None:
                new = await self._insert(
                    connection, chat_id, SubscriberState.ACTIVE, now, language=language
                )
                if new:
                    return True
                known = await self._get(connection, chat_id)
            if known.state == SubscriberState.ACTIVE and known.language == language:
                return False
            values = {"state": SubscriberState.ACTIVE, "language": language or known.language}
            await connection.execute(
                update(subscriber).where(subscriber.c.id == known.id).values(values)
            )
            return known.state != SubscriberState.ACTIVE

    async def meet(self, chat_id: int, now: datetime) -> Subscriber:
        """Find a chat, or note it as one that has not subscribed: what it is sent is recorded."""
        async with self._database.write() as connection:
            known = await self._find(connection, chat_id)
            if known is None:
                await self._insert(connection, chat_id, SubscriberState.MET, now)
                known = await self._get(connection, chat_id)
            return known

    async def stop(self, chat_id: int) -> bool:
        """Unsubscribe a chat at its own wish. True if it was subscribed."""
        before = (SubscriberState.ACTIVE, SubscriberState.GONE)
        return await self._change(chat_id, before, SubscriberState.STOPPED)

    async def lose(self, chat_id: int) -> bool:
        """Note that a chat can't be reached (blocked, kicked). Its wish for articles stays."""
        return await self._change(chat_id, (SubscriberState.ACTIVE,), SubscriberState.GONE)

    async def regain(self, chat_id: int) -> bool:
        """Note that a chat can be reached again: subscribed as before, if it was."""
        return await self._change(chat_id, (SubscriberState.GONE,), SubscriberState.ACTIVE)

    async def find(self, chat_id: int) -> Subscriber | None:
        """Find a chat in any state."""
        async with self._database.read() as connection:
            return await self._find(connection, chat_id)

    async def channels(self) -> list[int]:
        """List the chats that are no private ones and get what is new: their ids are negative."""
        query = select(subscriber.c.chat_id).where(
            subscriber.c.bot_id == self._bot_id,
            subscriber.c.chat_id < 0,
            subscriber.c.state == SubscriberState.ACTIVE,
        )
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def count(self) -> dict[SubscriberState, int]:
        """Count the subscribers by state."""
        query = (
            select(subscriber.c.state, func.count())
            .where(subscriber.c.bot_id == self._bot_id)
            .group_by(subscriber.c.state)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        found = {SubscriberState(state): number for state, number in rows}
        return {state: found.get(state, 0) for state in SubscriberState}

    async def _insert(
        self,
        connection: AsyncConnection,
        chat_id: int,
        state: SubscriberState,
        now: datetime,
        *,
        language: str | None = None,
    ) -> bool:
        result = await connection.execute(
            insert_new(subscriber, sqlite=self._database.is_sqlite)
            .values(
                bot_id=self._bot_id,
                chat_id=chat_id,
                state=state,
                since_ms=to_ms(now),
                language=language,
            )
            .returning(subscriber.c.id)
        )
        return result.first() is not None

    async def _get(self, connection: AsyncConnection, chat_id: int) -> Subscriber:
        found = await self._find(connection, chat_id)
        if found is None:
            raise LookupError(f"chat {chat_id} vanished while it was written")
        return found

    async def _find(self, connection: AsyncConnection, chat_id: int) -> Subscriber | None:
        query = select(subscriber).where(
            subscriber.c.bot_id == self._bot_id, subscriber.c.chat_id == chat_id
        )
        row = (await connection.execute(query)).first()
        if row is None:
            return None
        return Subscriber(
            id=row.id,
            chat_id=row.chat_id,
            state=SubscriberState(row.state),
            language=row.language,
        )

    async def _change(
        self, chat_id: int, before: tuple[SubscriberState, ...], after: SubscriberState
    ) -> bool:
        async with self._database.write() as connection:
            result = await connection.execute(
                update(subscriber)
                .where(
                    subscriber.c.bot_id == self._bot_id,
                    subscriber.c.chat_id == chat_id,
                    subscriber.c.state.in_(before),
                )
                .values(state=after)
            )
            return result.rowcount > 0
