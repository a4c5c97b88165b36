"""Publish: files that move, trade places, go and come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.database import Database
from tests.fakes.newsroom import Newsroom, open_newsroom


@pytest.fixture
async def room(tmp_path: Path, database: Database) -> Newsroom:
    return await open_newsroom(tmp_path, database)


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
