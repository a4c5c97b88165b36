"""Recording: the ids and the addresses that articles are known by."""

from __future__ import annotations

import re

import pytest

from feeds.database import Database
from tests.fakes.desk import AUTHORITY, Desk, open_desk


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await open_desk(database)


async def test_a_stated_id_is_taken(desk: Desk) -> None:
    await desk.save("bridge.txt", id="urn:example:bridge")

    assert (await desk.entry("bridge")).id == "urn:example:bridge"


async def test_a_stated_id_finds_its_article_under_a_new_name_and_other_words(desk: Desk) -> None:
    await desk.save("bridge.txt", id="urn:example:bridge")
    del desk.files["bridge.txt"]

    recorded = await desk.save("river.txt", "It closed again.", id="urn:example:bridge")

    entry = await desk.entry("bridge")
    assert (recorded.outcome, recorded.moved_from) == ("changed", "bridge.txt")
    assert (entry.revision, entry.article.body_text) == (2, "It closed again.")


async def test_an_id_stated_too_late_does_not_change_the_one_that_readers_know(desk: Desk) -> None:
    await desk.save("bridge.txt")
    before = await desk.entry("bridge")

    await desk.save("bridge.txt", id="urn:example:bridge")

    assert (await desk.entry("bridge")).id == before.id


async def test_a_second_file_of_one_id_is_not_taken_in(desk: Desk) -> None:
    await desk.save("bridge.txt", id="urn:example:bridge")
    before = await desk.entry("bridge")

    recorded = await desk.save("river.txt", "Other words.", id="urn:example:bridge")
    await desk.scan()

    assert (recorded.outcome, recorded.behind) == ("clash", "bridge.txt")
    assert await desk.entry("bridge") == before
    assert await desk.changes() == [("published", "bridge")]


@pytest.mark.parametrize("order", [("a.txt", "b.txt"), ("b.txt", "a.txt")])
async def test_of_two_files_of_one_id_the_first_keeps_it_whatever_is_edited(
    desk: Desk, order: tuple[str, str]
) -> None:
    await desk.save("a.txt", "One.", id="urn:example:x")
    await desk.save("b.txt", "Two.", id="urn:example:x")

    desk.write("a.txt", "One, mended.", id="urn:example:x")
    desk.write("b.txt", "Two, mended.", id="urn:example:x")
    await desk.scan(*order)

    assert (await desk.entry("a")).article.body_text == "One, mended."
    assert await desk.visible() == ["a"]


async def test_an_article_that_no_longer_states_its_id_keeps_it_from_others(desk: Desk) -> None:
    await desk.save("a.txt", "One.", id="urn:example:x")
    await desk.save("b.txt", "One.", id="urn:example:x")

    desk.write("a.txt", "One.")
    recorded = await desk.scan()

    assert [one.outcome for one in recorded] == ["changed", "clash"]
    assert await desk.visible() == ["a"]


async def test_an_id_taken_from_a_known_article_by_another_file_is_refused(desk: Desk) -> None:
    await desk.save("a.txt", "One.", id="urn:example:a")
    await desk.save("b.txt", "Two.")

    recorded = await desk.save("b.txt", "Two, mended.", id="urn:example:a")

    assert recorded.outcome == "clash"
    assert (await desk.entry("a")).article.body_text == "One."
    assert (await desk.entry("b")).article.body_text == "Two."


async def test_an_id_can_move_to_a_file_that_held_another_article(desk: Desk) -> None:
    await desk.save("a.txt", "One.", id="urn:example:a")
    await desk.save("b.txt", "Two.")
    del desk.files["a.txt"]

    await desk.save("b.txt", "One, further.", id="urn:example:a")
    recorded = await desk.save("b.txt", "One, at last.", id="urn:example:a")

    assert recorded.slug == "a"
    assert (await desk.entry("a")).article.body_text == "One, at last."
    assert (await desk.entry("b")).article.body_text == "Two."


async def test_ids_tell_nothing_of_title_path_or_words(desk: Desk) -> None:
    await desk.save("city/bridge.txt", title="Bridge reopens", topics=("river",))

    entry = await desk.entry("bridge")
    assert re.fullmatch(rf"tag:{AUTHORITY},2026-07-31:[0-9a-f-]{{36}}", entry.id)


async def test_files_of_one_name_in_two_folders_have_addresses_of_their_own(desk: Desk) -> None:
    await desk.save("city/index.txt", "City.")
    await desk.save("sport/index.txt", "Sport.")
    await desk.save("index-2.txt", "Two.")

    assert await desk.visible() == ["index-2-2", "index-2", "index"]


async def test_two_hundred_files_of_one_name_have_addresses_of_their_own(desk: Desk) -> None:
    for number in range(200):
        desk.write(f"{number}/index.txt", f"News number {number}.")
    await desk.scan()

    slugs = set(await desk.visible())
    assert len(slugs) == 200
    assert slugs == {"index", *(f"index-{number}" for number in range(2, 201))}


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("Über die Brücke.txt", "uber-die-brucke"),
        ("v1.2.final.txt", "v1-2-final"),
        ("  spaced   out .txt", "spaced-out"),
        ("🌉.txt", "article"),
        ("...txt", "article"),
        ("UPPER_case.TXT", "upper_case"),
        (f"{'long-' * 50}.txt", ("long-" * 16).rstrip("-")),
        ("../../etc/passwd.txt", "passwd"),
        ("<script>alert(1)</script>.txt", "script"),
    ],
)
async def test_any_name_of_a_file_makes_an_address(desk: Desk, path: str, slug: str) -> None:
    recorded = await desk.save(path)

    assert recorded.slug == slug
    assert recorded.slug == (await desk.archive.newest())[0].slug
