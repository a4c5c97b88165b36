"""Flights: deliveries of broadcasts between the lane's queue and the ledger's facts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot.lane import Lane
from bot.message import compose
from bot.messenger import (
    DeliveryError,
    Messenger,
    NotSent,
    Refused,
    SlowDown,
    Unauthorized,
)
from bot.outcome import Told, Withdrawn, delivered, failed, overdue
from bot.planning import Priority
from bot.progress import Progress
from bot.targets import Target
from bot.telling import Telling
from bot.writer import Writer
from feeds.document import Site
from feeds.entry import Entry

_log = logging.getLogger(__name__)

_OVERDUE_SECONDS = 2.0
"""An answer that takes longer is written down as unknown, so that the cursor can move on."""

Flight = asyncio.Task[tuple[int, Entry]]


class Flights:
    """Starts deliveries and books what became of each. `landed` is called after each landing."""

    def __init__(
        self,
        *,
        site: Site,
        messenger: Messenger,
        lane: Lane,
        writer: Writer,
        telling: Telling,
        clock: Callable[[], datetime],
        landed: Callable[[], None],
    ) -> None:
        self._site = site
        self._messenger = messenger
        self._lane = lane
        self._writer = writer
        self._telling = telling
        self._clock = clock
        self._told_landed = landed
        self._flying: set[Flight] = set()

    def __len__(self) -> int:
        """Count the deliveries that are queued or on their way."""
        return len(self._flying)

    async def wait(self, *, seconds: float) -> None:
        """Wait until all have landed, but no longer than so."""
        if self._flying:
            await asyncio.wait(self._flying, timeout=seconds)

    def start(self, progress: Progress, target: Target) -> None:
        """Queue a delivery. It is composed when its turn comes, from the newest there is."""

        async def action() -> tuple[int, Entry]:
            entry = progress.entry
            # A change is known here a moment before the ledger has cancelled the sending: a
            # notice must never come to a chat that has not seen the article.
            if progress.cancelled or (not target.message_id and entry.state != "published"):
                raise Withdrawn
            if not target.message_id and self._telling.has(entry.key, target.subscriber_id):
                raise Told
            progress.leave(target, asyncio.get_running_loop().time())
            try:
                return await self._hand_over(target, entry), entry
            except (NotSent, SlowDown, Unauthorized):
                progress.stay(target)  # the lane keeps it: it is late, but nobody's guess
                raise

        progress.start(target)
        priority = Priority(progress.broadcast.priority)
        flight = asyncio.create_task(self._lane.submit(priority, target.chat_id, action))
        self._flying.add(flight)
        flight.add_done_callback(partial(self._landed, progress, target))

    async def _hand_over(self, target: Target, entry: Entry) -> int:
        message = compose(entry, self._site)
        if target.message_id:
            await self._messenger.edit(target.chat_id, target.message_id, message)
            return target.message_id
        return await self._messenger.send(target.chat_id, message)

    def _landed(self, progress: Progress, target: Target, flight: Flight) -> None:
        self._flying.discard(flight)
        self._told_landed()
        if flight.cancelled():
            return  # drained before its turn: it stays unsent, and the next start sends it
        one, now = progress.broadcast, self._clock()
        error = flight.exception()
        stood = progress.end(target)
        if error is None:
            message_id, entry = flight.result()
            self._writer.add(delivered(entry, target.subscriber_id, message_id, now))
            if stood:
                self._writer.settle(one.id, target.subscriber_id, target.message_id)
            progress.sent += 1
        elif not isinstance(error, Withdrawn):
            self._report(error, progress)
            self._writer.add(failed(error, one, target, now))
        self._writer.touch(progress)

    def _report(self, error: BaseException, progress: Progress) -> None:
        slug = progress.entry.slug
        if isinstance(error, Refused):
            _log.error("%s: the network refuses the message (%s)", slug, error)
        elif not isinstance(error, DeliveryError | Told):
            _log.error("%s: a delivery broke", slug, exc_info=error)

    def note_overdue(self, progress: Progress) -> None:
        """Write down as unknown the answers that are late: the cursor must not wait for them."""
        now = asyncio.get_running_loop().time()
        for subscriber, message in progress.stragglers(now - _OVERDUE_SECONDS):
            target = Target(subscriber_id=subscriber, chat_id=0, message_id=message)
            self._writer.add(overdue(progress.broadcast, target, self._clock()))
            self._writer.touch(progress)
