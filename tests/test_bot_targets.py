"""Targets: whom a broadcast still has to reach. On both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.flush import Attempt, Flush, Receipt
from bot.ledger import Broadcast, Ledger
from bot.planning import Order
from bot.roster import Roster
from bot.schema import AttemptState, BroadcastKind
from bot.targets import Target, Targets
from feeds.database import Database
from feeds.moment import to_ms
from tests.fakes.entries import MOMENT

BOT = 123456789
RETRY, UNKNOWN, DEAD = AttemptState.RETRY, AttemptState.UNKNOWN, AttemptState.DEAD


class House:
    """A ledger with ten readers, numbered as they came, and a send and an edit of one entry."""

    send: Broadcast
    edit: Broadcast

    def __init__(self, database: Database) -> None:
        self.roster = Roster(database, BOT)
        self.ledger = Ledger(database, BOT)
        self.targets = Targets(database, BOT, resend=True)
        self.careful = Targets(database, BOT, resend=False)

    async def open(self) -> None:
        await self.ledger.open(0)
        await self.ledger.take_over("here")
        for number in range(1, 11):
            await self.roster.add(number * 100, MOMENT)
        order = Order(entry_key=1, revision=3, kinds=(BroadcastKind.SEND, BroadcastKind.EDIT))
        await self.ledger.plan([order], 1, MOMENT)
        self.edit, self.send = await self.ledger.running()

    async def note(
        self,
        *,
        held: dict[int, int] | None = None,
        tried: dict[int, AttemptState] | None = None,
        one: Broadcast | None = None,
        message_id: int = 0,
        due: timedelta = timedelta(0),
    ) -> None:
        """Write receipts (reader: revision, as message 7) and attempts (reader: state)."""
        await self.ledger.flush(
            Flush(
                receipts=[
                    Receipt(entry_key=1, subscriber_id=who, message_id=7, revision=what, at_s=0)
                    for who, what in (held or {}).items()
                ],
                attempts=[
                    Attempt(
                        broadcast_id=(one or self.send).id,
                        subscriber_id=who,
                        message_id=message_id,
                        state=state,
                        tries=2,
                        due_ms=to_ms(MOMENT + due),
                        error="",
                    )
                    for who, state in (tried or {}).items()
                ],
            )
        )

    async def unsent(self, after: int = 0, limit: int = 100) -> list[int]:
        return numbers(await self.targets.unsent(self.send, after, limit))

    async def due(self, one: Broadcast, now: timedelta = timedelta(0)) -> list[int]:
        return numbers(await self.targets.due(one, MOMENT + now, 100))


def numbers(targets: list[Target]) -> list[int]:
    return [target.subscriber_id for target in targets]


@pytest.fixture
async def house(database: Database) -> House:
    house = House(database)
    await house.open()
    return house


async def test_a_send_goes_to_all_who_subscribe_slice_by_slice(house: House) -> None:
    slices = [await house.unsent(after, 4) for after in (0, 4, 8, 10)]

    assert slices == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10], []]


async def test_a_slice_says_where_the_chats_are(house: House) -> None:
    (first,) = await house.targets.unsent(house.send, 0, 1)

    assert first == Target(subscriber_id=1, chat_id=100)


async def test_a_send_passes_over_who_left_holds_a_copy_or_has_been_tried(house: House) -> None:
    await house.roster.stop(100)
    await house.roster.lose(200)
    await house.note(held={3: 1}, tried={4: DEAD, 5: UNKNOWN})
    await house.note(tried={6: RETRY}, one=house.edit)

    assert await house.unsent() == [6, 7, 8, 9, 10]


async def test_who_subscribes_later_is_told_of_what_comes_later(house: House) -> None:
    await house.roster.add(1100, MOMENT)

    assert await house.unsent() == list(range(1, 11))


async def test_an_edit_goes_to_the_copies_that_are_behind_the_newest_readers_first(
    house: House,
) -> None:
    await house.note(held={1: 1, 2: 2, 3: 3, 4: 1})

    assert numbers(await house.targets.behind(house.edit, None, 100)) == [4, 2, 1]


async def test_an_edit_is_fetched_in_pages_that_miss_and_repeat_no_copy(house: House) -> None:
    for message_id in (7, 8, 9):
        copies = [
            Receipt(entry_key=1, subscriber_id=who, message_id=message_id, revision=1, at_s=0)
            for who in range(1, 6)
        ]
        await house.ledger.flush(Flush(receipts=copies))

    found: list[tuple[int, int]] = []
    before = None
    while page := await house.targets.behind(house.edit, before, 4):
        found += [(target.subscriber_id, target.message_id) for target in page]
        before = found[-1]

    assert found == [(who, what) for who in (5, 4, 3, 2, 1) for what in (9, 8, 7)]


async def test_an_edit_follows_the_copies_of_those_who_stopped(house: House) -> None:
    await house.note(held={1: 1})
    await house.roster.stop(100)

    assert numbers(await house.targets.behind(house.edit, None, 100)) == [1]


async def test_an_edit_passes_over_the_copies_it_has_tried(house: House) -> None:
    await house.note(held={1: 1, 2: 1})
    await house.note(tried={1: UNKNOWN}, one=house.edit, message_id=7)

    assert numbers(await house.targets.behind(house.edit, None, 100)) == [2]


async def test_attempts_are_made_again_when_they_are_due_the_longest_due_first(
    house: House,
) -> None:
    await house.note(tried={1: RETRY}, due=timedelta(seconds=-1))
    await house.note(tried={2: UNKNOWN}, due=timedelta(seconds=-9))
    await house.note(tried={3: RETRY}, due=timedelta(seconds=5))
    await house.note(tried={4: DEAD}, due=timedelta(seconds=-99))

    assert await house.due(house.send) == [2, 1]
    assert await house.due(house.send, timedelta(seconds=5)) == [2, 1, 3]
    assert await house.targets.attempts_left(house.send) == 3
    (target, *_) = await house.targets.due(house.send, MOMENT, 1)
    assert target == Target(subscriber_id=2, chat_id=200, tries=2)


async def test_a_lost_answer_is_left_alone_if_the_operator_says_so(house: House) -> None:
    await house.note(tried={1: RETRY, 2: UNKNOWN})

    assert numbers(await house.careful.due(house.send, MOMENT, 10)) == [1]
    assert await house.careful.attempts_left(house.send) == 1


async def test_an_edit_whose_answer_was_lost_is_made_again_in_any_case(house: House) -> None:
    await house.note(held={1: 1}, tried={1: UNKNOWN}, one=house.edit, message_id=7)

    assert numbers(await house.careful.due(house.edit, MOMENT, 10)) == [1]
    assert await house.careful.attempts_left(house.edit) == 1


async def test_nothing_is_tried_again_with_one_who_left(house: House) -> None:
    await house.note(tried={1: RETRY, 2: UNKNOWN, 3: RETRY})
    await house.roster.stop(100)
    await house.roster.lose(200)

    assert await house.due(house.send) == [3]
    assert await house.targets.attempts_left(house.send) == 1


async def test_nothing_is_sent_again_to_one_who_holds_a_copy_by_now(house: House) -> None:
    await house.note(tried={1: RETRY, 2: UNKNOWN}, held={1: 3})

    assert await house.due(house.send) == [2]
    assert await house.targets.attempts_left(house.send) == 1


async def test_an_attempt_goes_to_the_new_address_of_a_chat_that_moved(house: House) -> None:
    await house.note(tried={1: RETRY})
    await house.ledger.flush(Flush(moved=[(1, -100123)]))

    (target,) = await house.targets.due(house.send, MOMENT, 10)

    assert target.chat_id == -100123


async def test_another_broadcast_s_attempts_are_not_mine(house: House) -> None:
    await house.note(tried={1: RETRY})

    assert await house.targets.due(replace(house.send, id=99), MOMENT, 10) == []
