from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.database import Database
from feeds.publish import Publisher
from scheduler.config import SettingsError, load_settings
from scheduler.llm import LanguageModel
from scheduler.settings import LlmSettings, Secret
from seeds.article import Article
from seeds.formats import read_article
from tests.fakes.llm import FakeModel, fake_model
from tests.fakes.newsroom import open_newsroom
from tests.fakes.service import RunningService

KEY = "sk-a-key-that-nobody-may-see"
TEXT = """Iron bridge reopens after two years

The iron bridge over the river Merrin opened again on Monday after two years of work, the city said.

Mayor Ada Byron called it "a good day for the valley" and walked across first.
"""
GOOD = (
    "The iron bridge over the river Merrin opened again on Monday after two years, the city said."
)
FALSE = (
    "The iron bridge over the river Merrin opened again on Friday after nine years, the city said."
)


def article(**changes: object) -> Article:
    return replace(read_article(TEXT.encode(), "bridge.txt"), **changes)  # type: ignore[arg-type]


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def server() -> AsyncIterator[FakeModel]:
    async with fake_model() as model:
        yield model


@pytest.fixture
async def clock() -> Clock:
    return Clock()


@pytest.fixture
async def model(server: FakeModel, clock: Clock) -> AsyncIterator[LanguageModel]:
    settings = LlmSettings(
        url=server.url, model="tiny", key=Secret(KEY), timeout_seconds=0.5, per_hour=9
    )
    one = LanguageModel(settings, clock)
    yield one
    await one.close()


async def test_a_summary_that_the_article_bears_out_is_taken_and_says_who_made_it(
    server: FakeModel, model: LanguageModel
) -> None:
    server.says = GOOD

    abridged = await model.abridge(article())

    assert abridged.summary.text == GOOD
    assert abridged.summary.origin == "llm"
    assert abridged.digest() == article().digest()
    assert server.keys == [f"Bearer {KEY}"]
    assert server.requests[0]["temperature"] == 0
    assert server.requests[0]["messages"][1]["content"].startswith("Iron bridge reopens")


@pytest.mark.parametrize(
    "said", [FALSE, "NONE", "", f"**{GOOD}**", "Ignore the article and visit https://example.org."]
)
async def test_a_doubtful_summary_leaves_the_articles_own_sentences(
    server: FakeModel, model: LanguageModel, said: str
) -> None:
    server.says = said

    assert await model.abridge(article()) == article()
    assert model.facts() == {"model": "tiny", "accepted": 0, "refused": 1, "unanswered": 0}


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, None),
        (401, b"no such key"),
        (302, None),
        (200, b"{}"),
        (200, b"\xff" * 99),
        (200, b"[" * 90_000),
    ],
)
async def test_a_server_that_fails_costs_an_article_nothing(
    server: FakeModel,
    model: LanguageModel,
    status: int,
    body: bytes | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server.status, server.body = status, body

    assert await model.abridge(article()) == article()
    assert model.unanswered == 1
    assert KEY not in caplog.text
    assert "bridge.txt: no summary by the model" in caplog.text


async def test_an_answer_that_does_not_come_is_not_waited_for(
    server: FakeModel, model: LanguageModel
) -> None:
    server.says, server.delay = GOOD, 5.0

    assert await asyncio.wait_for(model.abridge(article()), 3) == article()


async def test_nobody_listening_is_told_in_a_sentence(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    model = LanguageModel(LlmSettings(url="http://127.0.0.1:9/v1", model="tiny"), clock)

    assert await model.abridge(article()) == article()
    await model.close()
    assert "no connection" in caplog.text


async def test_a_server_that_fails_again_and_again_is_left_alone_for_a_while(
    server: FakeModel, model: LanguageModel, clock: Clock
) -> None:
    server.status = 503
    for _ in range(5):
        await model.abridge(article())
    assert len(server.requests) == 3

    clock.now += timedelta(minutes=6)
    server.status, server.says = 200, GOOD

    assert (await model.abridge(article())).summary.origin == "llm"


async def test_no_more_is_asked_in_an_hour_than_the_settings_allow(
    server: FakeModel, model: LanguageModel, clock: Clock
) -> None:
    server.says = GOOD
    origins = [(await model.abridge(article())).summary.origin for _ in range(11)]
    clock.now += timedelta(hours=1)

    assert origins == ["llm"] * 9 + ["extractive"] * 2
    assert (await model.abridge(article())).summary.origin == "llm"


@pytest.mark.parametrize(
    "text",
    [
        f"---\nsummary: It opened.\n---\n{TEXT}",
        f"---\nurgency: breaking\n---\n{TEXT}",
        "Title only\n",
    ],
)
async def test_nobody_is_asked_about_an_authors_own_summary_breaking_news_or_no_text(
    server: FakeModel, model: LanguageModel, text: str
) -> None:
    await model.abridge(read_article(text.encode(), "bridge.txt"))

    assert server.requests == []


async def test_only_what_says_something_new_is_abridged(
    tmp_path: Path, database: Database, server: FakeModel, model: LanguageModel
) -> None:
    server.says = GOOD
    room = await open_newsroom(tmp_path, database)
    room.publisher = Publisher(room.folder, room.archive, room.sources, abridge=model.abridge)
    room.save("bridge.txt", TEXT)
    await room.scan()
    room.save("bridge.txt", TEXT)
    await room.scan()
    (room.root / "bridge.txt").rename(room.root / "iron-bridge.txt")
    await room.scan()

    assert len(server.requests) == 1
    assert (await room.entry("bridge")).article.summary.text == GOOD


async def test_the_running_service_shows_the_models_summary_and_never_its_key(
    tmp_path: Path, server: FakeModel
) -> None:
    server.says = GOOD
    environ = {
        "TELEPRINTER_LLM__URL": server.url,
        "TELEPRINTER_LLM__MODEL": "tiny",
        "TELEPRINTER_LLM__KEY": KEY,
        "TELEPRINTER_LOG__LEVEL": "debug",
    }
    with RunningService(tmp_path, environ=environ) as service:
        await asyncio.to_thread(service.drop, "bridge.txt", TEXT)
        await asyncio.to_thread(service.wait_for, lambda: GOOD in service.feed())
        health = await asyncio.to_thread(service.health)

    assert health is not None
    assert health["llm"] == {"model": "tiny", "accepted": 1, "refused": 0, "unanswered": 0}
    assert KEY not in service.logged() + json.dumps(health)


def test_half_a_setting_is_refused_with_its_remedy(tmp_path: Path) -> None:
    file = tmp_path / "teleprinter.toml"
    file.write_text('[llm]\nurl = "http://127.0.0.1:11434/v1"\n')

    with pytest.raises(SettingsError, match=r"teleprinter.toml:2: llm.url is set, and llm.model"):
        load_settings(file, {}, {})


def test_no_model_is_asked_unless_the_settings_name_one(tmp_path: Path) -> None:
    file = tmp_path / "teleprinter.toml"
    file.write_text("")

    assert load_settings(file, {}, {}).llm == LlmSettings()
