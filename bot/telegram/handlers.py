"""Handlers: from Telegram's updates to the bot's commands, and their answers back."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from telegram import Bot, CallbackQuery, ChatMember, Update
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.commands import LATEST, STOP, SUBSCRIBE, Answer, Chat, Commands
from bot.delivery import Sender
from bot.lane import Lane
from bot.message import Reply
from bot.messenger import DeliveryError, Gone
from bot.planning import Priority
from bot.telegram.messenger import TelegramMessenger
from bot.texts import Texts

_log = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")
"""Just what is handled here; Telegram keeps the rest to itself (Bot API getUpdates)."""

App = Application[Bot, Any, Any, Any, Any, Any]
Command = Callable[[Chat], Awaitable[Answer]]


class Handlers:
    """What the bot does with each kind of update."""

    def __init__(
        self, *, commands: Commands, messenger: TelegramMessenger, lane: Lane, sender: Sender
    ) -> None:
        self._commands = commands
        self._messenger = messenger
        self._lane = lane
        self._sender = sender
        self._named: dict[str, Command] = {
            "start": commands.start,
            "stop": commands.stop,
            "latest": commands.latest,
            "help": commands.help,
            "privacy": commands.privacy,
        }
        self._pressed: dict[str, Command] = {
            SUBSCRIBE: commands.start,
            STOP: commands.stop,
            LATEST: commands.latest,
        }

    def attach(self, app: App) -> None:
        """Let an application call these handlers. Groups and channels are not spoken to yet."""
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        for name, command in self._named.items():
            app.add_handler(CommandHandler(name, partial(self._say, command), private))
        app.add_handler(CallbackQueryHandler(self._press))
        app.add_handler(ChatMemberHandler(self._membership, ChatMemberHandler.MY_CHAT_MEMBER))
        app.add_handler(MessageHandler(private, partial(self._say, self._commands.unknown)))
        app.add_error_handler(self._apologise)

    async def _say(
        self, command: Command, update: Update, _context: ContextTypes.DEFAULT_TYPE
    ) -> None:
        chat = _chat(update)
        if chat is None:
            return
        await self._deliver(chat, await command(chat))

    async def _press(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        query, chat = update.callback_query, _chat(update)
        if query is None:
            return
        # A button that is not answered spins for a minute, whatever became of its wish.
        await _stop_spinning(query)
        command = self._pressed.get(query.data or "")
        if chat is None or command is None:
            return
        redraw = query.message is not None and query.data != LATEST
        above = query.message.message_id if query.message and redraw else None
        await self._deliver(chat, await command(chat), above=above)

    async def _membership(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        change, chat = update.my_chat_member, _chat(update)
        if change is None or chat is None:
            return
        if change.new_chat_member.status in {ChatMember.BANNED, ChatMember.LEFT}:
            await self._commands.leave(chat)
        else:
            await self._commands.come_back(chat)

    async def _deliver(self, chat: Chat, answer: Answer, *, above: int | None = None) -> None:
        """Send an answer; a reply takes the place of the message `above` its button."""
        try:
            if answer.reply:
                send: Callable[[], Awaitable[Any]] = (
                    partial(self._messenger.answer, chat.id, answer.reply)
                    if above is None
                    else partial(self._messenger.redraw, chat.id, above, answer.reply)
                )
                await self._lane.submit(Priority.REPLY, chat.id, send)
            if answer.subscriber:
                for entry in answer.entries:
                    await self._sender.tell(answer.subscriber.id, chat.id, entry)
        except Gone:
            await self._commands.leave(chat)
        except DeliveryError as error:
            _log.warning("a reader was not answered: %s", error)

    async def _apologise(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        _log.error("an update could not be handled", exc_info=context.error)
        chat = _chat(update) if isinstance(update, Update) else None
        if chat is not None:
            reply = Reply(text=Texts(chat.language)("trouble"))
            await self._deliver(chat, Answer(reply=reply))


async def _stop_spinning(query: CallbackQuery) -> None:
    try:
        await query.answer()
    except TelegramError as error:
        # "query is too old": the reader has long seen it stop by itself.
        _log.info("a button was not answered: %s", error.message)


def _chat(update: Update) -> Chat | None:
    chat, user = update.effective_chat, update.effective_user
    if chat is None or chat.type != "private":
        return None
    return Chat(id=chat.id, language=user.language_code if user else None)
