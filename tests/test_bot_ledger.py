"""Ledger: broadcasts once only, facts in one transaction, and a fence. On both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.flush import Attempt, Flush, Receipt
from bot.ledger import Broadcast, LaneTaken, Ledger
from bot.planning import Order
from bot.roster import Roster
from bot.schema import (
    AttemptState,
    BroadcastKind,
    BroadcastState,
    SubscriberState,
    attempt,
    broadcast,
    receipt,
    subscriber,
)
from feeds.database import Database
from feeds.moment import to_ms
from tests.fakes.entries import MOMENT

BOT = 123456789
SEND, EDIT = BroadcastKind.SEND, BroadcastKind.EDIT
ORDER = Order(entry_key=1, revision=1, kinds=(SEND,))


@pytest.fixture
async def ledger(database: Database) -> Ledger:
    ledger = Ledger(database, BOT)
    await ledger.open(0)
    await ledger.take_over("here")
    return ledger


@pytest.fixture
async def roster(database: Database) -> Roster:
    return Roster(database, BOT)


async def rows(database: Database, table: Any) -> list[Any]:
    async with database.read() as connection:
        query = select(table).order_by(*table.primary_key.columns)
        return list((await connection.execute(query)).all())


def received(subscriber_id: int, message_id: int = 1, revision: int = 1) -> Receipt:
    return Receipt(
        entry_key=1,
        subscriber_id=subscriber_id,
        message_id=message_id,
        revision=revision,
        at_s=int(MOMENT.timestamp()),
    )


def tried(
    subscriber_id: int, state: AttemptState = AttemptState.UNKNOWN, tries: int = 1
) -> Attempt:
    return Attempt(
        broadcast_id=1,
        subscriber_id=subscriber_id,
        message_id=0,
        state=state,
        tries=tries,
        due_ms=to_ms(MOMENT),
        error="Unsure: no answer",
    )


async def the_broadcast(ledger: Ledger) -> Broadcast:
    await ledger.plan([ORDER], 1, MOMENT)
    (one,) = await ledger.running()
    return one


async def test_a_bot_that_is_new_starts_after_the_changes_there_are(database: Database) -> None:
    ledger = Ledger(database, BOT)
    await ledger.open(17)
    await ledger.open(99)

    assert await ledger.change_seq() == 17


async def test_two_processes_may_open_it_at_once(database: Database) -> None:
    await asyncio.gather(*(Ledger(database, BOT).open(3) for _ in range(5)))

    assert await Ledger(database, BOT).change_seq() == 3


async def test_an_order_becomes_a_broadcast_to_all_who_subscribe_by_now(
    ledger: Ledger, roster: Roster
) -> None:
    for chat_id in (10, 20, 30):
        await roster.add(chat_id, MOMENT)
    await ledger.plan([ORDER], 4, MOMENT)
    await roster.add(40, MOMENT)

    (one,) = await ledger.running()

    last = await roster.find(30)
    assert last
    assert (one.kind, one.cursor, one.last_subscriber) == (SEND, 0, last.id)
    assert await ledger.change_seq() == 4


async def test_planning_a_change_twice_makes_one_broadcast(ledger: Ledger) -> None:
    both = replace(ORDER, kinds=(SEND, EDIT))
    await ledger.plan([both, both], 1, MOMENT)
    await ledger.plan([both], 1, MOMENT)

    assert [one.kind for one in await ledger.running()] == [EDIT, SEND]


async def test_the_most_urgent_broadcast_comes_first_then_the_oldest(ledger: Ledger) -> None:
    orders = [replace(ORDER, entry_key=key, breaking=key == 3) for key in (1, 2, 3)]
    await ledger.plan([*orders, replace(ORDER, entry_key=4, kinds=(EDIT,))], 4, MOMENT)

    assert [one.entry_key for one in await ledger.running()] == [4, 3, 1, 2]


async def test_a_withdrawal_cancels_the_sends_of_its_entry_only(
    ledger: Ledger, database: Database
) -> None:
    await ledger.plan([ORDER, replace(ORDER, entry_key=2)], 2, MOMENT)

    await ledger.plan([replace(ORDER, revision=2, kinds=(EDIT,), cancel_sends=True)], 3, MOMENT)

    found = [(one.entry_key, one.kind, one.state) for one in await rows(database, broadcast)]
    assert found == [
        (1, SEND, BroadcastState.CANCELLED),
        (2, SEND, BroadcastState.RUNNING),
        (1, EDIT, BroadcastState.RUNNING),
    ]


async def test_a_new_send_takes_the_place_of_the_one_before(
    ledger: Ledger, database: Database
) -> None:
    await ledger.plan([ORDER], 1, MOMENT)

    await ledger.plan([replace(ORDER, revision=3, kinds=(SEND, EDIT))], 3, MOMENT)
    await ledger.plan([replace(ORDER, revision=3, kinds=(SEND, EDIT))], 3, MOMENT)

    found = [(one.revision, one.kind, one.state) for one in await rows(database, broadcast)]
    assert found == [
        (1, SEND, BroadcastState.CANCELLED),
        (3, SEND, BroadcastState.RUNNING),
        (3, EDIT, BroadcastState.RUNNING),
    ]


async def test_the_plans_of_one_transaction_are_all_or_none(ledger: Ledger) -> None:
    class Torn(list[Order]):
        def __iter__(self) -> Iterator[Order]:
            yield ORDER
            raise OSError("the power went")

    with pytest.raises(OSError, match="power"):
        await ledger.plan(Torn(), 2, MOMENT)

    assert (await ledger.running(), await ledger.change_seq()) == ([], 0)


async def test_a_finished_broadcast_runs_no_more(ledger: Ledger) -> None:
    await ledger.finish(await the_broadcast(ledger))

    assert await ledger.running() == []


async def test_a_cancelled_broadcast_stays_cancelled(ledger: Ledger, database: Database) -> None:
    one = await the_broadcast(ledger)
    await ledger.plan([replace(ORDER, revision=2, kinds=(), cancel_sends=True)], 2, MOMENT)

    await ledger.finish(one)

    assert [row.state for row in await rows(database, broadcast)] == [BroadcastState.CANCELLED]


async def test_a_flush_writes_facts_and_cursor_together(
    ledger: Ledger, database: Database, roster: Roster
) -> None:
    for chat_id in (10, 20, 30):
        await roster.add(chat_id, MOMENT)
    one = await the_broadcast(ledger)

    await ledger.flush(
        Flush(receipts=[received(1, 11), received(2, 12)], attempts=[tried(3)], cursors={1: (3, 2)})
    )

    assert [(r.subscriber_id, r.message_id) for r in await rows(database, receipt)] == [
        (1, 11),
        (2, 12),
    ]
    assert [(r.subscriber_id, r.state) for r in await rows(database, attempt)] == [(3, 2)]
    (row,) = await rows(database, broadcast)
    assert (row.id, row.cursor, row.sent) == (one.id, 3, 2)


async def test_a_receipt_written_again_takes_the_new_revision(
    ledger: Ledger, database: Database
) -> None:
    await ledger.flush(Flush(receipts=[received(1, 11)]))

    await ledger.flush(Flush(receipts=[received(1, 11, revision=3), received(1, 12, revision=3)]))

    found = [(one.message_id, one.revision) for one in await rows(database, receipt)]
    assert found == [(11, 3), (12, 3)]


async def test_an_attempt_written_again_is_replaced_and_a_settled_one_goes(
    ledger: Ledger, database: Database
) -> None:
    await ledger.flush(Flush(attempts=[tried(1), tried(2)]))

    await ledger.flush(
        Flush(attempts=[tried(1, AttemptState.DEAD, tries=2)], settled=[(1, 2, 0), (1, 77, 0)])
    )

    found = [(one.subscriber_id, one.state, one.tries) for one in await rows(database, attempt)]
    assert found == [(1, AttemptState.DEAD, 2)]


async def test_an_attempt_settled_before_it_was_written_never_appears(
    ledger: Ledger, database: Database
) -> None:
    batch = Flush(receipts=[received(1)], attempts=[tried(1), tried(2)])
    batch.settle(1, 1, 0)

    await ledger.flush(batch)

    assert [one.subscriber_id for one in await rows(database, attempt)] == [2]


async def test_a_flush_repeated_after_a_lost_commit_changes_nothing(
    ledger: Ledger, database: Database, roster: Roster
) -> None:
    await roster.add(-10, MOMENT)
    await roster.add(20, MOMENT)
    batch = Flush(receipts=[received(1)], attempts=[tried(2)], gone=[2], moved=[(1, -1010)])

    await ledger.flush(batch)
    before = [await rows(database, table) for table in (receipt, attempt, subscriber)]
    await ledger.flush(batch)

    assert [await rows(database, table) for table in (receipt, attempt, subscriber)] == before
    moved = await roster.find(-1010)
    assert moved
    assert (moved.id, moved.state) == (1, SubscriberState.ACTIVE)


async def test_a_chat_that_is_gone_keeps_its_row_and_one_that_stopped_its_wish(
    ledger: Ledger, roster: Roster
) -> None:
    await roster.add(10, MOMENT)
    await roster.add(20, MOMENT)
    await roster.stop(20)

    await ledger.flush(Flush(gone=[1, 2]))

    assert await roster.count() == {
        SubscriberState.STOPPED: 1,
        SubscriberState.ACTIVE: 0,
        SubscriberState.GONE: 1,
        SubscriberState.MET: 0,
    }


async def test_a_chat_that_moved_onto_a_subscriber_makes_no_second_one(
    ledger: Ledger, roster: Roster
) -> None:
    await roster.add(-10, MOMENT)
    await roster.add(-1010, MOMENT)

    await ledger.flush(Flush(moved=[(1, -1010), (1, -1010)]))

    old, new = await roster.find(-10), await roster.find(-1010)
    assert old
    assert new
    assert (old.state, new.state) == (SubscriberState.STOPPED, SubscriberState.ACTIVE)
    assert new.id == 2


async def test_whoever_took_over_fences_the_one_before_but_loses_none_of_its_facts(
    ledger: Ledger, database: Database
) -> None:
    await the_broadcast(ledger)
    other = Ledger(database, BOT)
    await other.take_over("there")

    with pytest.raises(LaneTaken):
        await ledger.plan([replace(ORDER, entry_key=9)], 9, MOMENT)
    with pytest.raises(LaneTaken):
        await ledger.flush(Flush(receipts=[received(1)], attempts=[tried(2)], cursors={1: (5, 1)}))

    assert [one.subscriber_id for one in await rows(database, receipt)] == [1]
    assert [one.subscriber_id for one in await rows(database, attempt)] == [2]
    assert [one.cursor for one in await other.running()] == [0]
    assert await other.change_seq() == 1
    await other.flush(Flush(cursors={1: (5, 1)}))
    assert [one.cursor for one in await other.running()] == [5]


async def test_one_who_never_took_over_may_not_plan(database: Database) -> None:
    ledger = Ledger(database, BOT)
    await ledger.open(0)

    with pytest.raises(LaneTaken):
        await ledger.plan([ORDER], 1, MOMENT)


async def test_bots_of_one_store_do_not_touch_each_other(
    ledger: Ledger, database: Database, roster: Roster
) -> None:
    other = Ledger(database, BOT + 1)
    await other.open(0)
    await other.take_over("here too")
    await roster.add(10, MOMENT)
    await ledger.plan([ORDER], 1, MOMENT)
    await other.plan([replace(ORDER, revision=2, kinds=(EDIT,), cancel_sends=True)], 2, MOMENT)

    (mine,), (theirs,) = await ledger.running(), await other.running()

    assert (mine.kind, mine.last_subscriber) == (SEND, 1)
    assert (theirs.kind, theirs.last_subscriber) == (EDIT, 0)
    assert await Roster(database, BOT + 1).find(10) is None


async def test_a_pause_only_grows_and_survives_reopening(
    ledger: Ledger, database: Database
) -> None:
    assert await ledger.held_until() < MOMENT

    await ledger.hold(MOMENT + timedelta(seconds=60))
    await ledger.hold(MOMENT + timedelta(seconds=7))

    reopened = Ledger(database, BOT)
    await reopened.open(0)
    assert await reopened.held_until() == MOMENT + timedelta(seconds=60)


async def test_a_chat_holds_what_it_has_a_receipt_of(ledger: Ledger) -> None:
    await ledger.flush(Flush(receipts=[received(1, revision=2), received(2, revision=1)]))

    assert await ledger.holds(1, 1)
    assert not await ledger.holds(1, 3)
    assert not await ledger.holds(2, 1)
    assert sorted(await ledger.revisions_held(1)) == [1, 2]


async def test_copies_that_read_the_same_count_as_the_new_revision(ledger: Ledger) -> None:
    await ledger.flush(Flush(receipts=[received(1, revision=1), received(2, revision=2)]))

    await ledger.skip_edits(1, 2, 3)

    assert sorted(await ledger.revisions_held(1)) == [1, 3]


async def test_what_is_not_to_be_sent_is_written_down_once_with_its_reason(
    ledger: Ledger, roster: Roster, database: Database
) -> None:
    await roster.add(10, MOMENT)
    order = Order(entry_key=1, revision=1, kinds=(), unsent="same story as bridge")

    await ledger.plan([order], 1, MOMENT)
    await ledger.plan([order], 1, MOMENT)

    (one,) = await rows(database, broadcast)
    assert (one.kind, one.state, one.sent) == (SEND, BroadcastState.SKIPPED, 0)
    assert one.reason == "same story as bridge"
    assert await ledger.running() == []


async def test_what_was_not_to_be_sent_can_be_sent_at_a_later_revision(
    ledger: Ledger, roster: Roster, database: Database
) -> None:
    await roster.add(10, MOMENT)
    await ledger.plan([Order(entry_key=1, revision=1, kinds=(), unsent="no")], 1, MOMENT)

    await ledger.plan([Order(entry_key=1, revision=2, kinds=(SEND, EDIT))], 2, MOMENT)

    states = [(one.revision, one.state) for one in await rows(database, broadcast)]
    assert states == [
        (1, BroadcastState.SKIPPED),
        (2, BroadcastState.RUNNING),
        (2, BroadcastState.RUNNING),
    ]
