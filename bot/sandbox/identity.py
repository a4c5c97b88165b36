"""The methods about the bot itself, its menus, and the chats that it asks about."""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox.arguments import Arguments
from bot.sandbox.chats import Chats
from bot.sandbox.errors import mistake
from bot.sandbox.sending import known_chat
from bot.sandbox.shapes import describe_bot, describe_full_chat, describe_member

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_COMMANDS_MAX = 100
_DESCRIPTION_MAX = 256
_SCOPES = {
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
}
_WORDS_MAX = {"name": 64, "description": 512, "short_description": 120}
_WORDS_ERROR = {
    "name": "BOT_TITLE_INVALID",
    "description": "BOT_DESCRIPTION_INVALID",
    "short_description": "BOT_SHORT_DESCRIPTION_INVALID",
}


def get_me(chats: Chats, _: Arguments) -> dict[str, Any]:
    """Say who the bot is."""
    return describe_bot(chats.profile)


def set_my_commands(chats: Chats, arguments: Arguments) -> bool:
    """Store the menu of a scope and language."""
    commands = arguments.json("commands")
    if not isinstance(commands, list):
        raise mistake("expected an Array of BotCommand")
    if len(commands) > _COMMANDS_MAX:
        raise mistake("BOT_COMMANDS_TOO_MUCH")
    checked = [_check_command(command) for command in commands]
    chats.profile.commands[_scope(arguments)] = checked
    chats.save_profile()
    return True


def get_my_commands(chats: Chats, arguments: Arguments) -> list[dict[str, str]]:
    """Give the menu of exactly this scope and language."""
    return chats.profile.commands.get(_scope(arguments), [])


def delete_my_commands(chats: Chats, arguments: Arguments) -> bool:
    """Forget the menu of a scope and language."""
    chats.profile.commands.pop(_scope(arguments), None)
    chats.save_profile()
    return True


def set_my_words(what: str, chats: Chats, arguments: Arguments) -> bool:
    """Store the name, description or short description in a language."""
    text = arguments.text(what).strip()
    if len(text) > _WORDS_MAX[what]:
        raise mistake(_WORDS_ERROR[what])
    chats.profile.words.setdefault(what, {})[_language(arguments)] = text
    chats.save_profile()
    return True


def get_my_words(what: str, chats: Chats, arguments: Arguments) -> dict[str, str]:
    """Give the name, description or short description that a reader of a language sees."""
    text = chats.profile.say(what, _language(arguments))
    return {what: text or (chats.profile.name if what == "name" else "")}


def get_chat(chats: Chats, arguments: Arguments) -> dict[str, Any]:
    """Say what is known of a chat."""
    return describe_full_chat(known_chat(chats, arguments))


def get_chat_member(chats: Chats, arguments: Arguments) -> dict[str, Any]:
    """Say what a user, or the bot, may do in a chat."""
    chat = known_chat(chats, arguments)
    user_id = arguments.integer("user_id")
    if user_id <= 0:
        raise mistake("invalid user_id specified")
    return describe_member(chat, chats.profile, user_id)


def get_webhook_info(chats: Chats, _: Arguments) -> dict[str, Any]:
    """Say that there is no webhook: the sandbox is polled."""
    pending = len(chats.updates.pending)
    return {"url": "", "has_custom_certificate": False, "pending_update_count": pending}


def delete_webhook(chats: Chats, arguments: Arguments) -> bool:
    """Forget pending updates, if asked to."""
    if arguments.flag("drop_pending_updates"):
        chats.updates.confirm(chats.updates.next_id)
    return True


def _check_command(command: Any) -> dict[str, str]:
    if not isinstance(command, dict):
        raise mistake("can't parse BotCommand: expected an Object")
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", "")).strip()
    if not _COMMAND.fullmatch(name):
        raise mistake("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= _DESCRIPTION_MAX:
        raise mistake("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _scope(arguments: Arguments) -> str:
    scope = arguments.json("scope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind not in _SCOPES:
        raise mistake("can't parse BotCommandScope: unsupported type specified")
    chat = f":{scope['chat_id']}" if "chat_id" in scope else ""
    return f"{kind}{chat}/{_language(arguments)}"


def _language(arguments: Arguments) -> str:
    language = arguments.text("language_code").lower()
    if language and not re.fullmatch("[a-z]{2}", language):
        raise mistake("invalid language code specified")
    return language
