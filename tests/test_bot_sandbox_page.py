"""The chat page: its requests, its live events, its guard, and itself in a real browser."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from telegram import Bot, BotCommand, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup

from bot.sandbox.api import BotApi
from bot.sandbox.chats import Chats
from bot.sandbox.guard import is_local_host
from bot.sandbox.server import build_sandbox
from tests.fakes.browser import Browser
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


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"X-Real-IP": "127.0.0.1"},
        {"Host": "sandbox.example.org"},
        {"Host": "127.0.0.1.example.org"},
    ],
)
@pytest.mark.parametrize(
    "path", ["/", "/page.js", "/events?reader=1", "/api/readers/1/messages", "/botTOKEN/getMe"]
)
async def test_only_this_machine_may_ask(
    telegram: TelegramServer, http: aiohttp.ClientSession, path: str, headers: Mapping[str, str]
) -> None:
    path = path.replace("TOKEN", telegram.token)

    async with http.get(path, headers=headers) as response:
        assert response.status == 403
        assert "this machine only" in await response.text()


async def ask(client: tuple[str, int] | None) -> int:
    """Ask the application itself, as a server would for a peer at this address."""
    app = build_sandbox(BotApi(Chats(lambda: pytest.fail("no time")), token="1:x"))
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        statuses.extend([message["status"]] if "status" in message else [])

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/page.css",
        "raw_path": b"/page.css",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": client,
        "app": app,
    }
    await app(scope, receive, send)
    return statuses[0]


@pytest.mark.parametrize(
    ("client", "status"),
    [
        (("127.0.0.1", 1), 200),
        (("127.8.8.8", 1), 200),
        (("::1", 1), 200),
        (("192.168.1.7", 1), 403),
        (("2001:db8::1", 1), 403),
        (None, 403),
    ],
)
async def test_a_peer_elsewhere_is_refused(client: tuple[str, int] | None, status: int) -> None:
    assert await ask(client) == status


@pytest.mark.parametrize("host", ["localhost", "localhost:80", "127.0.0.1:8080", "[::1]:8080"])
def test_a_host_that_names_this_machine_is_known(host: str) -> None:
    assert is_local_host(host)


@pytest.mark.parametrize("host", ["", "example.org", "localhost.example.org", "10.0.0.1", "[::2]"])
def test_any_other_host_is_not(host: str) -> None:
    assert not is_local_host(host)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": "application/json", "Origin": "https://example.org"}, 403),
        ({"Content-Type": "application/json", "Origin": "null"}, 403),
        ({"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}, 201),
    ],
)
async def test_another_site_cannot_write_for_a_reader(
    telegram: TelegramServer, http: aiohttp.ClientSession, headers: Mapping[str, str], status: int
) -> None:
    async with http.post(
        "/api/readers/1/messages", data=b'{"text": "/start"}', headers=headers
    ) as response:
        assert response.status == status

    assert len(telegram.messages(1)) == (status == 201)


async def test_the_page_works_behind_a_path() -> None:
    api = BotApi(Chats(lambda: pytest.fail("no time")), token="1:x")
    app = Starlette(routes=[Mount("/sandbox", build_sandbox(api))])

    page = await fetch(app, "/sandbox/")
    style = await fetch(app, "/sandbox/page.css")

    assert (page[0], style[0]) == (200, 200)
    assert b'href="page.css"' in page[1]


async def fetch(app: Starlette, path: str) -> tuple[int, bytes]:
    status = 0
    body = b""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status, body
        status = message.get("status", status)
        body += message.get("body", b"")

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
    }
    await app(scope, receive, send)
    return status, body


@pytest.fixture
async def browser(require_tool: Callable[[str], str]) -> AsyncIterator[Browser]:
    if not os.environ.get("CI"):
        require_tool("chromium")
    async with Browser() as browser:
        yield browser


async def next_tap(bot: Bot) -> CallbackQuery:
    async with asyncio.timeout(10):
        while True:
            updates = await bot.get_updates(offset=-1, timeout=5)
            if updates and updates[-1].callback_query is not None:
                return updates[-1].callback_query


async def test_a_reader_talks_to_the_bot_in_a_browser(
    telegram: TelegramServer, bot: Bot, browser: Browser
) -> None:
    page = await browser.open(f"{telegram.api_base_url}/?reader=2")
    await page.type("#text", "/start\n")
    await page.until("document.querySelector('.message.me .words').innerText === '/start'")
    assert [message.content.text for message in telegram.messages(2)] == ["/start"]

    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
    sent = await bot.send_message(
        2, "<b>Hello</b> /help &lt;img src=x&gt;", parse_mode="HTML", reply_markup=keyboard
    )
    await page.until("document.querySelector('.message:not(.me) strong')?.innerText === 'Hello'")
    assert await page.js("document.querySelectorAll('img').length") == 0

    await page.click(".row button")
    query = await next_tap(bot)
    assert await page.js("document.querySelector('.row button').ariaBusy") == "true"
    await bot.answer_callback_query(query.id, "Noted")
    await page.until("document.querySelector('.toast')?.innerText === 'Noted'")
    await page.until("!document.querySelector('[aria-busy]')")

    await bot.edit_message_text("Corrected", 2, sent.message_id)
    await page.until("document.querySelector('.message:not(.me) .words').innerText == 'Corrected'")
    assert "edited" in await page.js("document.querySelector('.message:not(.me) .stamp').innerText")

    await bot.delete_message(2, sent.message_id)
    await page.until("!document.querySelector('.message:not(.me)')")

    await page.click("#block")
    await page.until("!document.querySelector('#unblock').hidden")
    assert (await bot.get_updates(offset=-1))[0].my_chat_member is not None
    await page.click("#unblock")
    await page.until("document.querySelector('#unblock').hidden")

    await bot.set_my_commands([BotCommand("help", "What I can do")])
    await page.until("document.querySelector('#commands button')")
    await page.click("#commands button")
    await page.until("document.querySelectorAll('.message.me').length === 2")
    assert page.problems == []


async def test_an_alert_is_a_dialog_that_a_reader_closes(
    telegram: TelegramServer, bot: Bot, browser: Browser
) -> None:
    telegram.say(READER, "/start")
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
    await bot.send_message(READER, "Hello", reply_markup=keyboard)
    page = await browser.open(f"{telegram.api_base_url}/")

    await page.click(".row button")
    query = await next_tap(bot)
    await bot.answer_callback_query(query.id, "Really?", show_alert=True)

    await page.until("document.querySelector('dialog[open]')?.innerText.includes('Really?')")
    await page.click("dialog button")
    await page.until("!document.querySelector('dialog[open]')")


async def test_a_page_that_lost_the_server_finds_it_again(browser: Browser) -> None:
    with TelegramServer() as telegram:
        port = int(telegram.api_base_url.rpartition(":")[2])
        telegram.say(READER, "before")
        page = await browser.open(f"{telegram.api_base_url}/")
        await page.until("document.querySelector('.message')")

    with TelegramServer(port=port) as telegram:
        telegram.say(READER, "after")
        await page.until("document.querySelector('.message .words').innerText === 'after'")
        await page.until("document.querySelectorAll('.message').length === 1")


@pytest.mark.parametrize("dark", [True, False])
async def test_words_stand_out_from_what_is_behind_them(
    telegram: TelegramServer, bot: Bot, browser: Browser, *, dark: bool
) -> None:
    telegram.say(READER, "/start")
    telegram.open(READER)
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
    html = "Words <a href='https://example.org'>link</a> <blockquote>quoted</blockquote>"
    await bot.send_message(READER, html, parse_mode="HTML", reply_markup=keyboard)
    page = await browser.open(f"{telegram.api_base_url}/")
    await page.look(dark=dark, width=390, height=844)
    await page.until("document.querySelector('.row button')")
    await asyncio.sleep(0.5)  # the messages arrive with a short animation

    faint = await page.js(CONTRAST)

    assert faint == []
    assert await page.js("document.documentElement.scrollWidth <= innerWidth")


# WCAG 2.2 §1.4.3: 4.5 : 1 for text, measured as painted: colour over the layers behind it.
CONTRAST = """(() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const paint = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255)
      .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const layers = (element) => element
    ? [...layers(element.parentElement), getComputedStyle(element).backgroundColor] : ['white'];
  const seen = 'h1, #presence, .reader, .notice, .words, .words a, .command, blockquote, .stamp,' +
    '.day, .row button, #send, #text, summary';
  return [...document.querySelectorAll(seen)].filter((element) => element.offsetParent)
    .map((element) => {
      const behind = layers(element);
      const ink = light(paint([...behind, getComputedStyle(element).color]));
      const ground = light(paint(behind));
      const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
      return [element.className || element.id || element.tagName, Math.round(ratio * 10) / 10];
    }).filter(([, ratio]) => ratio < 4.5);
})()"""
