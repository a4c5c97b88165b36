"""What goes wrong on purpose: closed chats, the pace, canned answers, cut connections."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import pytest
from telegram import (
    Bot,
)
from telegram.error import (
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
)

from bot.sandbox.faults import Fault
from bot.sandbox.limits import Limits, Meter
from tests.fakes.telegram import TelegramServer

READER = 42


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        server.open(READER)
        yield server
        server.check()


@pytest.fixture
async def bot(telegram: TelegramServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # its int for seconds is deprecated, and warns
    async with Bot(telegram.token, base_url=f"{telegram.api_base_url}/bot") as bot:
        yield bot


@pytest.mark.parametrize(
    ("state", "kind", "words"),
    [
        ("blocked", "private", "bot was blocked by the user"),
        ("deactivated", "private", "user is deactivated"),
        ("stranger", "private", "bot can't initiate conversation with a user"),
        ("kicked", "channel", "bot was kicked from the channel chat"),
        ("left", "supergroup", "bot is not a member of the supergroup chat"),
    ],
)
async def test_a_closed_chat_is_forbidden(
    bot: Bot, telegram: TelegramServer, state: Any, kind: Any, words: str
) -> None:
    telegram.open(-7, kind=kind)
    telegram.set_state(-7, state)

    with pytest.raises(Forbidden, match=words):
        await bot.send_message(-7, "x")


async def test_a_group_that_moved_tells_its_new_number(bot: Bot, telegram: TelegramServer) -> None:
    telegram.open(-7, kind="group")
    telegram.migrate(-7, -1007)

    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(-7, "x")

    assert moved.value.new_chat_id == -1007
    await bot.send_message(moved.value.new_chat_id, "x")
    assert telegram.texts(-1007) == ["x"]


async def test_a_pace_above_the_limits_is_told_to_wait(bot: Bot, telegram: TelegramServer) -> None:
    telegram.limit(Limits(per_second=2, per_chat_per_second=1))
    for chat_id in (1, 2, 3):
        telegram.open(chat_id)

    await bot.send_message(1, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(1, "y")
    await bot.send_message(2, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(3, "x")


async def test_a_group_takes_twenty_messages_a_minute() -> None:
    meter = Meter(Limits())

    waits = [meter.wait_for(-1, now=2.0 * n) for n in range(21)]

    assert waits == [0] * 20 + [20]


async def test_a_canned_answer_does_nothing(bot: Bot, telegram: TelegramServer) -> None:
    body = b'{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":7}}'
    telegram.fail(Fault("answer", "sendMessage", status=429, body=body))
    telegram.fail(
        Fault("answer", "sendMessage", status=502, body=b"<html>", media_type="text/html")
    )

    with pytest.raises(RetryAfter) as asked:
        await bot.send_message(READER, "x")
    with pytest.raises(NetworkError):
        await bot.send_message(READER, "x")
    await bot.send_message(READER, "x")

    assert asked.value.retry_after == timedelta(seconds=7)
    assert telegram.texts(READER) == ["x"]


@pytest.mark.parametrize("executed", [True, False])
async def test_a_connection_cut_leaves_the_bot_unsure(
    bot: Bot, telegram: TelegramServer, *, executed: bool
) -> None:
    telegram.fail(Fault("cut", "sendMessage", executed=executed))

    with pytest.raises(NetworkError):
        await bot.send_message(READER, "x")

    assert telegram.texts(READER) == (["x"] if executed else [])
    assert len(telegram.sent_to(READER)) == executed


async def test_an_answer_can_take_its_time(bot: Bot, telegram: TelegramServer) -> None:
    telegram.faults.delays["sendMessage"] = 0.2
    began = time.monotonic()

    await bot.send_message(READER, "x")

    assert time.monotonic() - began >= 0.2
