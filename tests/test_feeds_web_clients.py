"""Programs of the world against the running server: a browser and a feed reader."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from seeds.article import Caption
from tests.fakes.newsstand import NewsStand, open_newsstand


@pytest.fixture
async def newsstand(tmp_path: Path) -> AsyncIterator[NewsStand]:
    async with open_newsstand(tmp_path) as found:
        yield found


async def run(*command: str | Path, cwd: Path) -> tuple[str, str]:
    """Run a program to its end, with a home of its own; give what it wrote."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=cwd,
        env={"HOME": str(cwd), "PATH": "/usr/bin:/bin:/usr/local/bin", "LANG": "C.UTF-8"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return out.decode(errors="replace"), err.decode(errors="replace")


def browser(chromium: str, folder: Path) -> list[str]:
    """Start Chromium without a screen, a sandbox, or a word to its maker."""
    return [
        *(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
        *("--hide-scrollbars", f"--user-data-dir={folder / 'profile'}", "--enable-logging=stderr"),
    ]


async def test_a_browser_shows_the_front_page_under_our_own_policy(
    newsstand: NewsStand, require_tool: Callable[[str], str], tmp_path: Path
) -> None:
    chromium = require_tool("chromium")
    await newsstand.publish("bridge")
    picture = tmp_path / "page.png"

    _, log = await run(
        *browser(chromium, tmp_path),
        "--window-size=800,600",
        f"--screenshot={picture}",
        f"{newsstand.url}/",
        cwd=tmp_path,
    )

    assert picture.stat().st_size > 1000
    assert "Content Security Policy" not in log


async def test_a_browser_finds_the_words_of_an_article(
    newsstand: NewsStand, require_tool: Callable[[str], str], tmp_path: Path
) -> None:
    chromium = require_tool("chromium")
    await newsstand.publish("bridge", body=("Trams & <b>cars</b>.",))

    dom, log = await run(
        *browser(chromium, tmp_path),
        "--dump-dom",
        f"{newsstand.url}/articles/bridge",
        cwd=tmp_path,
    )

    assert "<p>Trams &amp; &lt;b&gt;cars&lt;/b&gt;.</p>" in dom
    assert "Content Security Policy" not in log


async def test_newsboat_lists_the_same_articles_and_learns_of_a_correction(
    newsstand: NewsStand, require_tool: Callable[[str], str], tmp_path: Path
) -> None:
    newsboat = require_tool("newsboat")
    (tmp_path / "urls").write_text(f"{newsstand.url}/feed.atom\n", encoding="utf-8")
    (tmp_path / "config").write_text("", encoding="utf-8")
    reload = (newsboat, "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload")
    await newsstand.publish("tram", title="Trams < cars & ]]> “quotes” 🚋")
    await newsstand.publish("bridge", captions=(Caption(text="The bridge."),))
    await run(*reload, cwd=tmp_path)
    before = items(tmp_path / "cache.db")

    await newsstand.publish("bridge", body=("On Tuesday.",), correction="Not on Monday.")
    await run(*reload, cwd=tmp_path)

    after = items(tmp_path / "cache.db")
    ids = sorted(entry.id for entry in await newsstand.archive.newest())
    assert sorted(before) == sorted(after) == ids
    assert {title for title, _ in before.values()} == {
        "Trams < cars & ]]> “quotes” 🚋",
        "News of bridge",
    }
    assert any("Not on Monday." in content for _, content in after.values())


def items(cache: Path) -> dict[str, tuple[str, str]]:
    """Read newsboat's memory: title and content by id."""
    store = sqlite3.connect(cache)
    try:
        rows = store.execute("SELECT guid, title, content FROM rss_item").fetchall()
    finally:
        store.close()
    return {guid: (title, content) for guid, title, content in rows}
