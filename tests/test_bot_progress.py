"""Progress: the cursor never passes a delivery that is not written down."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.ledger import Broadcast
from bot.progress import Progress
from bot.schema import BroadcastKind, BroadcastState
from bot.targets import Target
from tests.fakes.entries import make_entry

SEND = Broadcast(
    id=5,
    entry_key=1,
    revision=1,
    kind=BroadcastKind.SEND,
    priority=3,
    state=BroadcastState.RUNNING,
    cursor=0,
    last_subscriber=60,
)
EDIT = replace(SEND, kind=BroadcastKind.EDIT, revision=2)


def begin(one: Broadcast = SEND) -> Progress:
    return Progress(broadcast=one, entry=make_entry(), fetched=one.cursor)


def fetch(progress: Progress, *subscribers: int, asked: int = 100) -> list[Target]:
    targets = [Target(subscriber_id=number, chat_id=number) for number in subscribers]
    progress.fetched_all(targets, asked)
    for target in targets:
        progress.start(target)
    return targets


class Broadcasting(RuleBasedStateMachine):
    """Slices are fetched in order; answers come in any order, late, or not at all."""

    @initialize(subscribers=st.sets(st.integers(1, 60)))
    def begin(self, subscribers: set[int]) -> None:
        self.progress = begin()
        self.to_come = sorted(subscribers)
        self.everybody = set(subscribers)
        self.certain: set[int] = set()
        self.waiting: dict[int, Target] = {}
        self.now = 0.0
        self.before = 0

    @precondition(lambda self: not self.progress.exhausted)
    @rule(asked=st.integers(1, 10))
    def fetch(self, asked: int) -> None:
        found, self.to_come = self.to_come[:asked], self.to_come[asked:]
        for target in fetch(self.progress, *found, asked=asked):
            self.waiting[target.subscriber_id] = target

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        self.now += 1
        number = data.draw(st.sampled_from(sorted(self.waiting)))
        self.progress.leave(self.waiting[number], self.now)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def land(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.waiting)))
        stood = self.progress.end(self.waiting.pop(number))
        assert stood == (number in self.certain)
        self.certain.add(number)

    @rule()
    def write_down_the_overdue(self) -> None:
        self.now += 1
        for number, _ in self.progress.stragglers(self.now - 3):
            assert number not in self.certain
            self.certain.add(number)

    @invariant()
    def the_cursor_passes_only_what_is_certain(self) -> None:
        cursor = self.progress.cursor

        assert {number for number in self.everybody if number <= cursor} <= self.certain
        assert cursor >= self.before
        self.before = cursor

    @invariant()
    def it_is_busy_while_an_answer_is_missing(self) -> None:
        assert self.progress.busy == bool(self.waiting)

    @invariant()
    def the_end_is_the_last_subscriber(self) -> None:
        if self.progress.exhausted and not self.waiting:
            assert self.progress.cursor == SEND.last_subscriber


TestBroadcasting = Broadcasting.TestCase


def test_an_open_delivery_holds_the_cursor_below_it() -> None:
    progress = begin()
    first, second, third = fetch(progress, 3, 7, 9, asked=3)

    progress.end(first)
    progress.end(third)

    assert progress.cursor == 6
    progress.end(second)
    assert progress.cursor == 9


def test_an_overdue_delivery_holds_it_no_longer_and_is_settled_when_it_lands() -> None:
    progress = begin()
    (late,) = fetch(progress, 3, asked=1)
    progress.leave(late, 10.0)

    assert progress.stragglers(11.0) == [(3, 0)]
    assert (progress.cursor, progress.busy) == (3, True)
    assert progress.end(late)
    assert not progress.busy


def test_what_has_not_left_is_never_overdue() -> None:
    progress = begin()
    fetch(progress, 3, 4)

    assert progress.stragglers(1e9) == []


def test_a_delivery_is_under_way_by_its_message_and_until_it_is_written_down() -> None:
    progress = begin(EDIT)
    progress.start(Target(subscriber_id=3, chat_id=3, message_id=8))
    again = Target(subscriber_id=3, chat_id=3, message_id=9, tries=1)
    progress.start(again)

    assert progress.under_way() == {(3, 8), (3, 9)}
    progress.end(again)
    assert progress.under_way() == {(3, 8), (3, 9)}


def test_an_attempt_made_again_holds_no_cursor() -> None:
    progress = begin()
    fetch(progress, asked=10)
    again = Target(subscriber_id=3, chat_id=3, tries=1)
    progress.start(again)

    assert progress.cursor == SEND.last_subscriber
    assert progress.end(again)


def test_a_message_that_left_earlier_is_known_to_fly_until_it_lands() -> None:
    progress = begin()
    early, late = fetch(progress, 3, 4)
    progress.leave(early, 10.0)
    progress.leave(late, 20.0)

    assert progress.left_before(15.0)
    progress.end(early)
    assert not progress.left_before(15.0)


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 9)), unique=True))
def test_an_edit_has_no_cursor(copies: list[tuple[int, int]]) -> None:
    progress = begin(EDIT)
    targets = [Target(subscriber_id=who, chat_id=who, message_id=what) for who, what in copies]
    progress.fetched_all(targets, 10_000)
    for target in targets:
        progress.start(target)

    assert progress.cursor == 0
    assert progress.exhausted
