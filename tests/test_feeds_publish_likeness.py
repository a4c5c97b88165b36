"""Publish: what editors are told of files with many of the words of another article."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from feeds.database import Database
from feeds.notes import note
from feeds.recorded import Recorded
from seeds.folder import Sighting, Stamp
from tests.fakes.newsroom import Newsroom, commits_of, open_newsroom, warnings
from tests.fakes.stories import story, with_ending, with_other_words

LONG = story(1, 40)
COPY = with_other_words(LONG, 1)
LONGER = with_ending(LONG, 0.4)
PART = [*LONG[:7], *story(2, 18)]


@pytest.fixture
async def room(tmp_path: Path, database: Database) -> Newsroom:
    room = await open_newsroom(tmp_path, database)
    save(room, "bridge.txt", LONG)
    await room.scan()
    return room


def save(room: Newsroom, path: str, paragraphs: list[str], head: str = "") -> Path:
    title = path.removesuffix(".txt").capitalize()
    return room.save(path, "\n\n".join([f"{head}{title}", *paragraphs]) + "\n")


def rounded(said: str) -> str:
    return re.sub(r"\d+ %", "N %", said)


async def test_a_near_copy_is_refused_with_the_other_file_and_the_remedy(
    room: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    save(room, "copy.txt", COPY)

    report = await room.scan()
    await room.scan()

    assert [rounded(str(one)) for one in report.refused] == [
        (
            "copy.txt: N % the same words as article bridge, of bridge.txt. Delete one of the two "
            "files, and write what is new into bridge.txt; or state an id of its own"
        )
    ]
    assert warnings(caplog) == [f"refused {report.refused[0]}"]
    assert await room.visible() == {"bridge"}


async def test_a_near_copy_with_an_id_of_its_own_is_published(room: Newsroom) -> None:
    save(room, "copy.txt", COPY)
    await room.scan()
    save(room, "copy.txt", COPY, "---\nid: urn:example:copy\n---\n")

    report = await room.scan()

    assert report.refused == []
    assert [(path, rounded(remark)) for path, remark in report.remarks] == [
        ("copy.txt", "possible copy of article bridge (bridge.txt): N % the same words")
    ]
    assert await room.visible() == {"bridge", "copy"}


async def test_a_near_copy_is_taken_in_once_the_first_file_is_gone(room: Newsroom) -> None:
    save(room, "copy.txt", COPY)
    await room.scan()
    room.restart()
    await room.open()
    (room.root / "bridge.txt").unlink()

    report = await room.scan()

    assert report.refused == []
    assert await room.visible() == {"bridge"}
    assert (await room.entry("bridge")).article.path == "copy.txt"


async def test_a_near_copy_of_what_was_withdrawn_stays_refused(room: Newsroom) -> None:
    save(room, "copy.txt", COPY)
    await room.scan()
    save(room, "bridge.txt", LONG, "---\nstatus: withdrawn\n---\n")
    await room.scan()
    (room.root / "bridge.txt").unlink()

    for _ in range(3):
        report = await room.scan()

    assert [one.path for one in report.refused] == ["copy.txt"]
    assert await room.visible() == set()


async def test_a_new_copy_of_what_was_withdrawn_is_refused(room: Newsroom) -> None:
    save(room, "bridge.txt", ["Withdrawn."], "---\nstatus: withdrawn\n---\n")
    await room.scan()
    save(room, "copy.txt", COPY)

    report = await room.scan()

    assert [rounded(str(one)) for one in report.refused] == [
        (
            "copy.txt: N % the same words as article bridge, which was withdrawn. Delete it, or "
            "state an id of its own to publish it all the same"
        )
    ]


async def test_the_same_story_is_told_to_the_editors_once_and_stays_in_the_report(
    room: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    save(room, "again.txt", LONGER)
    first = await room.scan()
    room.restart()
    await room.open()

    report = await room.scan()

    ((path, remark),) = report.remarks
    assert first.remarks == report.remarks
    assert path == "again.txt"
    assert rounded(remark) == (
        "the same story as article bridge (N % the same words): published, but not sent to chats. "
        "To send it, state an id of its own, or urgency: breaking"
    )
    assert warnings(caplog) == [f"again.txt: {remark}"]


async def test_a_possible_copy_is_told_to_the_editors(
    room: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    save(room, "part.txt", PART)

    report = await room.scan()

    ((path, remark),) = report.remarks
    assert path == "part.txt"
    assert rounded(remark) == "possible copy of article bridge (bridge.txt): N % the same words"
    assert warnings(caplog) == [f"part.txt: {remark}"]


async def test_what_was_told_of_a_file_goes_with_it(room: Newsroom) -> None:
    save(room, "again.txt", LONGER)
    await room.scan()
    (room.root / "again.txt").unlink()
    await room.scan()

    assert (await room.scan()).remarks == []


async def test_a_story_that_is_sent_after_all_is_no_longer_told_of(room: Newsroom) -> None:
    save(room, "again.txt", LONGER)
    await room.scan()
    save(room, "again.txt", [*LONGER, "More."])
    edited = await room.scan()
    save(room, "again.txt", LONGER, "---\nurgency: breaking\n---\n")

    report = await room.scan()

    assert [path for path, _ in edited.remarks] == ["again.txt"]
    assert report.remarks == []


async def test_a_withdrawal_names_the_same_story_that_is_still_out(
    room: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    save(room, "again.txt", LONGER)
    await room.scan()
    caplog.clear()
    save(room, "bridge.txt", LONG, "---\nstatus: withdrawn\n---\n")

    await room.scan()

    assert warnings(caplog) == [
        "bridge.txt: article bridge was withdrawn, and again, the same story, is still out"
    ]


async def test_a_scan_after_that_writes_nothing(room: Newsroom, database: Database) -> None:
    save(room, "copy.txt", COPY)
    save(room, "again.txt", LONGER)
    save(room, "part.txt", PART)
    await room.scan()

    assert await commits_of(room, database) == 0


def test_a_superseded_version_is_no_alarm() -> None:
    sighting = Sighting(path="v1.xml", stamp=Stamp(size=1, mtime_ns=1, inode=1))
    recorded = Recorded(path="v1.xml", slug="v2", key=1, outcome="superseded", behind="v2.xml")

    kept = note(sighting, recorded)

    assert (kept.refusal, kept.remark, kept.behind) == (None, None, None)
