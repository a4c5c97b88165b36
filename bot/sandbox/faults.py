"""Faults: what goes wrong on the way to Telegram and back, on demand."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(slots=True)
class Fault:
    """One thing to go wrong in the next `times` calls of `method`; None is any method.

    `answer` gives `body` under `status` and does nothing; `cut` closes the connection without
    an answer, after doing what was asked if `executed`. Either comes `delay_seconds` late.
    """

    action: Literal["answer", "cut", "none"]
    method: str | None = None
    times: int = 1
    delay_seconds: float = 0.0
    executed: bool = False
    status: int = 500
    body: bytes = b""
    media_type: str = "application/json"
    chat_id: int | None = None


@dataclass(slots=True)
class Faults:
    """The faults to come, oldest first, and a delay on every answer of a method.

    `delays` are seconds by method name; the key "" stands for all others.
    """

    delays: dict[str, float] = field(default_factory=dict)
    _coming: deque[Fault] = field(default_factory=deque)

    def add(self, fault: Fault) -> None:
        """Let it happen, after those added before."""
        self._coming.append(fault)

    def take(self, method: str, arguments: Mapping[str, object]) -> Fault | None:
        """Give the fault that meets this call, and count it."""
        for fault in self._coming:
            if fault.method is not None and fault.method.lower() != method.lower():
                continue
            if fault.chat_id is not None and str(arguments.get("chat_id")) != str(fault.chat_id):
                continue
            fault.times -= 1
            if fault.times <= 0:
                self._coming.remove(fault)
            return fault
        return None

    def delay(self, method: str) -> float:
        """Give the seconds that an answer of this method takes."""
        return self.delays.get(method, self.delays.get("", 0.0))

    def clear(self) -> None:
        """Let everything go well from now on."""
        self._coming.clear()
        self.delays.clear()
