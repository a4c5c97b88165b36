"""A newcomer's first minutes: the pages and the sandbox of the real program, in Chromium."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.fakes.browser import Browser, Page
from tests.fakes.service import RunningService

TEXT = "Bridge reopens\n\nThe bridge opens on Monday, the city said.\n"
BUBBLES = "[...document.querySelectorAll('#log article')].map(one => one.innerText).join('|')"


@pytest.fixture
async def browser(require_tool: Callable[[str], str]) -> AsyncIterator[Browser]:
    require_tool("chromium")
    async with Browser() as opened:
        yield opened


async def says(page: Page, words: str) -> None:
    await page.until(f"document.querySelector('#log').innerText.includes('{words}')")


async def test_a_newcomer_finds_the_bot_and_sees_an_article_arrive_change_and_go(
    tmp_path: Path, browser: Browser
) -> None:
    with RunningService(tmp_path, "--sandbox") as service:
        front = await browser.open(f"http://127.0.0.1:{service.port}/")
        address = await front.js("document.querySelector('a[href*=sandbox]').href")
        chat = await browser.open(address)
        await chat.until("document.querySelector('#start, #text')")
        await chat.type("#text", "/start")
        await chat.js("document.querySelector('#form').requestSubmit()")
        await says(chat, "You will get every new article")

        service.drop("bridge.txt", TEXT)
        await says(chat, "opens on Monday")
        service.drop("bridge.txt", TEXT.replace("Monday", "Tuesday"))
        await says(chat, "opens on Tuesday")
        service.drop("bridge.txt", f"---\nstatus: withdrawn\n---\n{TEXT}")
        await says(chat, "has been withdrawn")

        words = await chat.js("document.querySelector('#log').innerText")
        assert "Monday" not in words
        assert words.count("Bridge reopens") == 1
        assert not chat.problems
        assert not front.problems
        assert service.stop(timeout=10) == 0


async def test_the_buttons_under_the_greeting_work(tmp_path: Path, browser: Browser) -> None:
    with RunningService(tmp_path, "--sandbox") as service:
        chat = await browser.open(f"http://127.0.0.1:{service.port}/sandbox/")
        await chat.until("document.querySelector('#text')")
        await chat.type("#text", "/start")
        await chat.js("document.querySelector('#form').requestSubmit()")
        await says(chat, "You will get every new article")

        press = "[...document.querySelectorAll('#log button')].find(b => b.innerText === '{}')"
        await chat.js(press.format("Unsubscribe") + ".click()")
        await says(chat, "No more articles will arrive")
        await chat.js(press.format("Subscribe") + ".click()")

        await says(chat, "Good to have you back")
        readers = (service.health() or {})["bot"]["readers"]
        assert readers["active"] == 1
        assert not chat.problems
