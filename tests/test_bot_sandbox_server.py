"""The sandbox as a bot sees it: python-telegram-bot, unmodified, and plain HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Update,
)
from telegram.error import (
    BadRequest,
    Conflict,
    InvalidToken,
)
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
)

from tests.fakes.telegram import TelegramServer

READER = 42


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        server.open(READER)
        yield server
        server.check()


@pytest.fixture
async def bot(telegram: TelegramServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # its int for seconds is deprecated, and warns
    async with Bot(telegram.token, base_url=f"{telegram.api_base_url}/bot") as bot:
        yield bot


def keyboard(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(d, callback_data=d)] for d in data])


async def test_a_bot_learns_who_it_is(bot: Bot) -> None:
    me = await bot.get_me()

    assert (me.id, me.is_bot, me.username) == (123456789, True, "teleprinter_sandbox_bot")


async def test_a_message_comes_back_as_telegram_would_store_it(bot: Bot) -> None:
    html = '  <b>Straße &amp; 😀</b> <a href="https://example.org">more</a> /help\n'

    message = await bot.send_message(
        READER,
        html,
        parse_mode="HTML",
        reply_markup=keyboard("a"),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )

    assert message.text == "Straße & 😀 more /help"
    assert [(e.type, e.offset, e.length) for e in message.entities] == [
        ("bold", 0, 11),
        ("text_link", 12, 4),
        ("bot_command", 17, 5),
    ]
    assert message.entities[1].url == "https://example.org/"
    assert message.reply_markup == keyboard("a")


async def test_message_numbers_grow_in_each_chat_by_itself(
    bot: Bot, telegram: TelegramServer
) -> None:
    telegram.open(43)

    sent = [await bot.send_message(chat, "x") for chat in (READER, 43, READER)]

    assert [message.message_id for message in sent] == [1, 1, 2]


async def test_an_edit_replaces_the_words_and_marks_the_message(
    bot: Bot, telegram: TelegramServer
) -> None:
    message = await bot.send_message(READER, "Monday", reply_markup=keyboard("a"))

    edited = await bot.edit_message_text("Tuesday", READER, message.message_id)

    assert not isinstance(edited, bool)
    assert (edited.text, edited.reply_markup) == ("Tuesday", None)
    assert edited.edit_date is not None
    assert telegram.texts(READER) == ["Tuesday"]


async def test_a_change_of_buttons_alone_does_not_mark_the_message(bot: Bot) -> None:
    message = await bot.send_message(READER, "x", reply_markup=keyboard("a"))

    edited = await bot.edit_message_reply_markup(READER, message.message_id)

    assert not isinstance(edited, bool)
    assert edited.edit_date is None


async def test_deleted_messages_are_gone(bot: Bot, telegram: TelegramServer) -> None:
    numbers = [(await bot.send_message(READER, "x")).message_id for _ in range(3)]

    assert await bot.delete_message(READER, numbers[0])
    assert await bot.delete_messages(READER, [numbers[1], 999])

    assert [message.id for message in telegram.messages(READER)] == [numbers[2]]


async def test_a_message_cannot_be_deleted_after_two_days(
    bot: Bot, telegram: TelegramServer
) -> None:
    message = await bot.send_message(READER, "x")
    telegram.shift = timedelta(hours=49)

    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(READER, message.message_id)

    await bot.edit_message_text("y", READER, message.message_id)


async def test_a_dialogue_by_polling(telegram: TelegramServer) -> None:
    async def start(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text("Hello", reply_markup=keyboard("yes"))

    async def tapped(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query is not None
        await query.answer("noted")
        await query.edit_message_text(f"you said {query.data}")

    async def moved(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.my_chat_member is not None
        context.bot_data["seen"] = update.my_chat_member.new_chat_member.status

    base_url = f"{telegram.api_base_url}/bot"
    app = Application.builder().token(telegram.token).base_url(base_url).build()
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(tapped))
    app.add_handler(ChatMemberHandler(moved))
    assert app.updater is not None
    async with app:
        await app.start()
        await app.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        telegram.say(READER, "/start")
        await until(lambda: telegram.texts(READER) == ["Hello"])
        message = telegram.messages(READER)[-1]
        telegram.tap(READER, message.id, "yes")
        await until(lambda: telegram.texts(READER) == ["you said yes"])
        telegram.block(READER)
        await until(lambda: app.bot_data.get("seen") == "kicked")
        telegram.unblock(READER)
        await until(lambda: app.bot_data.get("seen") == "member")
        await app.updater.stop()
        await app.stop()


async def until(predicate: Any) -> None:
    deadline = time.monotonic() + 5
    while not predicate():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.005)


async def test_updates_come_again_until_they_are_confirmed(
    bot: Bot, telegram: TelegramServer
) -> None:
    telegram.say(READER, "one")
    telegram.say(READER, "two")

    first = await bot.get_updates()
    again = await bot.get_updates(offset=first[1].update_id)

    assert [u.message.text for u in first if u.message] == ["one", "two"]
    assert again == first[1:]
    assert await bot.get_updates(offset=first[1].update_id + 1) == ()


async def test_an_update_of_a_kind_not_asked_for_is_not_kept(
    bot: Bot, telegram: TelegramServer
) -> None:
    await bot.get_updates(allowed_updates=["message"])

    telegram.block(READER)

    assert await bot.get_updates() == ()


async def test_a_long_poll_ends_as_something_happens(bot: Bot, telegram: TelegramServer) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.1)

    began = time.monotonic()
    telegram.say(READER, "now")

    assert len(await poll) == 1
    assert time.monotonic() - began < 1


async def test_a_second_poller_ends_the_first(telegram: TelegramServer, bot: Bot) -> None:
    async with Bot(telegram.token, base_url=f"{telegram.api_base_url}/bot") as other:
        first = asyncio.create_task(other.get_updates(timeout=30))
        await asyncio.sleep(0.1)

        await bot.get_updates(timeout=0)

        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first


async def test_a_wrong_token_is_refused(telegram: TelegramServer) -> None:
    with pytest.raises(InvalidToken):
        async with Bot("1:wrong", base_url=f"{telegram.api_base_url}/bot"):
            pass


async def test_menus_and_descriptions_are_kept_by_scope_and_language(bot: Bot) -> None:
    commands = [BotCommand("start", "Begin")]

    await bot.set_my_commands(commands, language_code="de")
    await bot.set_my_description("Nachrichten", language_code="de")
    await bot.set_my_short_description("News")

    assert await bot.get_my_commands() == ()
    assert await bot.get_my_commands(language_code="de") == tuple(commands)
    assert (await bot.get_my_description("de")).description == "Nachrichten"
    assert (await bot.get_my_short_description("de")).short_description == "News"
    assert await bot.delete_my_commands(language_code="de")
    assert await bot.get_my_commands(language_code="de") == ()


async def test_a_channel_shows_the_rights_of_its_bot(bot: Bot, telegram: TelegramServer) -> None:
    telegram.open(-1001, kind="channel", name="News")

    member = await bot.get_chat_member(-1001, bot.id)
    chat = await bot.get_chat(-1001)

    assert member.status == "administrator"
    assert (chat.type, chat.title) == ("channel", "News")


async def test_every_encoding_of_a_call_is_read(telegram: TelegramServer) -> None:
    url = f"{telegram.api_base_url}/bot{telegram.token}/SENDmessage"
    fields = {"chat_id": str(READER), "text": "ünï & 😀"}
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value)

    async with aiohttp.ClientSession() as session:
        answers = [
            await (await session.get(url, params=fields)).json(),
            await (await session.post(url, data=fields)).json(),
            await (await session.post(url, data=form)).json(),
            await (await session.post(url, json=fields | {"chat_id": READER})).json(),
        ]

    assert [a["result"]["text"] for a in answers] == ["ünï & 😀"] * 4
    assert telegram.methods == ["sendMessage"] * 4


async def test_an_unknown_method_is_not_found(telegram: TelegramServer) -> None:
    telegram.judge(on=False)
    url = f"{telegram.api_base_url}/bot{telegram.token}/sendMesage"

    async with aiohttp.ClientSession() as session:
        answer = await (await session.get(url)).json()

    assert answer == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}


async def test_a_page_of_another_site_cannot_play_the_bot(telegram: TelegramServer) -> None:
    url = f"{telegram.api_base_url}/bot{telegram.token}/getMe"

    async with aiohttp.ClientSession() as session:
        for header in ({"Origin": "https://example.org"}, {"Sec-Fetch-Site": "cross-site"}):
            async with session.get(url, headers=header) as response:
                assert response.status == 403


async def test_a_server_with_open_polls_stops_at_once() -> None:
    server = TelegramServer()
    server.start()
    async with Bot(server.token, base_url=f"{server.api_base_url}/bot") as bot:
        poll = asyncio.create_task(bot.get_updates(timeout=50))
        await asyncio.sleep(0.1)
        began = time.monotonic()

        await asyncio.to_thread(server.stop)

        assert time.monotonic() - began < 3
        assert await poll == ()
