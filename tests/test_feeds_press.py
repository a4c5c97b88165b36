"""The press: editions that follow the record, whole or not at all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest

from feeds.archive import Archive
from feeds.conditional import Sheet
from feeds.database import Database
from feeds.pages import Invitation
from feeds.press import Press
from seeds.article import Article
from tests.fakes.entries import SITE, make_article

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@pytest.fixture
async def archive(database: Database) -> Archive:
    archive = Archive(database, authority="news.example.org")
    await archive.open(NOW)
    return archive


@pytest.fixture
def press(archive: Archive) -> Press:
    return Press(archive, SITE)


async def record(archive: Archive, *articles: Article, minutes: int = 0) -> None:
    await archive.record(articles, NOW + timedelta(minutes=minutes), exists=lambda _: True)


def named(slug: str, title: str | None = None, **stated: Any) -> Article:
    return make_article(title or f"News of {slug}", path=f"{slug}.txt", **stated)


async def ids(press: Press) -> list[str]:
    return [shown.link.rpartition("/")[2] for shown in await entries(press)]


async def entries(press: Press) -> list[feedparser.FeedParserDict]:
    body = (await press.edition()).feed.document.body
    return list(feedparser.parse(body).entries)


def page(sheet: Sheet) -> str:
    return sheet.document.body.decode()


def slugs_in(html: str, slugs: Iterable[str]) -> list[str]:
    return [slug for slug in slugs if f"/articles/{slug}" in html]


async def test_an_empty_record_makes_an_empty_edition_dated_by_its_making(press: Press) -> None:
    edition = await press.edition()

    assert edition.seq == 0
    assert edition.feed.document.last_modified == NOW
    assert await ids(press) == []


async def test_what_is_recorded_is_printed_at_the_next_refresh(
    archive: Archive, press: Press
) -> None:
    await press.edition()
    await record(archive, named("bridge"))

    moved = await press.refresh()

    assert moved
    assert await ids(press) == ["bridge"]
    assert slugs_in(page((await press.edition()).home), ["bridge"]) == ["bridge"]


async def test_while_the_record_rests_the_edition_is_the_same_one(
    archive: Archive, press: Press
) -> None:
    await record(archive, named("bridge"))
    edition = await press.edition()

    moved = await press.refresh()

    assert not moved
    assert press.current is edition


async def test_another_press_prints_the_same_bytes(archive: Archive, press: Press) -> None:
    await record(archive, named("bridge"), named("tram"))

    once = await press.edition()
    again = await Press(archive, SITE).edition()

    assert once.feed.document.body == again.feed.document.body
    assert once.home.document.body == again.home.document.body


async def test_many_first_readers_wait_for_one_printing(archive: Archive, press: Press) -> None:
    await record(archive, named("bridge"))

    editions = await asyncio.gather(*(press.edition() for _ in range(20)))

    assert len({id(edition) for edition in editions}) == 1


async def test_an_article_page_is_rendered_once_an_edition(archive: Archive, press: Press) -> None:
    await record(archive, named("bridge"))

    first = await press.article("bridge")
    second = await press.article("bridge")

    assert first.status == 200
    assert second is first


async def test_a_corrected_article_is_served_corrected_everywhere(
    archive: Archive, press: Press
) -> None:
    await record(archive, named("bridge", body=("It opens on Monday.",)))
    await press.article("bridge")
    corrected = named(
        "bridge",
        "News of bridge",
        body=("It opens on Tuesday.",),
        correction="The day was wrong.",
    )
    await record(archive, corrected, minutes=5)

    await press.refresh()

    html = page(await press.article("bridge"))
    (shown,) = await entries(press)
    assert "It opens on Tuesday." in html
    assert "The day was wrong." in html
    assert "The day was wrong." in shown.content[0].value
    assert shown.published == "2026-11-23T08:30:00+00:00"
    assert shown.updated == "2026-11-23T08:35:00+00:00"


async def test_a_silent_fix_moves_bytes_and_validators_but_not_updated(
    archive: Archive, press: Press
) -> None:
    await record(archive, named("bridge", body=("It opens on Monday.",)))
    before = await press.edition()
    await record(archive, named("bridge", body=("It opens on Mondays.",)), minutes=5)

    await press.refresh()

    after = await press.edition()
    (shown,) = await entries(press)
    assert shown.updated == "2026-11-23T08:30:00+00:00"
    assert after.feed.document.etag != before.feed.document.etag
    assert after.feed.document.last_modified == NOW + timedelta(minutes=5)


async def test_a_withdrawn_article_is_gone_and_its_page_says_so(
    archive: Archive, press: Press
) -> None:
    await record(archive, named("bridge", body=("A secret.",)))
    await press.article("bridge")
    await record(
        archive, replace(named("bridge", body=("A secret.",)), status="withdrawn"), minutes=5
    )

    await press.refresh()

    sheet = await press.article("bridge")
    assert sheet.status == 410
    assert "withdrawn by its publisher on 23 November 2026" in page(sheet)
    assert "A secret." not in page(sheet)
    assert await ids(press) == []
    assert (await press.edition()).feed.document.last_modified == NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    "hidden", [{"status": "withheld"}, {"embargo": NOW + timedelta(days=1)}], ids=str
)
async def test_what_is_not_public_looks_as_if_it_did_not_exist(
    archive: Archive, press: Press, hidden: dict[str, Any]
) -> None:
    await record(archive, named("bridge", **hidden))

    sheet = await press.article("bridge")

    assert sheet is press.missing
    assert await ids(press) == []
    assert "bridge" not in page((await press.edition()).home)


async def test_an_embargo_that_ends_prints_the_article(archive: Archive, press: Press) -> None:
    await record(archive, named("bridge", embargo=NOW + timedelta(hours=1)))
    await press.edition()
    await archive.release(NOW + timedelta(hours=1))

    await press.refresh()

    assert await ids(press) == ["bridge"]
    assert (await press.article("bridge")).status == 200


@pytest.mark.parametrize("slug", ["nothing", "", "a\x00b", "\ud800", "x" * 10_000, "../etc"])
async def test_an_address_of_nothing_is_missing(press: Press, slug: str) -> None:
    assert await press.article(slug) is press.missing


async def test_only_so_many_pages_are_kept(archive: Archive) -> None:
    press = Press(archive, SITE, pages_kept=2)
    await record(archive, named("one"), named("two"), named("three"))

    for slug in ("one", "two", "one", "three"):
        await press.article(slug)

    assert list((await press.edition()).articles) == ["one", "three"]


async def test_the_feed_holds_the_newest_fifty(archive: Archive, press: Press) -> None:
    for number in range(51):
        await record(archive, named(f"n{number}"), minutes=number)

    listed = await ids(press)

    assert len(listed) == 50
    assert listed[0] == "n50"
    assert "n0" not in listed


async def test_an_invitation_that_becomes_known_reaches_the_front_page(press: Press) -> None:
    await press.edition()
    press.invitation = Invitation(network="telegram", url="https://t.me/evening_wire_bot")

    moved = await press.refresh()

    assert moved
    assert "https://t.me/evening_wire_bot" in page((await press.edition()).home)


async def test_an_article_that_cannot_be_rendered_is_reported_once(
    archive: Archive, press: Press, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    await record(archive, named("untitled", " "), named("bridge"))
    await press.edition()
    await record(archive, named("tram"), minutes=1)

    await press.refresh()

    assert await ids(press) == ["tram", "bridge"]
    assert len([line for line in caplog.messages if "is left out of the feed" in line]) == 1


async def test_no_reader_sees_half_an_edition(archive: Archive, press: Press) -> None:
    await press.edition()
    seen: set[tuple[int, int]] = set()

    async def read() -> None:
        while len(seen) < 5:
            edition = await press.edition()
            listed = feedparser.parse(edition.feed.document.body)
            assert not listed.bozo
            stories = page(edition.home).count('class="story')
            seen.add((len(listed.entries), stories))
            await asyncio.sleep(0)

    async def publish() -> None:
        for number in range(5):
            await record(archive, named(f"n{number}"), minutes=number)
            await press.refresh()
            await asyncio.sleep(0.01)

    await asyncio.gather(publish(), read())

    assert all(in_feed == on_page for in_feed, on_page in seen)
