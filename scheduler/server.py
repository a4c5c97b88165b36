"""Server: uvicorn under our own signals. The only door to uvicorn."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

_BACKLOG = 2048
_LAST_ANSWERS_SECONDS = 3


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

    async def run_until(self, stop: asyncio.Event) -> None:
        """Serve until `stop`, then let running answers end, for three seconds at most."""
        serving = asyncio.create_task(self.serve(sockets=[self._socket]))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        self.should_exit = True
        await serving


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except OSError as error:
        raise AddressInUse(
            f"[http] can't listen on {host} port {port}: {error.strerror or error}. "
            "Stop what listens there, or choose another --port."
        ) from None
