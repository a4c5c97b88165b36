"""Recording: what becomes of an article that is new, mended or taken back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feeds.database import Database
from feeds.entry import State
from feeds.recording import decide, gate
from tests.fakes.desk import HOUR, MINUTE, NOON, Desk, open_desk
from tests.fakes.entries import make_article


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await open_desk(database)


# What is new


async def test_a_new_article_is_published_as_it_comes_in(desk: Desk) -> None:
    recorded = await desk.save("bridge.txt")

    entry = await desk.entry("bridge")
    assert (recorded.outcome, recorded.change) == ("new", "published")
    assert (entry.state, entry.revision) == ("published", 1)
    assert entry.published == entry.updated == desk.now
    assert entry.article == desk.files["bridge.txt"]


async def test_an_article_that_is_seen_again_is_no_news(desk: Desk) -> None:
    await desk.save("bridge.txt")
    before = await desk.entry("bridge")

    recorded = await desk.save("bridge.txt")

    assert (recorded.outcome, recorded.change) == ("unchanged", None)
    assert await desk.entry("bridge") == before
    assert await desk.changes() == [("published", "bridge")]


async def test_a_stated_date_of_publication_is_taken(desk: Desk) -> None:
    stated = datetime(2020, 2, 29, 23, 59, tzinfo=UTC)

    await desk.save("bridge.txt", published=stated)

    entry = await desk.entry("bridge")
    assert entry.published == entry.updated == stated


async def test_an_article_known_under_an_embargo_of_the_past_was_updated_at_its_end(
    desk: Desk,
) -> None:
    await desk.save("bridge.txt", published=NOON - 9 * HOUR, embargo=NOON - 3 * HOUR)

    entry = await desk.entry("bridge")
    assert (entry.published, entry.updated) == (NOON - 9 * HOUR, NOON - 3 * HOUR)


async def test_a_correction_declared_at_first_is_noted_and_the_article_is_new(desk: Desk) -> None:
    recorded = await desk.save("bridge.txt", correction="The year was wrong.")

    entry = await desk.entry("bridge")
    assert recorded.change == "published"
    assert [one.text for one in entry.corrections] == ["The year was wrong."]


# What is mended


async def test_a_silent_fix_changes_the_words_and_no_date(desk: Desk) -> None:
    await desk.save("bridge.txt", "It opens on Munday.")
    before = await desk.entry("bridge")

    recorded = await desk.save("bridge.txt", "It opens on Monday.")

    after = await desk.entry("bridge")
    assert (recorded.outcome, recorded.change) == ("changed", "revised")
    assert (after.published, after.updated) == (before.published, before.updated)
    assert (after.revision, after.article.body_text) == (2, "It opens on Monday.")


async def test_a_declared_correction_moves_the_date_and_says_when(desk: Desk) -> None:
    await desk.save("bridge.txt")
    before = await desk.entry("bridge")

    recorded = await desk.save("bridge.txt", "On Tuesday.", correction="The day was wrong.")

    after = await desk.entry("bridge")
    assert recorded.change == "corrected"
    assert (after.published, after.updated) == (before.published, desk.now)
    assert [(one.at, one.text) for one in after.corrections] == [(desk.now, "The day was wrong.")]


async def test_several_corrections_add_up(desk: Desk) -> None:
    await desk.save("bridge.txt")
    await desk.save("bridge.txt", correction="The day was wrong.")
    await desk.save("bridge.txt", correction="The year was wrong.")

    entry = await desk.entry("bridge")
    assert [one.text for one in entry.corrections] == ["The day was wrong.", "The year was wrong."]
    assert entry.corrections[0].at < entry.corrections[1].at == entry.updated


async def test_a_fix_that_leaves_the_correction_standing_is_silent(desk: Desk) -> None:
    await desk.save("bridge.txt", "On Munday.")
    await desk.save("bridge.txt", "On Munday.", correction="The day was wrong.")
    before = await desk.entry("bridge")

    recorded = await desk.save("bridge.txt", "On Monday.", correction="The day was wrong.")

    after = await desk.entry("bridge")
    assert recorded.change == "revised"
    assert (after.updated, after.corrections) == (before.updated, before.corrections)


async def test_a_correction_that_was_removed_and_comes_back_is_no_second_one(desk: Desk) -> None:
    await desk.save("bridge.txt")
    await desk.save("bridge.txt", correction="The day was wrong.")
    await desk.save("bridge.txt", correction=None)
    before = await desk.entry("bridge")

    recorded = await desk.save("bridge.txt", correction="The day was wrong.")

    after = await desk.entry("bridge")
    assert recorded.change == "revised"
    assert (after.updated, len(after.corrections)) == (before.updated, 1)


async def test_a_stated_date_that_changes_later_moves_nothing(desk: Desk) -> None:
    await desk.save("bridge.txt", published=NOON - HOUR)

    await desk.save("bridge.txt", published=NOON - 2 * HOUR)

    assert (await desk.entry("bridge")).published == NOON - HOUR


# What is taken back, and held back


@pytest.mark.parametrize("status", ["withdrawn", "withheld"])
async def test_an_article_taken_back_is_withdrawn_from_readers(desk: Desk, status: State) -> None:
    await desk.save("bridge.txt")
    published = (await desk.entry("bridge")).published

    recorded = await desk.save("bridge.txt", status=status)

    entry = await desk.entry("bridge")
    assert recorded.change == "withdrawn"
    assert (entry.state, entry.published, entry.updated) == (status, published, desk.now)
    assert await desk.visible() == []


async def test_an_article_edited_while_withdrawn_stays_so_and_tells_nobody(desk: Desk) -> None:
    await desk.save("bridge.txt")
    await desk.save("bridge.txt", status="withdrawn")
    before = await desk.entry("bridge")

    recorded = await desk.save("bridge.txt", "Other words.", status="withdrawn")

    after = await desk.entry("bridge")
    assert (recorded.outcome, recorded.change) == ("changed", None)
    assert (after.state, after.updated) == ("withdrawn", before.updated)


async def test_an_article_published_again_keeps_its_id_and_date(desk: Desk) -> None:
    await desk.save("bridge.txt")
    before = await desk.entry("bridge")
    await desk.save("bridge.txt", status="withdrawn")

    recorded = await desk.save("bridge.txt")

    after = await desk.entry("bridge")
    assert recorded.change == "published"
    assert (after.id, after.published, after.updated) == (before.id, before.published, desk.now)
    assert await desk.visible() == ["bridge"]


@pytest.mark.parametrize("status", ["withdrawn", "withheld"])
async def test_an_article_first_seen_as_not_for_readers_makes_no_change(
    desk: Desk, status: State
) -> None:
    recorded = await desk.save("bridge.txt", status=status)

    assert (recorded.outcome, recorded.change) == ("new", None)
    assert await desk.changes() == []
    assert await desk.visible() == []


async def test_an_article_withheld_at_first_is_dated_when_it_comes_out(desk: Desk) -> None:
    await desk.save("bridge.txt", status="withheld")

    recorded = await desk.save("bridge.txt")

    entry = await desk.entry("bridge")
    assert recorded.change == "published"
    assert entry.published == entry.updated == desk.now


# The deciders


@pytest.mark.parametrize(
    ("before", "after", "corrected", "kind"),
    [
        ("withheld", "published", False, "published"),
        ("embargoed", "published", True, "published"),
        ("withdrawn", "published", False, "published"),
        ("published", "published", False, "revised"),
        ("published", "published", True, "corrected"),
        ("published", "withdrawn", False, "withdrawn"),
        ("published", "withheld", True, "withdrawn"),
        ("published", "embargoed", False, "withdrawn"),
        ("withdrawn", "withdrawn", False, None),
        ("embargoed", "withheld", False, None),
    ],
)
def test_a_change_is_named_by_what_readers_see(
    before: State, after: State, corrected: bool, kind: str | None
) -> None:
    assert decide(before, after, corrected=corrected) == kind


def test_the_gate_opens_when_the_last_of_its_moments_has_come() -> None:
    article = make_article(embargo=NOON, published=NOON + HOUR)

    assert gate(article, NOON - MINUTE) == ("embargoed", NOON + HOUR)
    assert gate(article, NOON) == ("embargoed", NOON + HOUR)
    assert gate(article, NOON + HOUR) == ("published", None)


def test_a_status_closes_the_gate_whatever_the_hour() -> None:
    article = make_article(embargo=NOON, status="withheld")

    assert gate(article, NOON - HOUR) == ("withheld", None)
