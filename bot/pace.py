"""Pace: how fast one bot may speak, in all and to each chat. Pure: seconds in, seconds out."""

from __future__ import annotations

_TOLERANCE_SECONDS = 0.02
"""How late a slot may be taken without being lost: timers and a busy loop are late by this."""

# One a second, twenty a minute, and a little more: what leaves a second apart may arrive closer.
_PRIVATE_SECONDS = 1.05
_GROUP_SECONDS = 3.1
_FORGET_ABOVE = 10_000


class Pace:
    """A generic cell rate algorithm for the bot and one for each chat (Bot API FAQ, limits).

    At most `per_second` messages in any sliding second (and the few that the tolerance lets
    catch up), one a second to a private chat, twenty a minute to a group or channel, whose
    ids are negative. All times are seconds of one monotonic clock.
    """

    def __init__(self, per_second: float) -> None:
        self._interval = 1 / per_second
        self._next = 0.0
        self._chats: dict[int, float] = {}

    def ready_at(self) -> float:
        """When the bot may speak next, to anyone."""
        return self._next - _TOLERANCE_SECONDS

    def chat_ready_at(self, chat_id: int) -> float:
        """When a chat may be spoken to next, be it a push, an edit or a reply."""
        return self._chats.get(chat_id, 0.0)

    def spend(self, chat_id: int, now: float) -> None:
        """Take a slot for a message to a chat that leaves now."""
        self._next = max(self._next, now) + self._interval
        if len(self._chats) > _FORGET_ABOVE:
            self._chats = {chat: ready for chat, ready in self._chats.items() if ready > now}
        ready = max(self._chats.get(chat_id, 0.0), now)
        self._chats[chat_id] = ready + _chat_interval(chat_id)

    def hold(self, until: float) -> None:
        """Let nothing leave before `until`."""
        self._next = max(self._next, until + _TOLERANCE_SECONDS)


def _chat_interval(chat_id: int) -> float:
    return _GROUP_SECONDS if chat_id < 0 else _PRIVATE_SECONDS
