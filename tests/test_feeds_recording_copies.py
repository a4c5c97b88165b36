"""Recording: files that move, and copies of what is known."""

from __future__ import annotations

import pytest

from feeds.database import Database
from tests.fakes.desk import Desk, open_desk


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await open_desk(database)


async def test_a_renamed_file_is_the_same_article_and_no_news(desk: Desk) -> None:
    await desk.save("bridge.txt")
    before = await desk.entry("bridge")

    desk.move("bridge.txt", "river.txt")
    (recorded,) = await desk.scan()

    after = await desk.entry("bridge")
    assert (recorded.outcome, recorded.change, recorded.moved_from) == ("moved", None, "bridge.txt")
    assert after.article.path == "river.txt"
    assert (after.id, after.revision, after.updated) == (before.id, 1, before.updated)
    assert await desk.changes() == [("published", "bridge")]


async def test_a_renamed_file_is_known_by_its_new_name_from_then_on(desk: Desk) -> None:
    await desk.save("bridge.txt")
    desk.move("bridge.txt", "river.txt")
    await desk.scan()

    recorded = await desk.save("river.txt", "It opens on Tuesday.")

    assert (recorded.slug, recorded.change) == ("bridge", "revised")


async def test_a_file_moved_into_another_topic_is_revised(desk: Desk) -> None:
    await desk.save("bridge.txt")

    desk.move("bridge.txt", "city/bridge.txt")
    (recorded,) = await desk.scan()

    entry = await desk.entry("bridge")
    assert (recorded.change, recorded.moved_from) == ("revised", "bridge.txt")
    assert entry.article.topics == ("city",)


async def test_a_file_moved_and_edited_at_once_is_a_new_article(desk: Desk) -> None:
    await desk.save("bridge.txt")

    del desk.files["bridge.txt"]
    recorded = await desk.save("river.txt", "It opens on Tuesday.")

    assert recorded.outcome == "new"
    assert await desk.visible() == ["river", "bridge"]


async def test_a_copy_is_not_published_twice(desk: Desk) -> None:
    await desk.save("bridge.txt")

    recorded = await desk.save("copy.txt")

    assert (recorded.outcome, recorded.behind) == ("copy", "bridge.txt")
    assert await desk.visible() == ["bridge"]


async def test_two_new_files_of_the_same_words_are_one_article(desk: Desk) -> None:
    desk.write("a.txt")
    desk.write("b.txt")
    recorded = await desk.scan()

    assert [one.outcome for one in recorded] == ["new", "copy"]


async def test_a_copy_with_a_stated_id_does_not_take_the_article_over(desk: Desk) -> None:
    await desk.save("bridge.txt", id="urn:example:bridge")

    recorded = await desk.save("copy.txt", id="urn:example:bridge")

    assert (recorded.outcome, recorded.behind) == ("copy", "bridge.txt")
    assert (await desk.entry("bridge")).article.path == "bridge.txt"


async def test_a_copy_takes_the_article_over_when_the_first_file_is_gone(desk: Desk) -> None:
    await desk.save("bridge.txt")
    await desk.save("copy.txt")

    del desk.files["bridge.txt"]
    (recorded,) = await desk.scan()

    assert (recorded.outcome, recorded.slug) == ("moved", "bridge")


async def test_two_files_that_trade_places_keep_their_articles(desk: Desk) -> None:
    await desk.save("a.txt", "One.")
    await desk.save("b.txt", "Two.")

    desk.write("a.txt", "Two.")
    desk.write("b.txt", "One.")
    recorded = await desk.scan()

    assert [(one.slug, one.outcome) for one in recorded] == [("b", "moved"), ("a", "moved")]
    assert (await desk.entry("a")).article.path == "b.txt"
    assert await desk.changes() == [("published", "a"), ("published", "b")]


@pytest.mark.parametrize("step", [1, -1])
async def test_files_that_all_move_up_or_down_by_one_keep_their_articles(
    desk: Desk, step: int
) -> None:
    for number in range(1, 9):
        desk.write(f"{number}.txt", f"News of {number}.")
    await desk.scan()
    history = await desk.changes()

    desk.files.clear()
    for number in range(1, 9):
        desk.write(f"{number + step}.txt", f"News of {number}.")
    recorded = await desk.scan()

    assert {one.outcome for one in recorded} == {"moved"}
    assert await desk.changes() == history
    for number in range(1, 9):
        entry = await desk.entry(str(number))
        assert entry.article.body_text == f"News of {number}."
        assert entry.article.path == f"{number + step}.txt"


async def test_a_file_written_over_by_another_of_its_name_is_a_new_version(desk: Desk) -> None:
    await desk.save("bridge.txt")
    await desk.save("draft.txt", "It opens on Tuesday.")

    desk.move("draft.txt", "bridge.txt")
    (recorded,) = await desk.scan()

    assert (recorded.slug, recorded.change) == ("bridge", "revised")


async def test_the_same_notice_in_two_files_withdraws_both(desk: Desk) -> None:
    await desk.save("a.txt", "One.")
    await desk.save("b.txt", "Two.")

    await desk.save("a.txt", "This article was withdrawn.", status="withdrawn")
    recorded = await desk.save("b.txt", "This article was withdrawn.", status="withdrawn")

    assert (recorded.slug, recorded.change) == ("b", "withdrawn")
    assert await desk.visible() == []


async def test_a_withdrawal_holds_though_a_copy_was_made_in_the_same_moment(desk: Desk) -> None:
    await desk.save("a.txt", "One.")

    desk.write("a.txt", "This article was withdrawn.", status="withdrawn")
    desk.write("kept.txt", "One.")
    await desk.scan()

    assert (await desk.entry("a")).state == "withdrawn"


async def test_an_article_is_found_by_its_words_after_our_reading_changed(
    desk: Desk, database: Database
) -> None:
    from sqlalchemy import update

    from feeds.schema import entry

    await desk.save("bridge.txt")
    async with database.write() as connection:
        await connection.execute(update(entry).values(digest="of an older reading"))

    await desk.scan()
    desk.move("bridge.txt", "river.txt")
    (recorded,) = await desk.scan()

    assert (recorded.outcome, recorded.slug) == ("moved", "bridge")
