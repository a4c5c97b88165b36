"""Messenger: the seam between the telling and a chat network, and what can go wrong there.

DeliveryError
├── NotSent         it did not leave: try again, nobody got it
├── Unsure          no answer came: it may have arrived
├── SlowDown        the network asks for a pause: hold the whole lane for `wait`
├── Gone            the chat takes nothing any more: the reader's wishes stay, sending stops
├── Moved           the chat has a new address: store it, send again there
├── Refused         the network will never take this message: tell the editors
├── Vanished        the message to edit is not there any more: nothing left to follow
└── Unauthorized    the bot's own credential is refused: nothing can be sent
"""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from bot.message import Message


class DeliveryError(Exception):
    """A message was not confirmed; the subclass says what to do next."""


class NotSent(DeliveryError):
    """It certainly did not leave this machine: send it again when the way is free."""


class Unsure(DeliveryError):
    """It was handed over and no answer came: it may be there or not. Never repeat silently."""


class SlowDown(DeliveryError):
    """The network asks for a pause: hold all deliveries of this bot for `wait`."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"asked to wait {wait.total_seconds():.0f} s")
        self.wait = wait


class Gone(DeliveryError):
    """The chat will take no messages until its reader comes back: stop sending there."""


class Moved(DeliveryError):
    """The chat has a new address: store it, send again."""

    def __init__(self, chat_id: int) -> None:
        super().__init__(f"the chat is now {chat_id}")
        self.chat_id = chat_id


class Refused(DeliveryError):
    """The network will never take this message as it is: a mistake of ours, for the editors."""


class Vanished(DeliveryError):
    """The message to edit is gone from the chat: there is no copy left to follow."""


class Unauthorized(DeliveryError):
    """The bot's own token is refused: nothing goes out until an operator replaces it."""


class Messenger(Protocol):
    """One way to reach chats. Every method raises a DeliveryError where it fails."""

    async def send(self, chat_id: int, message: Message) -> int:
        """Send a new message; return the number that the chat knows it by."""

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        """Replace a message already sent. One that reads so already is a success."""
