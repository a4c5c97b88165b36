"""Calls: what a bot asked, and what it was answered."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `at` is a moment of `time.monotonic`, when it came.

    `outcome` is "ok", or the description of the refusal, or what went wrong on purpose; `result`
    is the answer's, None for a refusal. `executed` says whether it had its effect: with
    a connection cut after that, the bot cannot know.
    """

    method: str
    params: Mapping[str, Any]
    at: float
    status: int
    outcome: str
    executed: bool
    result: Any = None


class Calls:
    """The newest calls, oldest first; all of them if `unbounded`. Polls are left out."""

    def __init__(self, *, unbounded: bool = False) -> None:
        self._calls: deque[Call] = deque(maxlen=None if unbounded else _KEPT)

    def __iter__(self) -> Iterator[Call]:
        return iter(tuple(self._calls))

    def __len__(self) -> int:
        return len(self._calls)

    def add(self, call: Call) -> None:
        """Remember a call."""
        if call.method != "getUpdates":
            self._calls.append(call)

    def clear(self) -> None:
        """Forget all calls."""
        self._calls.clear()

    @property
    def methods(self) -> list[str]:
        """The names of the methods called, in order."""
        return [call.method for call in self]

    def of(self, *methods: str) -> list[Call]:
        """Give the calls of these methods."""
        return [call for call in self if call.method in methods]

    def sent_to(self, chat_id: int) -> list[Call]:
        """Give the messages that a chat got: calls of send… that had their effect."""
        return [
            call
            for call in self
            if call.executed
            and call.method.startswith("send")
            and call.method != "sendChatAction"
            and str(call.params.get("chat_id")) == str(chat_id)
        ]
