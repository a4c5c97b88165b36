"""TelegramMessenger: the only sender over python-telegram-bot, and its errors by what to do."""

from __future__ import annotations

from datetime import timedelta

from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.message import Message, Reply
from bot.messenger import (
    DeliveryError,
    Gone,
    Moved,
    NotSent,
    Refused,
    SlowDown,
    Unauthorized,
    Unsure,
    Vanished,
)
from bot.telegram.markup import render_buttons, render_message, render_reply
from bot.telegram.request import ConnectFailed

# The message says what the page says: a preview under it would say it a second time.
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_NOT_MODIFIED = "message is not modified"
_VANISHED = ("message to edit not found", "message can't be edited", "message_id_invalid")
_GONE = ("chat not found", "user not found", "peer_id_invalid", "chat_write_forbidden")


class TelegramMessenger:
    """Sends and edits in Telegram chats. Every failure is a DeliveryError."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, chat_id: int, message: Message) -> int:
        """Send an article (Bot API sendMessage)."""
        return await self._send(chat_id, render_message(message), None)

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        """Replace an article sent before (Bot API editMessageText)."""
        await self._edit(chat_id, message_id, render_message(message), None)

    async def answer(self, chat_id: int, reply: Reply) -> int:
        """Answer a reader."""
        return await self._send(chat_id, render_reply(reply), reply)

    async def redraw(self, chat_id: int, message_id: int, reply: Reply) -> None:
        """Replace an answer in place, its buttons too."""
        await self._edit(chat_id, message_id, render_reply(reply), reply)

    async def _send(self, chat_id: int, text: str, reply: Reply | None) -> int:
        try:
            sent = await self._bot.send_message(
                chat_id,
                text,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=render_buttons(reply) if reply else None,
            )
        except TelegramError as error:
            raise translate(error) from None
        return sent.message_id

    async def _edit(self, chat_id: int, message_id: int, text: str, reply: Reply | None) -> None:
        try:
            await self._bot.edit_message_text(
                text,
                chat_id=chat_id,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=render_buttons(reply) if reply else None,
            )
        except BadRequest as error:
            if _NOT_MODIFIED not in error.message.lower():
                raise translate(error) from None
        except TelegramError as error:
            raise translate(error) from None


def translate(error: TelegramError) -> DeliveryError:  # noqa: PLR0911 - a table of cases
    """Say what to do about an error of the Bot API (Client.cpp's texts, in lower case).

    BadRequest and TimedOut are NetworkErrors to the library, so the order of cases matters: a
    refused message taken for a network failure would be sent again for ever.
    """
    words = error.message.lower()
    match error:
        case RetryAfter():
            wait = error.retry_after
            return SlowDown(wait if isinstance(wait, timedelta) else timedelta(seconds=wait))
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case InvalidToken():
            return Unauthorized("the token is refused: put a valid one into [telegram] token")
        case Forbidden():
            return Gone(error.message)
        case BadRequest() if any(text in words for text in _VANISHED):
            return Vanished(error.message)
        case BadRequest() if any(text in words for text in _GONE):
            return Gone(error.message)
        case BadRequest():
            return Refused(error.message)
        case ConnectFailed():
            return NotSent(error.message)
        case _:
            # Also a 5xx and an answer that is no JSON: it may have been carried out.
            return Unsure(error.message)
