"""Handlers: readers talk to the bot through python-telegram-bot's own application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.commands import LATEST, STOP, SUBSCRIBE
from bot.sandbox.faults import Fault
from bot.schema import SubscriberState
from bot.telegram.handlers import ALLOWED_UPDATES
from bot.texts import Texts
from tests.fakes.entries import SITE
from tests.fakes.telegram import TelegramServer
from tests.test_bot_delivery_newsroom import Newsroom, newsroom, until

READER = 42


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server
        server.check()


@asynccontextmanager
async def listening(telegram: TelegramServer, folder: Path) -> AsyncIterator[Newsroom]:
    """Open a newsroom whose bot answers readers."""
    async with newsroom(telegram, folder) as desk:
        connected = asyncio.Event()

        async def tell(_name: str) -> None:
            connected.set()

        listening = asyncio.create_task(
            desk.bot.run(commands=desk.commands, lane=desk.lane, sender=desk.sender, connected=tell)
        )
        await connected.wait()
        try:
            yield desk
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


async def ask(telegram: TelegramServer, text: str, *, answers: int = 1) -> list[str]:
    """Say something, wait for so many new messages, and give them."""
    before = len(telegram.texts(READER))
    telegram.say(READER, text)
    await until(lambda: len(telegram.texts(READER)) >= before + answers)
    return telegram.texts(READER)[before:]


def answered(telegram: TelegramServer) -> int:
    return len(telegram.calls.of("answerCallbackQuery"))


def last_number(telegram: TelegramServer) -> int:
    return telegram.messages(READER)[-1].id


async def state_of(desk: Newsroom) -> SubscriberState | None:
    found = await desk.roster.find(READER)
    return found.state if found else None


async def test_a_reader_who_starts_twice_is_one_subscriber_and_is_told_so(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    english = Texts("en")
    async with listening(telegram, tmp_path) as desk:
        first = await ask(telegram, "/start")
        second = await ask(telegram, "/start")

        assert first == [f"{SITE.title}\n\n{english('welcome')}"]
        assert second == [f"{SITE.title}\n\n{english('welcome-again')}"]
        assert (await desk.roster.count())[SubscriberState.ACTIVE] == 1


async def test_a_new_reader_is_shown_the_newest_article_and_never_the_backlog(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with listening(telegram, tmp_path) as desk:
        for number in (1, 2, 3):
            entry = await desk.publish(f"News{number}", "It has happened.")
        await desk.settle()

        _, article = await ask(telegram, "/start", answers=2)
        await asyncio.sleep(0.3)

        assert article.startswith("News3")
        assert len(telegram.texts(READER)) == 2
        assert len(await desk.receipts(entry)) == 1


async def test_stopping_ends_the_articles_and_coming_back_repeats_none(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    english = Texts("en")
    async with listening(telegram, tmp_path) as desk:
        await desk.publish("News1", "It has happened.")
        await ask(telegram, "/start", answers=2)
        said = [*await ask(telegram, "/stop"), *await ask(telegram, "/stop")]
        await desk.publish("News2", "It has happened again.")
        await desk.settle()
        between = telegram.texts(READER)
        back = await ask(telegram, "/start", answers=2)

        assert said == [english("stopped"), english("not-subscribed")]
        assert not [text for text in between if text.startswith("News2")]
        assert back[0].endswith(english("welcome-back"))
        assert back[1].startswith("News2")
        assert await state_of(desk) is SubscriberState.ACTIVE


async def test_the_latest_articles_come_newest_last_and_are_followed(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with listening(telegram, tmp_path) as desk:
        nothing = await ask(telegram, "/latest")
        for number in (1, 2, 3, 4):
            await desk.publish(f"News{number}", "It has happened.")
        articles = await ask(telegram, "/latest", answers=3)
        await desk.settle()
        await desk.publish("News3", "It has not.")
        await desk.settle()

        assert nothing == [Texts("en")("no-articles")]
        assert [text.split()[0] for text in articles] == ["News2", "News3", "News4"]
        assert [text for text in telegram.texts(READER) if "It has not." in text]
        assert await state_of(desk) is SubscriberState.MET


@pytest.mark.parametrize("said", ["/help", "/privacy"])
async def test_what_the_bot_does_and_stores_is_told_on_demand(
    telegram: TelegramServer, tmp_path: Path, said: str
) -> None:
    key = said.removeprefix("/")
    async with listening(telegram, tmp_path) as desk:
        (answer,) = await ask(telegram, said)

        assert answer == f"{Texts('en')(f'{key}-heading')}\n\n{Texts('en')(key)}"
        assert await desk.roster.find(READER) is None


@pytest.mark.parametrize("said", ["hello", "/nosuchcommand", "🙂", "<b>&", "/start@other_bot"])
async def test_what_is_no_command_is_answered_kindly(
    telegram: TelegramServer, tmp_path: Path, said: str
) -> None:
    async with listening(telegram, tmp_path):
        assert await ask(telegram, said) == [Texts("en")("unknown")]


@pytest.mark.parametrize(
    ("language", "spoken"), [("de", "de"), ("fr", "fr"), ("es", "es"), ("pt-br", "en"), ("", "en")]
)
async def test_a_reader_is_answered_in_their_language(
    telegram: TelegramServer, tmp_path: Path, language: str, spoken: str
) -> None:
    telegram._do(lambda: telegram.chats.open(READER, language=language))
    async with listening(telegram, tmp_path):
        (answer,) = await ask(telegram, "/start")
        message = telegram.messages(READER)[-1]

        assert answer.endswith(Texts(spoken)("welcome"))
        assert message.keyboard
        labels = [row[0]["text"] for row in message.keyboard["inline_keyboard"]]
        assert labels == [Texts(spoken)("button-latest"), Texts(spoken)("button-stop")]


async def test_buttons_redraw_their_message_in_place_and_are_answered_once_each(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    english = Texts("en")
    async with listening(telegram, tmp_path) as desk:
        await ask(telegram, "/start")
        number = last_number(telegram)
        telegram.tap(READER, number, STOP)
        await until(lambda: telegram.texts(READER) == [english("stopped")])
        stopped = await state_of(desk)
        telegram.tap(READER, number, SUBSCRIBE)
        await until(lambda: english("welcome-back") in telegram.texts(READER)[0])

        assert stopped is SubscriberState.STOPPED
        assert await state_of(desk) is SubscriberState.ACTIVE
        assert len(telegram.texts(READER)) == 1
        assert answered(telegram) == 2


async def test_the_button_for_the_latest_sends_and_leaves_the_menu(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with listening(telegram, tmp_path) as desk:
        await ask(telegram, "/start")
        await desk.publish("News", "It has happened.")
        await desk.settle()
        telegram.tap(READER, 2, LATEST)
        await until(lambda: len(telegram.texts(READER)) == 3)

        assert telegram.texts(READER)[0].endswith(Texts("en")("welcome"))
        assert answered(telegram) == 1


@pytest.mark.parametrize("data", ["2:subscribe", "1:drop", "", "x" * 64, "1:stop\n"])
async def test_a_forged_button_is_answered_once_and_does_nothing(
    telegram: TelegramServer, tmp_path: Path, data: str
) -> None:
    async with listening(telegram, tmp_path) as desk:
        await ask(telegram, "/start")
        before = telegram.texts(READER)
        telegram.forge(READER, last_number(telegram), data)
        await until(lambda: answered(telegram) == 1)
        await asyncio.sleep(0.2)

        assert telegram.texts(READER) == before
        assert answered(telegram) == 1
        assert await state_of(desk) is SubscriberState.ACTIVE


async def test_a_button_that_is_too_old_still_does_what_it_says(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    body = (
        b'{"ok":false,"error_code":400,"description":"Bad Request: query is too old and '
        b'response timeout expired or query ID is invalid"}'
    )
    telegram.fail(Fault("answer", "answerCallbackQuery", status=400, body=body))
    async with listening(telegram, tmp_path) as desk:
        await ask(telegram, "/start")
        telegram.tap(READER, last_number(telegram), STOP)
        await until(lambda: telegram.texts(READER) == [Texts("en")("stopped")])

        assert answered(telegram) == 1
        assert await state_of(desk) is SubscriberState.STOPPED


async def test_pressing_a_button_twice_is_pressing_it_once(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with listening(telegram, tmp_path) as desk:
        await ask(telegram, "/start")
        for _ in range(2):
            telegram.tap(READER, last_number(telegram), STOP)
        await until(lambda: answered(telegram) == 2)
        await until(lambda: telegram.texts(READER)[0] == Texts("en")("not-subscribed"))

        assert await state_of(desk) is SubscriberState.STOPPED


async def test_a_reader_who_blocks_is_spared_and_comes_back_by_unblocking(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with listening(telegram, tmp_path) as desk:
        await ask(telegram, "/start")
        telegram.block(READER)
        await until(lambda: _is(desk, SubscriberState.GONE))
        await desk.publish("News1", "It has happened.")
        await desk.settle()
        telegram.unblock(READER)
        await until(lambda: _is(desk, SubscriberState.ACTIVE))
        await desk.publish("News2", "It has happened again.")
        await desk.settle()

        assert {call.status for call in telegram.calls} == {200}
        assert [text.split()[0] for text in telegram.texts(READER)[1:]] == ["News2"]


async def _is(desk: Newsroom, state: SubscriberState) -> bool:
    return await state_of(desk) is state


async def test_a_reader_who_blocks_while_being_answered_is_lost_and_nobody_else(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with listening(telegram, tmp_path) as desk:
        telegram.say(READER, "/start")
        telegram.set_state(READER, "blocked")
        await until(lambda: _is(desk, SubscriberState.GONE))
        telegram.say(7, "/help")
        await until(lambda: telegram.texts(7))


async def test_groups_and_channels_are_not_answered(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with listening(telegram, tmp_path) as desk:
        telegram.say(-50, "/start", sender=7)
        telegram.say(-50, "hello", sender=7)
        telegram.block(-50)
        await ask(telegram, "/help")

        assert telegram.texts(-50) == []
        assert await desk.roster.find(-50) is None
        assert await desk.roster.find(7) is None


async def test_only_what_is_handled_is_asked_for(telegram: TelegramServer, tmp_path: Path) -> None:
    async with listening(telegram, tmp_path):
        await ask(telegram, "/help")

        assert telegram.chats.updates._allowed == set(ALLOWED_UPDATES)


async def test_a_mistake_of_ours_gets_an_apology(telegram: TelegramServer, tmp_path: Path) -> None:
    async with listening(telegram, tmp_path) as desk:
        await desk.execute("ALTER TABLE subscriber RENAME TO elsewhere")
        sorry = await ask(telegram, "/start")
        await desk.execute("ALTER TABLE elsewhere RENAME TO subscriber")
        fine = await ask(telegram, "/start")

        assert sorry == [Texts("en")("trouble")]
        assert fine[0].endswith(Texts("en")("welcome"))


async def test_commands_are_answered_during_a_broadcast(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.faults.delays["sendMessage"] = 0.05
    async with listening(telegram, tmp_path) as desk:
        telegram._do(lambda: [telegram.chats.open(chat) for chat in range(1000, 1400)])
        await desk.subscribe(range(1000, 1400))
        await desk.publish("News", "It has happened.")
        await until(lambda: len(telegram.calls.of("sendMessage")) >= 20)
        await ask(telegram, "/help")

        sent = [str(call.params["chat_id"]) for call in telegram.calls.of("sendMessage")]
        assert sent.index(str(READER)) < 390


async def test_the_menu_is_set_in_every_language_and_only_when_it_changed(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    for asked in (4, 8):
        async with listening(telegram, tmp_path):
            await until(lambda: telegram.methods.count("getMyCommands") == asked)  # noqa: B023
            await asyncio.sleep(0.1)

    assert telegram.methods.count("getMyCommands") == 8
    languages = [c.params.get("language_code", "") for c in telegram.calls.of("setMyCommands")]
    assert sorted(map(str, languages)) == ["", "de", "es", "fr"]
