"""Guard: only this machine may ask.

The sandbox lets anyone who reaches it be any reader, so it must not be reached: not from the
network, not through a proxy in front of the service, and not by a page of another site whose
name was made to point here (DNS rebinding).
"""

from __future__ import annotations

import ipaddress

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_PROXY_HEADERS = ("x-forwarded-for", "x-forwarded-host", "forwarded", "x-real-ip", "via")


class Guard:
    """ASGI middleware: answers 403 with the reason to everyone but this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        reason = _reason_to_refuse(scope)
        if reason is None:
            await self._app(scope, receive, send)
            return
        text = f"The sandbox answers this machine only: {reason}.\n"
        await PlainTextResponse(text, status_code=403)(scope, receive, send)


def _reason_to_refuse(scope: Scope) -> str | None:
    headers = Headers(scope=scope)
    client = scope.get("client")
    if client is None or not _is_loopback(client[0]):
        return "the request comes from another address"
    if any(name in headers for name in _PROXY_HEADERS):
        return "the request comes through a proxy"
    if not is_local_host(headers.get("host", "")):
        return "the Host header must be localhost, 127.0.0.1 or [::1]"
    return None


def is_local_host(host: str) -> bool:
    """Say whether a Host header, with or without port, names this machine by itself."""
    name = host.partition("]")[0][1:] if host.startswith("[") else host.partition(":")[0]
    return name.lower() == "localhost" or _is_loopback(name)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
