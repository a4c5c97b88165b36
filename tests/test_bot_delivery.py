"""Sender: every article to every chat it concerns, once. Over real HTTP and a real store."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox.limits import Limits
from bot.schema import BroadcastState, SubscriberState
from tests.fakes.telegram import TelegramServer
from tests.test_bot_delivery_newsroom import READERS, newsroom, open_telegram, shown, until


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with open_telegram() as server:
        yield server


async def test_every_subscriber_gets_an_article_once_and_the_others_do_not(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(READERS)
        await desk.roster.stop(3)
        await desk.roster.lose(4)
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()

        await desk.check(entry, set(READERS) - {3, 4})
        assert shown(telegram, "Monday") == sorted(set(READERS) - {3, 4})


async def test_several_articles_reach_everybody_in_their_order(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(range(1, 6))
        for number in (1, 2, 3):
            await desk.publish(f"News{number}", "It has happened.")
        await desk.settle()

        for chat in range(1, 6):
            titles = [text.split()[0] for text in telegram.texts(chat)]
            assert titles == ["News1", "News2", "News3"]
        telegram.check()


async def test_a_bot_that_is_new_tells_nothing_of_the_past(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.publish("Old", "It was long ago.")
        await desk.settle()
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(READERS)
        await desk.publish("New", "It is now.")
        await desk.settle()

    assert shown(telegram, "New") == list(READERS)
    assert shown(telegram, "Old") == []


async def test_a_reader_who_joins_as_the_article_appears_gets_it_once(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.faults.delays["sendMessage"] = 0.4
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe([1])
        reader = await desk.roster.find(1)
        assert reader
        entry = await desk.publish("Bridge", "It opens on Monday.")
        telling = asyncio.create_task(desk.sender.tell(reader.id, 1, entry))
        await telling
        await asyncio.sleep(0.3)
        await desk.skip(timedelta(seconds=10))
        await desk.settle()

        await desk.check(entry, [1])


async def test_breaking_news_overtake_what_is_being_sent(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path, rate=120, window=40, concurrency=20) as desk:
        await desk.subscribe(range(1, 201))
        await desk.publish("Normal", "It is a day like any other.")
        await until(lambda: len(desk.accepted()) >= 20)
        await desk.publish("Breaking", "It is not.", urgency="breaking")
        await desk.settle()

        texts = [str(call.params["text"]) for call in telegram.calls.of("sendMessage")]
        last = {
            word: max(i for i, text in enumerate(texts) if word in text)
            for word in ("Normal", "Breaking")
        }
        assert last["Breaking"] < last["Normal"]
        assert len(texts) == 400


async def test_the_pace_that_telegram_wants_is_kept(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.limit(Limits())
    async with newsroom(telegram, tmp_path, rate=28) as desk:
        await desk.subscribe(READERS)
        for number in (1, 2):
            entry = await desk.publish(f"News{number}", "It has happened.")
        await desk.settle()

        assert {call.status for call in telegram.calls} == {200}
        assert len(await desk.receipts(entry)) == len(READERS)


async def test_two_thousand_readers_are_told_through_a_window(tmp_path: Path) -> None:
    with open_telegram(judged=False) as telegram:
        async with newsroom(telegram, tmp_path, rate=5000, window=128) as desk:
            await desk.subscribe(range(1, 2001))
            entry = await desk.publish("Bridge", "It opens on Monday.")
            most = 0
            while len(desk.sender._flights) or not await desk.receipts(entry):
                most = max(most, desk.lane.waiting + len(desk.sender._flights))
                await asyncio.sleep(0.01)
            await desk.settle(60)

            await desk.check(entry, range(1, 2001))
            assert most <= 2 * 128
            (one,) = await desk.broadcasts()
            assert (one.sent, one.cursor, one.state) == (2000, 2000, BroadcastState.DONE)


async def test_a_blocked_reader_is_gone_once_and_tried_no_more(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    for chat in (2, 3):
        telegram.set_state(chat, "blocked" if chat == 2 else "deactivated")
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(range(1, 6))
        await desk.publish("News1", "It has happened.")
        await desk.settle()
        await desk.publish("News2", "It has happened again.")
        await desk.settle()

        refused = [call for call in telegram.calls if call.status == 403]
        assert len(refused) == 2
        assert (await desk.roster.count())[SubscriberState.GONE] == 2
        assert await desk.attempts() == {"dead": 2}
        assert shown(telegram, "News2") == [1, 4, 5]


async def test_a_group_that_became_a_supergroup_gets_the_article_there_and_stays_subscribed(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.open(-50, kind="group")
    telegram.migrate(-50, -1_000_000_000_050)
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe([1, -50])
        for number in (1, 2):
            await desk.publish(f"News{number}", "It has happened.")
        await asyncio.sleep(3.5)
        await desk.settle()

        assert await desk.roster.find(-50) is None
        moved = await desk.roster.find(-1_000_000_000_050)
        assert moved
        assert moved.state is SubscriberState.ACTIVE
        assert len(telegram.texts(-1_000_000_000_050)) == 2
        telegram.check()
