"""BotApi: one bot's server: judges a call, executes it, records it, and fails on demand."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import msgspec

from bot.sandbox import identity, sending
from bot.sandbox.arguments import Arguments
from bot.sandbox.calls import Call, Calls
from bot.sandbox.chats import Chats
from bot.sandbox.errors import ApiError, Mistake, mistake, too_many_requests
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.limits import Limits, Meter
from bot.sandbox.readers import Readers

_POLL_SECONDS_MAX = 50
_POLL_LIMIT_MAX = 100
_ANSWER_MAX = 200
_METERED = {"sendMessage", "editMessageText", "editMessageReplyMarkup"}

Method = Callable[[Chats, Arguments], Any]
Execute = Callable[[Arguments], Awaitable[Any]]

_METHODS: dict[str, Method] = {
    "getMe": identity.get_me,
    "getWebhookInfo": identity.get_webhook_info,
    "deleteWebhook": identity.delete_webhook,
    "setMyCommands": identity.set_my_commands,
    "getMyCommands": identity.get_my_commands,
    "deleteMyCommands": identity.delete_my_commands,
    "setMyName": partial(identity.set_my_words, "name"),
    "getMyName": partial(identity.get_my_words, "name"),
    "setMyDescription": partial(identity.set_my_words, "description"),
    "getMyDescription": partial(identity.get_my_words, "description"),
    "setMyShortDescription": partial(identity.set_my_words, "short_description"),
    "getMyShortDescription": partial(identity.get_my_words, "short_description"),
    "getChat": identity.get_chat,
    "getChatMember": identity.get_chat_member,
    "sendMessage": sending.send_message,
    "editMessageText": sending.edit_message_text,
    "editMessageReplyMarkup": sending.edit_message_reply_markup,
    "deleteMessage": sending.delete_message,
    "deleteMessages": sending.delete_messages,
    "sendChatAction": sending.send_chat_action,
}


class Judge(Protocol):
    """Looks at every call before it is executed."""

    def __call__(self, method: str, params: Mapping[str, Any]) -> str | None:
        """Give the reason to refuse the call, or None."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A mistake of the bot, that a judge or the server found. Kept only where there is a judge."""

    method: str
    params: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the bot; None as `body` closes the connection without a word."""

    status: int
    body: bytes | None
    media_type: str = "application/json"


class BotApi:
    """The server behind `/bot<token>/`.

    Its parts are open to tests: `faults` to set, `calls` and `refusals` to look at.
    """

    def __init__(
        self,
        chats: Chats,
        *,
        token: str,
        judge: Judge | None = None,
        limits: Limits | None = None,
        calls: Calls | None = None,
    ) -> None:
        self.chats = chats
        self.token = token
        self.judge = judge
        self.readers = Readers(chats)
        self.faults = Faults()
        self.calls = calls if calls is not None else Calls()  # an empty one is falsy
        self.refusals: list[Refusal] = []
        self.limit(limits)
        number = token.partition(":")[0]
        chats.profile.id = int(number) if number.isdecimal() else 1
        own: dict[str, Execute] = {
            "getUpdates": self._get_updates,
            "answerCallbackQuery": self._answer_callback_query,
        }
        self._methods = {name.lower(): (name, self._plain(call)) for name, call in _METHODS.items()}
        self._methods |= {name.lower(): (name, call) for name, call in own.items()}

    def limit(self, limits: Limits | None) -> None:
        """Keep the bot to a pace from now on; None lets it run."""
        self._meter = Meter(limits) if limits is not None else None

    async def call(self, name: str, arguments: Arguments) -> Answer:
        """Answer one call of a method, named in any case."""
        method, execute = self._methods.get(name.lower(), (name, _unknown))
        fault = self.faults.take(method, arguments.raw)
        answer = await self._answer(method, execute, arguments, fault)
        # A late answer is late on its way back: what was asked is done by then.
        delay = self.faults.delay(method) + (fault.delay_seconds if fault is not None else 0)
        if delay:
            await asyncio.sleep(delay)
        return answer

    async def _answer(
        self, method: str, execute: Execute, arguments: Arguments, fault: Fault | None
    ) -> Answer:
        began = time.monotonic()
        spoils = fault is not None and fault.action != "none"
        if fault is not None and spoils and not fault.executed:
            self._record(method, arguments, began, fault.status, fault.action)
            return _spoilt(fault)
        try:
            self._judge(method, arguments)
            self._measure(method, arguments, began)
            result = await execute(arguments)
        except ApiError as error:
            if isinstance(error, Mistake) and self.judge is not None:
                self.refusals.append(Refusal(method, arguments.raw, error.description))
            self._record(method, arguments, began, error.code, error.description)
            return Answer(error.code, msgspec.json.encode(error.body()))
        outcome = fault.action if fault is not None and spoils else "ok"
        self._record(method, arguments, began, 200, outcome, executed=True, result=result)
        if fault is not None and spoils:
            return _spoilt(fault)
        return Answer(200, msgspec.json.encode({"ok": True, "result": result}))

    def _plain(self, method: Method) -> Execute:
        async def execute(arguments: Arguments) -> Any:
            return method(self.chats, arguments)

        return execute

    def _judge(self, method: str, arguments: Arguments) -> None:
        reason = self.judge(method, arguments.raw) if self.judge is not None else None
        if reason is not None:
            raise mistake(reason)

    def _measure(self, method: str, arguments: Arguments, now: float) -> None:
        if self._meter is None or method not in _METERED:
            return
        wait = self._meter.wait_for(arguments.chat_id(), now)
        if wait:
            raise too_many_requests(wait)

    def _record(
        self,
        method: str,
        arguments: Arguments,
        at: float,
        status: int,
        outcome: str,
        *,
        executed: bool = False,
        result: Any = None,
    ) -> None:
        call = Call(method, arguments.raw, at, status, outcome, executed, result)
        self.calls.add(call)

    async def _get_updates(self, arguments: Arguments) -> list[dict[str, Any]]:
        allowed = arguments.json("allowed_updates")
        if isinstance(allowed, list):
            self.chats.updates.allow(map(str, allowed))
        limit = min(max(arguments.integer("limit", _POLL_LIMIT_MAX), 1), _POLL_LIMIT_MAX)
        seconds = min(max(arguments.integer("timeout"), 0), _POLL_SECONDS_MAX)
        return await self.chats.updates.fetch(arguments.integer("offset"), limit, seconds)

    async def _answer_callback_query(self, arguments: Arguments) -> bool:
        text = arguments.text("text")
        if len(text) > _ANSWER_MAX:
            raise mistake("MESSAGE_TOO_LONG")
        query_id = arguments.text("callback_query_id")
        self.readers.answer(query_id, text, alert=arguments.flag("show_alert"))
        return True


async def _unknown(_: Arguments) -> Any:
    raise ApiError(404, "Not Found: method not found")


def _spoilt(fault: Fault) -> Answer:
    if fault.action == "cut":
        return Answer(0, None)
    return Answer(fault.status, fault.body, fault.media_type)
