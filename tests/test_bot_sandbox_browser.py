"""The chat page in a real browser."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from telegram import Bot, BotCommand, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup

from tests.fakes.browser import Browser
from tests.fakes.telegram import TelegramServer

READER = 1


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server
        server.check()


@pytest.fixture
async def bot(telegram: TelegramServer) -> AsyncIterator[Bot]:
    async with Bot(telegram.token, base_url=f"{telegram.api_base_url}/bot") as bot:
        yield bot


@pytest.fixture
async def browser(require_tool: Callable[[str], str]) -> AsyncIterator[Browser]:
    if not os.environ.get("CI"):
        require_tool("chromium")
    async with Browser() as browser:
        yield browser


async def next_tap(bot: Bot) -> CallbackQuery:
    async with asyncio.timeout(10):
        while True:
            updates = await bot.get_updates(offset=-1, timeout=5)
            if updates and updates[-1].callback_query is not None:
                return updates[-1].callback_query


async def test_a_reader_talks_to_the_bot_in_a_browser(
    telegram: TelegramServer, bot: Bot, browser: Browser
) -> None:
    page = await browser.open(f"{telegram.api_base_url}/?reader=2")
    await page.type("#text", "/start\n")
    await page.until("document.querySelector('.message.me .words').innerText === '/start'")
    assert [message.content.text for message in telegram.messages(2)] == ["/start"]

    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
    sent = await bot.send_message(
        2, "<b>Hello</b> /help &lt;img src=x&gt;", parse_mode="HTML", reply_markup=keyboard
    )
    await page.until("document.querySelector('.message:not(.me) strong')?.innerText === 'Hello'")
    assert await page.js("document.querySelectorAll('img').length") == 0

    await page.click(".row button")
    query = await next_tap(bot)
    assert await page.js("document.querySelector('.row button').ariaBusy") == "true"
    await bot.answer_callback_query(query.id, "Noted")
    await page.until("document.querySelector('.toast')?.innerText === 'Noted'")
    await page.until("!document.querySelector('[aria-busy]')")

    await bot.edit_message_text("Corrected", 2, sent.message_id)
    await page.until("document.querySelector('.message:not(.me) .words').innerText == 'Corrected'")
    assert "edited" in await page.js("document.querySelector('.message:not(.me) .stamp').innerText")

    await bot.delete_message(2, sent.message_id)
    await page.until("!document.querySelector('.message:not(.me)')")

    await page.click("#block")
    await page.until("!document.querySelector('#unblock').hidden")
    assert (await bot.get_updates(offset=-1))[0].my_chat_member is not None
    await page.click("#unblock")
    await page.until("document.querySelector('#unblock').hidden")

    await bot.set_my_commands([BotCommand("help", "What I can do")])
    await page.until("document.querySelector('#commands button')")
    await page.click("#commands button")
    await page.until("document.querySelectorAll('.message.me').length === 2")
    assert page.problems == []


async def test_an_alert_is_a_dialog_that_a_reader_closes(
    telegram: TelegramServer, bot: Bot, browser: Browser
) -> None:
    telegram.say(READER, "/start")
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
    await bot.send_message(READER, "Hello", reply_markup=keyboard)
    page = await browser.open(f"{telegram.api_base_url}/")

    await page.click(".row button")
    query = await next_tap(bot)
    await bot.answer_callback_query(query.id, "Really?", show_alert=True)

    await page.until("document.querySelector('dialog[open]')?.innerText.includes('Really?')")
    await page.click("dialog button")
    await page.until("!document.querySelector('dialog[open]')")


async def test_a_page_that_lost_the_server_finds_it_again(browser: Browser) -> None:
    with TelegramServer() as telegram:
        port = int(telegram.api_base_url.rpartition(":")[2])
        telegram.say(READER, "before")
        page = await browser.open(f"{telegram.api_base_url}/")
        await page.until("document.querySelector('.message')")

    with TelegramServer(port=port) as telegram:
        telegram.say(READER, "after")
        await page.until("document.querySelector('.message .words').innerText === 'after'")
        await page.until("document.querySelectorAll('.message').length === 1")


@pytest.mark.parametrize("dark", [True, False])
async def test_words_stand_out_from_what_is_behind_them(
    telegram: TelegramServer, bot: Bot, browser: Browser, *, dark: bool
) -> None:
    telegram.say(READER, "/start")
    telegram.open(READER)
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
    html = "Words <a href='https://example.org'>link</a> <blockquote>quoted</blockquote>"
    await bot.send_message(READER, html, parse_mode="HTML", reply_markup=keyboard)
    page = await browser.open(f"{telegram.api_base_url}/")
    await page.look(dark=dark, width=390, height=844)
    await page.until("document.querySelector('.row button')")
    await asyncio.sleep(0.5)  # the messages arrive with a short animation

    faint = await page.js(CONTRAST)

    assert faint == []
    assert await page.js("document.documentElement.scrollWidth <= innerWidth")


# WCAG 2.2 §1.4.3: 4.5 : 1 for text, measured as painted: colour over the layers behind it.
CONTRAST = """(() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const paint = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255)
      .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const layers = (element) => element
    ? [...layers(element.parentElement), getComputedStyle(element).backgroundColor] : ['white'];
  const seen = 'h1, #presence, .reader, .notice, .words, .words a, .command, blockquote, .stamp,' +
    '.day, .row button, #send, #text, summary';
  return [...document.querySelectorAll(seen)].filter((element) => element.offsetParent)
    .map((element) => {
      const behind = layers(element);
      const ink = light(paint([...behind, getComputedStyle(element).color]));
      const ground = light(paint(behind));
      const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
      return [element.className || element.id || element.tagName, Math.round(ratio * 10) / 10];
    }).filter(([, ratio]) => ratio < 4.5);
})()"""
