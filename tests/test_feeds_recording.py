"""Recording: what becomes of an article that is new, mended, moved, copied or taken back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from feeds.database import Database
from feeds.entry import State
from feeds.recording import decide, gate
from tests.fakes.desk import AUTHORITY, HOUR, MINUTE, NOON, Desk
from tests.fakes.entries import make_article


@pytest.fixture
async def desk(database: Database) -> Desk:
    desk = Desk(database)
    await desk.archive.open(NOON)
    return desk


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


# Names


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


# Files that move


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
