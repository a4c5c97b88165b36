"""Publish: from a real folder into a real record, each file by itself."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import threading
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, update

from feeds.archive import Archive
from feeds.database import Database, open_database
from feeds.entry import Entry
from feeds.publish import Publisher, Report
from feeds.schema import source
from feeds.sources import Sources
from seeds.errors import MissingFolder, UnreadableArticle
from seeds.folder import Folder, Sighting

AUTHORITY = "news.example.org"
MINUTE = timedelta(minutes=1)
BROKEN = "---\nembargo: whenever\n---\nBridge reopens\n\nOn Monday.\n"


class CountedFolder(Folder):
    """A folder that counts its reads, and may be refused one as a disk would."""

    def __init__(self, root: Path, **options: Any) -> None:
        super().__init__(root, **options)
        self.reads: Counter[str] = Counter()
        self.readers: set[threading.Thread] = set()
        self.locked: set[str] = set()

    def read(self, sighting: Sighting) -> bytes:
        self.reads[sighting.path] += 1
        self.readers.add(threading.current_thread())
        if sighting.path in self.locked:
            raise UnreadableArticle(sighting.path, None, "it can't be read", "Give leave")
        return super().read(sighting)


@dataclass
class Newsroom:
    """A folder, a record, and a publisher between them, on one database."""

    root: Path
    database: Database
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Forget all that is held in memory."""
        self.folder = CountedFolder(self.root)
        self.archive = Archive(self.database, authority=AUTHORITY)
        self.sources = Sources(self.database)
        self.publisher = Publisher(self.folder, self.archive, self.sources)

    async def open(self) -> None:
        await self.archive.open(self.now)
        await self.sources.open()

    def save(self, path: str, text: str = "") -> Path:
        """Save a file, whole, as of an hour ago: it has come to rest."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text or f"News of {path}\n\nIt is said that {path} is new.\n")
        # Each save has its own time, as editors' do: two within a tick would look alike.
        self.now += MINUTE
        old = (self.now - timedelta(hours=1)).timestamp()
        os.utime(file, (old, old))
        return file

    async def scan(self, paths: Collection[str] | None = None, **options: Any) -> Report:
        """Publish what is there, a minute after the last time."""
        self.now += MINUTE
        return await self.publisher.publish(self.now, paths=paths, **options)

    async def visible(self) -> set[str]:
        return {entry.slug for entry in await self.archive.newest(10_000)}

    async def entry(self, slug: str) -> Entry:
        found = await self.archive.by_slug(slug)
        assert found is not None, slug
        return found


@pytest.fixture
async def room(tmp_path: Path, database: Database) -> Newsroom:
    root = tmp_path / "seeds"
    root.mkdir()
    room = Newsroom(root, database)
    await room.open()
    return room


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]


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


# What can't be used


async def test_a_file_that_can_not_be_used_stops_nobody(room: Newsroom) -> None:
    room.save("a.txt")
    room.save("broken.txt", BROKEN)
    room.save("empty.txt", " \n")
    room.save("z.txt")

    report = await room.scan()

    assert [refusal.path for refusal in report.refused] == ["broken.txt", "empty.txt"]
    assert await room.visible() == {"a", "z"}


async def test_a_refusal_stays_in_the_report_and_is_logged_once(
    room: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    room.save("broken.txt", BROKEN)
    await room.scan()
    room.restart()
    await room.open()

    report = await room.scan()

    assert [refusal.path for refusal in report.refused] == ["broken.txt"]
    assert report.refused[0].line == 2
    assert len(warnings(caplog)) == 1
    assert warnings(caplog)[0].startswith("refused broken.txt:2: ")


async def test_another_fault_in_the_same_file_is_logged_again(
    room: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    room.save("broken.txt", BROKEN)
    await room.scan()
    room.save("broken.txt", " ")

    await room.scan()

    assert len(warnings(caplog)) == 2


async def test_a_refusal_vanishes_when_the_file_is_mended(room: Newsroom) -> None:
    room.save("broken.txt", BROKEN)
    await room.scan()
    room.save("broken.txt", "Bridge reopens\n\nOn Monday.\n")

    report = await room.scan(["broken.txt"])

    assert report.refused == []
    assert await room.visible() == {"broken"}


@pytest.mark.parametrize("paths", [None, ["broken.txt"]])
async def test_a_refusal_vanishes_when_the_file_is_deleted(
    room: Newsroom, paths: list[str] | None
) -> None:
    room.save("good.txt")
    room.save("broken.txt", BROKEN)
    await room.scan()
    (room.root / "broken.txt").unlink()

    report = await room.scan(paths)

    assert report.refused == []


async def test_an_article_whose_new_version_is_refused_stays_as_it_was(room: Newsroom) -> None:
    room.save("bridge.txt", "Bridge reopens\n\nOn Monday.\n")
    await room.scan()

    room.save("bridge.txt", BROKEN)
    report = await room.scan()

    assert [refusal.path for refusal in report.refused] == ["bridge.txt"]
    assert await room.visible() == {"bridge"}


async def test_a_file_that_we_are_let_read_later_is_read_without_being_touched(
    room: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    room.save("bridge.txt")
    room.folder.locked.add("bridge.txt")
    refused = (await room.scan()).refused
    await room.scan()
    room.folder.locked.clear()

    report = await room.scan()

    assert [refusal.path for refusal in refused] == ["bridge.txt"]
    assert len(warnings(caplog)) == 1
    assert report.refused == []
    assert await room.visible() == {"bridge"}


async def test_a_link_that_leads_out_is_refused_until_it_is_gone(
    room: Newsroom, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Secret\n\nNot for readers.\n")
    (room.root / "link.txt").symlink_to(secret)

    refused = (await room.scan()).refused
    (room.root / "link.txt").unlink()
    after = await room.scan()

    assert [refusal.path for refusal in refused] == ["link.txt"]
    assert after.refused == []
    assert await room.visible() == set()


async def test_a_folder_that_is_not_there_is_told_and_changes_nothing(room: Newsroom) -> None:
    room.save("bridge.txt")
    await room.scan()
    shutil.rmtree(room.root)

    with pytest.raises(MissingFolder):
        await room.scan()

    assert await room.visible() == {"bridge"}


async def test_many_refusals_cost_few_commits(room: Newsroom, database: Database) -> None:
    for number in range(200):
        room.save(f"{number}.txt", BROKEN)

    commits = await commits_of(room, database)

    assert len(room.sources.refusals()) == 200
    assert commits <= 8


async def test_a_scan_that_finds_nothing_new_writes_nothing(
    room: Newsroom, database: Database, tmp_path: Path
) -> None:
    words = room.save("bridge.txt").read_text()
    room.save("copy.txt", words)
    room.save("broken.txt", BROKEN)
    room.save("locked.txt")
    room.folder.locked.add("locked.txt")
    (room.root / "link.txt").symlink_to(tmp_path)
    await room.scan()

    assert await commits_of(room, database) == 0
    assert len(room.sources.refusals()) == 4


# Copies, and ids that two files state


async def test_a_copy_is_refused_and_told_once(
    room: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    words = room.save("bridge.txt").read_text()
    room.save("copy.txt", words)
    await room.scan()
    await room.scan()
    room.restart()
    await room.open()

    report = await room.scan()

    told = [str(refusal) for refusal in report.refused]
    assert told == [
        "copy.txt: the same text as article bridge, of bridge.txt. Delete one of the two files"
    ]
    assert warnings(caplog) == [f"refused {told[0]}"]
    assert await room.visible() == {"bridge"}


async def test_a_copy_takes_over_when_the_first_file_goes(room: Newsroom) -> None:
    words = room.save("bridge.txt").read_text()
    room.save("copy.txt", words)
    await room.scan()
    room.restart()
    await room.open()
    (room.root / "bridge.txt").unlink()

    report = await room.scan()
    room.save("copy.txt", "News of bridge.txt\n\nIt was mended.\n")
    await room.scan()

    assert report.counts == {"moved": 1}
    assert report.refused == []
    assert await room.visible() == {"bridge"}
    assert (await room.entry("bridge")).article.body_text == "It was mended."


async def test_a_copy_that_is_edited_becomes_an_article(room: Newsroom) -> None:
    words = room.save("bridge.txt").read_text()
    room.save("copy.txt", words)
    await room.scan()

    room.save("copy.txt", "News of bridge.txt\n\nAnother story.\n")
    report = await room.scan()

    assert report.refused == []
    assert await room.visible() == {"bridge", "copy"}


async def test_a_forgotten_copy_does_not_bring_a_withdrawn_article_back(
    room: Newsroom, database: Database
) -> None:
    words = room.save("bridge.txt").read_text()
    room.save("copy.txt", words)
    await room.scan()
    room.save("bridge.txt", f"---\nstatus: withdrawn\n---\n{words}")
    await room.scan()
    (room.root / "bridge.txt").unlink()
    await room.scan()
    async with database.write() as connection:
        await connection.execute(update(source).values(reader=0))
    room.restart()
    await room.open()

    for _ in range(3):
        report = await room.scan()

    assert await room.visible() == set()
    assert [refusal.path for refusal in report.refused] == ["copy.txt"]
    assert room.folder.reads["copy.txt"] == 1


async def test_a_second_file_of_one_id_is_refused_whichever_is_saved_again(room: Newsroom) -> None:
    head = "---\nid: urn:example:bridge\n---\nBridge reopens\n\n"
    room.save("a.txt", f"{head}On Monday.\n")
    room.save("b.txt", f"{head}On Tuesday.\n")
    await room.scan()

    for turn in range(3):
        room.save("b.txt", f"{head}On Tuesday, {turn}.\n")
        report = await room.scan()
        room.save("a.txt", f"{head}On Monday, {turn}.\n")
        await room.scan()

    (refusal,) = report.refused
    assert (refusal.path, refusal.reason) == ("b.txt", "the id is that of article a, of a.txt")
    assert refusal.remedy == "Give it another id, or delete one of the two files"
    assert (await room.entry("a")).article.body_text == "On Monday, 2."


async def test_the_second_file_of_one_id_takes_over_when_the_first_goes(room: Newsroom) -> None:
    head = "---\nid: urn:example:bridge\n---\nBridge reopens\n\n"
    room.save("a.txt", f"{head}On Monday.\n")
    room.save("b.txt", f"{head}On Tuesday.\n")
    await room.scan()
    (room.root / "a.txt").unlink()

    report = await room.scan()

    assert report.refused == []
    assert (await room.entry("a")).article.body_text == "On Tuesday."


# Files that move, and go


async def test_a_renamed_folder_keeps_every_article(room: Newsroom) -> None:
    for number in range(120):
        room.save(f"city/{number}.txt")
    await room.scan()
    before = {entry.slug: entry.id for entry in await room.archive.newest(1000)}

    (room.root / "city").rename(room.root / "town")
    report = await room.scan()

    assert {entry.slug: entry.id for entry in await room.archive.newest(1000)} == before
    assert {one.change for one in report.recorded} == {"revised"}
    assert (report.missing, report.alarm) == (0, None)


async def test_folders_renamed_again_and_again_raise_no_alarm(room: Newsroom) -> None:
    for number in range(10):
        room.save(f"0/{number}.txt")
    await room.scan()

    for turn in range(4):
        (room.root / str(turn)).rename(room.root / str(turn + 1))
        report = await room.scan()

    assert (report.missing, report.alarm) == (0, None)


async def test_files_that_trade_places_keep_their_articles(room: Newsroom) -> None:
    room.save("a.txt")
    room.save("b.txt")
    await room.scan()
    before = {entry.slug: (entry.id, entry.article.title) for entry in await room.archive.newest()}

    (room.root / "a.txt").rename(room.root / "aside")
    (room.root / "b.txt").rename(room.root / "a.txt")
    (room.root / "aside").rename(room.root / "b.txt")
    report = await room.scan()
    after = {entry.slug: (entry.id, entry.article.title) for entry in await room.archive.newest()}

    assert after == before
    assert not report.changed


@pytest.mark.parametrize("step", [1, -1])
async def test_more_files_than_a_batch_that_move_by_one_lose_nothing(
    room: Newsroom, step: int
) -> None:
    for number in range(1, 131):
        room.save(f"{number:03}.txt")
    await room.scan()
    before = {entry.slug: entry.article.title for entry in await room.archive.newest(1000)}

    numbers = range(1, 131) if step < 0 else range(130, 0, -1)
    for number in numbers:
        (room.root / f"{number:03}.txt").rename(room.root / f"{number + step:03}.txt")
    report = await room.scan()

    after = {entry.slug: entry.article.title for entry in await room.archive.newest(1000)}
    assert after == before
    assert report.refused == []
    assert not report.changed


async def test_a_deleted_file_withdraws_nothing(room: Newsroom) -> None:
    room.save("bridge.txt")
    room.save("river.txt")
    await room.scan()
    (room.root / "bridge.txt").unlink()

    report = await room.scan()

    assert (report.missing, report.alarm) == (1, None)
    assert await room.visible() == {"bridge", "river"}


async def test_many_files_gone_at_once_raise_the_alarm_and_withdraw_nothing(
    room: Newsroom,
) -> None:
    for number in range(12):
        room.save(f"{number}.txt")
    await room.scan()
    for file in room.root.iterdir():
        file.unlink()

    reports = [await room.scan(), await room.scan()]

    for report in reports:
        assert report.missing == 12
        assert report.alarm is not None
        assert "mounted" in report.alarm
    assert len(await room.visible()) == 12


async def test_the_alarm_is_off_when_the_files_are_back(room: Newsroom, tmp_path: Path) -> None:
    for number in range(12):
        room.save(f"{number}.txt")
    await room.scan()
    room.root.rename(tmp_path / "away")
    room.root.mkdir()
    alarm = (await room.scan()).alarm
    room.root.rmdir()
    (tmp_path / "away").rename(room.root)

    report = await room.scan()

    assert alarm is not None
    assert (report.alarm, report.missing, report.changed) == (None, 0, False)


async def test_files_deleted_one_by_one_over_months_raise_no_alarm(room: Newsroom) -> None:
    for number in range(30):
        room.save(f"{number}.txt")
    await room.scan()

    alarms = []
    for number in range(28):
        (room.root / f"{number}.txt").unlink()
        alarms.append((await room.scan()).alarm)

    assert set(alarms) == {None}
    assert len(await room.visible()) == 30


async def test_a_deleted_file_that_comes_back_is_the_same_article(room: Newsroom) -> None:
    words = room.save("bridge.txt").read_text()
    await room.scan()
    (room.root / "bridge.txt").unlink()
    await room.scan()
    room.save("bridge.txt", words)

    report = await room.scan()

    assert report.counts == {"unchanged": 1}


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


async def commits_of(room: Newsroom, database: Database, **options: Any) -> int:
    commits = 0

    def count(_connection: object) -> None:
        nonlocal commits
        commits += 1

    event.listen(database._writer.sync_engine, "commit", count)
    await room.scan(**options)
    event.remove(database._writer.sync_engine, "commit", count)
    return commits
