"""The chat page: its requests, its live events, its guard, and itself in a real browser."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup

from tests.fakes.telegram import TelegramServer

READER = 1


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server
        server.check()


@pytest.fixture
async def bot(telegram: TelegramServer) -> AsyncIterator[Bot]:
    async with Bot(telegram.token, base_url=f"{telegram.api_base_url}/bot") as bot:
        yield bot


@pytest.fixture
async def http(telegram: TelegramServer) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(telegram.api_base_url) as session:
        yield session


async def test_the_page_says_that_nothing_leaves_this_machine(http: aiohttp.ClientSession) -> None:
    async with http.get("/") as response:
        page = await response.text()

    assert "Sandbox: nothing leaves this machine</title>" in page
    assert "default-src 'self'" in response.headers["content-security-policy"]
    assert "<style" not in page
    assert " style=" not in page
    assert "onclick" not in page


@pytest.mark.parametrize("path", ["page.css", "page.js", "icon.svg"])
async def test_what_the_page_needs_comes_with_it(http: aiohttp.ClientSession, path: str) -> None:
    async with http.get(f"/{path}") as response:
        assert response.status == 200
        assert len(await response.read()) > 100


async def test_a_reader_writes_taps_and_blocks_by_requests(
    telegram: TelegramServer, http: aiohttp.ClientSession, bot: Bot
) -> None:
    async with http.post("/api/readers/1/messages", json={"text": "/start"}) as response:
        assert response.status == 201
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
    sent = await bot.send_message(READER, "Hello", reply_markup=keyboard)
    tap = {"message_id": sent.message_id, "data": "y"}
    async with http.post("/api/readers/1/callbacks", json=tap) as response:
        query_id = (await response.json())["callback_query_id"]
    async with http.post("/api/readers/1/language", json={"language": "ar"}) as response:
        assert response.status == 200
    async with http.post("/api/readers/1/blocked", json={"blocked": True}) as response:
        assert (await response.json())["blocked"]
    async with http.post("/api/readers/1/messages", json={"text": "x"}) as response:
        assert response.status == 409

    message, callback, member = await bot.get_updates()
    assert message.message is not None
    assert message.message.text == "/start"
    assert callback.callback_query is not None
    assert (callback.callback_query.id, callback.callback_query.data) == (query_id, "y")
    assert member.my_chat_member is not None
    assert member.my_chat_member.new_chat_member.status == "kicked"
    assert member.my_chat_member.from_user.language_code == "ar"


async def test_a_reader_cannot_tap_what_is_not_there(http: aiohttp.ClientSession) -> None:
    tap = {"message_id": 1, "data": "y"}

    async with http.post("/api/readers/1/callbacks", json=tap) as response:
        assert response.status == 409
        assert "no button" in (await response.json())["error"]


async def events(response: aiohttp.ClientResponse) -> AsyncIterator[tuple[str, Any]]:
    kind = ""
    async for line in response.content:
        field, _, value = line.decode().rstrip("\n").partition(": ")
        if field == "event":
            kind = value
        elif field == "data":
            yield kind, json.loads(value)


async def test_a_page_sees_what_happens_as_it_happens(
    telegram: TelegramServer, http: aiohttp.ClientSession, bot: Bot
) -> None:
    telegram.say(READER, "/start")

    async with http.get("/events", params={"reader": "1"}) as response:
        stream = events(response)
        kind, state = await anext(stream)
        assert (kind, [m["html"] for m in state["messages"]]) == (
            "state",
            ['<button type="button" class="command" data-command="/start">/start</button>'],
        )
        sent = await bot.send_message(READER, "Monday", disable_notification=True)
        kind, message = await anext(stream)
        assert (kind, message["html"], message["silent"]) == ("message", "Monday", True)
        await bot.edit_message_text("Tuesday", READER, sent.message_id)
        kind, message = await anext(stream)
        assert (kind, message["html"], message["edited"] > 0) == ("edited", "Tuesday", True)
        await bot.delete_message(READER, sent.message_id)
        assert await anext(stream) == ("deleted", [sent.message_id])
        await bot.send_chat_action(READER, "typing")
        assert await anext(stream) == ("action", "typing")
        await bot.set_my_commands([BotCommand("stop", "No more")])
        kind, state = await anext(stream)
        assert state["commands"] == [{"command": "stop", "description": "No more"}]


async def test_a_page_that_leaves_is_forgotten(
    telegram: TelegramServer, http: aiohttp.ClientSession
) -> None:
    async with http.get("/events", params={"reader": "1"}) as response:
        await anext(events(response))
        assert telegram.chats.live.watchers == 1

    await asyncio.to_thread(telegram.wait_for, lambda: telegram.chats.live.watchers == 0)


async def test_a_page_hears_nothing_of_other_readers(
    telegram: TelegramServer, http: aiohttp.ClientSession
) -> None:
    async with http.get("/events", params={"reader": "2"}) as response:
        stream = events(response)
        await anext(stream)
        telegram.say(1, "mine")
        telegram.say(2, "yours")

        heard = [await anext(stream) for _ in range(2)]

    assert [kind for kind, _ in heard] == ["state", "message"]
    assert heard[1][1]["text"] == "yours"


async def test_the_server_stops_at_once_while_a_page_is_open() -> None:
    server = TelegramServer()
    server.start()
    async with (
        aiohttp.ClientSession(server.api_base_url) as http,
        http.get("/events", params={"reader": "1"}) as response,
    ):
        stream = events(response)
        await anext(stream)
        began = time.monotonic()

        await asyncio.to_thread(server.stop)

        assert [event async for event in stream] == []
        assert time.monotonic() - began < 3
