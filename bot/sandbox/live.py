"""Live: who watches a chat right now, and what happens there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Literal

EventKind = Literal["message", "edited", "deleted", "toast", "action", "state", "commands"]
Event = tuple[EventKind, Any]

_BEHIND_MAX = 1000


class Listener:
    """One open page: its events wait here until they are taken."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue(_BEHIND_MAX)

    def put(self, event: Event) -> None:
        """Hand over an event; a page that is far behind is sent away, to load all anew."""
        try:
            self._queue.put_nowait(event)
        except asyncio.QueueFull:
            self.end()

    def end(self) -> None:
        """Let the page go: nothing more comes."""
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    async def events(self, heartbeat_seconds: float) -> AsyncIterator[Event | None]:
        """Give events as they come, and None when it was silent for `heartbeat_seconds`."""
        while True:
            try:
                event = await asyncio.wait_for(self._queue.get(), heartbeat_seconds)
            except TimeoutError:
                yield None
                continue
            if event is None:
                return
            yield event


class Live:
    """The listeners of each chat."""

    def __init__(self) -> None:
        self._listeners: dict[int, set[Listener]] = {}
        self._closed = False

    @property
    def watchers(self) -> int:
        """How many pages are open."""
        return sum(map(len, self._listeners.values()))

    def listen(self, chat_id: int) -> Listener:
        """Open a listener; after `close` it ends at once."""
        listener = Listener()
        if self._closed:
            listener.end()
        else:
            self._listeners.setdefault(chat_id, set()).add(listener)
        return listener

    def leave(self, chat_id: int, listener: Listener) -> None:
        """Forget a listener."""
        listeners = self._listeners.get(chat_id, set())
        listeners.discard(listener)
        if not listeners:
            self._listeners.pop(chat_id, None)

    def publish(self, chat_id: int, kind: EventKind, payload: object) -> None:
        """Tell those who watch this chat."""
        for listener in self._listeners.get(chat_id, ()):
            listener.put((kind, payload))

    def publish_all(self, kind: EventKind, payload: object) -> None:
        """Tell everyone who watches any chat."""
        for chat_id in list(self._listeners):
            self.publish(chat_id, kind, payload)

    def close(self) -> None:
        """End every listener, so that a server can stop while pages are open."""
        self._closed = True
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.end()
        self._listeners.clear()
