"""The methods that put messages into chats, change them and take them away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.sandbox.arguments import Arguments
from bot.sandbox.chats import Chat, Chats, Message
from bot.sandbox.entities import Entity, FormattedText, settle
from bot.sandbox.errors import ApiError, forbidden, mistake, refusal
from bot.sandbox.keyboard import check_keyboard
from bot.sandbox.markup import MarkupError, parse_html
from bot.sandbox.shapes import describe_message

_TEXT_MAX = 4096
_TEXT_MAX_BYTES = 1 << 15
_DELETABLE_SECONDS = 48 * 3600
_DELETED_AT_ONCE_MAX = 100
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note",
    "upload_video_note",
}  # fmt: skip


def send_message(chats: Chats, arguments: Arguments) -> dict[str, Any]:
    """Send a text."""
    content = _read_text(arguments)
    keyboard = check_keyboard(arguments.json("reply_markup"))
    chat = writable_chat(chats, arguments)
    message = Message(
        id=0,
        chat_id=chat.id,
        date=chats.now(),
        content=content,
        keyboard=keyboard,
        silent=arguments.flag("disable_notification"),
        protected=arguments.flag("protect_content"),
        reply_to=_original(chat, arguments.json("reply_parameters")),
        thread=_thread(chat, arguments.integer("message_thread_id")),
        preview=_preview(arguments),
    )
    message.id = chats.number(chat)
    chats.add(chat, message)
    return describe_message(chat, message, chats.profile)


def edit_message_text(chats: Chats, arguments: Arguments) -> dict[str, Any]:
    """Replace the text and the buttons of a message."""
    content = _read_text(arguments)
    keyboard = check_keyboard(arguments.json("reply_markup"), inline_only=True)
    return _edit(chats, arguments, content, keyboard, _preview(arguments))


def edit_message_reply_markup(chats: Chats, arguments: Arguments) -> dict[str, Any]:
    """Replace the buttons of a message."""
    keyboard = check_keyboard(arguments.json("reply_markup"), inline_only=True)
    return _edit(chats, arguments, None, keyboard, None)


def delete_message(chats: Chats, arguments: Arguments) -> bool:
    """Delete a message that is younger than two days."""
    chat = writable_chat(chats, arguments)
    message = chat.messages.get(_message_id(arguments))
    if message is None:
        raise refusal("message to delete not found")
    if chats.now() - message.date > _DELETABLE_SECONDS:
        raise refusal("message can't be deleted")
    chats.remove(chat, [message.id])
    return True


def delete_messages(chats: Chats, arguments: Arguments) -> bool:
    """Delete up to a hundred messages; those that are gone or too old are passed over."""
    numbers = arguments.json("message_ids")
    if not isinstance(numbers, list) or not all(isinstance(n, int) for n in numbers):
        raise mistake("expected an Array of message identifiers")
    if not numbers:
        raise mistake("message identifiers are not specified")
    if len(numbers) > _DELETED_AT_ONCE_MAX:
        raise mistake("too many message identifiers specified")
    chat = writable_chat(chats, arguments)
    oldest = chats.now() - _DELETABLE_SECONDS
    chats.remove(
        chat, [n for n in numbers if n in chat.messages and chat.messages[n].date >= oldest]
    )
    return True


def send_chat_action(chats: Chats, arguments: Arguments) -> bool:
    """Show the reader that something is being prepared."""
    action = arguments.text("action").lower()
    if action not in _ACTIONS:
        raise mistake("wrong parameter action in request")
    chat = writable_chat(chats, arguments)
    chats.live.publish(chat.id, "action", action)
    return True


def known_chat(chats: Chats, arguments: Arguments) -> Chat:
    """Give the chat that a call names.

    Raises:
        ApiError: there is no such chat.
    """
    chat = chats.find(arguments.chat_id())
    if chat is None or chat.state == "missing":
        raise refusal("chat not found")
    return chat


def writable_chat(chats: Chats, arguments: Arguments) -> Chat:
    """Give the chat that a call names, if the bot may write there.

    Raises:
        ApiError: in the words that tell a bot what happened to the chat.
    """
    chat = known_chat(chats, arguments)
    if chat.moved_to:
        moved = "Bad Request: group chat was upgraded to a supergroup chat"
        raise ApiError(400, moved, migrate_to_chat_id=chat.moved_to)
    if chat.state == "open":
        return chat
    if chat.state == "restricted":
        raise refusal("not enough rights to send text messages to the chat")
    reasons = {
        "blocked": "bot was blocked by the user",
        "deactivated": "user is deactivated",
        "stranger": "bot can't initiate conversation with a user",
        "kicked": f"bot was kicked from the {chat.kind} chat",
        "left": f"bot is not a member of the {chat.kind} chat",
    }
    raise forbidden(reasons[chat.state])


def _edit(
    chats: Chats,
    arguments: Arguments,
    content: FormattedText | None,
    keyboard: dict[str, Any] | None,
    preview: dict[str, Any] | None,
) -> dict[str, Any]:
    number = _message_id(arguments)
    chat = writable_chat(chats, arguments)
    message = chat.messages.get(number)
    if message is None:
        raise refusal("message to edit not found")
    if message.sender:
        raise refusal("message can't be edited")
    before = replace(message)
    message.keyboard = keyboard
    if content is not None:
        message.content, message.preview = content, preview
    if message == before:
        raise refusal(_NOT_MODIFIED)
    # Only new words make a message "edited"; Telegram does not mark a change of buttons.
    if message.content != before.content:
        message.edited = max(chats.now(), message.date)
    chats.change(chat, message)
    return describe_message(chat, message, chats.profile)


def _read_text(arguments: Arguments) -> FormattedText:
    text = arguments.text("text")
    if not text:
        raise mistake("message text is empty")
    if len(text.encode("utf-8", "surrogatepass")) > _TEXT_MAX_BYTES:
        raise mistake("text is too long")
    mode = arguments.text("parse_mode").lower()
    if mode == "html":
        try:
            content = parse_html(text)
        except MarkupError as error:
            raise mistake(f"can't parse entities: {error}") from None
    elif mode in {"", "none"}:
        content = FormattedText(text, tuple(_read_entities(arguments.json("entities"))))
    else:
        raise mistake("unsupported parse_mode")
    content = settle(content)
    if not content.text:
        raise mistake("text must be non-empty")
    if len(content.text) > _TEXT_MAX:
        raise mistake("message is too long")
    return content


def _read_entities(entities: Any) -> Iterable[Entity]:
    if not isinstance(entities, list):
        return
    for shape in entities:
        if not isinstance(shape, dict) or not {"type", "offset", "length"} <= shape.keys():
            raise mistake("can't parse MessageEntity: expected an Object")
        value = str(shape.get("url") or shape.get("language") or shape.get("unix_time") or "")
        kind, offset, length = str(shape["type"]), int(shape["offset"]), int(shape["length"])
        yield Entity(kind, offset, length, value, str(shape.get("date_time_format") or ""))


def _message_id(arguments: Arguments) -> int:
    number = arguments.integer("message_id")
    if number <= 0:
        raise mistake("message identifier is not specified")
    return number


def _original(chat: Chat, reply: Any) -> int:
    if not isinstance(reply, dict):
        return 0
    number = reply.get("message_id")
    if isinstance(number, int) and number in chat.messages:
        return number
    if reply.get("allow_sending_without_reply"):
        return 0
    raise refusal("message to be replied not found")


def _thread(chat: Chat, thread: int) -> int:
    if thread and thread not in chat.topics:
        raise refusal("message thread not found")
    return thread


def _preview(arguments: Arguments) -> dict[str, Any] | None:
    preview = arguments.json("link_preview_options")
    if preview is not None and not isinstance(preview, dict):
        raise mistake("object expected as link preview options")
    return preview
