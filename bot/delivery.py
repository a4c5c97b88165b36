"""Delivery: the sender of one bot. Follows the archive, feeds the lane, notes what happened."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.flights import Flights
from bot.lane import Lane
from bot.ledger import Broadcast, Ledger
from bot.message import compose
from bot.messenger import Messenger
from bot.planning import plan_change
from bot.progress import Progress
from bot.schema import BroadcastKind
from bot.targets import Target, Targets
from bot.telling import Telling
from bot.writer import Writer
from feeds.archive import Archive
from feeds.document import Site
from feeds.entry import Entry

_log = logging.getLogger(__name__)

_CHANGES_A_PLAN = 100
_BROADCASTS_A_TURN = 32
_LOOK_AGAIN_SECONDS = 1.0
_WRITE_SECONDS = 2.5
_PATIENCE = timedelta(seconds=5)


class Sender:
    """Brings every change of the archive to every chat it concerns, once.

    Nothing calls it with news: it reads the archive after its own cursor, so a crash between
    recording and telling loses nothing. `wake` only makes it look sooner. `clock` gives the
    aware UTC time; it is the one below `scheduler/`, because a sender outlives many moments.
    """

    def __init__(
        self,
        *,
        archive: Archive,
        site: Site,
        ledger: Ledger,
        targets: Targets,
        messenger: Messenger,
        lane: Lane,
        clock: Callable[[], datetime],
        window: int,
    ) -> None:
        self._archive = archive
        self._site = site
        self._ledger = ledger
        self._targets = targets
        self._messenger = messenger
        self._lane = lane
        self._clock = clock
        self._window = window
        self._writer = Writer(ledger, pause=lane.pause, written=self.wake)
        self._running: dict[int, Progress] = {}
        self._leaving: list[Progress] = []
        self._telling = Telling(
            archive=archive,
            site=site,
            messenger=messenger,
            lane=lane,
            writer=self._writer,
            clock=clock,
        )
        self._flights = Flights(
            site=site,
            messenger=messenger,
            lane=lane,
            writer=self._writer,
            telling=self._telling,
            clock=clock,
            landed=self._room_again,
        )
        self._news = asyncio.Event()
        self._seq = 0
        self._landing = False
        self._stopping = False
        self._silent = False

    def wake(self) -> None:
        """Look now: there may be a change, a reader, or an attempt that is due."""
        self._news.set()

    @property
    def idle(self) -> bool:
        """Whether all that is known was told and written down."""
        return not self._running and not self._flights and self._writer.clean

    async def run(self, owner: str) -> None:
        """Send until stopped. `owner` names this process in the ledger.

        Raises:
            ExceptionGroup: of LaneTaken; another process took this bot over, and nothing more
                leaves from here.
        """
        await self._take_over(owner)
        try:
            async with asyncio.TaskGroup() as group:
                lane = group.create_task(self._lane.run())
                writer = group.create_task(self._writer.run())
                try:
                    while not self._stopping:
                        await self._turn()
                finally:
                    lane.cancel()
                    writer.cancel()
        finally:
            if not self._landing:
                await self._land(_PATIENCE)

    async def stop(self, patience: timedelta) -> None:
        """Let nothing new leave, wait for answers up to `patience`, write everything down.

        Raises:
            LaneTaken: another process has this lane. The facts are written all the same.
        """
        try:
            await self._land(patience)
        finally:
            self._stopping = True
            self._news.set()

    async def tell(self, subscriber_id: int, chat_id: int, entry: Entry) -> None:
        """Send a reader one article that they asked for. Corrections will follow this copy too.

        Raises:
            DeliveryError: as the messenger gave it.
        """
        await self._telling.tell(subscriber_id, chat_id, entry)

    async def _take_over(self, owner: str) -> None:
        while not self._landing:
            try:
                await self._ledger.take_over(owner)
                self._seq = await self._ledger.change_seq()
                held = await self._ledger.held_until() - self._clock()
            except (SQLAlchemyError, OSError) as error:
                _log.error("the store does not answer (%s)", type(error).__name__)
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)
            else:
                if held > timedelta(0):
                    self._lane.hold(held)
                return

    async def _turn(self) -> None:
        """Look once for what there is to do, then rest until there may be more."""
        self._news.clear()
        if not self._landing:
            try:
                await self._plan()
                await self._feed()
            except (SQLAlchemyError, OSError) as error:
                if not self._silent:
                    _log.error("the store does not answer (%s)", type(error).__name__)
                self._silent = True
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)
                return
            self._silent = False
        await self._rest()

    async def _land(self, patience: timedelta) -> None:
        self._landing = True
        await self._lane.drain(patience)
        await self._flights.wait(seconds=0.5)
        try:
            async with asyncio.timeout(_WRITE_SECONDS):
                await self._writer.write()
        except TimeoutError:
            _log.error("the last deliveries could not be recorded: the next start repeats them")

    async def _plan(self) -> None:
        while changes := await self._archive.changes_after(self._seq, _CHANGES_A_PLAN):
            seq = changes[-1].seq
            await self._ledger.plan([plan_change(one) for one in changes], seq, self._clock())
            self._seq = seq
            for change in changes:
                for progress in self._running.values():
                    if progress.broadcast.entry_key == change.entry.key:
                        progress.entry = change.entry

    async def _feed(self) -> None:
        running = await self._ledger.running(_BROADCASTS_A_TURN, known=self._running)
        self._drop_cancelled({one.id for one in running})
        for known in self._running.values():
            self._flights.note_overdue(known)
        for one in running:
            progress = self._running.get(one.id)
            room = self._window - len(self._flights)
            if progress is None:
                if room <= 0:
                    continue
                progress = await self._begin(one)
                if progress is None:
                    continue
            if room > 0:
                for target in await self._next(progress, room):
                    self._flights.start(progress, target)
            await self._finish(progress)

    async def _begin(self, one: Broadcast) -> Progress | None:
        entry = await self._archive.by_key(one.entry_key)
        if entry is None:
            # Nothing of ours deletes an entry; someone who does must not silence all others.
            _log.error("broadcast %d tells of an entry that the record has lost", one.id)
            await self._ledger.finish(one)
            return None
        if one.kind is BroadcastKind.EDIT:
            await self._skip_equal_copies(entry)
        begun = asyncio.get_running_loop().time()
        progress = Progress(broadcast=one, entry=entry, fetched=one.cursor, begun=begun)
        self._running[one.id] = progress
        return progress

    async def _skip_equal_copies(self, entry: Entry) -> None:
        """Spare the edits that no reader could tell from what they hold already."""
        now = compose(entry, self._site)
        for held in await self._ledger.revisions_held(entry.key):
            if held >= entry.revision:
                continue
            if not await self._archive.only_revised_since(entry.key, held):
                continue
            before = await self._archive.at_revision(entry.key, held)
            if before and compose(replace(entry, article=before), self._site) == now:
                await self._ledger.skip_edits(entry.key, held, entry.revision)

    async def _next(self, progress: Progress, room: int) -> list[Target]:
        one = progress.broadcast
        # Asked before and not after: one that lands meanwhile is still in what the store shows.
        under_way = progress.under_way()
        due = await self._targets.due(one, self._clock(), room)
        found = [
            target for target in due if (target.subscriber_id, target.message_id) not in under_way
        ]
        asked = room - len(found)
        if progress.exhausted or asked <= 0 or self._predecessor_flies(one):
            return found
        if one.kind is BroadcastKind.SEND:
            fresh = await self._targets.unsent(one, progress.fetched, asked)
        else:
            fresh = await self._targets.behind(one, progress.swept, asked)
        progress.fetched_all(fresh, asked)
        return found + fresh

    async def _finish(self, progress: Progress) -> None:
        # Looked at in one step, before anything is awaited: what lands later is newer than this.
        if not progress.exhausted or progress.busy or not self._writer.clean:
            return
        one = progress.broadcast
        if one.kind is BroadcastKind.EDIT and self._older_copies_fly(progress):
            return
        if await self._targets.attempts_left(one):
            return
        if one.kind is BroadcastKind.EDIT and await self._targets.behind(one, None, 1):
            # A copy landed while we swept: composed before the change, sent after it.
            progress.exhausted, progress.swept = False, None
            self._news.set()
            return
        await self._ledger.finish(one)
        del self._running[one.id]

    def _older_copies_fly(self, edit: Progress) -> bool:
        """Whether messages composed before this edit may still land, with no receipt yet."""
        key = edit.broadcast.entry_key
        return self._telling.is_telling(key) or any(
            other.left_before(edit.begun)
            for other in (*self._running.values(), *self._leaving)
            if other is not edit and other.broadcast.entry_key == key
        )

    def _predecessor_flies(self, one: Broadcast) -> bool:
        """Whether a SEND must wait to learn whom the one before it, now cancelled, has reached."""
        return one.kind is BroadcastKind.SEND and any(
            other.broadcast.entry_key == one.entry_key for other in self._leaving
        )

    def _room_again(self) -> None:
        if len(self._flights) <= self._window // 2:
            self._news.set()

    def _drop_cancelled(self, running: set[int]) -> None:
        for key in self._running.keys() - running:
            progress = self._running.pop(key)
            progress.cancelled = True
            self._leaving.append(progress)
        if self._writer.clean:
            self._leaving = [progress for progress in self._leaving if progress.busy]
            if not self._flights:
                self._telling.forget()  # whoever is fetched from here on comes with a receipt

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(_LOOK_AGAIN_SECONDS if self._running else None):
                await self._news.wait()
        except TimeoutError:
            pass
