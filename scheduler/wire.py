"""Wire: the bot with its lane, ledger and sender, put together as the settings say."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from bot.commands import Commands
from bot.delivery import Sender
from bot.lane import Lane
from bot.ledger import LaneTaken, Ledger
from bot.pace import Pace
from bot.roster import Roster
from bot.targets import Targets
from bot.telegram.session import TelegramBot, bot_id_of
from feeds.archive import Archive
from feeds.database import Database
from feeds.document import Site
from scheduler.settings import TelegramSettings

_log = logging.getLogger(__name__)

_PATIENCE = timedelta(seconds=3)
"""With the other parts' own, ten seconds from SIGTERM to the end in the worst of cases."""
_MOST_AT_ONCE = 256
_ANSWER_SECONDS = 4.0
"""The slowest answers at which the full rate still holds: so many calls are on their way."""


class Wire:
    """One bot's way to its readers. `connected` is awaited when the bot knows its name."""

    def __init__(
        self,
        settings: TelegramSettings,
        *,
        token: str,
        root: str,
        database: Database,
        archive: Archive,
        site: Site,
        connected: Callable[[str], Awaitable[None]],
    ) -> None:
        rate = settings.rate_per_second
        at_once = max(16, min(_MOST_AT_ONCE, round(rate * _ANSWER_SECONDS)))
        bot_id = bot_id_of(token)
        self._archive = archive
        self._settings = settings
        self._telegram = TelegramBot(token, root, concurrency=at_once)
        self._ledger = Ledger(database, bot_id)
        self._roster = Roster(database, bot_id)
        self._lane = Lane(Pace(rate), concurrency=at_once, on_slow_down=self._slow_down)
        self._connected = connected
        self._sender = Sender(
            archive=archive,
            site=site,
            ledger=self._ledger,
            targets=Targets(database, bot_id, resend=settings.on_unknown == "resend"),
            messenger=self._telegram.messenger,
            lane=self._lane,
            clock=_now,
            window=max(64, at_once + round(rate)),
        )
        self._commands = Commands(
            roster=self._roster, ledger=self._ledger, archive=archive, site=site, clock=_now
        )
        self._tasks: list[asyncio.Task[None]] = []
        self._broken: str | None = None

    @property
    def trouble(self) -> str | None:
        """What keeps messages from readers; None when nothing does."""
        return self._broken or self._lane.trouble or self._telegram.trouble

    async def facts(self) -> dict[str, object]:
        """Count readers and waiting work, for `/health`."""
        counted = await self._roster.count()
        readers = {state.name.lower(): number for state, number in counted.items()}
        running = await self._ledger.count_running()
        name = self._telegram.username
        return {
            "bot": name,
            "readers": readers,
            "broadcasts": running,
            "waiting": self._lane.waiting,
        }

    def wake(self) -> None:
        """Look for news to tell."""
        self._sender.wake()

    async def start(self) -> None:
        """Begin to send and to listen. A bot that is new here tells nothing of the past."""
        await self._ledger.open(await self._archive.last_seq())
        await self._telegram.open()
        self._tasks = [
            asyncio.create_task(self._send(), name="sender"),
            asyncio.create_task(self._listen(), name="bot"),
        ]
        for task in self._tasks:
            task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Take no more updates, let messages on their way arrive, write everything down."""
        for task in self._tasks[1:]:
            task.cancel()
        await asyncio.gather(*self._tasks[1:], return_exceptions=True)
        with suppress(LaneTaken):
            await self._sender.stop(_PATIENCE)
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._telegram.close()

    async def _send(self) -> None:
        owner = f"{socket.gethostname()}:{os.getpid()}"
        try:
            await self._sender.run(owner)
        except* LaneTaken:
            self._broken = "another process sends for this bot"
            _log.error("another process sends for this bot now: nothing more leaves from here")

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Tell of a part that broke; feeds and pages go on without it."""
        if not task.cancelled() and (error := task.exception()):
            self._broken = f"the {task.get_name()} broke: restart the service, and report its log"
            _log.error("%s", self._broken, exc_info=error)

    async def _listen(self) -> None:
        await self._telegram.run(
            commands=self._commands,
            lane=self._lane,
            sender=self._sender,
            connected=self._introduce,
        )

    async def _introduce(self, username: str) -> None:
        channels = await self._telegram.find_channels(self._settings.channels)
        for chat_id in channels:
            if await self._roster.add(chat_id, _now()):
                _log.info("channel %d gets every new article from now on", chat_id)
        if len(channels) == len(self._settings.channels):
            for chat_id in set(await self._roster.channels()) - set(channels):
                await self._roster.stop(chat_id)
                _log.info("channel %d is no longer in the settings: it gets no more", chat_id)
        await self._connected(username)

    async def _slow_down(self, wait: timedelta) -> None:
        await self._ledger.hold(_now() + wait)


def _now() -> datetime:
    return datetime.now(UTC)
