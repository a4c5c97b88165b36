"""The whole way: a file in the folder, an entry in the feed, a message in a chat."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import feedparser
import pytest

from tests.fakes import stories
from tests.fakes.service import RunningService
from tests.fakes.telegram import TelegramServer

SERIALS = itertools.count(1)
"""Each test speaks of its own street and has its own reader: most share one running service."""


@dataclass(frozen=True)
class Story:
    """An article of one test: its file, and a word that stands in no other."""

    name: str
    street: str

    def text(self, day: str = "Monday", front: str = "") -> str:
        return f"{front}{self.street} reopens\n\n{self.street} opens on {day}, the city said.\n"


@pytest.fixture
def story() -> Story:
    number = next(SERIALS)
    return Story(name=f"street-{number}.txt", street=f"Street{number}x")


@pytest.fixture
def reader(telegram: TelegramServer, service: RunningService) -> int:
    number = 1000 + next(SERIALS)
    subscribe(telegram, number)
    return number


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer(welcoming=True) as server:
        yield server
        server.check()


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory, telegram: TelegramServer
) -> Iterator[RunningService]:
    environ = {
        "TELEPRINTER_TELEGRAM__TOKEN": telegram.token,
        "TELEPRINTER_TELEGRAM__API_BASE_URL": telegram.api_base_url,
    }
    with RunningService(tmp_path_factory.mktemp("service"), environ=environ) as running:
        yield running


def subscribe(telegram: TelegramServer, *readers: int) -> None:
    for reader in readers:
        telegram.say(reader, "/start")
    for reader in readers:
        telegram.wait_for(lambda reader=reader: telegram.sent_to(reader))  # type: ignore[misc]


def told(telegram: TelegramServer, reader: int, story: Story) -> list[str]:
    """What a reader's chat says of a story now."""
    return [text for text in telegram.texts(reader) if story.street in text]


def entry_of(service: RunningService, story: Story) -> Any:
    """The story's entry in the feed, or None."""
    entries = feedparser.parse(service.feed()).entries
    return next((one for one in entries if story.street in one.title), None)


def publish(service: RunningService, telegram: TelegramServer, reader: int, story: Story) -> Any:
    """Publish a story, wait until the reader has it, and give its entry."""
    service.drop(story.name, story.text())
    telegram.wait_for(lambda: told(telegram, reader, story))
    return service.wait_for(lambda: entry_of(service, story))


def test_a_dropped_article_is_in_the_feed_and_in_the_chat(
    service: RunningService, telegram: TelegramServer, reader: int, story: Story
) -> None:
    entry = publish(service, telegram, reader, story)

    link = f"http://127.0.0.1:{service.port}/articles/{story.name.removesuffix('.txt')}"
    lines = told(telegram, reader, story)[0].split("\n\n")
    assert lines == [
        f"{story.street} reopens",
        f"{story.street} opens on Monday, the city said.",
        "Read the article",
    ]
    assert f'<a href="{link}">' in str(telegram.sent_to(reader)[-1].params["text"])
    assert entry.title == f"{story.street} reopens"
    assert entry.summary == f"{story.street} opens on Monday, the city said."
    status, _, page = service.get(f"/articles/{story.name.removesuffix('.txt')}")
    assert status == 200
    assert b"opens on Monday" in page


def test_a_silent_fix_edits_the_message_and_leaves_the_date_alone(
    service: RunningService, telegram: TelegramServer, reader: int, story: Story
) -> None:
    before = publish(service, telegram, reader, story)

    service.drop(story.name, story.text("Tuesday"))

    telegram.wait_for(lambda: "Tuesday" in str(told(telegram, reader, story)))
    service.wait_for(lambda: "Tuesday" in entry_of(service, story).summary)
    after = entry_of(service, story)
    assert len(told(telegram, reader, story)) == 1
    assert (after.id, after.published, after.updated) == (
        before.id,
        before.published,
        before.updated,
    )


def test_a_story_that_chats_hold_is_in_the_feed_and_not_sent_again(
    service: RunningService, telegram: TelegramServer, reader: int, story: Story
) -> None:
    paragraphs = stories.story(len(story.name) * 1000 + reader, 30)
    name = story.name.removesuffix(".txt")
    service.drop(story.name, "\n\n".join([f"{story.street} reopens", *paragraphs]))
    telegram.wait_for(lambda: told(telegram, reader, story))

    again = "\n\n".join([f"{story.street} open again", *stories.with_ending(paragraphs, 0.4)])
    service.drop(f"{name}-again.txt", again)
    service.wait_for(lambda: f"{story.street} open again" in str(service.feed()))

    remark = f"{name}-again.txt: the same story as article {name} ("
    service.wait_for(lambda: remark in str(service.health()))
    other = Story(name=f"{name}-other.txt", street=f"{story.street}-other")
    publish(service, telegram, reader, other)  # whatever came before it has been sent, too
    assert not any("open again" in text for text in telegram.texts(reader))


def test_a_declared_correction_moves_the_date_and_shows_its_note(
    service: RunningService, telegram: TelegramServer, reader: int, story: Story
) -> None:
    before = publish(service, telegram, reader, story)

    front = "---\ncorrection: It opens a day later.\n---\n"
    service.drop(story.name, story.text("Tuesday", front))

    telegram.wait_for(lambda: "Correction" in str(told(telegram, reader, story)))
    service.wait_for(lambda: "a day later" in service.feed())
    after = entry_of(service, story)
    assert len(told(telegram, reader, story)) == 1
    assert after.updated > before.updated
    assert after.published == before.published
    assert "It opens a day later." in after.content[0].value


def test_a_withdrawn_article_leaves_the_feed_and_its_message_becomes_a_notice(
    service: RunningService, telegram: TelegramServer, reader: int, story: Story
) -> None:
    publish(service, telegram, reader, story)

    service.drop(story.name, story.text(front="---\nstatus: withdrawn\n---\n"))

    telegram.wait_for(lambda: "has been withdrawn" in str(told(telegram, reader, story)))
    service.wait_for(lambda: entry_of(service, story) is None)
    assert "Monday" not in str(told(telegram, reader, story))
    assert service.get(f"/articles/{story.name.removesuffix('.txt')}")[0] == 410


def test_a_deleted_file_withdraws_nothing(
    service: RunningService, telegram: TelegramServer, reader: int, story: Story
) -> None:
    publish(service, telegram, reader, story)

    (service.articles / story.name).unlink()
    other = Story(name=f"other-{story.name}", street=f"Other{story.street}")
    publish(service, telegram, reader, other)

    assert entry_of(service, story)
    assert "Monday" in str(told(telegram, reader, story))


def test_a_renamed_file_is_the_same_article(
    service: RunningService, telegram: TelegramServer, reader: int, story: Story
) -> None:
    before = publish(service, telegram, reader, story)

    (service.articles / story.name).rename(service.articles / f"renamed-{story.name}")
    service.wait_for(lambda: f"renamed-{story.name}: moved" in service.logged())
    service.drop(f"renamed-{story.name}", story.text("Tuesday"))

    telegram.wait_for(lambda: "Tuesday" in str(told(telegram, reader, story)))
    service.wait_for(lambda: "Tuesday" in entry_of(service, story).summary)
    after = entry_of(service, story)
    assert (after.id, after.link) == (before.id, before.link)
    assert len(told(telegram, reader, story)) == 1


def test_a_file_that_can_not_be_used_is_named_and_stops_nobody(
    service: RunningService, telegram: TelegramServer, reader: int, story: Story
) -> None:
    service.drop("broken.txt", "---\nstatus: gone\n---\nTitle\n\nA text that is long enough.\n")
    publish(service, telegram, reader, story)

    health = service.wait_for(lambda: (service.health() or {}).get("refused") and service.health())

    assert health is not None
    assert "broken.txt:2" in health["refused"][0]
    assert "broken.txt:2" in service.logged()
    (service.articles / "broken.txt").unlink()


def test_an_article_sent_by_latest_is_corrected_too(
    service: RunningService, telegram: TelegramServer, reader: int, story: Story
) -> None:
    publish(service, telegram, reader, story)
    telegram.say(reader, "/latest")
    telegram.wait_for(lambda: len(told(telegram, reader, story)) == 2)

    service.drop(story.name, story.text("Tuesday"))

    telegram.wait_for(lambda: str(told(telegram, reader, story)).count("Tuesday") == 2)


def test_a_file_written_in_two_steps_is_published_once_and_whole(
    service: RunningService, telegram: TelegramServer, reader: int, story: Story
) -> None:
    half, rest = story.text()[:30], story.text()[30:]

    with (service.articles / story.name).open("w") as file:
        file.write(half)
        file.flush()
        time.sleep(0.3)
        file.write(rest)

    telegram.wait_for(lambda: told(telegram, reader, story))
    service.wait_for(lambda: entry_of(service, story))
    assert "Monday, the city said." in told(telegram, reader, story)[0]
    assert not [call for call in telegram.sent_to(reader) if call.method == "editMessageText"]


def test_the_feed_has_the_same_bytes_after_a_restart(
    service: RunningService, telegram: TelegramServer, reader: int, story: Story
) -> None:
    publish(service, telegram, reader, story)
    before = service.get("/feed.atom")

    assert service.stop() == 0
    service.start()

    after = service.get("/feed.atom")
    assert after[2] == before[2]
    assert [after[1][name] for name in ("etag", "last-modified")] == [
        before[1][name] for name in ("etag", "last-modified")
    ]
    assert service.get("/feed.atom", {"If-None-Match": before[1]["etag"]})[0] == 304


def test_the_service_drains_on_sigterm_leaves_with_0_and_goes_on_where_it_was(
    service: RunningService, telegram: TelegramServer, story: Story
) -> None:
    readers = range(2001, 2041)
    subscribe(telegram, *readers)
    service.drop(story.name, story.text())
    telegram.wait_for(lambda: any(told(telegram, one, story) for one in readers))

    status = service.stop(timeout=10)

    assert status == 0
    assert not all(told(telegram, one, story) for one in readers)
    service.start()
    telegram.wait_for(lambda: all(told(telegram, one, story) for one in readers), timeout=20)
    assert [len(told(telegram, one, story)) for one in readers] == [1] * len(readers)


def test_messages_on_their_way_arrive_before_the_service_ends_and_are_not_sent_again(
    service: RunningService, telegram: TelegramServer, story: Story
) -> None:
    readers = range(3001, 3021)
    subscribe(telegram, *readers)
    telegram.faults.delays["sendMessage"] = 0.7
    try:
        service.drop(story.name, story.text())
        telegram.wait_for(lambda: any(told(telegram, one, story) for one in readers))

        assert service.stop(timeout=10) == 0
    finally:
        telegram.faults.delays.clear()

    service.start()
    telegram.wait_for(lambda: all(told(telegram, one, story) for one in readers), timeout=20)
    service.wait_for(lambda: (service.health() or {})["bot"]["broadcasts"] == 0)
    assert [len(told(telegram, one, story)) for one in readers] == [1] * len(readers)


def test_feeds_go_on_while_telegram_is_down_and_the_news_follows(
    service: RunningService, telegram: TelegramServer, reader: int, story: Story
) -> None:
    telegram.stop()
    try:
        service.drop(story.name, story.text())
        service.wait_for(lambda: entry_of(service, story))
        service.wait_for(lambda: (service.health() or {}).get("status") == "degraded")
    finally:
        telegram.start()

    telegram.wait_for(lambda: told(telegram, reader, story), timeout=60)
    assert len(told(telegram, reader, story)) == 1


def test_a_token_that_is_none_keeps_the_bot_away_and_nothing_else(tmp_path: Path) -> None:
    with TelegramServer() as telegram:
        environ = {
            "TELEPRINTER_TELEGRAM__TOKEN": "nonsense",
            "TELEPRINTER_TELEGRAM__API_BASE_URL": telegram.api_base_url,
        }
        with RunningService(tmp_path, environ=environ) as service:
            service.drop("bridge.txt", "Bridge reopens\n\nIt opens on Monday, the city said.\n")

            service.wait_for(lambda: "Bridge reopens" in service.feed())
            service.wait_for(lambda: "token" in str((service.health() or {})["reasons"]))
            health = service.health() or {}
            assert health["status"] == "degraded"
            assert "nonsense" not in service.logged() + str(health)
            assert service.stop() == 0


def test_the_token_is_in_nothing_that_the_service_writes(tmp_path: Path, story: Story) -> None:
    with TelegramServer(welcoming=True) as telegram:
        environ = {
            "TELEPRINTER_TELEGRAM__TOKEN": telegram.token,
            "TELEPRINTER_TELEGRAM__API_BASE_URL": telegram.api_base_url,
            "TELEPRINTER_LOG__LEVEL": "debug",
        }
        with RunningService(tmp_path, environ=environ) as service:
            subscribe(telegram, 7)
            publish(service, telegram, 7, story)
            paths = ("/", "/feed.atom", "/health", "/nowhere")
            pages = b"".join(service.get(path)[2] for path in paths)
            telegram.stop()  # errors of a connection hold its address, and that the token
            service.wait_for(lambda: (service.health() or {}).get("status") == "degraded")
            pages += service.get("/health")[2]
            assert service.stop() == 0

            secret = telegram.token.partition(":")[2]
            assert "DEBUG" in service.logged()
            assert secret not in service.logged()
            assert secret.encode() not in pages
            for path in service.data.rglob("*"):
                assert secret.encode() not in path.read_bytes(), path
