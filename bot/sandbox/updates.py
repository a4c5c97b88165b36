"""Updates: what readers did, waiting for the bot to fetch it by long poll."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bot.sandbox.errors import ApiError

_PENDING_MAX = 10_000
_FIRST_ID = 100_000_001
# The Bot API keeps these back until a bot names them.
_ON_DEMAND = {"chat_member", "message_reaction", "message_reaction_count"}


class Updates:
    """The queue of one bot. Numbers only grow; a number asked beyond is confirmed for ever."""

    def __init__(self, written: Callable[[dict[str, Any]], None]) -> None:
        self._written = written
        self._pending: deque[dict[str, Any]] = deque()
        self._next_id = _FIRST_ID
        self._allowed: frozenset[str] = frozenset()
        self._waiter: asyncio.Future[None] | None = None
        self._closed = False

    @property
    def next_id(self) -> int:
        """The number of the update to come."""
        return self._next_id

    @property
    def pending(self) -> Sequence[dict[str, Any]]:
        """The updates that nobody has confirmed yet, oldest first."""
        return list(self._pending)

    def push(self, kind: str, body: dict[str, Any]) -> None:
        """Queue an update, unless the bot has said that it wants none of this kind."""
        wanted = kind in self._allowed if self._allowed else kind not in _ON_DEMAND
        if not wanted:
            return
        update = {"update_id": self._next_id, kind: body}
        self.restore(update)
        self._written({"update": update})
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def restore(self, update: dict[str, Any]) -> None:
        """Put back an update that a journal kept."""
        self._pending.append(update)
        self._next_id = max(self._next_id, update["update_id"] + 1)
        if len(self._pending) > _PENDING_MAX:
            self._pending.popleft()

    def confirm(self, offset: int) -> None:
        """Drop all before `offset`; a negative one keeps only so many of the newest."""
        if offset < 0:
            offset = self._pending[offset]["update_id"] if len(self._pending) > -offset else 0
        confirmed = bool(self._pending) and self._pending[0]["update_id"] < offset
        while self._pending and self._pending[0]["update_id"] < offset:
            self._pending.popleft()
        self._next_id = max(self._next_id, offset)
        if confirmed:
            self._written({"confirmed": offset})

    def allow(self, kinds: Iterable[str]) -> None:
        """Keep only these kinds from now on; none means all that need no asking."""
        self._allowed = frozenset(kinds)

    async def fetch(self, offset: int, limit: int, timeout_seconds: float) -> list[dict[str, Any]]:
        """Give the next updates, waiting for one up to `timeout_seconds`.

        Raises:
            ApiError: another call to fetch came while this one waited (409), or the server stops.
        """
        if self._closed:
            raise ApiError(500, "Internal Server Error: restart")
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(_conflict())
        self.confirm(offset)
        if not self._pending and timeout_seconds > 0:
            await self._wait(timeout_seconds)
        return list(self._pending)[:limit]

    def close(self) -> None:
        """Let a waiting bot go, and no other wait."""
        self._closed = True
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def _wait(self, timeout_seconds: float) -> None:
        self._waiter = waiter = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(waiter, timeout_seconds)
        except TimeoutError:
            return
        finally:
            if self._waiter is waiter:
                self._waiter = None


def _conflict() -> ApiError:
    return ApiError(
        409,
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    )
