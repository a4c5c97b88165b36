"""Sender: refusals, pauses, lost and late answers of Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox.faults import Fault
from tests.fakes.telegram import TelegramServer
from tests.test_bot_delivery_newsroom import (
    READERS,
    Newsroom,
    newsroom,
    open_telegram,
    shown,
    until,
)


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with open_telegram() as server:
        yield server


async def test_a_message_that_telegram_will_not_take_stops_nobody_else(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    body = b'{"ok":false,"error_code":400,"description":"Bad Request: message is too long"}'
    telegram.fail(Fault("answer", "sendMessage", status=400, body=body, chat_id=2))
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(range(1, 6))
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()

        await desk.check(entry, [1, 3, 4, 5])
        assert await desk.attempts() == {"dead": 1}


def slow_down(seconds: int) -> bytes:
    return (
        b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after %d",'
        b'"parameters":{"retry_after":%d}}' % (seconds, seconds)
    )


async def test_the_pause_that_telegram_asks_for_is_kept_by_everything(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(READERS)
        first = await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()
        telegram.fail(Fault("answer", "sendMessage", status=429, body=slow_down(2), chat_id=7))
        await asyncio.sleep(1)
        await desk.publish("Tower", "It is open.")
        await until(lambda: any(call.status == 429 for call in telegram.calls))
        await desk.publish("Bridge", "It opens on Tuesday.")
        reader = await desk.roster.meet(500, desk.now())
        await desk.sender.tell(reader.id, 500, first)
        await desk.settle()

        calls = list(telegram.calls)
        (held,) = [call for call in calls if call.status == 429]
        # What was on its way by then could not be called back.
        after = [call.at - held.at for call in calls if call.at > held.at + 0.5]
        assert after
        assert min(after) >= 1.95
        assert shown(telegram, "Tower") == list(READERS)
        telegram.check()


async def test_a_pause_outlives_a_restart(telegram: TelegramServer, tmp_path: Path) -> None:
    telegram.fail(Fault("answer", "sendMessage", status=429, body=slow_down(3)))
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe([1])
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: len(telegram.calls) == 1)
        await until(desk.ledger.held_until)
    async with newsroom(telegram, tmp_path) as desk:
        await desk.settle()

        refused, sent = list(telegram.calls)
        assert (refused.status, sent.status) == (429, 200)
        assert sent.at - refused.at >= 2.9
        await desk.check(entry, [1])


async def test_what_waits_out_a_pause_has_not_left_and_is_nobody_s_guess(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.fail(Fault("answer", "sendMessage", status=429, body=slow_down(5)))
    async with newsroom(telegram, tmp_path, resend=False) as desk:
        await desk.subscribe([1])
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: len(telegram.calls) == 1)
        await asyncio.sleep(3.5)

        # A crash now, under a policy that repeats nothing, must not cost the reader the article.
        assert await desk.attempts() == {}
        await desk.settle()
        await desk.check(entry, [1])


HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


@pytest.mark.parametrize("executed", [False, True])
@pytest.mark.parametrize("resend", [True, False], ids=["resend", "skip"])
async def test_a_lost_answer_is_unknown_and_the_policy_says_what_follows(
    telegram: TelegramServer, tmp_path: Path, executed: bool, resend: bool
) -> None:
    error = b'{"ok":false,"error_code":500,"description":"Internal Server Error"}'
    for fault in (
        Fault("answer", status=500, body=error, chat_id=4),
        Fault("answer", status=502, body=HTML, media_type="text/html", chat_id=5),
        Fault("answer", status=200, body=b"\x00\xff not JSON", chat_id=6),
        Fault("cut", chat_id=7),
    ):
        fault.executed = executed
        telegram.fail(fault)
    async with newsroom(telegram, tmp_path, resend=resend) as desk:
        await desk.subscribe(range(1, 13))
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: _counted(desk, unknown=4))
        await until(lambda: len(desk.accepted()) >= 8)
        await desk.skip(timedelta(seconds=10))
        await desk.settle()

        left = set(range(1, 13)) - (set() if resend or executed else {4, 5, 6, 7})
        await desk.check(entry, left, most=2 if resend and executed else 1)
        assert await desk.attempts() == ({} if resend else {"unknown": 4})
        assert sum(desk.copies().values()) == len(left) + (4 if resend and executed else 0)


async def _counted(desk: Newsroom, **states: int) -> bool:
    return await desk.attempts() == states


async def test_an_outage_of_many_answers_costs_nobody_the_article(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.fail(Fault("answer", "sendMessage", times=12, status=502, body=HTML))
    async with newsroom(telegram, tmp_path, concurrency=5) as desk:
        await desk.subscribe(range(1, 6))
        entry = await desk.publish("Bridge", "It opens on Monday.")
        for _ in range(300):
            await asyncio.sleep(0.05)
            await desk.skip(timedelta(minutes=10))
            if desk.sender.idle:
                break
        await desk.settle()

        await desk.check(entry, range(1, 6))
        assert await desk.attempts() == {}


async def test_an_edit_whose_answer_was_lost_is_made_again_under_either_policy(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path, resend=False) as desk:
        await desk.subscribe([1, 2])
        await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()
        telegram.fail(Fault("cut", "editMessageText", chat_id=1))
        entry = await desk.publish("Bridge", "It opens on Tuesday.")
        await until(lambda: _counted(desk, unknown=1))
        await desk.skip(timedelta(seconds=10))
        await desk.settle()

        assert shown(telegram, "Tuesday") == [1, 2]
        await desk.check(entry, [1, 2])


async def test_a_late_answer_is_written_down_as_unknown_and_settled_when_it_comes(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.fail(Fault("none", "sendMessage", delay_seconds=3.2, chat_id=1))
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(READERS)
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: _counted(desk, unknown=1))
        (one,) = await desk.broadcasts()
        await desk.skip(timedelta(minutes=1))
        await desk.settle()

        assert one.cursor == len(READERS)
        await desk.check(entry, READERS)
        assert await desk.attempts() == {}
