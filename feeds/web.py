"""The web server's application: pages, feed, health. Bytes come finished from the press."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote

from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

from feeds.conditional import Sheet, set_in_type
from feeds.document import Document
from feeds.pages import icon, stylesheet
from feeds.press import SAFETY, Press
from feeds.xmlfeed import ATOM_PATH

_log = logging.getLogger(__name__)

_READ = frozenset({"GET", "HEAD"})
_SAFETY = {name.decode(): value.decode() for name, value in SAFETY}
_UNCACHED = {"cache-control": "no-store", **_SAFETY}
_ROBOTS = b"User-agent: *\nDisallow: /sandbox/\nDisallow: /desk/\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the service fares. `down`: the store is unusable; `facts` must be fit for JSON."""

    status: Literal["ok", "degraded", "down"]
    facts: Mapping[str, object] = field(default_factory=dict)


def build_app(
    press: Press,
    *,
    health: Callable[[], Awaitable[Health]],
    routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """Build the ASGI application. `routes` of other rooms come after ours, with own headers."""

    async def home(request: Request) -> Response:
        return _respond((await press.edition()).home, request)

    async def feed(request: Request) -> Response:
        return _respond((await press.edition()).feed, request)

    async def article(request: Request) -> Response:
        return _respond(await press.article(request.path_params["slug"]), request)

    async def report(_: Request) -> Response:
        found = await health()
        # A load balancer should part from us only when no answer of ours can be trusted:
        # a bot that can't reach Telegram still serves every reader of the feed.
        status = 503 if found.status == "down" else 200
        return JSONResponse({"status": found.status, **found.facts}, status, _UNCACHED)

    async def missing(request: Request, _: Exception) -> Response:
        return _other_slash(request) or _respond(press.missing, request)

    app = _NewsStand(
        routes=[
            Route("/", home),
            Route("/articles/{slug}", article),
            Route(ATOM_PATH, feed),
            Route("/health", report),
            *_fixtures(),
            *routes,
        ],
        exception_handlers={
            404: missing,
            HTTPException: _refuse,  # type: ignore[dict-item]  # each gets the class it is for
            DBAPIError: _store_away,
            Exception: _break_down,
        },
    )
    app.press = press
    # Starlette's own redirect believes the Host header and forgets a proxy's https.
    app.router.redirect_slashes = False
    return app


class _NewsStand(Starlette):
    """Hands out the feed before any routing: nothing but a few look-ups a request.

    Whatever is out of the ordinary (another method, no edition yet) takes the common road.
    """

    press: Press

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        edition = self.press.current
        if (
            edition is not None
            and scope["type"] == "http"
            and scope["path"] == ATOM_PATH
            and scope["method"] in _READ
        ):
            answer = edition.feed.choose(scope["method"], scope["headers"])
            await send(
                {
                    "type": "http.response.start",
                    "status": answer.status,
                    "headers": answer.headers,
                }
            )
            await send({"type": "http.response.body", "body": answer.body})
        else:
            await super().__call__(scope, receive, send)


def _respond(sheet: Sheet, request: Request) -> Response:
    answer = sheet.choose(request.method, request.scope["headers"])
    response = Response(answer.body, answer.status)
    response.raw_headers = list(answer.headers)
    return response


def _fixtures() -> list[Route]:
    """Serve what never changes while we run. A page names its stylesheet by its digest."""
    headers = [(b"cache-control", b"max-age=86400"), *SAFETY]
    documents = {
        "/style.css": Document(body=stylesheet(), media_type="text/css; charset=utf-8"),
        "/favicon.svg": Document(body=icon("favicon.svg"), media_type="image/svg+xml"),
        "/favicon.ico": Document(body=icon("favicon.ico"), media_type="image/x-icon"),
        "/robots.txt": Document(body=_ROBOTS, media_type="text/plain; charset=utf-8"),
    }
    return [_fixture(path, set_in_type(found, headers)) for path, found in documents.items()]


def _fixture(path: str, sheet: Sheet) -> Route:
    async def serve(request: Request) -> Response:
        return _respond(sheet, request)

    return Route(path, serve)


def _other_slash(request: Request) -> Response | None:
    """Send `/articles/bridge/` to `/articles/bridge`, or `/sandbox` to `/sandbox/`.

    An address that a route knows is missing for good: turning it round would go in circles.
    """
    path = request.scope["path"]
    # Two slashes in front would name another host.
    bare = "/" + path.strip("/")
    turned = bare if path.endswith("/") else bare + "/"
    if request.method not in _READ or _known(request, path) or not _known(request, turned):
        return None
    query = request.scope["query_string"].decode("latin-1")
    return RedirectResponse(quote(turned) + (query and f"?{query}"), 301, _SAFETY)


def _known(request: Request, path: str) -> bool:
    scope = {**request.scope, "path": path}
    return any(route.matches(scope)[0] == Match.FULL for route in request.app.routes)


async def _refuse(_: Request, error: HTTPException) -> Response:
    headers = {**(error.headers or {}), **_UNCACHED}
    if "Allow" in headers:
        headers["Allow"] = ", ".join(sorted(headers["Allow"].split(", ")))
    return PlainTextResponse(f"{error.status_code} {error.detail}\n", error.status_code, headers)


async def _store_away(_: Request, error: Exception) -> Response:
    # The record is away for a while: a client that is told so comes back.
    _log.warning("a page could not be served: the store does not answer (%s)", type(error).__name__)
    headers = {**_UNCACHED, "Retry-After": "30"}
    return PlainTextResponse("503 Back in a moment.\n", 503, headers)


async def _break_down(_: Request, __: Exception) -> Response:
    # The traceback goes to the log; a reader has no use for it, and an attacker has.
    return PlainTextResponse("500 Something broke here, not with you.\n", 500, _UNCACHED)
