"""AiohttpRequest: one call over HTTP, and what is certain after it failed."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator

import pytest
from telegram.error import NetworkError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.sandbox.faults import Fault
from bot.telegram.request import AiohttpRequest, ConnectFailed
from tests.fakes.telegram import TelegramServer


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    request = AiohttpRequest(connections=2)
    await request.initialize()
    yield request
    await request.shutdown()


def address(telegram: TelegramServer, method: str = "getMe") -> str:
    return f"{telegram.api_base_url}/bot{telegram.token}/{method}"


async def test_an_answer_comes_with_its_status(
    telegram: TelegramServer, request_: AiohttpRequest
) -> None:
    status, body = await request_.do_request(address(telegram), "POST")
    refused, _ = await request_.do_request(f"{telegram.api_base_url}/bot1:x/getMe", "POST")

    assert (status, refused) == (200, 401)
    assert b'"is_bot":true' in body


async def test_parameters_arrive_as_they_were(
    telegram: TelegramServer, request_: AiohttpRequest
) -> None:
    telegram.open(7)
    text = "A & B = 50 % + ü 😀\n?"
    parameters = [RequestParameter.from_input("chat_id", 7), RequestParameter("text", text, None)]
    status, _ = await request_.do_request(
        address(telegram, "sendMessage"), "POST", RequestData(parameters)
    )

    assert status == 200
    assert telegram.texts(7) == [text]


async def test_no_connection_means_not_sent(request_: AiohttpRequest) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(ConnectFailed):
        await request_.do_request(f"http://127.0.0.1:{port}/bot1:x/getMe", "POST")


async def test_a_name_that_nobody_knows_means_not_sent(request_: AiohttpRequest) -> None:
    with pytest.raises(ConnectFailed):
        await request_.do_request("http://telegram.invalid/bot1:x/getMe", "POST")


async def test_silence_is_a_timeout(telegram: TelegramServer, request_: AiohttpRequest) -> None:
    telegram.fail(Fault("none", delay_seconds=0.6))

    with pytest.raises(TimedOut):
        await request_.do_request(address(telegram), "POST", read_timeout=0.2)


async def test_a_broken_connection_is_an_error_of_the_network(
    telegram: TelegramServer, request_: AiohttpRequest
) -> None:
    telegram.fail(Fault("cut"))

    with pytest.raises(NetworkError) as raised:
        await request_.do_request(address(telegram), "POST")

    assert not isinstance(raised.value, ConnectFailed | TimedOut)
    assert telegram.token not in repr(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


async def test_nothing_is_sent_before_it_is_opened_or_after_it_is_closed() -> None:
    request = AiohttpRequest(connections=1)
    for _ in range(2):
        with pytest.raises(ConnectFailed):
            await request.do_request("http://127.0.0.1:9/", "POST")
        await request.initialize()
        await request.initialize()
        await request.shutdown()
        await request.shutdown()


async def test_a_redirect_is_not_followed(
    telegram: TelegramServer, request_: AiohttpRequest
) -> None:
    telegram.fail(Fault("answer", status=302, body=b""))

    status, _ = await request_.do_request(address(telegram), "POST")

    assert status == 302
