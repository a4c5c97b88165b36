"""Writer: gathers what happened and writes it down together, a moment later."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from bot.flush import Flush
from bot.ledger import Ledger
from bot.outcome import Outcome
from bot.progress import Progress

_log = logging.getLogger(__name__)

_GROUP_SECONDS = 0.05
"""A crash doubles what was sent since the last write: a tenth of a second, the write included."""

_GROUP_FACTS = 100
_TRY_AGAIN_SECONDS = 1.0


class Writer:
    """Group commit. Facts stay in memory until they are written, however long that takes.

    `pause` is called with True while the store refuses: what can't be recorded must not be
    sent. `written` is called after each transaction.
    """

    def __init__(
        self, ledger: Ledger, *, pause: Callable[[bool], None], written: Callable[[], None]
    ) -> None:
        self._ledger = ledger
        self._pause = pause
        self._written = written
        self._batch = Flush()
        self._touched: dict[int, Progress] = {}
        self._facts = asyncio.Event()
        self._full = asyncio.Event()
        self._writing = asyncio.Lock()

    @property
    def clean(self) -> bool:
        """Whether everything that happened is written."""
        return not self._batch and not self._touched and not self._writing.locked()

    def add(self, outcome: Outcome) -> None:
        """Take facts to be written soon."""
        batch = self._batch
        if outcome.receipt:
            batch.receipts.append(outcome.receipt)
        if outcome.attempt:
            batch.attempts.append(outcome.attempt)
        if outcome.gone is not None:
            batch.gone.append(outcome.gone)
        if outcome.moved is not None:
            batch.moved.append(outcome.moved)
        self._remind()

    def settle(self, broadcast_id: int, subscriber_id: int, message_id: int) -> None:
        """Take away an attempt that ended well."""
        self._batch.settle(broadcast_id, subscriber_id, message_id)
        self._remind()

    def touch(self, progress: Progress) -> None:
        """Write a broadcast's cursor with the next facts."""
        self._touched[progress.broadcast.id] = progress
        self._remind()

    async def run(self) -> None:
        """Write whenever there is something, until cancelled."""
        while True:
            await self._facts.wait()
            try:
                async with asyncio.timeout(_GROUP_SECONDS):
                    await self._full.wait()
            except TimeoutError:
                pass
            await self.write()

    async def write(self) -> None:
        """Write all there is now; wait for the store as long as it refuses.

        Raises:
            LaneTaken: another process has this lane. The facts are written all the same.
        """
        async with self._writing:
            # Facts and cursors are taken in one step, without an await between: a cursor
            # must never pass a delivery whose receipt is not in the same transaction.
            batch, self._batch = self._batch, Flush()
            touched, self._touched = self._touched, {}
            self._facts.clear()
            self._full.clear()
            landed = [(progress, set(progress.landed)) for progress in touched.values()]
            for key, progress in touched.items():
                batch.cursors[key] = (progress.cursor, progress.sent)
                progress.sent = 0
            try:
                if batch:
                    await self._insist(batch)
            except asyncio.CancelledError:
                # Stopped before the store took them: they are facts still, and none may be lost.
                batch.put_before(self._batch)
                self._batch = batch
                self._remind()
                raise
            for progress, keys in landed:
                progress.landed -= keys
        self._written()

    async def _insist(self, batch: Flush) -> None:
        failed = False
        while True:
            try:
                await self._ledger.flush(batch)
            except (SQLAlchemyError, OSError) as error:
                if not failed:
                    _log.error(
                        "deliveries can't be recorded (%s): sending rests until they can. "
                        "Look at the disk and the store.",
                        type(error).__name__,
                    )
                failed = True
                self._pause(True)
                await asyncio.sleep(_TRY_AGAIN_SECONDS)
            else:
                break
        if failed:
            _log.info("deliveries are recorded again")
            self._pause(False)

    def _remind(self) -> None:
        self._facts.set()
        if len(self._batch) >= _GROUP_FACTS:
            self._full.set()
