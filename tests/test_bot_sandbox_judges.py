"""Every mistake that a bot can make in a call is caught, by the server or by a judge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.telegram import TelegramServer

READER = 42
GOOD: dict[str, Any] = {"chat_id": READER, "text": "x"}


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        server.open(READER)
        yield server


async def call(telegram: TelegramServer, method: str, params: dict[str, Any]) -> dict[str, Any]:
    url = f"{telegram.api_base_url}/bot{telegram.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, json=params) as response:
        answer: dict[str, Any] = await response.json()
        assert response.status == answer.get("error_code", 200)
        return answer


def html(text: str) -> dict[str, Any]:
    return {**GOOD, "text": text, "parse_mode": "HTML"}


def button(**fields: Any) -> dict[str, Any]:
    return {**GOOD, "reply_markup": {"inline_keyboard": [[{"text": "b", **fields}]]}}


MISTAKES: dict[str, tuple[str, dict[str, Any]]] = {
    "a tag left open": ("sendMessage", html("<b>x")),
    "a tag of web pages": ("sendMessage", html("<p>x</p>")),
    "a bare less-than": ("sendMessage", html("1 < 2")),
    "too many characters": ("sendMessage", {**GOOD, "text": "x" * 4097}),
    "empty after parsing": ("sendMessage", html("<b> </b>")),
    "empty": ("sendMessage", {**GOOD, "text": ""}),
    "too many entities": ("sendMessage", html("<b>x</b><i>y</i>" * 51)),
    "a link that vanishes": ("sendMessage", html("<a href='/article'>x</a>")),
    "callback data of 66 bytes": ("sendMessage", button(callback_data="é" * 33)),
    "a button to a relative address": ("sendMessage", button(url="/article")),
    "a button without an action": ("sendMessage", button()),
    "a button with two actions": ("sendMessage", button(url="https://x.y", callback_data="d")),
    "nine buttons in a row": (
        "sendMessage",
        {
            **GOOD,
            "reply_markup": {"inline_keyboard": [[{"text": "b", "callback_data": "d"}] * 9]},
        },
    ),
    "an unknown parameter": ("sendMessage", {**GOOD, "silent": True}),
    "an unknown parameter inside": ("sendMessage", button(callback_data="d", colour="red")),
    "a parameter of the wrong type": ("sendMessage", {**GOOD, "disable_notification": "maybe"}),
    "no text": ("sendMessage", {"chat_id": READER}),
    "no chat": ("sendMessage", {"text": "x"}),
    "a misspelt method": ("sendMesage", GOOD),
    "a command in capitals": (
        "setMyCommands",
        {"commands": [{"command": "Digest", "description": "x"}]},
    ),
    "a description too long": ("setMyDescription", {"description": "x" * 513}),
    "a callback answer too long": (
        "answerCallbackQuery",
        {"callback_query_id": "1", "text": "x" * 201},
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
async def test_a_mistake_is_refused_and_remembered(telegram: TelegramServer, mistake: str) -> None:
    method, params = MISTAKES[mistake]
    before = len(telegram.refusals)

    answer = await call(telegram, method, params)

    assert not answer["ok"]
    assert len(telegram.refusals) == before + 1
    with pytest.raises(AssertionError):
        telegram.check()


# Without judges, as a newcomer runs it, the server says what Telegram says.
WORDS = {
    "a tag left open": "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    "a tag of web pages": 'can\'t parse entities: Unsupported start tag "p" at byte offset 0',
    "too many characters": "message is too long",
    "empty after parsing": "text must be non-empty",
    "empty": "message text is empty",
    "callback data of 66 bytes": "BUTTON_DATA_INVALID",
    "a button to a relative address": (
        "inline keyboard button URL '/article' is invalid: URL host is empty"
    ),
    "a button without an action": (
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
    ),
    "no chat": "chat_id is empty",
    "a command in capitals": "BOT_COMMAND_INVALID",
}


@pytest.mark.parametrize("mistake", WORDS)
async def test_the_server_refuses_in_telegrams_words(mistake: str) -> None:
    with TelegramServer(judged=False) as telegram:
        telegram.open(READER)

        answer = await call(telegram, *MISTAKES[mistake])

    assert answer["description"] == f"Bad Request: {WORDS[mistake]}"


STATEFUL: dict[str, tuple[str, dict[str, Any]]] = {
    "chat not found": ("sendMessage", {"chat_id": 999, "text": "x"}),
    "message to edit not found": ("editMessageText", {**GOOD, "message_id": 999}),
    "message to delete not found": ("deleteMessage", {"chat_id": READER, "message_id": 999}),
    "message to be replied not found": (
        "sendMessage",
        {**GOOD, "reply_parameters": {"message_id": 999}},
    ),
    "message thread not found": ("sendMessage", {**GOOD, "message_thread_id": 5}),
    "query is too old and response timeout expired or query ID is invalid": (
        "answerCallbackQuery",
        {"callback_query_id": "1"},
    ),
}


@pytest.mark.parametrize("words", STATEFUL)
async def test_what_is_not_there_is_told_in_telegrams_words(words: str) -> None:
    with TelegramServer() as telegram:
        telegram.open(READER)

        answer = await call(telegram, *STATEFUL[words])

        assert answer["description"] == f"Bad Request: {words}"
        telegram.check()


async def test_an_edit_that_changes_nothing_is_refused() -> None:
    with TelegramServer() as telegram:
        telegram.open(READER)
        await call(telegram, "sendMessage", html("<b>x</b>"))

        answer = await call(telegram, "editMessageText", {**html("<b>x</b> "), "message_id": 1})

    assert answer["description"].startswith("Bad Request: message is not modified: specified new")


async def test_a_callback_is_answered_once() -> None:
    with TelegramServer() as telegram:
        telegram.open(READER)
        await call(telegram, "sendMessage", button(callback_data="d"))
        query = {"callback_query_id": telegram.tap(READER, 1, "d")}

        answers = [await call(telegram, "answerCallbackQuery", query) for _ in range(2)]

    assert [answer["ok"] for answer in answers] == [True, False]


@pytest.mark.parametrize("text", ["x" * 4096, "😀" * 4096, "<b>" + "&amp;" * 4096 + "</b>"])
async def test_as_many_characters_as_telegram_takes_are_taken(
    telegram: TelegramServer, text: str
) -> None:
    before = len(telegram.refusals)

    answer = await call(telegram, "sendMessage", html(text))

    assert answer["ok"]
    assert len(telegram.refusals) == before
