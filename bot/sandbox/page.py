"""The readers' side: the chat page in the browser, and the requests that it makes."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from importlib.resources import files
from typing import Any

import jinja2
import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.sandbox.api import BotApi
from bot.sandbox.chats import Chat, Message
from bot.sandbox.live import Event
from bot.sandbox.readers import ReaderError
from bot.sandbox.render import render_html

_READERS = ("Ada", "Ben", "Chidi", "Dalia", "Emre", "Farah")
_LANGUAGES = {
    "en": "English",
    "ar": "العربية",
    "de": "Deutsch",
    "es": "Español",
    "fa": "فارسی",
    "fr": "Français",
    "hi": "हिन्दी",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
    "ru": "Русский",
    "tr": "Türkçe",
    "uk": "Українська",
    "zh": "中文",
}
_READER_MAX = 2**52
_HEARTBEAT_SECONDS = 15.0
_RETRY_MS = 1000
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
        "form-action 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_ASSETS = {
    "page.css": "text/css",
    "page.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}

Endpoint = Callable[[Request], Awaitable[Response]]


def page_routes(api: BotApi) -> Sequence[BaseRoute]:
    """Give the routes of the page, all relative to where the application is mounted."""
    page = _Page(api)
    reader = "/api/readers/{reader:int}"
    return [
        Route("/", page.show, methods=["GET"]),
        *(Route(f"/{name}", _asset(name), methods=["GET"]) for name in _ASSETS),
        Route("/events", page.events, methods=["GET"]),
        Route(f"{reader}/messages", page.messages, methods=["GET"]),
        Route(f"{reader}/messages", _own_site(page.say), methods=["POST"]),
        Route(f"{reader}/callbacks", _own_site(page.tap), methods=["POST"]),
        Route(f"{reader}/blocked", _own_site(page.block), methods=["POST"]),
        Route(f"{reader}/language", _own_site(page.language), methods=["POST"]),
    ]


class _Page:
    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._chats = api.chats

    async def show(self, request: Request) -> Response:
        number = request.query_params.get("reader", "1")
        if not number.isdecimal() or not 0 < int(number) < _READER_MAX:
            return PlainTextResponse("No such reader.\n", 404)
        reader = int(number)
        html = _template().render(
            reader=reader,
            name=_name(reader),
            readers=[(n, _name(n)) for n in sorted({*range(1, len(_READERS) + 1), reader})],
            languages=_LANGUAGES,
            bot=self._chats.profile,
            state=msgspec.json.encode(self._state(reader)).decode(),
        )
        return Response(html, media_type="text/html", headers=_HEADERS)

    async def messages(self, request: Request) -> Response:
        return _json(self._state(request.path_params["reader"]))

    async def say(self, request: Request) -> Response:
        reader = request.path_params["reader"]
        text = (await _body(request)).get("text")
        if not isinstance(text, str):
            raise ReaderError('expected {"text": "…"}')
        self._open(reader)
        message = self._api.readers.say(reader, text)
        return _json(self._message(message), 201)

    async def tap(self, request: Request) -> Response:
        match await _body(request):
            case {"message_id": int(message_id), "data": str(data)}:
                reader = request.path_params["reader"]
                query_id = self._api.readers.tap(reader, message_id, data)
                return _json({"callback_query_id": query_id}, 202)
        raise ReaderError('expected {"message_id": 1, "data": "…"}')

    async def block(self, request: Request) -> Response:
        blocked = (await _body(request)).get("blocked")
        chat = self._open(request.path_params["reader"])
        if blocked is True:
            self._api.readers.block(chat.id)
        elif blocked is False:
            self._api.readers.unblock(chat.id)
        else:
            raise ReaderError('expected {"blocked": true} or {"blocked": false}')
        return _json(self._state(chat.id))

    async def language(self, request: Request) -> Response:
        language = (await _body(request)).get("language")
        if language not in _LANGUAGES:
            raise ReaderError(f"expected one of {' '.join(_LANGUAGES)}")
        chat = self._open(request.path_params["reader"])
        chat.language = language
        self._chats.save(chat)
        return _json(self._state(chat.id))

    async def events(self, request: Request) -> Response:
        number = request.query_params.get("reader", "")
        if not number.isdecimal():
            return PlainTextResponse("No such reader.\n", 404)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        stream = self._stream(int(number))
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    async def _stream(self, reader: int) -> AsyncIterator[str]:
        listener = self._chats.live.listen(reader)
        try:
            # Whoever connects, for the first time or again, starts from the whole state.
            yield f"retry: {_RETRY_MS}\n" + _event("state", self._state(reader))
            async for event in listener.events(_HEARTBEAT_SECONDS):
                yield ": still here\n\n" if event is None else self._describe(reader, event)
        finally:
            self._chats.live.leave(reader, listener)

    def _describe(self, reader: int, event: Event) -> str:
        kind, payload = event
        if kind in {"message", "edited"}:
            return _event(kind, self._message(payload))
        if kind in {"state", "commands"}:
            return _event("state", self._state(reader))
        return _event(kind, payload)

    def _open(self, reader: int) -> Chat:
        if not 0 < reader < _READER_MAX:
            raise ReaderError("no such reader")
        return self._chats.open(reader, name=_name(reader))

    def _state(self, reader: int) -> dict[str, Any]:
        chat = self._chats.find(reader)
        language = chat.language if chat else "en"
        profile = self._chats.profile
        scopes = (f"chat:{reader}", "all_private_chats")
        return {
            "reader": reader,
            "blocked": chat is not None and chat.state == "blocked",
            "language": language,
            "bot": profile.name,
            "description": profile.say("description", language),
            "commands": profile.commands_for(scopes, language),
            "messages": [self._message(m) for m in chat.messages.values()] if chat else [],
        }

    def _message(self, message: Message) -> dict[str, Any]:
        keyboard = message.keyboard or {}
        chat = self._chats.find(message.chat_id)
        original = chat.messages.get(message.reply_to) if chat else None
        return {
            "id": message.id,
            "from_bot": message.sender == 0,
            "text": message.content.text,
            "html": render_html(message.content),
            "date": message.date,
            "edited": message.edited,
            "silent": message.silent,
            "reply": original.content.text[:120] if original else "",
            "buttons": [[_button(button) for button in row] for row in _rows(keyboard)],
        }


def _rows(keyboard: dict[str, Any]) -> list[list[dict[str, Any]]]:
    rows: list[list[dict[str, Any]]] = keyboard.get("inline_keyboard", [])
    return rows


def _button(button: dict[str, Any]) -> dict[str, str]:
    shape = {"text": button["text"], "style": button.get("style", ""), "kind": "other", "value": ""}
    if "callback_data" in button:
        return shape | {"kind": "callback", "value": button["callback_data"]}
    if "url" in button:
        return shape | {"kind": "url", "value": button["url"]}
    if "copy_text" in button:
        return shape | {"kind": "copy", "value": button["copy_text"]["text"]}
    return shape


def _own_site(endpoint: Endpoint) -> Endpoint:
    """Refuse what a page of another site could make a browser send."""

    async def guarded(request: Request) -> Response:
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json":
            return _json({"error": "expected application/json"}, 415)
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return _json({"error": "the request comes from another site"}, 403)
        origin = request.headers.get("origin")
        if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
            return _json({"error": "the request comes from another site"}, 403)
        try:
            return await endpoint(request)
        except ReaderError as error:
            return _json({"error": str(error)}, 409)

    return guarded


async def _body(request: Request) -> dict[str, Any]:
    try:
        return msgspec.json.decode(await request.body(), type=dict[str, Any])
    except msgspec.DecodeError:
        raise ReaderError("expected a JSON object") from None


def _json(body: dict[str, Any], status: int = 200) -> Response:
    return JSONResponse(body, status, headers={"Cache-Control": "no-store"})


def _event(kind: str, payload: object) -> str:
    return f"event: {kind}\ndata: {msgspec.json.encode(payload).decode()}\n\n"


def _asset(name: str) -> Endpoint:
    body = (files("bot.sandbox") / name).read_bytes()

    async def serve(_: Request) -> Response:
        return Response(body, media_type=_ASSETS[name], headers=_HEADERS)

    return serve


@functools.cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    source = (files("bot.sandbox") / "page.html").read_text("utf-8")
    return environment.from_string(source)


def _name(reader: int) -> str:
    return _READERS[reader - 1] if reader <= len(_READERS) else f"Reader {reader}"
