"""Kinship: entries like an article are found at a cost that does not grow with the record."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, event, func, insert, select

from feeds.archive import Archive
from feeds.database import Database
from feeds.kinship import CANDIDATES, Kinship
from feeds.schema import publication, shingle, sketch
from tests.fakes.desk import AUTHORITY, Desk, open_desk
from tests.fakes.entries import make_article
from tests.fakes.reports import weather
from tests.fakes.stories import story, with_ending
from tests.test_feeds_archive_cost import explain
from tests.test_feeds_database import opened, undo

LONG = story(1, 40)


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await open_desk(database)


async def save(desk: Desk, path: str, paragraphs: list[str], **stated: Any) -> None:
    await desk.save(path, "\n\n".join(paragraphs), **stated)


async def rows(database: Database) -> tuple[int, int]:
    async with database.read() as connection:
        counts = [
            (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in (sketch, shingle)
        ]
    return counts[0], counts[1]


async def like(database: Database, paragraphs: list[str]) -> dict[str, float]:
    async with database.read() as connection:
        found = await Kinship(connection).like(make_article("Any", paragraphs))
    return {known.entry.slug: share for share, known in found}


async def test_a_story_is_found_among_many(desk: Desk, database: Database) -> None:
    for number in range(60):
        desk.write(f"s{number:02}.txt", "\n\n".join(story(number, 30)))
    await desk.scan()

    for number in (0, 17, 59):
        found = await like(database, with_ending(story(number, 30), 0.25))
        assert list(found) == [f"s{number:02}"]
        assert found[f"s{number:02}"] == pytest.approx(0.8, abs=0.12)


async def test_an_entry_has_the_sketch_of_its_newest_text_only(
    desk: Desk, database: Database
) -> None:
    await save(desk, "bridge.txt", LONG)
    for number in range(2, 5):
        await save(desk, "bridge.txt", story(number, 40))
    assert await rows(database) == (1, 16)

    await save(desk, "bridge.txt", ["It is short now."])

    assert await rows(database) == (0, 0)


async def test_a_withdrawn_entry_keeps_the_sketch_of_what_it_was(
    desk: Desk, database: Database
) -> None:
    await save(desk, "bridge.txt", LONG)
    await save(desk, "bridge.txt", ["This article was withdrawn."], status="withdrawn")

    assert await like(database, LONG) == {"bridge": 1.0}


async def test_a_report_that_has_appeared_a_thousand_times_costs_no_more(
    desk: Desk, database: Database
) -> None:
    await save(desk, "weather-0.txt", weather(0))
    await save(desk, "weather-1.txt", weather(1))
    async with database.write() as connection:
        hashes = (await connection.execute(select(sketch.c.hashes).limit(1))).scalar_one()
        marks = (await connection.execute(select(shingle.c.hash).distinct())).scalars().all()
        keys = range(1_000_000, 1_001_000)
        old = [{"entry_key": key, "hashes": hashes} for key in keys]
        await connection.execute(insert(sketch), old)
        await connection.execute(
            insert(shingle), [{"hash": mark, "entry_key": key} for key in keys for mark in marks]
        )

    async with database.read() as connection:
        found = await connection.execute(
            CANDIDATES, {f"mark_{number}": mark for number, mark in enumerate(sorted(marks)[:16])}
        )
        assert len(found.all()) == 16 * 16


async def test_candidates_are_looked_up_in_the_index(desk: Desk, database: Database) -> None:
    statements: dict[str, Any] = {}

    def listen(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        statements[statement] = parameters

    async with database.write() as connection:
        await connection.execute(
            insert(shingle),
            [{"hash": number, "entry_key": number} for number in range(1_000_000, 1_020_000)],
        )
        await connection.execute(
            insert(sketch),
            [{"entry_key": number, "hashes": b""} for number in range(1_000_000, 1_020_000)],
        )
    if not database.is_sqlite:
        async with database.write() as connection:
            await connection.exec_driver_sql("ANALYZE")
    event.listen(database._writer.sync_engine, "before_cursor_execute", listen)
    await save(desk, "bridge.txt", LONG)
    await save(desk, "again.txt", with_ending(LONG, 0.3))
    await save(desk, "bridge.txt", story(7, 40))
    event.remove(database._writer.sync_engine, "before_cursor_execute", listen)

    asked = {
        said: how
        for said, how in statements.items()
        if "UNION" in said or "FROM sketch" in said.replace("\n", "")
    }
    plans = await explain(database, asked)

    assert len(plans) >= 3
    assert {said: plan for said, plan in plans.items() if reads_all(plan)} == {}


def reads_all(plan: str) -> bool:
    scans = ("SCAN sketch", "SCAN shingle", "Seq Scan on sketch", "Seq Scan on shingle")
    return any(scan in plan for scan in scans)


# Entries that an older program recorded


async def older(desk: Desk, database: Database, count: int) -> Archive:
    """Record stories as a program did that knew no sketches, and open the record anew."""
    for number in range(count):
        desk.write(f"s{number:02}.txt", "\n\n".join(story(number, 12)))
    await desk.scan()
    async with database.write() as connection:
        await connection.execute(delete(sketch))
        await connection.execute(delete(shingle))
        await connection.execute(insert(publication).values(name="unsketched", value=str(count)))
    return Archive(database, authority=AUTHORITY)


async def test_older_entries_are_sketched_the_newest_first_a_few_at_a_time(
    desk: Desk, database: Database
) -> None:
    archive = await older(desk, database, 25)

    await archive.catch_up(10)
    first = [await like(database, story(number, 12)) for number in (24, 15, 14)]
    await archive.catch_up(10)
    await archive.catch_up(10)
    await archive.catch_up(10)

    assert [len(found) for found in first] == [1, 1, 0]
    assert await rows(database) == (25, 25 * 16)
    async with database.read() as connection:
        names = (await connection.execute(select(publication.c.name))).scalars().all()
    assert "unsketched" not in names


async def test_an_entry_that_is_edited_before_its_turn_has_the_newest_sketch(
    desk: Desk, database: Database
) -> None:
    archive = await older(desk, database, 3)
    await save(desk, "s00.txt", story(40, 12))

    await archive.catch_up(10)

    assert await like(database, story(40, 12)) == {"s00": 1.0}
    assert await rows(database) == (3, 3 * 16)


async def test_a_store_of_the_first_version_is_sketched_as_it_is_opened(
    desk: Desk, database: Database
) -> None:
    archive = await older(desk, database, 12)

    await archive.open(desk.now)

    assert await rows(database) == (12, 12 * 16)


async def test_the_step_notes_which_entries_have_no_sketch(database_url: str) -> None:
    async with opened(database_url) as database:
        await database.migrate("feeds")
        desk = await open_desk(database)
        await save(desk, "bridge.txt", LONG)
        async with database.write() as connection:
            await connection.run_sync(undo, "feeds", "0001")

        await database.migrate("feeds")

        assert await rows(database) == (0, 0)
        await Archive(database, authority=AUTHORITY).open(desk.now)
        assert await rows(database) == (1, 16)
