"""Chats: the chats of one bot, their messages, and what was done to them.

Nothing here is safe for other threads than the server's own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from bot.sandbox.entities import FormattedText
from bot.sandbox.journal import Journal
from bot.sandbox.live import Live
from bot.sandbox.profile import Profile
from bot.sandbox.updates import Updates

_log = logging.getLogger(__name__)

Kind = Literal["private", "group", "supergroup", "channel"]
# What a chat answers to a bot that writes: a stranger has never said a word to it, a restricted
# chat does not let it write, a missing one is not there.
State = Literal[
    "open", "blocked", "deactivated", "kicked", "left", "stranger", "restricted", "missing"
]
Clock = Callable[[], datetime]
_SUPERGROUPS_BELOW = -1_000_000_000_000


@dataclass(slots=True)
class Message:
    """One message as it reads now. `sender` is a user's number, 0 where the bot wrote it."""

    id: int
    chat_id: int
    date: int
    content: FormattedText
    sender: int = 0
    keyboard: dict[str, Any] | None = None
    edited: int = 0
    silent: bool = False
    protected: bool = False
    reply_to: int = 0
    thread: int = 0
    preview: dict[str, Any] | None = None


@dataclass(slots=True)
class Chat:
    """A chat and its newest messages, by number. `name` is its reader's, or its title."""

    id: int
    kind: Kind
    name: str
    username: str = ""
    language: str = "en"
    state: State = "open"
    moved_to: int = 0
    last_id: int = 0
    topics: list[int] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict)


class Chats:
    """All chats of one bot. With `welcoming`, a chat that nobody opened exists once asked for.

    Of each chat the newest `keep` messages stay. With `journal`, a new object over the same
    file has the same chats, messages, menus and unconfirmed updates.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        journal: Path | None = None,
        keep: int = 500,
        welcoming: bool = False,
    ) -> None:
        self.clock = clock
        self.welcoming = welcoming
        self.profile = Profile()
        self.live = Live()
        self.updates = Updates(self._write)
        self._keep = keep
        self._chats: dict[int, Chat] = {}
        self._journal = Journal(journal) if journal is not None else None
        if self._journal is not None:
            for record in self._journal.read():
                try:
                    self._replay(record)
                except (KeyError, TypeError, msgspec.ValidationError):
                    _log.warning("a line of the sandbox's journal is of another shape: left out")
            self._journal.rewrite(self._records())

    def __iter__(self) -> Iterator[Chat]:
        return iter(self._chats.values())

    def now(self) -> int:
        """The clock in whole seconds since 1970, as the Bot API writes dates."""
        return int(self.clock().timestamp())

    def open(
        self, chat_id: int, *, kind: Kind | None = None, name: str = "", language: str = ""
    ) -> Chat:
        """Give the chat of this number, made now if it is not there yet."""
        chat = self._chats.get(chat_id)
        if chat is None:
            chat = Chat(chat_id, kind or _kind(chat_id), name or f"Reader {chat_id}")
            chat.language = language or chat.language
            self._chats[chat_id] = chat
            self.save(chat)
        return chat

    def find(self, chat_id: int | str) -> Chat | None:
        """Give a chat by number or @username, or None."""
        if isinstance(chat_id, str):
            return next((c for c in self if c.username and f"@{c.username}" == chat_id), None)
        if self.welcoming and chat_id not in self._chats:
            return self.open(chat_id)
        return self._chats.get(chat_id)

    def save(self, chat: Chat) -> None:
        """Remember what was changed on a chat itself, and show it to those who watch."""
        self._write({"chat": {**_plain(chat), "messages": {}}})
        self.live.publish(chat.id, "state", chat)

    def save_profile(self) -> None:
        """Remember what the bot has told about itself, and redraw the menus."""
        self._write({"profile": _plain(self.profile)})
        self.live.publish_all("commands", None)

    def number(self, chat: Chat) -> int:
        """Take the chat's next message number."""
        chat.last_id += 1
        return chat.last_id

    def add(self, chat: Chat, message: Message) -> Message:
        """Put a new message into its chat."""
        self._store(chat, message)
        self._write({"message": _plain(message)})
        self.live.publish(chat.id, "message", message)
        return message

    def change(self, chat: Chat, message: Message) -> None:
        """Remember that a message reads differently now."""
        self._write({"message": _plain(message)})
        self.live.publish(chat.id, "edited", message)

    def remove(self, chat: Chat, message_ids: Iterable[int]) -> None:
        """Delete messages from their chat; unknown numbers do nothing."""
        gone = [number for number in message_ids if chat.messages.pop(number, None)]
        if gone:
            self._write({"gone": gone, "chat_id": chat.id})
            self.live.publish(chat.id, "deleted", gone)

    def close(self) -> None:
        """End all long polls and open pages, and close the journal.

        Call it before the HTTP server waits for its connections: an open page never ends by
        itself, and would hold up the stop.
        """
        self.updates.close()
        self.live.close()
        if self._journal is not None:
            self._journal.close()

    def _store(self, chat: Chat, message: Message) -> None:
        chat.messages[message.id] = message
        chat.last_id = max(chat.last_id, message.id)
        while len(chat.messages) > self._keep:
            del chat.messages[next(iter(chat.messages))]

    def _write(self, record: dict[str, Any]) -> None:
        if self._journal is not None:
            self._journal.write(record)
            if self._journal.overgrown:
                self._journal.rewrite(self._records())

    def _records(self) -> Iterator[dict[str, Any]]:
        yield {"profile": _plain(self.profile)}
        for chat in self:
            yield {"chat": {**_plain(chat), "messages": {}}}
            for message in chat.messages.values():
                yield {"message": _plain(message)}
        yield {"next_update": self.updates.next_id}
        yield from ({"update": update} for update in self.updates.pending)

    def _replay(self, record: dict[str, Any]) -> None:
        match record:
            case {"chat": fields}:
                chat = msgspec.convert(fields, Chat)
                known = self._chats.get(chat.id)
                chat.messages = known.messages if known else {}
                chat.last_id = max(chat.last_id, known.last_id if known else 0)
                self._chats[chat.id] = chat
            case {"message": fields}:
                message = msgspec.convert(fields, Message)
                self._store(self._chats[message.chat_id], message)
            case {"gone": numbers, "chat_id": chat_id}:
                for number in numbers:
                    self._chats[chat_id].messages.pop(number, None)
            case {"update": update}:
                self.updates.restore(update)
            case {"confirmed": offset} | {"next_update": offset}:
                self.updates.confirm(offset)
            case {"profile": fields}:
                self.profile = msgspec.convert(fields, Profile)


def _kind(chat_id: int) -> Kind:
    if chat_id > 0:
        return "private"
    return "supergroup" if chat_id <= _SUPERGROUPS_BELOW else "group"


def _plain(value: object) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(value)
    return plain
