"""Sender: a story that chats hold already is not sent to them again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.records import Records
from feeds.entry import Entry
from seeds.article import Summary
from tests.fakes.entries import make_article
from tests.fakes.stories import story, with_ending
from tests.fakes.telegram import TelegramServer
from tests.test_bot_delivery_newsroom import READERS, Newsroom, newsroom, open_telegram, shown

LONG = story(1, 30)
LONGER = with_ending(LONG, 0.4)


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with open_telegram() as server:
        yield server


async def publish(desk: Newsroom, name: str, paragraphs: list[str], **stated: Any) -> Entry:
    summary = Summary(text=f"In short: {name}.", origin="publisher")
    entry = await desk.publish(name, " ".join(paragraphs), summary=summary, **stated)
    await desk.settle()
    return entry


async def test_the_same_story_from_another_file_is_sent_to_nobody(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(READERS)
        await publish(desk, "Bridge", LONG)
        again = await publish(desk, "Again", LONGER)

        assert again.same_as == "bridge"
        assert shown(telegram, "Bridge") == list(READERS)
        assert shown(telegram, "Again") == []
        assert await desk.receipts(again) == {}
        assert [entry.slug for entry in await desk.archive.newest()] == ["again", "bridge"]


async def test_the_ledger_tells_why(telegram: TelegramServer, tmp_path: Path) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(READERS)
        await publish(desk, "Bridge", LONG)
        await publish(desk, "Again", LONGER)

        records = Records(desk.database)
        broadcasts = {
            one.slug: (one.state, one.sent, one.reason) for one in await records.broadcasts()
        }
        (copy,) = await records.copies("again")

        assert broadcasts == {
            "bridge": ("done", len(READERS), None),
            "again": ("skipped", 0, "same story as bridge"),
        }
        assert (copy.chat_id, copy.state, copy.error) == (None, "skipped", "same story as bridge")
        assert {one.state for one in await records.copies("bridge")} == {"delivered"}


async def test_a_correction_to_the_other_file_is_sent_to_nobody_either(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(READERS)
        await publish(desk, "Bridge", LONG)
        await publish(desk, "Again", LONGER)
        await publish(desk, "Again", [*LONGER, "More."], correction="It was not all.")

        assert len(telegram.calls.of("sendMessage")) == len(READERS)
        assert telegram.calls.of("editMessageText") == []


async def test_a_reader_who_asks_for_it_gets_it_and_its_corrections(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe([1, 2])
        await publish(desk, "Bridge", LONG)
        again = await publish(desk, "Again", LONGER)
        reader = await desk.roster.find(1)
        assert reader
        await desk.sender.tell(reader.id, 1, again)
        await publish(desk, "Again", LONGER, correction="The day was wrong.")

        assert shown(telegram, "The day was wrong.") == [1]


async def test_it_is_sent_once_an_editor_wants_it_sent(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(READERS)
        await publish(desk, "Bridge", LONG)
        await publish(desk, "Again", LONGER)
        again = await publish(desk, "Again", LONGER, urgency="breaking")

        assert shown(telegram, "Again") == list(READERS)
        assert set((await desk.receipts(again)).values()) == {2}


@pytest.mark.parametrize("stated", [{"id": "urn:example:again"}, {"urgency": "breaking"}])
async def test_what_an_editor_calls_another_story_is_sent(
    telegram: TelegramServer, tmp_path: Path, stated: dict[str, Any]
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(READERS)
        await publish(desk, "Bridge", LONG)
        await publish(desk, "Again", LONGER, **stated)

        assert shown(telegram, "Again") == list(READERS)


async def test_a_higher_version_of_a_wire_s_item_edits_what_was_sent(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    wire: dict[str, Any] = {"id": "urn:newsml:example:1", "format": "newsml"}
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(READERS)
        await publish(desk, "First", LONG, version=1, **wire)
        summary = Summary(text="In short: the second version.", origin="publisher")
        article = make_article(
            "Second", LONGER, path="second.xml", version=2, summary=summary, **wire
        )
        await desk.archive.record([article], desk.now(), exists=lambda _: True)
        desk.sender.wake()
        await desk.settle()

        assert shown(telegram, "the second version") == list(READERS)
        assert len(telegram.calls.of("sendMessage")) == len(READERS)


async def test_a_story_that_was_withdrawn_and_is_out_again_is_not_sent_by_its_double(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(READERS)
        await publish(desk, "Bridge", LONG)
        await publish(desk, "Again", LONGER)
        await publish(desk, "Again", LONGER, status="withdrawn")
        await publish(desk, "Again", LONGER)

        assert len(telegram.calls.of("sendMessage")) == len(READERS)
        assert shown(telegram, "Again") == []
