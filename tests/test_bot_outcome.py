"""Outcome: what an answer leaves in the ledger. A table, and what holds for every answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger import Broadcast
from bot.messenger import Gone, Moved, Refused, Unsure, Vanished
from bot.outcome import Outcome, Told, delivered, failed, overdue
from bot.schema import AttemptState, BroadcastKind, BroadcastState
from bot.targets import Target
from feeds.moment import to_ms
from tests.fakes.entries import MOMENT, make_entry

BROADCAST = Broadcast(
    id=5,
    entry_key=1,
    revision=2,
    kind=BroadcastKind.SEND,
    priority=3,
    state=BroadcastState.RUNNING,
    cursor=0,
    last_subscriber=100,
)
errors = st.sampled_from(
    [Gone("g"), Moved(-7), Refused("r"), Unsure("u"), Vanished("v"), Told(), ValueError("bug")]
)


def fail(error: BaseException, tries: int = 0, message_id: int = 0) -> Outcome:
    target = Target(subscriber_id=9, chat_id=90, message_id=message_id, tries=tries)
    return failed(error, BROADCAST, target, MOMENT)


def due_in(outcome: Outcome) -> timedelta:
    assert outcome.attempt
    return timedelta(milliseconds=outcome.attempt.due_ms - to_ms(MOMENT))


def test_a_delivery_leaves_a_receipt_of_the_revision_that_was_sent() -> None:
    outcome = delivered(make_entry(key=7), 9, 123, MOMENT)

    assert outcome.receipt
    assert (outcome.receipt.entry_key, outcome.receipt.subscriber_id) == (7, 9)
    assert (outcome.receipt.message_id, outcome.receipt.revision) == (123, 1)
    assert outcome.receipt.at_s == int(MOMENT.timestamp())
    assert (outcome.attempt, outcome.gone, outcome.moved) == (None, None, None)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Unsure("no answer"), AttemptState.UNKNOWN),
        (Moved(-7), AttemptState.RETRY),
        (Told(), AttemptState.RETRY),
        (Gone("blocked"), AttemptState.DEAD),
        (Refused("too long"), AttemptState.DEAD),
        (Vanished("deleted"), AttemptState.DEAD),
        (ValueError("a mistake of ours"), AttemptState.DEAD),
    ],
)
def test_an_error_leaves_an_attempt_in_this_state(error: Exception, state: AttemptState) -> None:
    outcome = fail(error, message_id=44)

    assert outcome.attempt
    assert outcome.attempt.state is state
    assert (outcome.attempt.broadcast_id, outcome.attempt.subscriber_id) == (5, 9)
    assert (outcome.attempt.message_id, outcome.attempt.tries) == (44, 1)
    assert outcome.receipt is None


def test_only_a_chat_that_takes_nothing_any_more_loses_its_reader() -> None:
    assert fail(Gone("blocked")).gone == 9
    assert fail(Refused("x")).gone is None
    assert fail(Unsure("x"), tries=100).gone is None


def test_a_chat_that_moved_is_written_to_at_its_new_address_at_once() -> None:
    outcome = fail(Moved(-7))

    assert outcome.moved == (9, -7)
    assert due_in(outcome) == timedelta(0)


def test_a_chat_that_moves_in_a_circle_is_given_up() -> None:
    tries = 0
    while (outcome := fail(Moved(-7), tries)).attempt and outcome.attempt.state != 3:
        tries = outcome.attempt.tries
        assert tries < 10

    assert outcome.attempt is not None
    assert outcome.moved is None


def test_an_outage_of_three_hours_gives_up_nothing() -> None:
    waited, tries = timedelta(0), 0
    while (outcome := fail(Unsure("502"), tries)).attempt and outcome.attempt.state == 2:
        pause, tries = due_in(outcome), outcome.attempt.tries
        assert timedelta(seconds=5) <= pause <= timedelta(minutes=10)
        waited += pause

    assert timedelta(hours=3) <= waited <= timedelta(hours=6)


def test_a_late_answer_is_unknown_and_not_asked_for_again_soon() -> None:
    outcome = overdue(BROADCAST, Target(subscriber_id=9, chat_id=0), MOMENT)

    assert outcome.attempt
    assert outcome.attempt.state is AttemptState.UNKNOWN
    assert due_in(outcome) >= timedelta(seconds=30)


@given(errors, st.integers(0, 60), st.integers(0, 5))
def test_every_failure_leaves_exactly_one_attempt_of_one_more_try(
    error: Exception, tries: int, message_id: int
) -> None:
    outcome = fail(error, tries, message_id)

    assert outcome.receipt is None
    assert outcome.attempt
    assert outcome.attempt.tries == tries + 1
    assert outcome.attempt.message_id == message_id
    assert outcome.attempt.due_ms >= to_ms(MOMENT)


@given(st.text(max_size=2000))
def test_a_long_error_is_kept_short(words: str) -> None:
    outcome = fail(Refused(words))

    assert outcome.attempt
    assert len(outcome.attempt.error) <= 200
    assert outcome.attempt.error.startswith("Refused: ")
