"""Polling: asks Telegram for updates, and acknowledges each only when it has been dealt with."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.messenger import SlowDown
from bot.telegram.handlers import ALLOWED_UPDATES
from bot.telegram.messenger import translate
from bot.telegram.request import AiohttpRequest

_log = logging.getLogger(__name__)

_POLL_SECONDS = 30
_PATIENCE_SECONDS = 5.0
_EMPTY_SECONDS = 0.2
_MOST_SLOW = 3
_LONGEST_PAUSE_SECONDS = 60.0


class UpdatesRequest(AiohttpRequest):
    """Fetches updates. One that the library can't read is emptied, or it would come for ever."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer of the server."""
        answer = AiohttpRequest.parse_json_payload(payload)
        if isinstance(found := answer.get("result"), list):
            answer["result"] = [_readable(update) for update in found]
        return answer


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    try:
        Update.de_json(update, None)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, OSError) as error:
        _log.error("an update could not be read (%s) and is passed over", type(error).__name__)
        return {"update_id": update["update_id"]}
    return update


class Poller:
    """The library's own loop acknowledges what it has not done yet; a crash would lose it.

    Updates of one chat are dealt with in order, those of different chats side by side. An
    update that takes longer than a few seconds goes on alone, so that it stops nobody.
    `trouble` is what an operator should know, or None.
    """

    def __init__(self, bot: Bot, process: Callable[[Update], Awaitable[None]]) -> None:
        self.trouble: str | None = None
        self._bot = bot
        self._process = process
        self._offset: int | None = None
        self._failures = 0
        self._slow: dict[asyncio.Task[None], int | None] = {}

    async def run(self) -> None:
        """Poll until cancelled."""
        try:
            while True:
                await self._poll()
        finally:
            if self._slow:
                await asyncio.wait(set(self._slow), timeout=1)

    async def _poll(self) -> None:
        loop = asyncio.get_running_loop()
        asked = loop.time()
        try:
            updates = await self._bot.get_updates(
                offset=self._offset,
                timeout=_POLL_SECONDS,
                read_timeout=_POLL_SECONDS + 10,
                allowed_updates=ALLOWED_UPDATES,
            )
        except TelegramError as error:
            await self._back_off(error)
            return
        if self.trouble is not None:
            _log.info("updates arrive again")
        self.trouble, self._failures = None, 0
        if updates:
            # What was taken is dealt with even if we are told to stop meanwhile.
            await asyncio.shield(asyncio.ensure_future(self._work_off(updates)))
            self._offset = updates[-1].update_id + 1
        elif loop.time() - asked < _EMPTY_SECONDS:
            await asyncio.sleep(_EMPTY_SECONDS)  # a server that does not wait would be hammered

    async def _work_off(self, updates: Sequence[Update]) -> None:
        chats: dict[int | None, list[Update]] = defaultdict(list)
        for update in updates:
            chat = update.effective_chat.id if update.effective_chat else None
            # Whoever asks faster than they can be answered is not answered for ever.
            if sum(busy == chat for busy in self._slow.values()) < _MOST_SLOW:
                chats[chat].append(update)
        tasks = {asyncio.create_task(self._in_order(one)): chat for chat, one in chats.items()}
        if not tasks:
            return
        _, slow = await asyncio.wait(tasks, timeout=_PATIENCE_SECONDS)
        for task in slow:
            self._slow[task] = tasks[task]
            task.add_done_callback(self._slow.pop)

    async def _in_order(self, updates: Sequence[Update]) -> None:
        for update in updates:
            await self._process(update)

    async def _back_off(self, error: TelegramError) -> None:
        self._failures += 1
        longest = min(_LONGEST_PAUSE_SECONDS, 2.0 ** min(self._failures, 6))
        shortest = longest / 2
        if isinstance(error, RetryAfter) and isinstance(wait := translate(error), SlowDown):
            shortest = wait.wait.total_seconds()
            longest = shortest + 1
        if isinstance(error, Conflict):
            trouble = "another instance polls with this token: stop one of the two"
        elif isinstance(error, InvalidToken):
            trouble = "the token is refused: put a valid one into [telegram] token"
        else:
            trouble = f"Telegram does not answer: {error.message}"
        if trouble != self.trouble:
            _log.warning("no updates: %s", trouble)
        self.trouble = trouble
        await asyncio.sleep(random.uniform(shortest, longest))  # noqa: S311 - jitter
