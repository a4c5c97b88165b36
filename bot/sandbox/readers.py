"""Readers: what they do, and how the bot hears of it: as one update each."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from bot.sandbox.chats import Chat, Chats, Message, State
from bot.sandbox.entities import FormattedText, settle
from bot.sandbox.errors import refusal
from bot.sandbox.shapes import (
    describe_chat,
    describe_message,
    describe_own_place,
    describe_user,
    message_update,
)

# Telegram's own limit is not written down; a tapped button stops turning after about this long.
QUERY_SECONDS = 60
_QUERIES_MAX = 1000


class ReaderError(ValueError):
    """A reader cannot do that: the button is gone, or the bot is blocked."""


@dataclass(frozen=True, slots=True)
class _Query:
    chat_id: int
    asked: int


class Readers:
    """The people on the other side of the bot."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats
        self._queries: dict[str, _Query] = {}

    def say(self, chat_id: int, text: str, *, sender: int = 0) -> Message:
        """Write to the bot; the first word opens the chat.

        Raises:
            ReaderError: there is nothing to send, it is too long, or the bot is blocked.
        """
        content = settle(FormattedText(text))
        if not 1 <= len(content.text) <= 4096:
            raise ReaderError("a message has 1 to 4096 characters")
        chat = self._chats.open(chat_id)
        if chat.state == "blocked":
            raise ReaderError("the bot is blocked: unblock it first")
        if chat.state == "stranger":
            self._move(chat, "open")
        message = Message(
            id=self._chats.number(chat),
            chat_id=chat.id,
            date=self._chats.now(),
            content=content,
            sender=sender or (chat.id if chat.kind == "private" else 1),
        )
        self._chats.add(chat, message)
        self._chats.updates.push(*message_update(self._chats, chat, message))
        return message

    def tap(self, chat_id: int, message_id: int, data: str, *, sender: int = 0) -> str:
        """Tap the button with this callback data; give the number of the callback query.

        Raises:
            ReaderError: the chat shows no such button.
        """
        chat = self._chats.find(chat_id)
        message = chat.messages.get(message_id) if chat else None
        if chat is None or message is None or data not in _callbacks(message):
            raise ReaderError(f"message {message_id} has no button {data!r}")
        return self._ask(chat, message, data, sender)

    def forge(self, chat_id: int, message_id: int, data: str, *, sender: int = 0) -> str:
        """Send callback data that no button carries, as a changed client could."""
        chat = self._chats.open(chat_id)
        return self._ask(chat, chat.messages[message_id], data, sender)

    def answer(self, query_id: str, text: str, *, alert: bool) -> None:
        """Let the button of a query stop turning, with a word to its reader.

        Raises:
            ApiError: nobody waits for this answer any more.
        """
        query = self._queries.pop(query_id, None)
        if query is None or self._chats.now() - query.asked > QUERY_SECONDS:
            raise refusal("query is too old and response timeout expired or query ID is invalid")
        toast = {"query": query_id, "text": text, "alert": alert}
        self._chats.live.publish(query.chat_id, "toast", toast)

    def block(self, chat_id: int) -> None:
        """Block the bot, or throw it out of a group or channel."""
        chat = self._chats.open(chat_id)
        self._move(chat, "blocked" if chat.kind == "private" else "kicked")

    def unblock(self, chat_id: int) -> None:
        """Take the bot back."""
        self._move(self._chats.open(chat_id), "open")

    def set_state(self, chat_id: int, state: State) -> None:
        """Put a chat into a state without a word to the bot: it finds out as it writes."""
        chat = self._chats.open(chat_id)
        chat.state = state
        self._chats.save(chat)

    def migrate(self, chat_id: int, new_id: int) -> None:
        """Turn a group into a supergroup with a new number."""
        old = self._chats.open(chat_id)
        self._chats.open(new_id, kind="supergroup", name=old.name)
        old.moved_to = new_id
        self._chats.save(old)

    def _ask(self, chat: Chat, message: Message, data: str, sender: int) -> str:
        query_id = str(secrets.randbits(62))
        self._queries[query_id] = _Query(chat.id, self._chats.now())
        while len(self._queries) > _QUERIES_MAX:
            del self._queries[next(iter(self._queries))]
        user_id = sender or (chat.id if chat.kind == "private" else 1)
        self._chats.updates.push(
            "callback_query",
            {
                "id": query_id,
                "from": describe_user(chat, user_id),
                "message": describe_message(chat, message, self._chats.profile),
                "chat_instance": str(chat.id * 1_000_003),
                "data": data,
            },
        )
        return query_id

    def _move(self, chat: Chat, state: State) -> None:
        if chat.state == state:
            return
        profile = self._chats.profile
        update = {
            "chat": describe_chat(chat),
            "from": describe_user(chat, chat.id if chat.kind == "private" else 1),
            "date": self._chats.now(),
            "old_chat_member": describe_own_place(chat, profile, chat.state),
            "new_chat_member": describe_own_place(chat, profile, state),
        }
        stranger = chat.state == "stranger"
        chat.state = state
        self._chats.save(chat)
        if not stranger:
            self._chats.updates.push("my_chat_member", update)


def _callbacks(message: Message) -> set[str]:
    rows = (message.keyboard or {}).get("inline_keyboard", [])
    return {button["callback_data"] for row in rows for button in row if "callback_data" in button}
