"""Slots: who claims first, runs."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from feeds.database import Database
from scheduler.slots import Slots

NOON = datetime(2026, 7, 31, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def test_a_slot_is_claimed_once(database: Database) -> None:
    slots = Slots(database)

    answers = await asyncio.gather(*(slots.claim("scan", NOON) for _ in range(8)))

    assert sorted(answers) == [False] * 7 + [True]


async def test_another_job_and_another_slot_are_free(database: Database) -> None:
    slots = Slots(database)
    await slots.claim("scan", NOON)

    assert await slots.claim("digest", NOON)
    assert await slots.claim("scan", NOON + MINUTE)


async def test_claims_of_a_clock_that_ran_ahead_are_given_up(database: Database) -> None:
    slots = Slots(database)
    for job in ("scan", "digest"):
        await slots.claim(job, NOON)
        await slots.claim(job, NOON + MINUTE)

    await slots.forget("scan", NOON)

    assert not await slots.claim("scan", NOON)
    assert await slots.claim("scan", NOON + MINUTE)
    assert not await slots.claim("digest", NOON + MINUTE)


async def test_old_claims_are_pruned_and_newer_ones_hold(database: Database) -> None:
    slots = Slots(database)
    await slots.claim("scan", NOON)
    await slots.claim("scan", NOON + MINUTE)

    assert await slots.prune(NOON + MINUTE) == 1

    assert not await slots.claim("scan", NOON + MINUTE)
