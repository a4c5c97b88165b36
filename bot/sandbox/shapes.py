"""The JSON objects of the Bot API: User, Chat, Message, Update, as its server writes them."""

from __future__ import annotations

from typing import Any

from bot.sandbox.chats import Chat, Chats, Message
from bot.sandbox.profile import Profile

_ADMIN_RIGHTS = (
    "can_be_edited",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_post_messages",
    "can_edit_messages",
    "can_pin_messages",
)


def describe_user(chat: Chat, user_id: int = 0) -> dict[str, Any]:
    """A reader as a User; in a group, `user_id` says which."""
    name = chat.name if user_id in {0, chat.id} else f"Reader {user_id}"
    user: dict[str, Any] = {"id": user_id or chat.id, "is_bot": False, "first_name": name}
    if chat.username and user_id in {0, chat.id}:
        user["username"] = chat.username
    return user | {"language_code": chat.language}


def describe_chat(chat: Chat) -> dict[str, Any]:
    """A chat as the Chat inside messages and updates."""
    shape: dict[str, Any] = {"id": chat.id}
    if chat.kind == "private":
        shape["first_name"] = chat.name
    else:
        shape["title"] = chat.name
    if chat.username:
        shape["username"] = chat.username
    if chat.topics and chat.kind == "supergroup":
        shape["is_forum"] = True
    return shape | {"type": chat.kind}


def describe_full_chat(chat: Chat) -> dict[str, Any]:
    """A chat as the ChatFullInfo that getChat answers."""
    gifts = dict.fromkeys(
        (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        ),
        True,
    )
    return describe_chat(chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": gifts,
    }


def describe_message(
    chat: Chat, message: Message, profile: Profile, *, replies: bool = True
) -> dict[str, Any]:
    """A message as the Message of answers and updates."""
    shape: dict[str, Any] = {"message_id": message.id}
    if chat.kind != "channel":
        own = message.sender == 0
        shape["from"] = profile.user() if own else describe_user(chat, message.sender)
    else:
        shape["sender_chat"] = describe_chat(chat)
    shape |= {"chat": describe_chat(chat), "date": message.date}
    if message.edited:
        shape["edit_date"] = message.edited
    if message.thread:
        shape |= {"message_thread_id": message.thread, "is_topic_message": True}
    original = chat.messages.get(message.reply_to)
    if replies and original is not None:
        shape["reply_to_message"] = describe_message(chat, original, profile, replies=False)
    if message.protected:
        shape["has_protected_content"] = True
    shape["text"] = message.content.text
    if message.content.entities:
        shape["entities"] = [entity.describe() for entity in message.content.entities]
    if message.preview:
        shape["link_preview_options"] = message.preview
    if message.keyboard and "inline_keyboard" in message.keyboard:
        shape["reply_markup"] = message.keyboard
    return shape


def describe_bot(profile: Profile) -> dict[str, Any]:
    """The bot as the User that getMe answers."""
    return profile.user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def describe_member(chat: Chat, profile: Profile, user_id: int) -> dict[str, Any]:
    """A user's or the bot's place in a chat, as a ChatMember."""
    if user_id != profile.id:
        return {"user": describe_user(chat, user_id), "status": "member"}
    return describe_own_place(chat, profile, chat.state)


def describe_own_place(chat: Chat, profile: Profile, state: str) -> dict[str, Any]:
    """The bot's place in a chat of this state, as a ChatMember."""
    bot = profile.user()
    if state in {"blocked", "kicked"}:
        return {"user": bot, "status": "kicked", "until_date": 0}
    if state in {"left", "missing", "stranger"}:
        return {"user": bot, "status": "left"}
    if chat.kind == "channel":
        rights = dict.fromkeys(_ADMIN_RIGHTS, state != "restricted")
        return {"user": bot, "status": "administrator", "is_anonymous": False, **rights}
    return {"user": bot, "status": "member"}


def message_update(chats: Chats, chat: Chat, message: Message) -> tuple[str, dict[str, Any]]:
    """What a bot hears of a new or edited message of a reader: the update's kind and body."""
    kind = "channel_post" if chat.kind == "channel" else "message"
    if message.edited:
        kind = f"edited_{kind}"
    return kind, describe_message(chat, message, chats.profile)
