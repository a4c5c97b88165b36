"""Planning: which broadcasts a change of the record makes. A table, looked at from all sides."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.planning import Order, Priority, plan_change
from bot.schema import BroadcastKind
from feeds.entry import Change, ChangeKind, State
from tests.fakes.entries import MOMENT, make_article, make_entry

SEND, EDIT = BroadcastKind.SEND, BroadcastKind.EDIT
changes = st.builds(
    lambda kind, state, revision, urgency: Change(
        seq=1,
        kind=kind,
        at=MOMENT,
        entry=replace(make_entry(make_article(urgency=urgency), state=state), revision=revision),
    ),
    st.sampled_from(get_args(ChangeKind)),
    st.sampled_from(get_args(State)),
    st.integers(1, 5),
    st.sampled_from(["normal", "breaking"]),
)


def plan(kind: ChangeKind, state: State, revision: int) -> Order:
    entry = replace(make_entry(state=state), revision=revision)
    return plan_change(Change(seq=1, kind=kind, at=MOMENT, entry=entry))


@pytest.mark.parametrize(
    ("kind", "state", "revision", "kinds", "cancels"),
    [
        ("published", "published", 1, (SEND,), False),
        ("published", "published", 3, (SEND, EDIT), False),
        ("revised", "published", 2, (EDIT,), False),
        ("corrected", "published", 2, (EDIT,), False),
        ("withdrawn", "withdrawn", 2, (EDIT,), True),
        ("withdrawn", "withheld", 2, (EDIT,), True),
        # What was published when it was numbered, and has been withdrawn since:
        ("published", "withdrawn", 2, (EDIT,), True),
        ("corrected", "withdrawn", 3, (EDIT,), True),
        # What was withdrawn when it was numbered, and is out again:
        ("withdrawn", "published", 3, (EDIT,), False),
    ],
)
def test_a_change_makes_these_broadcasts(
    kind: ChangeKind,
    state: State,
    revision: int,
    kinds: tuple[BroadcastKind, ...],
    cancels: bool,
) -> None:
    order = plan(kind, state, revision)

    assert (order.kinds, order.cancel_sends) == (kinds, cancels)
    assert (order.entry_key, order.revision) == (1, revision)


@given(changes)
def test_nothing_is_sent_that_readers_may_not_see(change: Change) -> None:
    order = plan_change(change)

    assert change.entry.state == "published" or (SEND not in order.kinds and order.cancel_sends)


@given(changes)
def test_every_change_of_a_known_entry_reaches_the_copies(change: Change) -> None:
    order = plan_change(change)

    assert EDIT in order.kinds or change.entry.revision == 1


@given(changes)
def test_edits_go_before_breaking_news_and_those_before_the_rest(change: Change) -> None:
    order = plan_change(change)

    breaking = change.entry.article.urgency == "breaking"
    assert order.priority_of(EDIT) is Priority.EDIT
    assert order.priority_of(SEND) is (Priority.BREAKING if breaking else Priority.NORMAL)


@pytest.mark.parametrize(
    ("kind", "state", "revision", "kinds", "unsent"),
    [
        ("published", "published", 1, (), "same story as bridge"),
        ("published", "published", 3, (EDIT,), "same story as bridge"),
        ("corrected", "published", 2, (EDIT,), None),
        ("withdrawn", "withdrawn", 2, (EDIT,), None),
    ],
)
def test_a_story_that_chats_hold_is_not_sent_again_and_the_order_says_why(
    kind: ChangeKind,
    state: State,
    revision: int,
    kinds: tuple[BroadcastKind, ...],
    unsent: str | None,
) -> None:
    entry = replace(make_entry(state=state), revision=revision, same_as="bridge")

    order = plan_change(Change(seq=1, kind=kind, at=MOMENT, entry=entry))

    assert (order.kinds, order.unsent) == (kinds, unsent)


def test_whoever_waits_for_an_answer_goes_first_and_a_digest_last() -> None:
    assert [one.name for one in sorted(Priority)] == [
        "REPLY",
        "EDIT",
        "BREAKING",
        "NORMAL",
        "DIGEST",
    ]
