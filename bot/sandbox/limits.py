"""Limits: how fast a bot may write, as Telegram's guardians of the pace see it."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

_MINUTE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Messages that the server takes in any second, in any second to one chat, in any minute to
    one group or channel.
    """

    per_second: int = 30
    per_chat_per_second: int = 1
    group_per_minute: int = 20


class Meter:
    """Counts messages against limits. Moments are seconds of a clock that never goes back."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._all: deque[float] = deque()
        self._chats: dict[int | str, deque[float]] = {}

    def wait_for(self, chat_id: int | str, now: float) -> int:
        """Count a message to a chat and give 0, or count nothing and give the seconds to wait."""
        limits = self._limits
        mine = self._chats.setdefault(chat_id, deque())
        rules = [(self._all, limits.per_second, 1.0), (mine, limits.per_chat_per_second, 1.0)]
        if isinstance(chat_id, str) or chat_id < 0:
            rules.append((mine, limits.group_per_minute, _MINUTE))
        waits = [_wait(times, most, span, now) for times, most, span in rules]
        if any(waits):
            return math.ceil(max(waits))
        for times in (self._all, mine):
            times.append(now)
            while times[0] < now - _MINUTE:
                times.popleft()
        return 0


def _wait(times: deque[float], most: int, span: float, now: float) -> float:
    if len(times) < most or times[-most] <= now - span:
        return 0.0
    return times[-most] + span - now
