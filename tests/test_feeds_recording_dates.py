"""Recording: embargoes that end at their moment, and dates that no two share."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feeds.database import Database
from tests.fakes.desk import HOUR, MINUTE, NOON, Desk, open_desk


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await open_desk(database)


# Embargo


async def test_an_embargoed_article_is_seen_by_nobody(desk: Desk) -> None:
    recorded = await desk.save("bridge.txt", embargo=NOON + HOUR)

    assert (recorded.outcome, recorded.change) == ("new", None)
    assert (await desk.entry("bridge")).state == "embargoed"
    assert await desk.visible() == []
    assert await desk.changes() == []


async def test_an_embargo_ends_at_its_moment_and_not_before(desk: Desk) -> None:
    await desk.save("bridge.txt", embargo=NOON + HOUR)

    early = await desk.archive.release(NOON + HOUR - timedelta(milliseconds=1))
    at_its_end = await desk.archive.release(NOON + HOUR)

    assert (early, at_its_end) == (0, 1)
    entry = await desk.entry("bridge")
    assert (entry.state, entry.published, entry.revision) == ("published", NOON + HOUR, 1)
    assert await desk.changes() == [("published", "bridge")]


async def test_an_embargo_that_ended_is_not_released_twice(desk: Desk) -> None:
    await desk.save("bridge.txt", embargo=NOON + HOUR)
    await desk.archive.release(NOON + HOUR)

    assert await desk.archive.release(NOON + 2 * HOUR) == 0


async def test_a_date_of_publication_that_lies_ahead_holds_back(desk: Desk) -> None:
    await desk.save("bridge.txt", published=NOON + HOUR, embargo=NOON + HOUR / 2)

    assert await desk.archive.release(NOON + HOUR / 2) == 0
    assert await desk.archive.release(NOON + HOUR + MINUTE) == 1
    entry = await desk.entry("bridge")
    assert entry.published == entry.updated == NOON + HOUR


async def test_a_released_article_keeps_the_date_that_its_author_stated(desk: Desk) -> None:
    await desk.save("bridge.txt", published=NOON - HOUR, embargo=NOON + HOUR)

    await desk.archive.release(NOON + HOUR + MINUTE)

    entry = await desk.entry("bridge")
    assert (entry.published, entry.updated) == (NOON - HOUR, NOON + HOUR)


async def test_an_embargo_that_is_lifted_publishes_at_once(desk: Desk) -> None:
    await desk.save("bridge.txt", embargo=NOON + HOUR)

    recorded = await desk.save("bridge.txt", embargo=None)

    entry = await desk.entry("bridge")
    assert recorded.change == "published"
    assert (entry.published, entry.revision) == (desk.now, 2)
    assert await desk.archive.release(NOON + 2 * HOUR) == 0


async def test_an_embargo_that_is_put_off_is_kept(desk: Desk) -> None:
    await desk.save("bridge.txt", embargo=NOON + HOUR)
    await desk.save("bridge.txt", embargo=NOON + 2 * HOUR)

    assert await desk.archive.release(NOON + HOUR) == 0
    assert await desk.archive.release(NOON + 2 * HOUR) == 1


async def test_an_embargo_added_after_publication_hides_the_article(desk: Desk) -> None:
    await desk.save("bridge.txt")

    recorded = await desk.save("bridge.txt", embargo=NOON + HOUR)

    assert recorded.change == "withdrawn"
    assert await desk.visible() == []


async def test_an_article_embargoed_after_publication_comes_back_with_its_first_date(
    desk: Desk,
) -> None:
    await desk.save("bridge.txt")
    first = await desk.entry("bridge")
    await desk.save("bridge.txt", embargo=NOON + HOUR)
    hidden = await desk.entry("bridge")

    await desk.archive.release(NOON + HOUR)

    after = await desk.entry("bridge")
    assert after.published == first.published
    assert first.updated < hidden.updated < after.updated == NOON + HOUR


async def test_an_article_withdrawn_under_embargo_is_not_released(desk: Desk) -> None:
    await desk.save("bridge.txt", embargo=NOON + HOUR)
    await desk.save("bridge.txt", embargo=NOON + HOUR, status="withdrawn")

    assert await desk.archive.release(NOON + HOUR) == 0
    assert await desk.changes() == []


async def test_a_record_that_ran_ahead_of_the_clock_breaks_no_embargo(desk: Desk) -> None:
    desk.now = NOON + 9 * HOUR
    await desk.save("early.txt", "Recorded while the clock was wrong.")
    desk.now = NOON

    await desk.save("bridge.txt", embargo=NOON + HOUR)

    assert (await desk.entry("bridge")).state == "embargoed"


# Dates that no two share


async def test_articles_of_one_moment_do_not_share_their_updated(desk: Desk) -> None:
    for number in range(20):
        desk.write(f"{number}.txt", f"News number {number}.", published=NOON - HOUR)
    await desk.scan()

    entries = await desk.archive.newest()
    assert len({entry.updated for entry in entries}) == 20
    assert all(NOON - HOUR <= entry.updated < NOON - HOUR + MINUTE for entry in entries)
    assert all(entry.published == entry.updated for entry in entries)


async def test_articles_released_together_do_not_share_their_updated(desk: Desk) -> None:
    for number in range(5):
        desk.write(f"{number}.txt", f"News number {number}.", embargo=NOON + HOUR)
    await desk.scan()

    released = await desk.archive.release(NOON + HOUR)

    assert released == 5
    assert len({entry.updated for entry in await desk.archive.newest()}) == 5


async def test_a_clock_set_back_reorders_nothing(desk: Desk) -> None:
    await desk.save("one.txt", "One.")
    desk.now -= 24 * HOUR
    await desk.save("two.txt", "Two.")
    await desk.save("one.txt", "One, mended.", correction="It was two.")

    changes = await desk.archive.changes_after(0)
    moments = [change.at for change in changes]
    assert [change.seq for change in changes] == sorted({change.seq for change in changes})
    assert moments == sorted(set(moments))
    assert (await desk.entry("two")).published > (await desk.entry("one")).published
