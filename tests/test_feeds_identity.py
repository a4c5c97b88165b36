"""Names: ids that nothing can break, addresses that need no escaping."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from feeds.identity import mint_feed_id, mint_id, mint_slug

NOON = datetime(2026, 7, 31, 12, tzinfo=UTC)


def test_ids_are_tag_uris_of_the_day_they_were_minted() -> None:
    assert mint_feed_id("news.example.org", NOON) == "tag:news.example.org,2026-07-31:feed"
    assert re.fullmatch(
        r"tag:news\.example\.org,2026-07-31:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        mint_id("news.example.org", NOON),
    )


def test_the_day_of_an_id_is_that_of_utc() -> None:
    auckland = timezone(timedelta(hours=12))
    morning = datetime(2026, 8, 1, 9, tzinfo=auckland)

    assert ",2026-07-31:" in mint_id("news.example.org", morning)


def test_no_two_ids_are_alike() -> None:
    minted = {mint_id("news.example.org", NOON) for _ in range(1000)}

    assert len(minted) == 1000


@given(stem=st.text(max_size=300), attempt=st.integers(1, 10_000))
def test_any_name_gives_an_address_that_needs_no_escaping(stem: str, attempt: int) -> None:
    slug = mint_slug(stem, attempt)

    assert re.fullmatch(r"[a-z0-9_][-a-z0-9_]*", slug)
    assert len(slug) <= 80 + len("-10000")


@given(stem=st.text(max_size=100))
def test_the_same_name_gives_the_same_address_and_its_attempts_differ(stem: str) -> None:
    assert mint_slug(stem) == mint_slug(stem)
    assert len({mint_slug(stem, attempt) for attempt in range(1, 10)}) == 9
