"""Server: uvicorn under our own signals. The only door to uvicorn."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

_BACKLOG = 2048
_LAST_ANSWERS_SECONDS = 1


class AddressInUse(Exception):
    """Nobody can listen where the settings say."""


class Server(uvicorn.Server):
    """An HTTP server that leaves signals to whoever runs it.

    uvicorn raises a captured SIGTERM again when it is done, and the process would die of it
    before the bot has written down its last receipts.
    """

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        """Listen at once, so that a port that is taken is known before anything starts.

        Raises:
            AddressInUse: the address is taken, or is none of this machine.
        """
        self._socket = _listen(host, port)
        self._stop = asyncio.Event()
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                lifespan="off",
                server_header=False,
                date_header=True,
                proxy_headers=False,
                timeout_graceful_shutdown=_LAST_ANSWERS_SECONDS,
            )
        )

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield

    async def main_loop(self) -> None:
        """Tick once a second, for the Date header: ten times is half of what an idle day costs."""
        while not self._stop.is_set():
            await self.on_tick(0)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), 1)

    async def run_until(self, stop: asyncio.Event) -> None:
        """Serve until `stop`, then let running answers end, for a second at most."""
        self._stop = stop
        await self.serve(sockets=[self._socket])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except OSError as error:
        remedy = (
            "Stop what listens there, or choose another --port."
            if error.errno in {errno.EADDRINUSE, errno.EACCES}
            else "Write an address of this machine, such as 127.0.0.1."
        )
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise AddressInUse(
            f"[http] can't listen on {host} port {port}: {reason}. {remedy}"
        ) from None
