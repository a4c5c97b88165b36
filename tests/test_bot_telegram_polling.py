"""Poller: every update is dealt with, and acknowledged only then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager

import pytest
from telegram import Bot, Update
from telegram.error import TelegramError

from bot.sandbox.faults import Fault
from bot.telegram.polling import Poller, UpdatesRequest
from bot.telegram.request import AiohttpRequest
from tests.fakes.telegram import TelegramServer
from tests.test_bot_delivery_newsroom import until

Process = Callable[[Update], Awaitable[None]]


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server
        server.check()


@asynccontextmanager
async def connected(telegram: TelegramServer, token: str = "") -> AsyncIterator[Bot]:
    requests = AiohttpRequest(connections=4), UpdatesRequest(connections=1)
    bot = Bot(
        token or telegram.token,
        base_url=f"{telegram.api_base_url}/bot",
        request=requests[0],
        get_updates_request=requests[1],
    )
    for request in requests:
        await request.initialize()
    yield bot
    for request in requests:
        await request.shutdown()


@asynccontextmanager
async def polling(
    telegram: TelegramServer, process: Process, token: str = ""
) -> AsyncIterator[Poller]:
    async with connected(telegram, token) as bot:
        poller = Poller(bot, process)
        running = asyncio.create_task(poller.run())
        try:
            yield poller
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


class Reader:
    """Notes what was said, in the order of it being dealt with."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def __call__(self, update: Update) -> None:
        if update.message:
            self.heard.append(update.message.text or "")


def pending(telegram: TelegramServer) -> int:
    return telegram._do(lambda: len(telegram.chats.updates.pending))


async def test_what_is_said_arrives_once_and_in_order(telegram: TelegramServer) -> None:
    reader = Reader()
    async with polling(telegram, reader) as poller:
        for number in range(30):
            telegram.say(1, str(number))
        await until(lambda: len(reader.heard) >= 30)
        await until(lambda: pending(telegram) == 0)

        assert reader.heard == [str(number) for number in range(30)]
        assert poller.trouble is None


async def test_an_update_is_acknowledged_only_after_it_was_dealt_with(
    telegram: TelegramServer,
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def wait(_: Update) -> None:
        begun.set()
        await go_on.wait()

    async with polling(telegram, wait):
        telegram.say(1, "important")
        await begun.wait()
        await asyncio.sleep(0.1)
        before = pending(telegram)
        go_on.set()
        await until(lambda: pending(telegram) == 0)

    assert before == 1


async def test_an_update_that_a_stop_came_between_is_delivered_again(
    telegram: TelegramServer,
) -> None:
    begun = asyncio.Event()

    async def hang(_: Update) -> None:
        begun.set()
        await asyncio.sleep(0.5)

    async with polling(telegram, hang):
        telegram.say(1, "important")
        await begun.wait()
    reader = Reader()
    async with polling(telegram, reader):
        await until(lambda: reader.heard)

    assert reader.heard == ["important"]


async def test_a_slow_update_stops_nobody_else(telegram: TelegramServer) -> None:
    reader, never = Reader(), asyncio.Event()

    async def process(update: Update) -> None:
        if update.effective_chat and update.effective_chat.id == 1:
            await never.wait()
        await reader(update)

    async with polling(telegram, process):
        telegram.say(1, "slow")
        await asyncio.sleep(0.2)
        telegram.say(2, "later")
        await until(lambda: reader.heard == ["later"], 8)
        never.set()
        await until(lambda: reader.heard == ["later", "slow"])


async def test_an_update_that_breaks_the_program_does_not_end_the_polling(
    telegram: TelegramServer,
) -> None:
    reader = Reader()

    async def process(update: Update) -> None:
        if update.message and update.message.text == "bad":
            raise ValueError("a mistake")
        await reader(update)

    async with polling(telegram, process):
        telegram.say(1, "bad")
        telegram.say(2, "good")
        await until(lambda: reader.heard == ["good"])


async def test_an_update_that_no_library_understands_is_passed_over(
    telegram: TelegramServer,
) -> None:
    reader = Reader()
    async with polling(telegram, reader):
        unreadable: list[dict[str, object]] = [{}, {"message_id": 1, "date": 10**30}, {"chat": []}]
        for body in unreadable:
            telegram.push("message", body)
        telegram.say(1, "good")
        await until(lambda: reader.heard == ["good"])
        await until(lambda: pending(telegram) == 0)


async def test_another_instance_is_reported_and_forgotten_when_it_ends(
    telegram: TelegramServer,
) -> None:
    reader = Reader()
    async with polling(telegram, reader) as poller, connected(telegram) as other:
        telegram.say(1, "first")
        await until(lambda: reader.heard)
        await asyncio.sleep(0.1)
        with pytest.raises(TelegramError):
            await asyncio.gather(other.get_updates(timeout=3), other.get_updates(timeout=3))
        await until(lambda: poller.trouble)
        trouble = poller.trouble
        telegram.say(1, "second")
        await until(lambda: "second" in reader.heard, 8)

        assert trouble
        assert "another instance" in trouble
        assert poller.trouble is None


async def test_a_refused_token_is_reported_without_repeating_it(telegram: TelegramServer) -> None:
    reader = Reader()
    token = "123456789:another-secret-of-thirty-five-chars"
    async with polling(telegram, reader, token) as poller:
        await until(lambda: poller.trouble)
        trouble = poller.trouble
        telegram.api.token = token
        telegram.say(1, "hello")
        await until(lambda: reader.heard, 8)

        assert trouble
        assert "token is refused" in trouble
        assert "another-secret" not in trouble
        assert poller.trouble is None


async def test_a_server_that_breaks_is_asked_again(telegram: TelegramServer) -> None:
    reader = Reader()
    telegram.fail(Fault("cut", "getUpdates"))
    telegram.fail(Fault("answer", "getUpdates", status=502, body=b"<html>"))
    async with polling(telegram, reader) as poller:
        await until(lambda: poller.trouble)
        telegram.say(1, "hello")
        await until(lambda: reader.heard, 10)

        assert poller.trouble is None


async def test_the_wait_that_telegram_asks_for_is_kept_in_full(telegram: TelegramServer) -> None:
    body = (
        b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 2",'
        b'"parameters":{"retry_after":2}}'
    )
    telegram.fail(Fault("answer", "getUpdates", status=429, body=body))
    reader, loop = Reader(), asyncio.get_running_loop()
    telegram.say(1, "hello")
    async with polling(telegram, reader):
        began = loop.time()
        await until(lambda: reader.heard)

        assert loop.time() - began >= 1.9


async def test_an_impatient_server_is_not_hammered(telegram: TelegramServer) -> None:
    asked = 0

    class Impatient(Bot):
        async def get_updates(self, *_: object, **__: object) -> tuple[Update, ...]:
            nonlocal asked
            asked += 1
            return ()

    async def process(_: Update) -> None:
        return None

    running = asyncio.create_task(Poller(Impatient("1:x"), process).run())
    await asyncio.sleep(0.5)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert asked <= 4
