"""Sender: stops, restarts, takeovers and a store that is full lose nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.telegram import TelegramServer
from tests.test_bot_delivery_newsroom import READERS, Newsroom, newsroom, open_telegram, until


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with open_telegram() as server:
        yield server


async def test_a_restart_in_the_middle_goes_on_after_the_cursor(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path, rate=40) as desk:
        await desk.subscribe(READERS)
        await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: len(desk.accepted()) >= 10)
    before = len(telegram.calls.of("sendMessage"))
    async with newsroom(telegram, tmp_path) as desk:
        await desk.settle()
        entry = await desk.archive.by_slug("bridge")

        assert entry
        assert 10 <= before < len(READERS)
        await desk.check(entry, READERS)


async def test_stopping_lets_answers_come_in_and_writes_them_down(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.faults.delays["sendMessage"] = 0.7
    async with newsroom(telegram, tmp_path, concurrency=10) as desk:
        await desk.subscribe(READERS)
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: len(desk.lane._flying) == 10)
        await desk.sender.stop(timedelta(seconds=5))

        assert len(await desk.receipts(entry)) == 10
        assert await desk.attempts() == {}
        assert set(await desk.receipts(entry)) == set(desk.accepted())
    telegram.faults.clear()
    async with newsroom(telegram, tmp_path) as desk:
        await desk.settle()
        await desk.check(entry, READERS)


async def test_stopping_does_not_wait_for_answers_that_do_not_come(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.faults.delays["sendMessage"] = 3
    async with newsroom(telegram, tmp_path, concurrency=5) as desk:
        await desk.subscribe(range(1, 1001))
        await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: len(desk.lane._flying) == 5)
        fetched = desk.sender._running[1].fetched
        began = time.monotonic()
        await desk.sender.stop(timedelta(seconds=0.5))

        assert time.monotonic() - began < 8
        assert await desk.attempts() == {"unknown": 5}
        assert desk.sender._running[1].fetched <= fetched + 128


async def test_a_store_that_takes_nothing_pauses_the_sending_and_loses_nothing(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path, rate=50) as desk:
        await desk.subscribe(range(1, 101))
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: len(desk.accepted()) >= 10)
        await desk.execute(
            "CREATE TRIGGER full BEFORE INSERT ON receipt BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
        await until(lambda: desk.lane._paused)
        await asyncio.sleep(0.3)
        paused_at = len(telegram.calls.of("sendMessage"))
        await asyncio.sleep(0.5)
        still = len(telegram.calls.of("sendMessage"))
        await desk.execute("DROP TRIGGER full")
        await desk.settle()

        assert paused_at == still < 100
        await desk.check(entry, range(1, 101))


async def test_a_store_that_never_takes_anything_again_does_not_keep_it_from_stopping(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path, rate=50) as desk:
        await desk.subscribe(range(1, 101))
        await desk.execute(
            "CREATE TRIGGER full BEFORE INSERT ON receipt BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
        await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: desk.lane._paused)
        async with asyncio.timeout(8):
            await desk.close(patience=1.0)


async def test_whoever_is_taken_over_stops_sending_and_its_receipts_are_written(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.faults.delays["sendMessage"] = 0.5
    async with newsroom(telegram, tmp_path, concurrency=5) as desk:
        await desk.subscribe(READERS)
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: len(desk.lane._flying) == 5)
        other = Newsroom(desk.database, telegram)
        await other.ledger.take_over("there")
        assert desk.running
        (ended,) = await asyncio.gather(desk.running, return_exceptions=True)
        sent = len(telegram.calls.of("sendMessage"))
        await asyncio.sleep(0.5)

        assert isinstance(ended, BaseException)
        assert len(telegram.calls.of("sendMessage")) == sent < len(READERS)
        assert set(await desk.receipts(entry)) == set(desk.accepted())
        desk.running = None


async def test_one_who_is_taken_over_unnoticed_can_still_stop(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.faults.delays["sendMessage"] = 0.5
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe([1])
        await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: desk.lane._flying)
        await Newsroom(desk.database, telegram).ledger.take_over("there")
        async with asyncio.timeout(8):
            await asyncio.gather(
                desk.sender.stop(timedelta(seconds=2)),
                *([desk.running] if desk.running else []),
                return_exceptions=True,
            )
        desk.running = None


async def test_a_killed_run_leaves_every_answer_that_came_in_the_ledger(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path, rate=100) as desk:
        await desk.subscribe(range(1, 101))
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: len(desk.accepted()) >= 20)
        assert desk.running
        desk.running.cancel()
        await asyncio.gather(desk.running, return_exceptions=True)
        desk.running = None

        assert set(await desk.receipts(entry)) == set(desk.accepted())


async def test_nothing_is_left_running_after_a_stop(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    before = asyncio.all_tasks()
    async with newsroom(telegram, tmp_path, rate=30) as desk:
        await desk.subscribe(READERS)
        await desk.publish("Bridge", "It opens on Monday.")
        await until(desk.accepted)
    await asyncio.sleep(0.05)

    assert asyncio.all_tasks() <= before
