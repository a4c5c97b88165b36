"""Telling: articles for readers who ask for them, beside any broadcast of the same article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from bot.lane import Lane
from bot.message import compose
from bot.messenger import Messenger
from bot.outcome import delivered
from bot.planning import Priority
from bot.writer import Writer
from feeds.archive import Archive
from feeds.document import Site
from feeds.entry import Entry

_Copy = tuple[int, int]
"""An entry and a subscriber."""


class Telling:
    """Sends single articles, and remembers whom, until a broadcast can read it off the ledger."""

    def __init__(
        self,
        *,
        archive: Archive,
        site: Site,
        messenger: Messenger,
        lane: Lane,
        writer: Writer,
        clock: Callable[[], datetime],
    ) -> None:
        self._archive = archive
        self._site = site
        self._messenger = messenger
        self._lane = lane
        self._writer = writer
        self._clock = clock
        self._under_way: Counter[_Copy] = Counter()
        self._told: set[_Copy] = set()

    async def tell(self, subscriber_id: int, chat_id: int, entry: Entry) -> None:
        """Send a reader an article as it is when its turn comes; nothing if it has gone.

        Raises:
            DeliveryError: as the messenger gave it.
        """
        key = (entry.key, subscriber_id)

        async def action() -> None:
            # They may have waited for their turn: what was right when they asked may be no more.
            newest = await self._archive.by_key(entry.key)
            if newest is None or newest.state != "published":
                return
            message = compose(newest, self._site)
            message_id = await self._messenger.send(chat_id, message)
            self._told.add(key)
            self._writer.add(delivered(newest, subscriber_id, message_id, self._clock()))

        self._under_way[key] += 1
        try:
            await self._lane.submit(Priority.REPLY, chat_id, action)
        finally:
            self._under_way[key] -= 1
            self._under_way += Counter()  # forgets those at zero

    def has(self, entry_key: int, subscriber_id: int) -> bool:
        """Tell whether a reader has an article from here, or is about to."""
        key = (entry_key, subscriber_id)
        return key in self._told or key in self._under_way

    def is_telling(self, entry_key: int) -> bool:
        """Tell whether a copy of an article is on its way to anyone, with no receipt yet."""
        return any(key == entry_key for key, _ in self._under_way)

    def forget(self) -> None:
        """Drop what the ledger knows by now."""
        self._told.clear()
