"""The web application under uvicorn on loopback, with its archive at hand."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import Any

import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from feeds.archive import Archive
from feeds.database import open_database
from feeds.press import Press
from feeds.web import Health, build_app
from tests.fakes.entries import SITE, make_article

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Reply:
    """What came over the wire."""

    status: int
    headers: HTTPMessage
    body: bytes


class NewsStand:
    """A running server, and the archive and press behind it."""

    def __init__(self, archive: Archive, press: Press, port: int) -> None:
        self.archive = archive
        self.press = press
        self.port = port
        self.health = Health(status="ok")
        self.broken: Exception | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def ask(self, method: str, path: str, headers: dict[str, str] | None = None) -> Reply:
        return await asyncio.to_thread(self._ask, method, path, headers or {})

    def _ask(self, method: str, path: str, headers: dict[str, str]) -> Reply:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, headers=headers)
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())
        finally:
            connection.close()

    async def get(self, path: str, **headers: str) -> Reply:
        return await self.ask(
            "GET", path, {name.replace("_", "-"): value for name, value in headers.items()}
        )

    async def talk(self, raw: bytes) -> bytes:
        """Send bytes as they are and read until the server hangs up."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(raw)
        await writer.drain()
        try:
            return await asyncio.wait_for(reader.read(), 5)
        finally:
            writer.close()
            await writer.wait_closed()

    async def publish(self, slug: str = "bridge", **stated: Any) -> None:
        """Record an article and print it, as the service does."""
        title = stated.pop("title", f"News of {slug}")
        article = make_article(title, path=f"{slug}.txt", **stated)
        await self.archive.record([article], NOW, exists=lambda _: True)
        await self.press.refresh()


@asynccontextmanager
async def open_newsstand(folder: Path) -> AsyncIterator[NewsStand]:
    """Serve an empty archive from a folder, on a free port, until the block ends."""
    database = await open_database(f"sqlite:///{folder / 'teleprinter.db'}")
    archive = Archive(database, authority="news.example.org")
    await archive.open(NOW)
    press = Press(archive, SITE)
    with socket.create_server(("127.0.0.1", 0)) as door:
        served = NewsStand(archive, press, door.getsockname()[1])

        async def health() -> Health:
            if served.broken:
                raise served.broken
            return served.health

        async def yard(request: Request) -> PlainTextResponse:
            return PlainTextResponse(f"yard {request.path_params['path']}")

        app = build_app(
            press,
            health=health,
            routes=[Mount("/sandbox", routes=[Route("/{path:path}", yard)])],
        )
        config = uvicorn.Config(app, log_level="critical", lifespan="off", server_header=False)
        uvicorn_server = uvicorn.Server(config)
        serving = asyncio.create_task(uvicorn_server.serve(sockets=[door]))
        while not uvicorn_server.started:  # noqa: ASYNC110 - uvicorn offers no event
            await asyncio.sleep(0.005)
        yield served
        uvicorn_server.should_exit = uvicorn_server.force_exit = True
        await serving
    await database.close()
