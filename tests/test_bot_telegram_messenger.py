"""TelegramMessenger: what Telegram answers, sorted by what is to be done next."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import traceback
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import NetworkError, TimedOut

from bot.message import Button, Message, Reply
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
from bot.sandbox.faults import Fault
from bot.telegram.messenger import TelegramMessenger, translate
from bot.telegram.request import AiohttpRequest, ConnectFailed
from tests.fakes.telegram import TelegramServer

READER = 42
MESSAGE = Message(
    kind="article",
    title="Bridge",
    summary="It is open.",
    link="https://news.example.org/articles/bridge",
    language="en",
)
OTHER = Message(kind="notice", title="Bridge", summary="", link="", language="en")


@pytest.fixture(scope="module")
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


@pytest.fixture
def telegram(server: TelegramServer) -> Iterator[TelegramServer]:
    """Start from nothing: stopping a server costs more than a test of one call."""
    server.faults.clear()
    server.calls.clear()
    server._do(server.chats._chats.clear)
    server.open(READER)
    yield server
    server.check()


async def connect(root: str, token: str) -> tuple[TelegramMessenger, Bot]:
    requests = AiohttpRequest(connections=8), AiohttpRequest(connections=1)
    bot = Bot(token, base_url=f"{root}/bot", request=requests[0], get_updates_request=requests[1])
    for request in requests:
        await request.initialize()
    return TelegramMessenger(bot), bot


async def hang_up(bot: Bot) -> None:
    for request in bot._request:
        await request.shutdown()


@pytest.fixture
async def messenger(telegram: TelegramServer) -> AsyncIterator[TelegramMessenger]:
    messenger, bot = await connect(telegram.api_base_url, telegram.token)
    yield messenger
    await hang_up(bot)


async def test_a_message_is_sent_and_replaced_in_place(
    messenger: TelegramMessenger, telegram: TelegramServer
) -> None:
    number = await messenger.send(READER, MESSAGE)
    await messenger.edit(READER, number, OTHER)

    assert [m.id for m in telegram.messages(READER)] == [number]
    assert telegram.texts(READER)[0].startswith("Bridge\n\nThis article has been withdrawn")
    previews = [call.params["link_preview_options"] for call in telegram.calls]
    assert [json.loads(str(one))["is_disabled"] for one in previews] == [True, True]


async def test_an_answer_and_its_buttons_are_sent_and_redrawn(
    messenger: TelegramMessenger, telegram: TelegramServer
) -> None:
    buttons = ((Button(label="Stop", action="1:stop"),),)
    number = await messenger.answer(READER, Reply(text="Hello", buttons=buttons))
    await messenger.redraw(READER, number, Reply(text="Bye"))

    (message,) = telegram.messages(READER)
    assert (message.content.text, message.keyboard) == ("Bye", None)


async def test_a_message_that_reads_so_already_is_a_success(
    messenger: TelegramMessenger, telegram: TelegramServer
) -> None:
    number = await messenger.send(READER, MESSAGE)

    await messenger.edit(READER, number, MESSAGE)

    assert [call.status for call in telegram.calls] == [200, 400]


@pytest.mark.parametrize(
    ("state", "error"),
    [
        ("blocked", Gone),
        ("deactivated", Gone),
        ("stranger", Gone),
        ("missing", Gone),
        ("kicked", Gone),
        ("left", Gone),
        ("restricted", Refused),
    ],
)
async def test_a_chat_s_state_says_whether_to_go_on_there(
    messenger: TelegramMessenger,
    telegram: TelegramServer,
    state: str,
    error: type[DeliveryError],
) -> None:
    telegram.set_state(READER, state)  # type: ignore[arg-type]

    with pytest.raises(error):
        await messenger.send(READER, MESSAGE)


async def test_a_group_that_moved_says_where(
    messenger: TelegramMessenger, telegram: TelegramServer
) -> None:
    telegram.open(-50, kind="group")
    telegram.migrate(-50, -1_000_000_000_050)

    with pytest.raises(Moved) as raised:
        await messenger.send(-50, MESSAGE)

    assert raised.value.chat_id == -1_000_000_000_050


async def test_a_message_that_is_not_there_has_vanished(messenger: TelegramMessenger) -> None:
    with pytest.raises(Vanished):
        await messenger.edit(READER, 999, MESSAGE)


async def test_a_message_of_the_reader_s_own_has_vanished_for_us(
    messenger: TelegramMessenger, telegram: TelegramServer
) -> None:
    theirs = telegram.say(READER, "mine")

    with pytest.raises(Vanished):
        await messenger.edit(READER, theirs.id, MESSAGE)


@pytest.mark.parametrize(
    ("status", "description", "error"),
    [
        (400, "Bad Request: can't parse entities: Unsupported start tag", Refused),
        (400, "Bad Request: message is too long", Refused),
        (400, "Bad Request: message text is empty", Refused),
        (400, "Bad Request: message thread not found", Refused),
        (400, "Bad Request: not enough rights to send text messages to the chat", Refused),
        (400, "Bad Request: chat not found", Gone),
        (400, "Bad Request: user not found", Gone),
        (400, "Bad Request: PEER_ID_INVALID", Gone),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN", Gone),
        (400, "Bad Request: message to edit not found", Vanished),
        (400, "Bad Request: message can't be edited", Vanished),
        (400, "Bad Request: MESSAGE_ID_INVALID", Vanished),
        (401, "Unauthorized", Unauthorized),
        (403, "Forbidden: bot was blocked by the user", Gone),
        (403, "Forbidden: user is deactivated", Gone),
        (403, "Forbidden: bot was kicked from the supergroup chat", Gone),
        (403, "Forbidden: bot is not a member of the channel chat", Gone),
        (403, "Forbidden: bot can't initiate conversation with a user", Gone),
        (404, "Not Found", Unauthorized),
        (409, "Conflict: terminated by other getUpdates request", Unsure),
        (500, "Internal Server Error: restart", Unsure),
        (502, "Bad Gateway", Unsure),
        (504, "Gateway Timeout", Unsure),
    ],
)
async def test_an_error_of_the_server_says_what_to_do_next(
    messenger: TelegramMessenger,
    telegram: TelegramServer,
    status: int,
    description: str,
    error: type[DeliveryError],
) -> None:
    body = {"ok": False, "error_code": status, "description": description}
    telegram.fail(Fault("answer", times=2, status=status, body=json.dumps(body).encode()))

    with pytest.raises(DeliveryError) as sent:
        await messenger.send(READER, MESSAGE)
    with pytest.raises(DeliveryError) as edited:
        await messenger.edit(READER, 1, MESSAGE)

    assert type(sent.value) is type(edited.value) is error


async def test_a_pause_says_how_long(
    messenger: TelegramMessenger, telegram: TelegramServer
) -> None:
    body = (
        b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 37",'
        b'"parameters":{"retry_after":37}}'
    )
    telegram.fail(Fault("answer", status=429, body=body))

    with pytest.raises(SlowDown) as raised:
        await messenger.send(READER, MESSAGE)

    assert raised.value.wait == timedelta(seconds=37)


@pytest.mark.parametrize("executed", [False, True])
async def test_a_connection_that_breaks_leaves_us_unsure(
    messenger: TelegramMessenger, telegram: TelegramServer, executed: bool
) -> None:
    telegram.fail(Fault("cut", executed=executed))

    with pytest.raises(Unsure):
        await messenger.send(READER, MESSAGE)

    assert len(telegram.texts(READER)) == executed


@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b"\xff\xfe\x00", b'{"ok":true}', b"[]"])
@pytest.mark.parametrize("status", [200, 502])
async def test_an_answer_that_is_none_leaves_us_unsure(
    messenger: TelegramMessenger, telegram: TelegramServer, body: bytes, status: int
) -> None:
    telegram.fail(Fault("answer", status=status, body=body, media_type="text/html"))

    with pytest.raises(Unsure):
        await messenger.send(READER, MESSAGE)


async def test_a_server_that_is_not_there_got_nothing() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    messenger, bot = await connect(f"http://127.0.0.1:{port}", "1:secret")

    with pytest.raises(NotSent):
        await messenger.send(READER, MESSAGE)
    await hang_up(bot)


async def test_connections_that_are_closed_send_nothing() -> None:
    messenger, bot = await connect("http://127.0.0.1:9", "1:secret")
    await hang_up(bot)

    with pytest.raises(NotSent):
        await messenger.send(READER, MESSAGE)


def test_silence_after_sending_leaves_us_unsure() -> None:
    assert isinstance(translate(TimedOut()), Unsure)
    assert isinstance(translate(NetworkError("the connection broke")), Unsure)
    assert isinstance(translate(ConnectFailed("no connection")), NotSent)


async def test_the_token_is_in_no_error_and_in_no_record_at_any_level(
    telegram: TelegramServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = telegram.token.partition(":")[2]
    told: list[str] = []
    faults = [
        Fault("cut"),
        Fault("answer", status=502, body=b"<html>"),
        Fault("answer", status=401, body=b'{"ok":false,"error_code":401,"description":"x"}'),
        Fault("answer", status=404, body=b'{"ok":false,"error_code":404,"description":"x"}'),
        Fault("answer", status=400, body=b'{"ok":false,"error_code":400,"description":"x"}'),
    ]
    messenger, bot = await connect(telegram.api_base_url, telegram.token)
    nobody, unreachable = await connect("http://127.0.0.1:9", telegram.token)

    async def fail(one: TelegramMessenger) -> None:
        try:
            await one.send(READER, MESSAGE)
        except DeliveryError as error:
            told.append("".join(traceback.format_exception(error)) + repr(error))

    await messenger.send(READER, MESSAGE)
    for fault in faults:
        telegram.fail(fault)
        await fail(messenger)
    await fail(nobody)
    await hang_up(bot)
    await hang_up(unreachable)
    await fail(messenger)

    assert len(told) == len(faults) + 2
    assert not [text for text in told if secret in text]
    records = [record for record in caplog.records if not record.name.startswith("telegram.Bot")]
    assert not [record for record in records if secret in record.getMessage()]


async def test_hundreds_of_messages_share_the_connections(
    messenger: TelegramMessenger, telegram: TelegramServer
) -> None:
    numbers = await asyncio.gather(*(messenger.send(READER, MESSAGE) for _ in range(200)))

    assert sorted(numbers) == list(range(1, 201))
