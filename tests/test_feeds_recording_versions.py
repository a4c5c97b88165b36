"""Recording: a wire's item, each of its versions in a file of its own."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from feeds.database import Database
from feeds.recorded import Recorded
from tests.fakes.desk import Desk, open_desk

ITEM = "urn:newsml:example:bridge"


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await open_desk(database)


async def deliver(desk: Desk, version: int | None, **stated: Any) -> Recorded:
    put(desk, version, **stated)
    return (await desk.scan(f"v{version}.xml"))[0]


def put(desk: Desk, version: int | None, **stated: Any) -> None:
    words = f"It opens on day {version}."
    desk.write(f"v{version}.xml", words, id=ITEM, version=version, format="newsml", **stated)


async def test_a_higher_version_in_another_file_is_a_revision(desk: Desk) -> None:
    await deliver(desk, 1)

    recorded = await deliver(desk, 2)

    entry = await desk.entry("v1")
    assert (recorded.outcome, recorded.change, recorded.slug) == ("changed", "revised", "v1")
    assert (entry.revision, entry.article.version, entry.article.path) == (2, 2, "v2.xml")
    assert entry.article.body_text == "It opens on day 2."
    assert await desk.visible() == ["v1"]


@pytest.mark.parametrize("version", [1, 2])
async def test_a_lower_or_equal_version_in_another_file_is_superseded(
    desk: Desk, version: int
) -> None:
    await deliver(desk, 2)
    desk.write("late.xml", "It opens on another day.", id=ITEM, version=version, format="newsml")

    (recorded,) = await desk.scan("late.xml")

    assert (recorded.outcome, recorded.change) == ("superseded", None)
    assert (await desk.entry("v2")).revision == 1


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])))
async def test_the_highest_version_stands_whatever_comes_first(
    desk: Desk, order: tuple[int, ...]
) -> None:
    for version in order:
        put(desk, version)
    await desk.scan(*(f"v{version}.xml" for version in order))
    changes = await desk.changes()

    for _ in range(2):
        outcomes = {one.outcome for one in await desk.scan()}

    assert outcomes == {"unchanged", "superseded"}
    (slug,) = await desk.visible()
    assert (await desk.entry(slug)).article.version == 3
    assert await desk.changes() == changes


async def test_a_lower_version_stays_out_though_the_higher_one_s_file_is_gone(desk: Desk) -> None:
    await deliver(desk, 2)
    del desk.files["v2.xml"]

    assert (await deliver(desk, 1)).outcome == "superseded"


async def test_a_file_of_the_same_version_that_was_renamed_has_moved(desk: Desk) -> None:
    await deliver(desk, 2)
    kept = desk.files.pop("v2.xml")
    desk.write("done/v2.xml", kept.body_text, id=ITEM, version=2, format="newsml", topics=())

    (recorded,) = await desk.scan()

    assert (recorded.outcome, recorded.moved_from) == ("moved", "v2.xml")


async def test_a_higher_version_of_the_same_words_is_no_news_but_counts(desk: Desk) -> None:
    await deliver(desk, 1)
    desk.write("v3.xml", "It opens on day 1.", id=ITEM, version=3, format="newsml")

    (recorded,) = await desk.scan("v3.xml")

    assert (recorded.outcome, recorded.change) == ("moved", None)
    assert (await deliver(desk, 2)).outcome == "superseded"


@pytest.mark.parametrize("version", [1, 2])
async def test_a_cancelled_item_is_withdrawn(desk: Desk, version: int) -> None:
    await deliver(desk, 1)
    put(desk, version)
    desk.write("kill.xml", "", id=ITEM, version=version, format="newsml", status="withdrawn")

    (recorded,) = await desk.scan("kill.xml")

    assert (recorded.change, recorded.slug) == ("withdrawn", "v1")
    assert await desk.visible() == []
    assert (await desk.scan("v1.xml"))[0].outcome == "superseded"
    assert await desk.visible() == []


async def test_the_cancelling_of_an_older_version_withdraws_nothing(desk: Desk) -> None:
    await deliver(desk, 2)

    assert (await deliver(desk, 1, status="withdrawn")).outcome == "superseded"
    assert await desk.visible() == ["v2"]


async def test_what_was_cancelled_before_it_came_never_comes_out(desk: Desk) -> None:
    await deliver(desk, 2, status="withdrawn")

    assert (await deliver(desk, 1)).outcome == "superseded"
    assert await desk.visible() == []
    assert await desk.changes() == []


async def test_a_later_version_brings_a_cancelled_item_back(desk: Desk) -> None:
    await deliver(desk, 1)
    await deliver(desk, 2, status="withdrawn")

    assert (await deliver(desk, 3)).change == "published"


@pytest.mark.parametrize(("known", "version"), [(None, None), (1, None), (None, 1)])
async def test_without_versions_the_second_file_of_an_id_is_a_clash(
    desk: Desk, known: int | None, version: int | None
) -> None:
    desk.write("a.xml", "One.", id=ITEM, version=known)
    desk.write("b.xml", "Two.", id=ITEM, version=version)

    assert [one.outcome for one in await desk.scan()] == ["new", "clash"]


async def test_a_wire_s_file_that_is_edited_in_place_is_a_revision_whatever_its_version(
    desk: Desk,
) -> None:
    desk.write("item.xml", "One.", id=ITEM, version=2)
    await desk.scan()
    desk.write("item.xml", "Two.", id=ITEM, version=2)

    (recorded,) = await desk.scan()

    assert recorded.change == "revised"
