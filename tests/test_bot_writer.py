"""Writer: facts are written together, soon, and none is lost however often the store refuses."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from bot.flush import Flush
from bot.ledger import Broadcast, LaneTaken, Ledger
from bot.outcome import delivered, overdue
from bot.progress import Progress
from bot.schema import BroadcastKind, BroadcastState
from bot.targets import Target
from bot.writer import Writer
from feeds.database import Database
from tests.fakes.entries import MOMENT, make_entry
from tests.test_bot_delivery_newsroom import until

SEND = Broadcast(
    id=1,
    entry_key=1,
    revision=1,
    kind=BroadcastKind.SEND,
    priority=3,
    state=BroadcastState.RUNNING,
    cursor=0,
    last_subscriber=1000,
)


class Shelf(Ledger):
    """A ledger that notes what it is given, and refuses while `broken`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, 1)
        self.written: list[Flush] = []
        self.broken = False
        self.slow = 0.0

    async def flush(self, batch: Flush) -> None:
        await asyncio.sleep(self.slow)
        if self.broken:
            raise OSError("the disk is full")
        self.written.append(batch)

    @property
    def receipts(self) -> list[int]:
        return [one.subscriber_id for batch in self.written for one in batch.receipts]


class Desk:
    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.paused: list[bool] = []
        self.written = 0
        self.writer = Writer(shelf, pause=self.paused.append, written=self._count)

    def note(self, *subscribers: int) -> None:
        for number in subscribers:
            self.writer.add(delivered(make_entry(), number, number, MOMENT))

    def _count(self) -> None:
        self.written += 1


@pytest.fixture
def desk(tmp_path: object) -> Desk:
    return Desk(Shelf(None))  # type: ignore[arg-type]  # nothing here reaches a database


async def test_facts_that_come_together_are_written_together(desk: Desk) -> None:
    running = asyncio.create_task(desk.writer.run())
    desk.note(*range(50))
    await until(lambda: desk.shelf.written)
    running.cancel()

    assert desk.shelf.receipts == list(range(50))
    assert len(desk.shelf.written) == 1
    assert desk.writer.clean
    assert desk.written == 1


async def test_a_hundred_facts_wait_for_no_others(desk: Desk) -> None:
    running = asyncio.create_task(desk.writer.run())
    await asyncio.sleep(0)
    desk.note(*range(100))
    for _ in range(20):
        await asyncio.sleep(0)  # the loop goes round, and no time passes
    running.cancel()

    assert len(desk.shelf.receipts) == 100


async def test_facts_that_come_while_it_writes_are_written_next(desk: Desk) -> None:
    desk.shelf.slow = 0.05
    running = asyncio.create_task(desk.writer.run())
    for number in range(40):
        desk.note(number)
        await asyncio.sleep(0.01)
    await until(lambda: desk.writer.clean)
    running.cancel()

    assert desk.shelf.receipts == list(range(40))
    assert len(desk.shelf.written) > 1


async def test_a_cursor_is_taken_in_the_same_step_as_the_receipts_below_it(desk: Desk) -> None:
    progress = Progress(broadcast=SEND, entry=make_entry())
    targets = [Target(subscriber_id=number, chat_id=number) for number in range(1, 31)]
    progress.fetched_all(targets, 30)
    for target in targets:
        progress.start(target)
    desk.shelf.slow = 0.02
    running = asyncio.create_task(desk.writer.run())
    for target in reversed(targets):
        progress.end(target)
        desk.note(target.subscriber_id)
        progress.sent += 1
        desk.writer.touch(progress)
        await asyncio.sleep(0.01)
    await until(lambda: desk.writer.clean)
    running.cancel()

    known: set[int] = set()
    for batch in desk.shelf.written:
        known |= {one.subscriber_id for one in batch.receipts}
        cursor, _ = batch.cursors[1]
        assert set(range(1, cursor + 1)) <= known
    assert cursor == 30
    assert sum(sent for batch in desk.shelf.written for _, sent in batch.cursors.values()) == 30


async def test_a_store_that_refuses_pauses_the_sending_until_it_takes_the_facts(
    desk: Desk,
) -> None:
    desk.shelf.broken = True
    running = asyncio.create_task(desk.writer.run())
    desk.note(1)
    await until(lambda: desk.paused == [True])
    desk.note(2)
    desk.shelf.broken = False
    await until(lambda: desk.writer.clean)
    running.cancel()

    assert desk.paused == [True, False]
    assert desk.shelf.receipts == [1, 2]


async def test_facts_of_a_writer_that_was_stopped_in_the_middle_are_written_by_the_next_call(
    desk: Desk,
) -> None:
    desk.shelf.broken = True
    running = asyncio.create_task(desk.writer.run())
    desk.note(1)
    await until(lambda: desk.paused)
    desk.note(2)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    held = not desk.writer.clean
    desk.shelf.broken = False
    await desk.writer.write()

    assert held
    assert desk.shelf.receipts == [1, 2]
    assert desk.writer.clean


async def test_an_attempt_that_ends_before_it_is_written_is_never_written(desk: Desk) -> None:
    desk.writer.add(overdue(SEND, Target(subscriber_id=1, chat_id=1), MOMENT))
    desk.writer.settle(1, 1, 0)
    await desk.writer.write()

    (batch,) = desk.shelf.written
    assert (batch.attempts, batch.settled) == ([], [(1, 1, 0)])


async def test_a_delivery_is_under_way_until_its_end_is_in_the_store(desk: Desk) -> None:
    progress = Progress(broadcast=SEND, entry=make_entry())
    again = Target(subscriber_id=1, chat_id=1, tries=1)
    progress.start(again)
    progress.end(again)
    desk.writer.touch(progress)
    before = progress.under_way()

    await desk.writer.write()

    assert (before, progress.under_way()) == ({(1, 0)}, set())


async def test_nothing_to_write_writes_nothing(desk: Desk) -> None:
    await desk.writer.write()

    assert desk.shelf.written == []


async def test_it_is_not_clean_while_it_writes(desk: Desk) -> None:
    desk.shelf.slow = 0.05
    desk.note(1)
    writing = asyncio.create_task(desk.writer.write())
    await asyncio.sleep(0.01)

    assert not desk.writer.clean
    await writing
    assert desk.writer.clean


async def test_one_who_was_taken_over_is_told_after_the_facts_are_written(
    database: Database,
) -> None:
    mine, theirs = Ledger(database, 1), Ledger(database, 1)
    await mine.open(0)
    await mine.take_over("here")
    await theirs.take_over("there")
    writer = Writer(mine, pause=lambda _: None, written=lambda: None)
    writer.add(delivered(make_entry(), 1, 1, MOMENT))

    with pytest.raises(LaneTaken):
        await writer.write()

    assert await theirs.holds(1, 1)
