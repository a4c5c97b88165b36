"""Flush: facts that wait together, and stay in their order when they have to wait longer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.flush import Attempt, Flush, Receipt
from bot.schema import AttemptState

Key = tuple[int, int, int]


def receipt(subscriber_id: int) -> Receipt:
    return Receipt(entry_key=1, subscriber_id=subscriber_id, message_id=1, revision=1, at_s=0)


def attempt(key: Key, tries: int = 1) -> Attempt:
    broadcast_id, subscriber_id, message_id = key
    return Attempt(
        broadcast_id=broadcast_id,
        subscriber_id=subscriber_id,
        message_id=message_id,
        state=AttemptState.UNKNOWN,
        tries=tries,
        due_ms=0,
        error="",
    )


def result(*batches: Flush) -> dict[Key, int]:
    """Apply flushes as the store does: first what is settled, then the attempts."""
    stored: dict[Key, int] = {}
    for batch in batches:
        for key in batch.settled:
            stored.pop(key, None)
        for one in batch.attempts:
            stored[one.broadcast_id, one.subscriber_id, one.message_id] = one.tries
    return stored


def test_an_empty_one_is_nothing_to_write() -> None:
    assert not Flush()
    assert Flush(cursors={1: (1, 1)})
    assert Flush(moved=[(1, 2)])
    assert len(Flush(receipts=[receipt(1)], gone=[1], settled=[(1, 1, 1)])) == 3


def test_what_is_settled_takes_its_waiting_attempt_along_and_no_other() -> None:
    batch = Flush(attempts=[attempt((1, 1, 0)), attempt((1, 1, 5)), attempt((2, 1, 0))])

    batch.settle(1, 1, 0)

    assert result(batch) == {(1, 1, 5): 1, (2, 1, 0): 1}


def test_facts_that_had_to_wait_come_before_the_newer_ones() -> None:
    older = Flush(receipts=[receipt(1)], gone=[1], moved=[(1, -1)], cursors={1: (5, 3), 2: (1, 1)})
    newer = Flush(receipts=[receipt(2)], gone=[2], moved=[(1, -2)], cursors={1: (9, 4)})

    older.put_before(newer)

    assert [one.subscriber_id for one in older.receipts] == [1, 2]
    assert (older.gone, older.moved) == ([1, 2], [(1, -1), (1, -2)])
    assert older.cursors == {1: (9, 7), 2: (1, 1)}


steps = st.lists(
    st.tuples(
        st.sampled_from(["attempt", "settle", "next"]),
        st.tuples(st.integers(1, 2), st.integers(1, 2), st.just(0)),
    ),
    max_size=30,
)


@given(steps, st.booleans())
def test_the_last_word_on_an_attempt_stands(
    story: list[tuple[str, Key]],
    in_one: bool,
) -> None:
    expected: dict[Key, int] = {}
    batches = [Flush()]
    for number, (step, key) in enumerate(story):
        if step == "attempt":
            batches[-1].attempts.append(attempt(key, number))
            expected[key] = number
        elif step == "settle":
            batches[-1].settle(*key)
            expected.pop(key, None)
        else:
            batches.append(Flush())

    if in_one:
        while len(batches) > 1:
            last = batches.pop()
            batches[-1].put_before(last)

    assert result(*batches) == expected
