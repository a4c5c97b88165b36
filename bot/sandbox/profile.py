"""Profile: who the bot is, and what it has told Telegram about itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Command = dict[str, str]


@dataclass(slots=True)
class Profile:
    """The bot's card: names and descriptions by language, commands by scope and language.

    A scope is written as its type, with the chat's number where it has one: `chat:42`.
    """

    id: int = 1
    username: str = "teleprinter_sandbox_bot"
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    commands: dict[str, list[Command]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The bot's name in no particular language."""
        return self.words.get("name", {}).get("", "") or "Teleprinter"

    def user(self) -> dict[str, Any]:
        """Give the bot as a User object of the Bot API."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.name,
            "username": self.username,
        }

    def say(self, what: str, language: str) -> str:
        """Give the name, description or short description that a reader of `language` sees."""
        words = self.words.get(what, {})
        return words.get(language) or words.get("", "")

    def commands_for(self, scopes: Sequence[str], language: str) -> list[Command]:
        """Give the menu that a reader sees: the narrowest scope wins, then their language."""
        for scope in (*scopes, "default"):
            for tongue in (language, ""):
                commands = self.commands.get(f"{scope}/{tongue}")
                if commands:
                    return commands
        return []
