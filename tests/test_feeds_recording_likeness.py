"""Recording: files with nearly the words of another article."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from feeds.database import Database
from feeds.entry import Entry
from feeds.recorded import Recorded
from tests.fakes.desk import HOUR, Desk, open_desk
from tests.fakes.stories import story, with_ending, with_other_words

LONG = story(1, 40)
COPY = with_other_words(LONG, 1)
LONGER = with_ending(LONG, 0.4)
PART = [*LONG[:7], *story(2, 18)]


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await open_desk(database)


async def save(desk: Desk, path: str, paragraphs: list[str], **stated: Any) -> Recorded:
    return await desk.save(path, "\n\n".join(paragraphs), **stated)


async def first(desk: Desk, **stated: Any) -> Entry:
    await save(desk, "bridge.txt", LONG, **stated)
    return await desk.entry("bridge")


# Copies


async def test_a_copy_with_a_few_other_words_is_not_taken_in(desk: Desk) -> None:
    await first(desk)

    recorded = await save(desk, "copy.txt", COPY, title="Another headline")

    assert (recorded.outcome, recorded.slug, recorded.behind) == ("copy", "bridge", "bridge.txt")
    assert recorded.relation is not None
    assert recorded.relation.percent >= 95
    assert await desk.visible() == ["bridge"]


async def test_of_two_near_copies_in_one_batch_the_first_is_taken_in(desk: Desk) -> None:
    desk.write("a.txt", "\n\n".join(LONG))
    desk.write("b.txt", "\n\n".join(COPY))

    recorded = await desk.scan()

    assert [one.outcome for one in recorded] == ["new", "copy"]
    assert [one.outcome for one in await desk.scan()] == ["unchanged", "copy"]


async def test_a_near_copy_takes_the_article_over_once_the_first_file_is_gone(desk: Desk) -> None:
    before = await first(desk)
    await save(desk, "copy.txt", COPY)

    del desk.files["bridge.txt"]
    (recorded,) = await desk.scan()

    after = await desk.entry("bridge")
    assert (recorded.outcome, recorded.change, recorded.slug) == ("changed", "revised", "bridge")
    assert (after.id, after.revision, after.article.path) == (before.id, 2, "copy.txt")
    assert await desk.visible() == ["bridge"]


async def test_a_long_file_that_is_moved_and_mended_at_once_is_the_same_article(desk: Desk) -> None:
    await first(desk)

    del desk.files["bridge.txt"]
    recorded = await save(desk, "river.txt", COPY)

    assert (recorded.outcome, recorded.moved_from) == ("changed", "bridge.txt")


async def test_a_copy_of_what_was_withdrawn_stays_out_though_the_file_is_gone(desk: Desk) -> None:
    await first(desk)
    await save(desk, "bridge.txt", ["This article was withdrawn."], status="withdrawn")
    del desk.files["bridge.txt"]

    recorded = await save(desk, "copy.txt", COPY)

    assert (recorded.outcome, recorded.slug) == ("copy", "bridge")
    assert await desk.visible() == []


async def test_a_copy_does_not_break_an_embargo(desk: Desk) -> None:
    await first(desk, embargo=desk.now + HOUR)

    recorded = await save(desk, "copy.txt", LONG)

    assert recorded.outcome == "copy"
    assert await desk.visible() == []


async def test_what_was_withheld_can_be_published_from_another_file(desk: Desk) -> None:
    await first(desk, status="withheld")

    recorded = await save(desk, "final.txt", COPY)

    assert (recorded.outcome, recorded.same_as) == ("new", None)
    assert await desk.visible() == ["final"]


async def test_an_id_of_its_own_makes_a_copy_an_article(desk: Desk) -> None:
    await first(desk)

    recorded = await save(desk, "copy.txt", COPY, id="urn:example:copy")

    assert (recorded.outcome, recorded.change, recorded.same_as) == ("new", "published", None)
    assert recorded.relation is not None
    assert recorded.relation.kin == "possible"


# The same story


async def test_the_same_story_is_published_and_marked(desk: Desk) -> None:
    await first(desk)

    recorded = await save(desk, "again.txt", LONGER)

    assert (recorded.outcome, recorded.change, recorded.same_as) == ("new", "published", "bridge")
    assert await desk.visible() == ["again", "bridge"]
    assert (await desk.entry("again")).same_as == "bridge"
    assert (await desk.entry("bridge")).same_as is None


async def test_a_possible_copy_is_published_as_any_other(desk: Desk) -> None:
    await first(desk)

    recorded = await save(desk, "part.txt", PART)

    assert recorded.relation is not None
    assert (recorded.relation.kin, recorded.relation.known.entry.slug) == ("possible", "bridge")
    assert (await desk.entry("part")).same_as is None


async def test_readers_have_a_story_though_its_file_is_gone(desk: Desk) -> None:
    await first(desk)
    del desk.files["bridge.txt"]

    assert (await save(desk, "again.txt", LONGER)).same_as == "bridge"


async def test_the_likest_of_several_is_named(desk: Desk) -> None:
    await first(desk)
    await save(desk, "part.txt", PART)

    recorded = await save(desk, "again.txt", with_other_words(PART, 15))

    assert recorded.same_as == "part"


async def test_a_correction_to_the_same_story_is_recorded_as_any_other(desk: Desk) -> None:
    await first(desk)
    await save(desk, "again.txt", LONGER)

    recorded = await save(desk, "again.txt", [*LONGER, "It was Monday."], correction="The day.")

    assert (recorded.change, recorded.same_as) == ("corrected", "bridge")


@pytest.mark.parametrize("stated", [{"urgency": "breaking"}, {"id": "urn:example:again"}])
async def test_an_editor_can_have_the_same_story_sent_after_all(
    desk: Desk, stated: dict[str, Any]
) -> None:
    await first(desk)
    await save(desk, "again.txt", LONGER)
    before = await desk.entry("again")

    recorded = await save(desk, "again.txt", LONGER, **stated)

    after = await desk.entry("again")
    assert (recorded.change, recorded.same_as, after.same_as) == ("published", None, None)
    assert (after.published, after.updated) == (before.published, before.updated)


async def test_what_comes_out_from_under_an_embargo_is_compared_then(desk: Desk) -> None:
    await save(desk, "again.txt", LONGER, embargo=desk.now + HOUR)
    await first(desk)
    assert (await desk.entry("bridge")).same_as is None

    await desk.archive.release(desk.now + 2 * HOUR)

    assert (await desk.entry("again")).same_as == "bridge"


async def test_of_two_alike_under_one_embargo_the_first_is_sent(desk: Desk) -> None:
    await first(desk, embargo=desk.now + HOUR)
    await save(desk, "again.txt", LONGER, embargo=desk.now + HOUR)

    await desk.archive.release(desk.now + 2 * HOUR)

    assert (await desk.entry("bridge")).same_as is None
    assert (await desk.entry("again")).same_as == "bridge"


async def test_what_was_withheld_is_compared_when_it_comes_out(desk: Desk) -> None:
    await save(desk, "again.txt", LONGER, status="withheld")
    await first(desk)

    recorded = await save(desk, "again.txt", LONGER)

    assert (recorded.change, recorded.same_as) == ("published", "bridge")


async def test_the_text_as_it_is_now_is_what_counts(desk: Desk) -> None:
    await first(desk)
    await save(desk, "bridge.txt", story(3, 40))

    old, new = await save(desk, "old.txt", LONGER), await save(desk, "new.txt", story(3, 30))

    assert old.relation is None
    assert new.same_as == "bridge"


async def test_an_article_of_another_week_is_another_article(desk: Desk) -> None:
    await first(desk)
    desk.now += timedelta(days=7)

    recorded = await save(desk, "again.txt", LONGER)

    assert (recorded.outcome, recorded.same_as) == ("new", None)
    assert recorded.relation is not None
