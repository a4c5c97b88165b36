"""A lane at work, in a time of its own, which passes while all wait."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar

from bot.lane import Lane
from bot.pace import Pace
from bot.planning import Priority

T = TypeVar("T")
NORMAL, BREAKING, EDIT, REPLY = Priority.NORMAL, Priority.BREAKING, Priority.EDIT, Priority.REPLY


class _Waiting(selectors.DefaultSelector):
    """Nothing comes from outside: where a loop would wait, its time is over at once."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "all wait, and nothing will ever happen"
        self.passed += max(timeout, 0.0)
        return super().select(0)


class Clockwork(asyncio.SelectorEventLoop):
    """A loop whose hours last no time."""

    def __init__(self) -> None:
        self._outside = _Waiting()
        super().__init__(self._outside)

    def time(self) -> float:
        return self._outside.passed


def run(story: Coroutine[Any, Any, T]) -> T:
    """Play a story in a loop of its own; one that hangs ends after three hours of its time."""

    async def bounded() -> T:
        async with asyncio.timeout(10_000):
            return await story

    with asyncio.Runner(loop_factory=Clockwork) as runner:
        return runner.run(bounded())


def now() -> float:
    return asyncio.get_running_loop().time()


class Post:
    """A lane at work, and what its calls did: (name, when they left)."""

    def __init__(self, *, rate: float = 1e6, concurrency: int = 100) -> None:
        self.left: list[tuple[str, float]] = []
        self.pauses: list[float] = []
        self.lane = Lane(Pace(rate), concurrency=concurrency, on_slow_down=self._slow_down)
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Post:
        self._running = asyncio.create_task(self.lane.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.lane.drain(timedelta(seconds=1))
        if self._running:
            await self._running

    def call(
        self,
        name: str,
        *,
        priority: Priority = NORMAL,
        chat: int | None = None,
        seconds: float = 0.0,
        errors: list[BaseException] | None = None,
    ) -> asyncio.Task[str]:
        """Submit a call that takes `seconds`, and fails as told before it succeeds."""
        wrong = list(errors or [])

        async def action() -> str:
            self.left.append((name, now()))
            await asyncio.sleep(seconds)
            if wrong:
                raise wrong.pop(0)
            return name

        where = chat if chat is not None else hash(name) % 1_000_000 + 1
        return asyncio.create_task(self.lane.submit(priority, where, action))

    @property
    def order(self) -> list[str]:
        return [name for name, _ in self.left]

    async def _slow_down(self, wait: timedelta) -> None:
        self.pauses.append(wait.total_seconds())
