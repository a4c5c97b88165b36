"""Sender: corrections and withdrawals follow every copy, sent or on its way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.schema import BroadcastState
from tests.fakes.telegram import TelegramServer
from tests.test_bot_delivery_newsroom import READERS, newsroom, open_telegram, shown, until

NOTICE = "This article has been withdrawn by its publisher."


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with open_telegram() as server:
        yield server


async def test_a_correction_edits_the_copies_already_sent(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(READERS)
        await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()
        entry = await desk.publish("Bridge", "It opens on Tuesday.", correction="Not on Monday.")
        await desk.settle()

        assert shown(telegram, "opens on Tuesday") == list(READERS)
        assert shown(telegram, "Correction") == list(READERS)
        assert len(telegram.calls.of("editMessageText")) == len(READERS)
        await desk.check(entry, READERS)


async def test_a_silent_fix_that_shows_sends_edits_and_one_that_does_not_sends_none(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(range(1, 6))
        await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()
        entry = await desk.publish("Bridge", "It opens on Monday.", author="Jo Weaver")
        await desk.settle()
        unseen = len(telegram.calls.of("editMessageText"))
        await desk.check(entry, range(1, 6))
        await desk.publish("Bridge", "It opens on Tuesday.", author="Jo Weaver")
        await desk.settle()

        assert (unseen, len(telegram.calls.of("editMessageText"))) == (0, 5)
        await desk.check(entry, range(1, 6))


async def test_a_correction_follows_the_copies_of_those_who_stopped(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe([1, 2])
        await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()
        await desk.roster.stop(2)
        entry = await desk.publish("Bridge", "It opens on Tuesday.")
        await desk.settle()

        assert shown(telegram, "Tuesday") == [1, 2]
        await desk.check(entry, [1, 2])


@pytest.mark.parametrize("delay", [0.0, 1.2])
async def test_a_withdrawal_stops_the_unsent_and_turns_every_copy_into_the_notice(
    telegram: TelegramServer, tmp_path: Path, delay: float
) -> None:
    telegram.faults.delays["sendMessage"] = delay
    async with newsroom(telegram, tmp_path, rate=25, concurrency=20) as desk:
        await desk.subscribe(READERS)
        await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: desk.lane._flying if delay else desk.accepted())
        await asyncio.sleep(0.2)
        entry = await desk.publish("Bridge", "It opens on Monday.", status="withdrawn")
        await desk.settle()

        told = shown(telegram, "Bridge")
        assert 0 < len(told) < len(READERS)
        assert shown(telegram, NOTICE) == told
        assert shown(telegram, "Monday") == []
        await desk.check(entry, told)
        states = [one.state for one in await desk.broadcasts()]
        assert states == [BroadcastState.CANCELLED, BroadcastState.DONE]


@pytest.mark.parametrize("delay", [0.0, 1.2])
async def test_a_correction_meets_a_broadcast_and_no_copy_stays_behind(
    telegram: TelegramServer, tmp_path: Path, delay: float
) -> None:
    telegram.faults.delays["sendMessage"] = delay
    async with newsroom(telegram, tmp_path, rate=25, concurrency=20) as desk:
        await desk.subscribe(READERS)
        await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: desk.lane._flying if delay else desk.accepted())
        await asyncio.sleep(0.2)
        entry = await desk.publish("Bridge", "It opens on Tuesday.", correction="Not Monday.")
        await desk.settle()

        assert shown(telegram, "opens on Tuesday") == list(READERS)
        assert shown(telegram, "opens on Monday") == []
        await desk.check(entry, READERS)
        assert 0 < len(telegram.calls.of("editMessageText")) <= len(READERS)


async def test_an_article_that_comes_back_is_sent_to_the_rest_and_put_back_for_the_others(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.faults.delays["sendMessage"] = 0.5
    async with newsroom(telegram, tmp_path, rate=25, concurrency=10) as desk:
        await desk.subscribe(READERS)
        await desk.publish("Bridge", "It opens on Monday.")
        await until(desk.accepted)
        await desk.publish("Bridge", "It opens on Monday.", status="withdrawn")
        entry = await desk.publish("Bridge", "It opens on Tuesday.")
        await desk.settle()

        assert shown(telegram, "Tuesday") == list(READERS)
        assert shown(telegram, NOTICE) == []
        await desk.check(entry, READERS)


async def test_a_copy_that_a_reader_asked_for_follows_corrections_too(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()
        reader = await desk.roster.meet(5, desk.now())
        await desk.sender.tell(reader.id, 5, entry)
        entry = await desk.publish("Bridge", "It opens on Tuesday.")
        await desk.settle()

        assert shown(telegram, "Tuesday") == [5]
        await desk.check(entry, [5])


async def test_what_was_corrected_while_a_reader_waited_for_it_comes_as_it_is_now(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        old = await desk.publish("Bridge", "It opens on Monday.")
        gone = await desk.publish("Tower", "It is open.")
        await desk.publish("Bridge", "It opens on Tuesday.")
        await desk.publish("Tower", "It is open.", status="withdrawn")
        await desk.settle()
        reader = await desk.roster.meet(5, desk.now())
        for entry in (old, gone):
            await desk.sender.tell(reader.id, 5, entry)
        await desk.settle()

        (text,) = telegram.texts(5)
        assert "Tuesday" in text
        await desk.check(old, [5])


async def test_a_correction_waits_for_a_copy_that_is_on_its_way_to_a_reader_who_asked(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.faults.delays["sendMessage"] = 1.0
    async with newsroom(telegram, tmp_path) as desk:
        old = await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()
        reader = await desk.roster.meet(5, desk.now())
        telling = asyncio.create_task(desk.sender.tell(reader.id, 5, old))
        await asyncio.sleep(0.4)
        entry = await desk.publish("Bridge", "It opens on Tuesday.")
        await telling
        await desk.settle()

        assert shown(telegram, "Tuesday") == [5]
        await desk.check(entry, [5])


async def test_a_copy_that_its_reader_deleted_is_followed_no_more(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe([1, 2])
        await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()
        chat = telegram.chats.find(1)
        assert chat
        telegram._do(lambda: telegram.chats.remove(chat, [1]))
        await desk.publish("Bridge", "It opens on Tuesday.")
        await desk.settle()

        assert await desk.attempts() == {"dead": 1}
        assert shown(telegram, "Tuesday") == [2]
