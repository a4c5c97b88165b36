"""Publish: from a real folder into a real record, each file by itself."""

from __future__ import annotations

import asyncio
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, update

from feeds.database import Database, open_database
from feeds.publish import Publisher
from feeds.schema import source
from tests.fakes.newsroom import BROKEN, Newsroom, commits_of, open_newsroom


@pytest.fixture
async def room(tmp_path: Path, database: Database) -> Newsroom:
    return await open_newsroom(tmp_path, database)


# What comes in


async def test_what_lies_in_the_folder_is_published(room: Newsroom) -> None:
    room.save("bridge.txt")
    room.save("city/river.txt")

    report = await room.scan()

    assert report.counts == {"new": 2}
    assert report.changed
    assert await room.visible() == {"bridge", "river"}
    assert (await room.entry("river")).article.topics == ("city",)


async def test_a_second_scan_of_the_same_folder_does_nothing(room: Newsroom) -> None:
    room.save("bridge.txt")
    await room.scan()

    report = await room.scan()

    assert (report.recorded, report.refused, report.pending) == ([], [], [])
    assert not report.changed
    assert room.folder.reads == {"bridge.txt": 1}


async def test_a_touched_file_is_read_again_and_is_no_news(room: Newsroom) -> None:
    file = room.save("bridge.txt")
    await room.scan()
    words = file.read_text()

    room.save("bridge.txt", words)
    report = await room.scan()

    assert report.counts == {"unchanged": 1}
    assert not report.changed
    assert room.folder.reads == {"bridge.txt": 2}


async def test_an_edited_file_is_revised(room: Newsroom) -> None:
    room.save("bridge.txt", "Bridge reopens\n\nOn Monday.\n")
    await room.scan()

    room.save("bridge.txt", "Bridge reopens\n\nOn Tuesday.\n")
    report = await room.scan()

    assert [one.change for one in report.recorded] == ["revised"]


async def test_only_the_files_that_moved_are_looked_at_when_they_are_named(room: Newsroom) -> None:
    room.save("bridge.txt")
    room.save("river.txt")

    report = await room.scan(["river.txt"])

    assert [one.path for one in report.recorded] == ["river.txt"]
    assert room.folder.reads == {"river.txt": 1}


async def test_a_file_still_being_written_waits_and_is_published_once(room: Newsroom) -> None:
    file = room.save("bridge.txt", "Bridge reopens\n\nOn Mon")
    now = room.now.timestamp()
    os.utime(file, (now, now))

    early = await room.publisher.publish(room.now)
    with file.open("a") as growing:
        growing.write("day, the city said.\n")
    os.utime(file, (now, now))
    settled = await room.scan(early.pending)
    after = await room.scan()

    assert early.pending == ["bridge.txt"]
    assert early.recorded == []
    assert settled.counts == {"new": 1}
    assert after.recorded == []
    assert "the city said" in (await room.entry("bridge")).article.body_text


async def test_a_file_that_is_renamed_into_place_is_out_at_once(room: Newsroom) -> None:
    file = room.save("bridge.txt")
    os.utime(file, (room.now.timestamp(), room.now.timestamp()))

    report = await room.publisher.publish(room.now, paths=["bridge.txt"], arrived=["bridge.txt"])

    assert report.counts == {"new": 1}


async def test_a_moment_without_an_offset_is_in_the_newsroom_s_zone(room: Newsroom) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    room.publisher = Publisher(room.folder, room.archive, room.sources, timezone=berlin)
    room.save("bridge.txt", "---\npublished: 2020-07-31 12:00\n---\nBridge reopens\n\nNow.\n")

    await room.scan()

    assert (await room.entry("bridge")).published == datetime(2020, 7, 31, 10, tzinfo=UTC)


async def test_an_embargo_in_a_file_holds_until_its_minute(room: Newsroom) -> None:
    end = (room.now + timedelta(hours=9)).replace(second=0, microsecond=0)
    room.save("bridge.txt", f"---\nembargo: {end:%Y-%m-%dT%H:%MZ}\n---\nBridge\n\nOpen.\n")
    await room.scan()

    before = await room.archive.release(end - timedelta(seconds=1))
    hidden = await room.visible()
    after = await room.archive.release(end)

    assert (before, hidden, after) == (0, set(), 1)
    assert await room.visible() == {"bridge"}


# Much at once, and what a crash leaves


async def test_a_thousand_articles_come_in_by_bounded_transactions(
    room: Newsroom, database: Database
) -> None:
    for number in range(1000):
        room.save(f"{number:04}.txt")
    told: list[tuple[int, int]] = []

    commits = await commits_of(room, database, progress=lambda *done: told.append(done))

    assert len(await room.visible()) == 1000
    assert 20 <= commits <= 50
    assert told == [(done, 1000) for done in range(50, 1001, 50)]


async def test_others_have_their_turn_during_a_long_import(room: Newsroom) -> None:
    for number in range(200):
        room.save(f"{number:03}.txt")
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(others())
    await room.scan()
    task.cancel()

    assert turns > 200


async def test_no_file_is_read_in_the_thread_that_serves(room: Newsroom) -> None:
    room.save("a.txt")
    room.save("b.txt")

    await room.scan()

    assert room.folder.reads.total() == 2
    assert threading.current_thread() not in room.folder.readers


async def test_a_crash_between_record_and_memory_doubles_nothing(
    tmp_path: Path, database_url: str
) -> None:
    root = tmp_path / "seeds"
    root.mkdir()
    database = await open_database(database_url)
    room = Newsroom(root, database)
    await room.open()
    room.save("a.txt")
    room.save("b.txt")
    await room.scan()
    (root / "b.txt").rename(root / "c.txt")
    room.save("d.txt")

    class Crash(Exception):
        pass

    def crash(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if " source" in statement:
            raise Crash

    event.listen(database._writer.sync_engine, "before_cursor_execute", crash)
    with pytest.raises(Crash):
        await room.scan()
    await database.close()
    room.database = await open_database(database_url)
    room.restart()
    await room.open()
    report = await room.scan()

    history = await room.archive.changes_after(0)
    assert [one.entry.slug for one in history] == ["a", "b", "d"]
    assert report.counts == {"unchanged": 2}
    assert (await room.scan()).missing == 0
    await room.database.close()


async def test_what_was_read_is_remembered_after_a_restart(room: Newsroom) -> None:
    room.save("bridge.txt")
    room.save("broken.txt", BROKEN)
    await room.scan()
    room.restart()
    await room.open()

    report = await room.scan()

    assert report.recorded == []
    assert room.folder.reads == {}


async def test_a_new_way_of_reading_reads_every_file_again_once(
    room: Newsroom, database: Database
) -> None:
    room.save("bridge.txt")
    room.save("broken.txt", BROKEN)
    await room.scan()
    async with database.write() as connection:
        await connection.execute(update(source).values(reader=0))
    room.restart()
    await room.open()

    report = await room.scan()
    await room.scan()

    assert report.counts == {"unchanged": 1}
    assert room.folder.reads == {"bridge.txt": 1, "broken.txt": 1}
