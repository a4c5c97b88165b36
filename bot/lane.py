"""Lane: the one way by which a bot's messages leave, the most urgent first, at the bot's pace."""

from __future__ import annotations

import asyncio
import heapq
import logging
import math
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any, Generic, TypeVar

from bot.messenger import DeliveryError, NotSent, SlowDown, Unauthorized, Unsure
from bot.pace import Pace
from bot.planning import Priority

T = TypeVar("T")
_log = logging.getLogger(__name__)

_LONGEST_PAUSE_SECONDS = 60.0
_REFUSED_TOKEN_SECONDS = 30.0
_TRIES_BELOW_REPLY = 3


@dataclass(slots=True, eq=False)
class _Call(Generic[T]):
    age: int
    priority: Priority
    chat_id: int
    action: Callable[[], Awaitable[T]]
    answer: asyncio.Future[T]
    tries: int = 0
    left: float = 0.0

    def __lt__(self, other: _Call[Any]) -> bool:
        return self.age < other.age


class Lane:
    """Calls wait here for their turn: by priority, then by age; one chat never holds up another.

    What a pause can cure is cured here: a call that was asked to slow down, or that never left,
    goes back to its place and the whole lane waits. Everything else is the caller's to judge.
    `on_slow_down` is told of a pause that the network asked for, before anything else leaves.
    """

    def __init__(
        self,
        pace: Pace,
        *,
        concurrency: int,
        on_slow_down: Callable[[timedelta], Awaitable[None]],
    ) -> None:
        self.trouble: str | None = None
        self._pace = pace
        self._concurrency = concurrency
        self._on_slow_down = on_slow_down
        self._waiting: dict[Priority, list[_Call[Any]]] = {one: [] for one in Priority}
        self._parked: list[tuple[float, _Call[Any]]] = []
        self._ages = count()
        self._flying: set[asyncio.Task[None]] = set()
        self._news = asyncio.Event()
        self._failures = 0
        self._failed_at = -math.inf
        self._closed = False
        self._paused = False

    async def submit(
        self, priority: Priority, chat_id: int, action: Callable[[], Awaitable[T]]
    ) -> T:
        """Run `action`, which sends one message to a chat, when its turn comes.

        Raises:
            DeliveryError: what the action raised, unless waiting could cure it.
            asyncio.CancelledError: the lane was drained before its turn.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        call = _Call(next(self._ages), priority, chat_id, action, future)
        self._queue(call)
        answer: T = await call.answer
        return answer

    def hold(self, wait: timedelta) -> None:
        """Let nothing leave for so long."""
        self._pace.hold(_now() + wait.total_seconds())

    def pause(self, paused: bool) -> None:
        """Stop or go: nothing may be sent while it can't be recorded."""
        self._paused = paused
        self._news.set()

    @property
    def waiting(self) -> int:
        """How many calls wait for their turn."""
        return sum(map(len, self._waiting.values())) + len(self._parked)

    async def run(self) -> None:
        """Let calls leave, one after another, until the lane is drained."""
        while not self._closed:
            call, wait = self._pick()
            if call is None:
                await self._sleep(wait)
                continue
            call.left = _now()
            self._pace.spend(call.chat_id, call.left)
            task = asyncio.create_task(self._fly(call))
            self._flying.add(task)
            task.add_done_callback(self._landed)

    async def drain(self, patience: timedelta) -> None:
        """Let nothing new leave; wait for what is on its way, but no longer than `patience`."""
        self._closed = True
        self._news.set()
        waiting = [call for queue in self._waiting.values() for call in queue]
        for call in (*waiting, *(call for _, call in self._parked)):
            call.answer.cancel()
        if self._flying:
            await asyncio.wait(self._flying, timeout=patience.total_seconds())
        if late := set(self._flying):
            for task in late:
                task.cancel()
            await asyncio.wait(late)

    def _queue(self, call: _Call[Any]) -> None:
        if self._closed:
            call.answer.cancel()
        elif not call.answer.done():
            heapq.heappush(self._waiting[call.priority], call)
            self._news.set()

    async def _sleep(self, seconds: float | None) -> None:
        self._news.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            pass

    def _pick(self) -> tuple[_Call[Any] | None, float | None]:
        """Find the call whose turn it is, or how long to wait for one (None: for news)."""
        now = _now()
        while self._parked and self._parked[0][0] <= now:
            _, call = heapq.heappop(self._parked)
            heapq.heappush(self._waiting[call.priority], call)
        if self._paused:
            return None, None
        if self.waiting and (ready := self._pace.ready_at()) > now:
            return None, ready - now
        for priority, queue in self._waiting.items():
            reply = priority is Priority.REPLY
            # Slow answers may fill the room; someone who waits for a reply passes all the same.
            if not reply and len(self._flying) >= self._concurrency:
                break
            while queue:
                call = heapq.heappop(queue)
                if call.answer.done():
                    continue
                free = self._pace.chat_ready_at(call.chat_id)
                if free <= now:
                    return call, None
                heapq.heappush(self._parked, (free, call))
        return None, self._parked[0][0] - now if self._parked else None

    async def _fly(self, call: _Call[Any]) -> None:
        action = asyncio.ensure_future(call.action())
        try:
            await asyncio.wait({action})
        except asyncio.CancelledError:
            action.cancel()
            _settle(call, Unsure("stopped before an answer came"))
            raise
        error = Unsure("given up from within") if action.cancelled() else action.exception()
        if isinstance(error, SlowDown | NotSent | Unauthorized):
            await self._wait_out(call, error)
        elif error is not None:
            if isinstance(error, Unsure):
                self._back_off(call, error)
            elif isinstance(error, DeliveryError):
                self._well()
            _settle(call, error)
        else:
            self._well()
            if not call.answer.done():
                call.answer.set_result(action.result())

    def _landed(self, task: asyncio.Task[None]) -> None:
        # Only now its place is free: whoever waits for one must be woken here, not before.
        self._flying.discard(task)
        self._news.set()
        if not task.cancelled() and (error := task.exception()):
            _log.error("the pause could not be told of", exc_info=error)

    async def _wait_out(self, call: _Call[Any], error: DeliveryError) -> None:
        call.tries += 1
        try:
            if isinstance(error, SlowDown):
                self.hold(error.wait)
                _log.warning("the network %s: nothing is sent until then", error)
                await self._on_slow_down(error.wait)
            elif isinstance(error, Unauthorized):
                self.hold(timedelta(seconds=_REFUSED_TOKEN_SECONDS))
                self._complain(error)
            else:
                self._back_off(call, error)
        finally:
            # A reader who waits for an answer is better told to try again than answered in an hour.
            if call.priority is Priority.REPLY and call.tries >= _TRIES_BELOW_REPLY:
                _settle(call, error)
            else:
                self._queue(call)

    def _back_off(self, call: _Call[Any], error: DeliveryError) -> None:
        # Calls that left before the last failure was known fail with it: one mishap, one pause.
        if call.left > self._failed_at:
            self._failed_at = _now()
            self._failures += 1
            longest = min(_LONGEST_PAUSE_SECONDS, 0.25 * 2 ** min(self._failures, 10))
            self.hold(timedelta(seconds=random.uniform(longest / 2, longest)))  # noqa: S311 - jitter
        self._complain(error)

    def _complain(self, error: DeliveryError) -> None:
        if self.trouble is None:
            _log.warning("messages do not get through: %s", error)
        self.trouble = str(error)

    def _well(self) -> None:
        self._failures = 0
        if self.trouble is not None:
            _log.info("messages get through again")
            self.trouble = None


def _settle(call: _Call[Any], error: BaseException) -> None:
    if not call.answer.done():
        call.answer.set_exception(error)


def _now() -> float:
    return asyncio.get_running_loop().time()
