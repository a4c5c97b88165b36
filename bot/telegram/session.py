"""TelegramBot: one bot at one Bot API server, from getMe to the last answer."""

from __future__ import annotations

import asyncio
import logging
import random
import zlib
from collections.abc import Awaitable, Callable, Sequence

from telegram import Bot, BotCommand
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application

from bot.commands import Commands
from bot.delivery import Sender
from bot.lane import Lane
from bot.telegram.handlers import App, Handlers
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.polling import Poller, UpdatesRequest
from bot.telegram.request import AiohttpRequest
from bot.texts import Texts, languages

_log = logging.getLogger(__name__)

_COMMANDS = ("start", "stop", "latest", "help", "privacy")
_LONGEST_PAUSE_SECONDS = 60.0
_LARGEST_ID = 2**52
"""Bot API: identifiers have at most 52 significant bits."""


def bot_id_of(token: str) -> int:
    """Tell the number of a token's bot, as which its readers and receipts are kept.

    Telegram builds tokens as `number:secret`. Another text gets a number of its own, always the
    same: whether it opens anything is the server's to say, and feeds go on meanwhile.
    """
    number = token.partition(":")[0]
    if number.isascii() and number.isdigit() and int(number) < _LARGEST_ID:
        return int(number)
    return _LARGEST_ID + zlib.crc32(token.encode())


class TelegramBot:
    """Connects commands and sender with Telegram. Feeds go on whatever happens here.

    `root` is the root of a Bot API server, without a slash at its end.
    """

    def __init__(self, token: str, root: str, *, concurrency: int) -> None:
        self.username: str | None = None
        self.bot = Bot(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=AiohttpRequest(connections=concurrency + 8),
            get_updates_request=UpdatesRequest(connections=1),
        )
        self.messenger = TelegramMessenger(self.bot)
        self._app: App = Application.builder().bot(self.bot).updater(None).job_queue(None).build()
        self._trouble: str | None = "not connected yet"
        self._poller: Poller | None = None

    @property
    def trouble(self) -> str | None:
        """What keeps readers from talking to the bot; None when nothing does."""
        return self._trouble or (self._poller.trouble if self._poller else None)

    async def run(
        self,
        *,
        commands: Commands,
        lane: Lane,
        sender: Sender,
        connected: Callable[[str], Awaitable[None]],
    ) -> None:
        """Connect, as long as it takes, and answer readers until cancelled.

        `connected` is awaited once with the bot's name, before the first update is asked for.
        """
        app = self._app
        Handlers(commands=commands, messenger=self.messenger, lane=lane, sender=sender).attach(app)
        try:
            await self._connect(app)
            await connected(self.username or "")
            self._poller = Poller(self.bot, app.process_update)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._poller.run())
                group.create_task(self._introduce())
        finally:
            # The connections stay: messages on their way need them until `close`.
            self._poller = None

    async def find_channels(self, channels: Sequence[int | str]) -> list[int]:
        """Find the numbers of channels; `@name` needs asking. One that fails is told and left."""
        found = [one for one in channels if isinstance(one, int)]
        for name in (one for one in channels if isinstance(one, str)):
            try:
                found.append((await self.bot.get_chat(name)).id)
            except TelegramError as error:
                _log.error(
                    "channel %s: %s. Make the bot an administrator there.", name, error.message
                )
        return found

    async def open(self) -> None:
        """Open the connections for sending; nothing is asked of Telegram yet."""
        for request in self.bot._request:  # noqa: SLF001 - initialize() would insist on getMe
            await request.initialize()

    async def close(self) -> None:
        """Close all connections. Whatever is still on its way is cut."""
        await self._app.shutdown()
        for request in self.bot._request:  # noqa: SLF001
            await request.shutdown()

    async def _connect(self, app: App) -> None:
        failures = 0
        while True:
            try:
                await app.initialize()
                await self.bot.delete_webhook()
            except TelegramError as error:
                failures += 1
                trouble = (
                    "the token is refused: put a valid one into [telegram] token"
                    if isinstance(error, InvalidToken)
                    else f"Telegram does not answer: {error.message}"
                )
                if trouble != self._trouble:
                    _log.warning("the bot is not connected: %s", trouble)
                self._trouble = trouble
                longest = min(_LONGEST_PAUSE_SECONDS, 2.0**failures)
                await asyncio.sleep(random.uniform(longest / 2, longest))  # noqa: S311 - jitter
            else:
                self._trouble = None
                self.username = self.bot.username
                _log.info("the bot @%s is connected", self.username)
                return

    async def _introduce(self) -> None:
        """Show the commands in every language; only what differs is sent (setMyCommands)."""
        try:
            for language in languages():
                texts = Texts(language)
                wanted = tuple(BotCommand(name, texts(f"command-{name}")) for name in _COMMANDS)
                # English is what everybody sees whose language we do not speak.
                code = "" if language == "en" else language
                if await self.bot.get_my_commands(language_code=code) != wanted:
                    await self.bot.set_my_commands(wanted, language_code=code)
        except TelegramError as error:
            _log.info("the menu of commands is not set: %s", error.message)
