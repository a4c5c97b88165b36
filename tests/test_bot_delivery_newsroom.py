"""A newsroom to test in: archive, ledger and sender over real HTTP to a local Telegram."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from bot.commands import Commands
from bot.delivery import Sender
from bot.lane import Lane
from bot.ledger import Ledger
from bot.pace import Pace
from bot.roster import Roster
from bot.sandbox.calls import Calls
from bot.schema import SubscriberState, attempt, broadcast, receipt, subscriber
from bot.targets import Targets
from bot.telegram.session import TelegramBot
from feeds.archive import Archive
from feeds.database import Database, open_database
from feeds.entry import Entry
from tests.fakes.entries import SITE, make_article
from tests.fakes.telegram import TelegramServer

BOT = 123456789
READERS = range(1, 31)


class Newsroom:
    """One process' worth of a bot. `shift` moves its clock, which retries go by."""

    def __init__(
        self,
        database: Database,
        telegram: TelegramServer,
        *,
        rate: float = 1000,
        concurrency: int = 64,
        window: int = 128,
        resend: bool = True,
    ) -> None:
        self.database = database
        self.telegram = telegram
        self.shift = timedelta()
        self.archive = Archive(database, authority="news.example.org")
        self.ledger = Ledger(database, BOT)
        self.roster = Roster(database, BOT)
        self.bot = TelegramBot(telegram.token, telegram.api_base_url, concurrency=concurrency)
        self.lane = Lane(Pace(rate), concurrency=concurrency, on_slow_down=self._slow_down)
        self.sender = Sender(
            archive=self.archive,
            site=SITE,
            ledger=self.ledger,
            targets=Targets(database, BOT, resend=resend),
            messenger=self.bot.messenger,
            lane=self.lane,
            clock=self.now,
            window=window,
        )
        self.commands = Commands(
            roster=self.roster,
            ledger=self.ledger,
            archive=self.archive,
            site=SITE,
            clock=self.now,
        )
        self.running: asyncio.Task[None] | None = None

    async def open(self) -> None:
        await self.archive.open(self.now())
        await self.ledger.open(await self.archive.last_seq())
        await self.bot.open()
        self.running = asyncio.create_task(self.sender.run("here"))

    async def close(self, patience: float = 2.0) -> None:
        try:
            await self.sender.stop(timedelta(seconds=patience))
            if self.running:
                await self.running
        finally:
            await self.bot.close()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift

    async def subscribe(self, chats: Iterable[int]) -> None:
        """Write subscribers down all at once, as /start would one by one."""
        rows = [
            {"bot_id": BOT, "chat_id": chat, "state": SubscriberState.ACTIVE, "since_ms": 0}
            for chat in chats
        ]
        async with self.database.write() as connection:
            await connection.execute(subscriber.insert(), rows)

    async def publish(self, title: str, words: str, *, name: str = "", **stated: Any) -> Entry:
        """Record an article, a new one or new words of a known one, and wake the sender."""
        article = make_article(title, [words], path=f"{name or title}.txt", **stated)
        await self.archive.record([article], self.now(), exists=lambda _: True)
        entry = await self.archive.by_slug((name or title).lower())
        assert entry
        self.sender.wake()
        return entry

    async def settle(self, seconds: float = 20) -> None:
        """Wait until everything is told and written, without a helping hand."""
        await until(self._settled, seconds)

    async def skip(self, by: timedelta) -> None:
        """Let the clock jump, so that what is due then is due now."""
        self.shift += by
        self.sender.wake()

    async def receipts(self, entry: Entry) -> dict[tuple[int, int], int]:
        """Give the revision that the ledger has of each copy (chat, message)."""
        query = (
            select(subscriber.c.chat_id, receipt.c.message_id, receipt.c.revision)
            .join(subscriber, subscriber.c.id == receipt.c.subscriber_id)
            .where(receipt.c.entry_key == entry.key)
        )
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
        return {(row.chat_id, row.message_id): row.revision for row in rows}

    async def attempts(self) -> Counter[str]:
        async with self.database.read() as connection:
            states = (await connection.execute(select(attempt.c.state))).scalars()
            return Counter({1: "retry", 2: "unknown", 3: "dead"}[state] for state in states)

    async def broadcasts(self) -> list[Any]:
        async with self.database.read() as connection:
            query = select(broadcast).order_by(broadcast.c.id)
            return list((await connection.execute(query)).all())

    async def execute(self, statement: str) -> None:
        async with self.database.write() as connection:
            await connection.execute(text(statement))

    def accepted(self, *, answered: bool = True) -> Counter[tuple[int, int]]:
        """Count what Telegram took, as (chat, message): what it said so of, or all of it."""
        return Counter(
            (int(call.params["chat_id"]), call.result["message_id"])
            for call in self.telegram.calls.of("sendMessage")
            if call.executed and (call.outcome == "ok" or not answered)
        )

    def copies(self) -> Counter[int]:
        """Count the messages that each chat got, whatever the bot knows of them."""
        return Counter(chat for chat, _ in self.accepted(answered=False).elements())

    async def check(self, entry: Entry, chats: Iterable[int], *, most: int = 1) -> None:
        """Nobody missing, nobody twice, and the ledger knows just what Telegram accepted."""
        held, copies = await self.receipts(entry), self.copies()
        newest = await self.archive.by_key(entry.key)
        assert newest
        assert set(copies) == set(chats)
        assert max(copies.values(), default=0) <= most
        assert set(held) == set(self.accepted())
        assert set(held.values()) <= {newest.revision}
        self.telegram.check()

    async def _settled(self) -> bool:
        known = self.sender._seq == await self.archive.last_seq()
        return known and self.sender.idle and not await self.ledger.running()

    async def _slow_down(self, wait: timedelta) -> None:
        await self.ledger.hold(self.now() + wait)


def open_telegram(*, judged: bool = True) -> TelegramServer:
    """Start a Telegram where every chat exists, and which forgets no call."""
    server = TelegramServer(welcoming=True, judged=judged)
    server.api.calls = Calls(unbounded=True)
    return server


def shown(telegram: TelegramServer, word: str) -> list[int]:
    """Tell which readers see a word in their chat now."""
    return [chat for chat in READERS if any(word in text for text in telegram.texts(chat))]


async def until(predicate: Callable[[], Any], seconds: float = 10) -> None:
    """Wait until something is so; `predicate` may be a coroutine function."""
    async with asyncio.timeout(seconds):
        while True:
            value = predicate()
            if asyncio.iscoroutine(value):
                value = await value
            if value:
                return
            await asyncio.sleep(0.01)


@asynccontextmanager
async def newsroom(
    telegram: TelegramServer, folder: Path, **options: Any
) -> AsyncIterator[Newsroom]:
    """Open a newsroom on the store in `folder`; two in a row are one that was restarted."""
    database = await open_database(f"sqlite:///{folder / 'teleprinter.db'}")
    for room in ("feeds", "bot"):
        await database.migrate(room)
    room_at_work = Newsroom(database, telegram, **options)
    try:
        await room_at_work.open()
        yield room_at_work
    finally:
        await room_at_work.close()
        await database.close()
