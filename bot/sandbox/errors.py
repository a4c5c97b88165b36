"""ApiError: how the Bot API says no, in its own words.

Descriptions are those of Telegram's server, letter by letter: clients tell errors apart by them.

ApiError
└── Mistake   the call is wrong in itself; all others depend on the chat, the pace, the token
"""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A call is refused with an error code, a description and perhaps `parameters`."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """Give the JSON object of the answer."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class Mistake(ApiError):
    """The call itself is wrong, whatever the state of the chats: a bot should never make it."""


def mistake(reason: str) -> Mistake:
    """Refuse what the caller wrote: the same call will never succeed."""
    return Mistake(400, f"Bad Request: {_lowered(reason)}")


def refusal(reason: str) -> ApiError:
    """Refuse because of what is there, or is there no more: the bot cannot always know."""
    return ApiError(400, f"Bad Request: {_lowered(reason)}")


def forbidden(reason: str) -> ApiError:
    """Refuse because of the chat: its reader, or its owner, does not want the bot."""
    return ApiError(403, f"Forbidden: {reason}")


def too_many_requests(retry_after: int) -> ApiError:
    """Refuse because of the pace; `retry_after` is in seconds."""
    description = f"Too Many Requests: retry after {retry_after}"
    return ApiError(429, description, retry_after=retry_after)


def _lowered(reason: str) -> str:
    # The server lowers the first letter of its reasons, unless it is an identifier in capitals.
    if reason[1:2] == "_" or reason[1:2].isupper():
        return reason
    return reason[:1].lower() + reason[1:]
