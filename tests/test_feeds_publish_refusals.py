"""Publish: files that can't be used, and files that another stands in the way of."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import update

from feeds.database import Database
from feeds.schema import source
from seeds.errors import MissingFolder
from tests.fakes.newsroom import BROKEN, Newsroom, commits_of, open_newsroom, warnings


@pytest.fixture
async def room(tmp_path: Path, database: Database) -> Newsroom:
    return await open_newsroom(tmp_path, database)


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
