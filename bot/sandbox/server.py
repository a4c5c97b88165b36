"""build_sandbox: the bot's side and the readers' side of the sandbox as one application."""

from __future__ import annotations

import asyncio
import hmac

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.sandbox.api import BotApi
from bot.sandbox.arguments import read_arguments
from bot.sandbox.errors import ApiError
from bot.sandbox.guard import Guard
from bot.sandbox.page import page_routes


def build_sandbox(api: BotApi) -> Starlette:
    """Build the application, to be mounted under any path or served alone.

    Whoever serves it calls `api.chats.close()` before the HTTP server waits for its open
    connections: chat pages and long polls end then, and only then.
    """
    bot = Route("/bot{token}/{method}", _BotRoute(api))
    return Starlette(routes=[bot, *page_routes(api)], middleware=[Middleware(Guard)])


class _BotRoute:
    """An ASGI endpoint, so that it can also close the connection without an answer."""

    def __init__(self, api: BotApi) -> None:
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        token = request.path_params["token"]
        if "sec-fetch-site" in request.headers or "origin" in request.headers:
            # Bots send neither. A page of any site could send calls here from a browser.
            response = _refuse(ApiError(403, "Forbidden: a browser is not a bot"))
        elif not hmac.compare_digest(token.encode(), self._api.token.encode()):
            response = _refuse(ApiError(401, "Unauthorized"))
        elif request.method not in {"GET", "POST"}:
            response = _refuse(ApiError(405, "Method Not Allowed"))
        else:
            try:
                arguments = await read_arguments(request)
            except ApiError as error:
                response = _refuse(error)
            else:
                answer = await self._api.call(request.path_params["method"], arguments)
                if answer.body is None:
                    await _cut(receive, send)
                    return
                response = Response(answer.body, answer.status, media_type=answer.media_type)
        await response(scope, receive, send)


def _refuse(error: ApiError) -> Response:
    body = msgspec.json.encode(error.body())
    return Response(body, error.code, media_type="application/json")


async def _cut(receive: Receive, send: Send) -> None:
    # uvicorn hands out a bound method of the object that owns the connection. ASGI knows no way
    # to hang up, so without it an answer is promised and never given, which closes it as well.
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is not None:
        transport.close()
        await asyncio.sleep(0.01)
        return
    headers = [(b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
