"""Only this machine, and only its own page, may ask the sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.sandbox.api import BotApi
from bot.sandbox.chats import Chats
from bot.sandbox.guard import is_local_host
from bot.sandbox.server import build_sandbox
from tests.fakes.telegram import TelegramServer


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server
        server.check()


@pytest.fixture
async def http(telegram: TelegramServer) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(telegram.api_base_url) as session:
        yield session


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
