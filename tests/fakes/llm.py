"""An OpenAI-compatible server on loopback that answers what a test tells it to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web


class FakeModel:
    """Answers chat completions with `says`, after `delay` seconds, under `status`."""

    def __init__(self) -> None:
        self.says = "NONE"
        self.status = 200
        self.delay = 0.0
        self.body: bytes | None = None
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(await request.json())
        self.keys.append(request.headers.get("Authorization"))
        await asyncio.sleep(self.delay)
        if self.body is not None:
            return web.Response(body=self.body, status=self.status)
        if self.status in {301, 302, 307}:
            return web.Response(status=self.status, headers={"Location": f"{self.url}/elsewhere"})
        message = {"role": "assistant", "content": self.says}
        return web.json_response({"choices": [{"message": message}]}, status=self.status)


@asynccontextmanager
async def fake_model() -> AsyncIterator[FakeModel]:
    """Run a fake model on a free port of 127.0.0.1."""
    model = FakeModel()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", model.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    model.url = f"http://{host}:{port}/v1"
    try:
        yield model
    finally:
        await runner.cleanup()
