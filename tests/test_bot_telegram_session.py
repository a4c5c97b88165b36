"""TelegramBot: it connects however long that takes, and says what is wrong meanwhile."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from bot.telegram.session import TelegramBot, bot_id_of
from tests.fakes.telegram import TelegramServer
from tests.test_bot_delivery_newsroom import newsroom, until

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


def test_a_bot_s_number_is_read_off_its_token() -> None:
    assert bot_id_of(TOKEN) == 123456789


@pytest.mark.parametrize("token", ["secret", ":secret", "abc:secret", "12 3:secret", "9" * 60])
def test_what_is_no_token_has_a_number_of_its_own_all_the_same(token: str) -> None:
    number = bot_id_of(token)

    assert number == bot_id_of(token)
    assert number != bot_id_of(token + "x")
    assert 2**52 <= number < 2**53


async def test_a_server_that_comes_late_is_waited_for(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    telegram = TelegramServer(token=TOKEN)
    telegram.start()
    telegram.stop()
    async with newsroom(telegram, tmp_path) as desk:
        names: list[str] = []

        async def connected(name: str) -> None:
            names.append(name)

        running = asyncio.create_task(
            desk.bot.run(
                commands=desk.commands, lane=desk.lane, sender=desk.sender, connected=connected
            )
        )
        await until(lambda: (desk.bot.trouble or "").startswith("Telegram does not answer"))
        late = TelegramServer(token=TOKEN, port=telegram._port)
        with late:
            await until(lambda: names, 10)
            await until(lambda: desk.bot.trouble is None)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    assert names == ["teleprinter_sandbox_bot"]
    records = [one for one in caplog.records if one.name.startswith(("bot", "aiohttp", "asyncio"))]
    assert not [one for one in records if TOKEN.partition(":")[2] in one.getMessage()]


async def test_a_refused_token_is_said_once_and_not_repeated(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with TelegramServer(token="1:another") as telegram:
        bot = TelegramBot(TOKEN, telegram.api_base_url, concurrency=4)
        await bot.open()
        async with newsroom(telegram, tmp_path) as desk:

            async def connected(_: str) -> None:
                raise AssertionError

            running = asyncio.create_task(
                bot.run(
                    commands=desk.commands, lane=desk.lane, sender=desk.sender, connected=connected
                )
            )
            await until(lambda: "token is refused" in (bot.trouble or ""))
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await bot.close()

    assert TOKEN.partition(":")[2] not in caplog.text
    assert TOKEN.partition(":")[2] not in str(bot.trouble)


async def test_channels_are_found_by_name_and_one_that_fails_is_left_out() -> None:
    with TelegramServer(token=TOKEN) as telegram:
        chat = telegram.open(-1_000_000_000_007, kind="channel", name="The Wire")
        chat.username = "thewire"
        bot = TelegramBot(TOKEN, telegram.api_base_url, concurrency=4)
        await bot.open()

        found = await bot.find_channels([-5, "@thewire", "@nosuchchannel"])
        await bot.close()

    assert found == [-5, -1_000_000_000_007]
