"""Roster: wishes, and who can be reached. On both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from bot.roster import Roster
from bot.schema import SubscriberState, subscriber
from feeds.database import Database
from tests.fakes.entries import MOMENT

STOPPED, ACTIVE = SubscriberState.STOPPED, SubscriberState.ACTIVE
GONE, MET = SubscriberState.GONE, SubscriberState.MET


@pytest.fixture
def roster(database: Database) -> Roster:
    return Roster(database, 123456789)


async def state_of(roster: Roster, chat_id: int) -> SubscriberState | None:
    found = await roster.find(chat_id)
    return found.state if found else None


async def test_subscribing_twice_makes_one_subscriber(roster: Roster) -> None:
    first = await roster.add(7, MOMENT, language="de")
    second = await roster.add(7, MOMENT + timedelta(days=1), language="de")

    assert (first, second) == (True, False)
    assert (await roster.count())[ACTIVE] == 1


async def test_subscribing_ten_times_at_once_makes_one_subscriber(roster: Roster) -> None:
    joined = await asyncio.gather(*(roster.add(7, MOMENT) for _ in range(10)))

    assert joined.count(True) == 1
    assert await roster.count() == {STOPPED: 0, ACTIVE: 1, GONE: 0, MET: 0}


async def test_meeting_and_subscribing_at_once_ends_subscribed(roster: Roster) -> None:
    await asyncio.gather(*(roster.meet(7, MOMENT) for _ in range(4)), roster.add(7, MOMENT))

    assert await roster.count() == {STOPPED: 0, ACTIVE: 1, GONE: 0, MET: 0}


async def test_the_language_follows_the_reader_and_none_forgets_nothing(roster: Roster) -> None:
    await roster.add(7, MOMENT, language="de")
    await roster.add(7, MOMENT, language="fr")
    await roster.add(7, MOMENT, language=None)

    found = await roster.find(7)

    assert found
    assert (found.language, found.state) == ("fr", ACTIVE)


async def test_stopping_is_done_once_and_coming_back_is_the_same_subscriber(
    roster: Roster,
) -> None:
    await roster.add(7, MOMENT, language="de")
    before = await roster.find(7)

    stopped = [await roster.stop(7), await roster.stop(7), await roster.stop(8)]
    joined = await roster.add(7, MOMENT + timedelta(days=9), language="de")

    assert (stopped, joined) == ([True, False, False], True)
    assert await roster.find(7) == before


async def test_one_who_was_never_there_cannot_stop(roster: Roster) -> None:
    assert not await roster.stop(7)
    assert await roster.find(7) is None


async def test_a_blocked_reader_is_subscribed_as_before_when_they_come_back(
    roster: Roster,
) -> None:
    await roster.add(7, MOMENT)

    lost = [await roster.lose(7), await roster.lose(7)]
    between = await state_of(roster, 7)
    regained = [await roster.regain(7), await roster.regain(7)]

    assert (lost, between, regained) == ([True, False], GONE, [True, False])
    assert await state_of(roster, 7) is ACTIVE


async def test_one_who_stopped_and_then_blocked_does_not_subscribe_by_unblocking(
    roster: Roster,
) -> None:
    await roster.add(7, MOMENT)
    await roster.stop(7)

    await roster.lose(7)
    await roster.regain(7)

    assert await state_of(roster, 7) is STOPPED


async def test_one_who_is_gone_can_stop(roster: Roster) -> None:
    await roster.add(7, MOMENT)
    await roster.lose(7)

    assert await roster.stop(7)
    assert not await roster.regain(7)


async def test_meeting_someone_subscribes_nobody(roster: Roster) -> None:
    met = await roster.meet(7, MOMENT)
    again = await roster.meet(7, MOMENT)

    assert met == again
    assert met.state is MET


async def test_meeting_a_subscriber_changes_nothing(roster: Roster) -> None:
    await roster.add(7, MOMENT, language="es")

    met = await roster.meet(7, MOMENT)

    assert (met.state, met.language) == (ACTIVE, "es")


async def test_a_subscriber_s_number_is_never_used_again(
    roster: Roster, database: Database
) -> None:
    for chat_id in (1, 2, 3):
        await roster.add(chat_id, MOMENT)
    async with database.write() as connection:
        last = await connection.execute(select(subscriber.c.id).where(subscriber.c.chat_id == 3))
        number = last.scalar_one()
        await connection.execute(delete(subscriber).where(subscriber.c.chat_id == 3))

    await roster.add(4, MOMENT)

    found = await roster.find(4)
    assert found
    assert found.id > number


async def test_the_bots_of_one_store_have_readers_of_their_own(database: Database) -> None:
    one, other = Roster(database, 1), Roster(database, 2)
    await one.add(7, MOMENT)
    await other.add(7, MOMENT)
    await other.stop(7)

    assert await state_of(one, 7) is ACTIVE
    assert (await one.count())[ACTIVE] == 1
    assert (await other.count())[ACTIVE] == 0


async def test_numbers_of_chats_may_be_as_large_as_telegram_s(roster: Roster) -> None:
    for chat_id in (2**52 - 1, -1_009_999_999_999, -4_000_000_000):
        await roster.add(chat_id, MOMENT)

        assert await state_of(roster, chat_id) is ACTIVE
