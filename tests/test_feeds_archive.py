"""The archive: what can be asked of the record, and in which order."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest

from feeds.archive import Archive
from feeds.database import Database, open_database
from tests.fakes.desk import AUTHORITY, HOUR, NOON, Desk, open_desk
from tests.fakes.entries import make_article


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await open_desk(database)


async def test_the_feed_s_id_is_minted_once_and_kept(database: Database) -> None:
    first = Archive(database, authority=AUTHORITY)
    await first.open(NOON)
    minted = await first.feed_id()

    moved = Archive(database, authority="elsewhere.example.net")
    await moved.open(NOON + 9 * HOUR)

    assert minted == f"tag:{AUTHORITY},2026-07-31:feed"
    assert await moved.feed_id() == minted


async def test_nodes_that_open_together_mint_one_feed_id(database_url: str) -> None:
    nodes = [await open_database(database_url) for _ in range(3)]
    archives = [Archive(node, authority=f"{number}.example") for number, node in enumerate(nodes)]

    await asyncio.gather(*(archive.open(NOON) for archive in archives))

    assert len({await archive.feed_id() for archive in archives}) == 1
    for node in nodes:
        await node.close()


async def test_a_site_that_moves_keeps_the_ids_of_its_articles(
    desk: Desk, database: Database
) -> None:
    await desk.save("bridge.txt")
    before = await desk.entry("bridge")

    desk.archive = Archive(database, authority="elsewhere.example.net")
    await desk.archive.open(desk.now)
    await desk.save("bridge.txt", "It opens on Tuesday.")
    await desk.save("river.txt", "It floods.")

    assert (await desk.entry("bridge")).id == before.id
    assert (await desk.entry("river")).id.startswith("tag:elsewhere.example.net,")


async def test_the_record_is_the_same_after_it_is_opened_again(database_url: str) -> None:
    async def everything(archive: Archive) -> tuple[Any, ...]:
        return (
            await archive.newest(),
            await archive.changes_after(0),
            await archive.last_seq(),
            await archive.feed_id(),
            await archive.feed_updated(),
            await archive.last_modified(),
        )

    database = await open_database(database_url)
    desk = Desk(database)
    await desk.archive.open(NOON)
    await desk.save("bridge.txt", id="urn:example:bridge", author="Ada")
    await desk.save("river.txt", "It floods.", embargo=NOON + HOUR)
    await desk.save("bridge.txt", "On Tuesday.", id="urn:example:bridge", correction="The day.")
    before = await everything(desk.archive)
    await database.close()

    again = await open_database(database_url)
    archive = Archive(again, authority=AUTHORITY)
    await archive.open(NOON + 9 * HOUR)
    after = await everything(archive)
    await again.close()

    assert after == before


# Asking


async def test_the_newest_come_first_by_publication_not_by_correction(desk: Desk) -> None:
    await desk.save("old.txt", "Old.", published=NOON - 9 * HOUR)
    await desk.save("one.txt", "One.")
    await desk.save("two.txt", "Two.")
    await desk.save("one.txt", "One, mended.", correction="It was two.")

    assert await desk.visible() == ["two", "one", "old"]
    assert [found.slug for found in await desk.archive.newest(2)] == ["two", "one"]


async def test_of_one_moment_the_last_recorded_comes_first(desk: Desk) -> None:
    for path in ("a.txt", "b.txt", "c.txt"):
        desk.write(path, f"News of {path}.", published=NOON - HOUR)
    await desk.scan()

    assert await desk.visible() == ["c", "b", "a"]


async def test_an_entry_is_found_by_address_and_key_in_any_state(desk: Desk) -> None:
    recorded = await desk.save("bridge.txt")
    await desk.save("bridge.txt", status="withdrawn")

    by_slug = await desk.archive.by_slug("bridge")
    by_key = await desk.archive.by_key(recorded.key)

    assert by_slug == by_key
    assert by_slug is not None
    assert by_slug.state == "withdrawn"


async def test_what_nobody_has_seen_is_withheld_rather_than_withdrawn(desk: Desk) -> None:
    await desk.save("bridge.txt", status="withdrawn")
    await desk.save("bridge.txt", "Other words.", status="withdrawn")

    found = await desk.archive.by_slug("bridge")

    assert found is not None
    assert (found.state, found.revision) == ("withheld", 2)
    assert await desk.archive.changes_after(0) == []


async def test_what_is_not_there_is_none(desk: Desk) -> None:
    assert await desk.archive.by_slug("nothing") is None
    assert await desk.archive.by_key(404) is None
    assert await desk.archive.at_revision(404, 1) is None


async def test_each_revision_is_kept_as_it_stood(desk: Desk) -> None:
    key = (await desk.save("bridge.txt", "On Monday.")).key
    await desk.save("bridge.txt", "On Tuesday.")
    await desk.save("bridge.txt", "On Wednesday.")

    found = [await desk.archive.at_revision(key, number) for number in (1, 2, 3)]

    words = [article and article.body_text for article in found]
    assert words == ["On Monday.", "On Tuesday.", "On Wednesday."]
    assert await desk.archive.at_revision(key, 4) is None


async def test_silent_fixes_are_told_from_corrections(desk: Desk) -> None:
    key = (await desk.save("bridge.txt", "One.")).key
    await desk.save("bridge.txt", "Two.")
    await desk.save("bridge.txt", "Three.", correction="It was two.")
    await desk.save("bridge.txt", "Four.", correction="It was two.")

    found = [await desk.archive.only_revised_since(key, number) for number in (1, 2, 3, 4)]

    assert found == [False, False, True, True]


@pytest.mark.parametrize("status", ["usable", "withdrawn"])
async def test_known_words_and_ids_are_known(desk: Desk, status: str) -> None:
    await desk.save("bridge.txt", id="urn:example:bridge", status=status)

    known = desk.files["bridge.txt"]
    assert await desk.archive.knows(known)
    assert await desk.archive.knows(make_article("Other", id="urn:example:bridge"))
    assert not await desk.archive.knows(make_article("Other"))


async def test_what_nobody_has_read_yet_needs_no_correction(desk: Desk) -> None:
    await desk.save("bridge.txt", status="withheld", correction="It opens on Tuesday.")
    await desk.save("bridge.txt", "On Tuesday.", status="withheld", correction="On Tuesday!")

    found = await desk.archive.by_slug("bridge")

    assert found is not None
    assert found.corrections == ()


# Following


async def test_changes_come_in_pages_without_gap_or_repeat(desk: Desk) -> None:
    for number in range(25):
        desk.write(f"{number:02}.txt", f"News number {number}.")
    await desk.scan()

    seen, cursor = [], 0
    while page := await desk.archive.changes_after(cursor, 10):
        assert len(page) <= 10
        seen += [found.entry.slug for found in page]
        cursor = page[-1].seq

    assert seen == [f"{number:02}" for number in range(25)]
    assert cursor == await desk.archive.last_seq()


async def test_a_change_shows_its_entry_as_it_is_now(desk: Desk) -> None:
    await desk.save("bridge.txt", "On Monday.")
    await desk.save("bridge.txt", "On Tuesday.")

    first, second = await desk.archive.changes_after(0)

    assert (first.kind, second.kind) == ("published", "revised")
    assert first.entry == second.entry
    assert first.entry.article.body_text == "On Tuesday."


async def test_an_empty_record_has_no_changes(desk: Desk) -> None:
    assert await desk.archive.changes_after(0) == []
    assert await desk.archive.last_seq() == 0
    assert await desk.archive.newest() == []


async def test_who_follows_misses_nothing_of_many_who_record_at_once(
    desk: Desk, database: Database
) -> None:
    writers = [Archive(database, authority=AUTHORITY) for _ in range(8)]
    seen: list[int] = []
    done = asyncio.Event()

    async def write(archive: Archive, number: int) -> None:
        for turn in range(6):
            name = f"{number}-{turn}"
            await archive.record(
                [make_article(name, (f"News of {name}.",), path=f"{name}.txt")],
                NOON + timedelta(seconds=random.random()),
                exists=lambda _: True,
            )

    async def follow() -> None:
        while True:
            last = done.is_set()
            found = await desk.archive.changes_after(seen[-1] if seen else 0, 5)
            seen.extend(one.seq for one in found)
            if last and not found:
                return

    following = asyncio.create_task(follow())
    await asyncio.gather(*(write(archive, number) for number, archive in enumerate(writers)))
    done.set()
    await following

    history = await desk.archive.changes_after(0, 1000)
    assert len(history) == 48
    assert seen == [one.seq for one in history]
    assert [one.at for one in history] == sorted({one.at for one in history})


async def test_several_nodes_of_one_folder_record_each_article_once(database_url: str) -> None:
    nodes = [await open_database(database_url) for _ in range(3)]
    archives = [Archive(node, authority=AUTHORITY) for node in nodes]
    await asyncio.gather(*(archive.open(NOON) for archive in archives))
    articles = [make_article(f"{n}", (f"News {n}.",), path=f"{n}.txt") for n in range(20)]

    await asyncio.gather(
        *(archive.record(articles, NOON, exists=lambda _: True) for archive in archives)
    )

    assert len(await archives[0].changes_after(0)) == 20
    for node in nodes:
        await node.close()


async def test_a_batch_that_fails_leaves_nothing_of_itself(desk: Desk) -> None:
    good = make_article("Good", path="good.txt")
    bad = make_article("Bad \ud800", path="bad.txt")  # half a letter, which no store can hold

    with pytest.raises(UnicodeEncodeError):
        await desk.archive.record([good, bad], NOON, exists=lambda _: True)

    assert await desk.archive.by_slug("good") is None
    assert await desk.archive.last_seq() == 0


# The feed's dates


async def test_an_empty_feed_was_updated_when_it_was_made(desk: Desk) -> None:
    assert await desk.archive.feed_updated() == NOON
    assert await desk.archive.last_modified() == NOON


@pytest.mark.parametrize(
    ("stated", "significant"),
    [
        ({"words": "Mended."}, False),
        ({"correction": "The day was wrong."}, True),
        ({"status": "withdrawn"}, True),
    ],
)
async def test_the_feed_is_updated_by_what_its_author_declares(
    desk: Desk, stated: dict[str, Any], significant: bool
) -> None:
    await desk.save("bridge.txt")
    before = await desk.archive.feed_updated()

    await desk.save("bridge.txt", **stated)

    assert await desk.archive.feed_updated() == (desk.now if significant else before)
    assert await desk.archive.last_modified() == desk.now


async def test_a_release_updates_the_feed(desk: Desk) -> None:
    await desk.save("bridge.txt", embargo=NOON + HOUR)
    quiet = await desk.archive.feed_updated()

    await desk.archive.release(NOON + HOUR)

    assert quiet == NOON
    assert await desk.archive.feed_updated() == NOON + HOUR


async def test_the_feed_is_never_older_than_its_newest_entry(desk: Desk) -> None:
    await desk.save("a.txt", "One.")
    await desk.save("b.txt", "Two.", published=NOON - HOUR)
    await desk.save("a.txt", "One, mended.", correction="It was two.")

    newest = max(found.updated for found in await desk.archive.newest())

    assert newest <= await desk.archive.feed_updated()
