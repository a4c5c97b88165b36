"""Pace: how fast one bot may speak, over any pattern of arrivals. No clock: seconds in and out."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pace import Pace

TOLERANCE = 0.02

arrivals = st.lists(
    st.tuples(
        st.floats(0, 2, allow_nan=False),  # seconds since the call before
        st.sampled_from([1, 2, 3, -1, -2]),  # the chat
    ),
    min_size=1,
    max_size=150,
)


def speak(pace: Pace, calls: list[tuple[float, int]]) -> list[tuple[float, int]]:
    """Let each call leave at the first moment that the pace allows; give those moments."""
    now, left = 100.0, []
    for gap, chat in calls:
        now = max(now + gap, pace.ready_at(), pace.chat_ready_at(chat))
        pace.spend(chat, now)
        left.append((now, chat))
    return left


def most_within(times: list[float], span: float) -> int:
    return max(sum(start <= other < start + span for other in times) for start in times)


@given(arrivals, st.sampled_from([1, 3, 28, 30, 500, 1000]))
def test_no_sliding_second_sees_more_than_the_rate(
    calls: list[tuple[float, int]], rate: int
) -> None:
    left = speak(Pace(rate), calls)

    assert most_within([at for at, _ in left], 1.0) <= 1 + math.floor(rate * (1 + TOLERANCE))


@given(arrivals)
def test_what_is_pushed_leaves_once_a_second_to_a_chat_and_twenty_times_a_minute_to_a_group(
    calls: list[tuple[float, int]],
) -> None:
    left = speak(Pace(1000), calls)

    chats: dict[int, list[float]] = defaultdict(list)
    for at, chat in left:
        chats[chat].append(at)
    for chat, times in chats.items():
        shortest = 1.0 if chat > 0 else 3.0
        assert all(later - sooner >= shortest - 1e-9 for sooner, later in pairwise(times))
        if chat < 0:
            assert most_within(times, 60.0) <= 20


def test_full_speed_is_the_rate_though_every_timer_is_late_by_the_tolerance() -> None:
    pace, now = Pace(100), 50.0

    for chat in range(1000):
        now = max(now, pace.ready_at() + TOLERANCE * 0.9)
        pace.spend(chat, now)

    assert (now - 50.0) == pytest.approx(10.0, abs=0.1)


def test_time_that_nobody_used_is_not_saved_up() -> None:
    pace = Pace(10)
    pace.spend(1, 100.0)

    left = speak(pace, [(50.0, 2), *((0.0, chat) for chat in range(3, 30))])

    assert most_within([at for at, _ in left], 1.0) <= 11


def test_two_messages_to_a_chat_are_a_little_more_than_a_second_apart() -> None:
    left = [at for at, _ in speak(Pace(1000), [(0.0, 1)] * 3)]

    assert [later - sooner for sooner, later in pairwise(left)] == [pytest.approx(1.05)] * 2


def test_one_chat_costs_another_nothing_but_a_slot() -> None:
    pace = Pace(28)
    pace.spend(1, 100.0)

    assert pace.chat_ready_at(2) <= 100.0


def test_nothing_is_ready_before_a_hold_is_over() -> None:
    pace = Pace(28)

    pace.hold(107.0)

    assert pace.ready_at() == pytest.approx(107.0)


def test_a_shorter_hold_takes_nothing_from_a_longer_one() -> None:
    pace = Pace(28)
    pace.hold(160.0)

    pace.hold(101.0)

    assert pace.ready_at() == pytest.approx(160.0)


def test_chats_that_are_ready_again_are_forgotten() -> None:
    pace = Pace(1e6)
    for chat in range(1, 10_002):
        pace.spend(chat, 100.0)

    pace.spend(-1, 102.0)
    pace.spend(1, 102.5)

    assert len(pace._chats) == 2
    assert pace.chat_ready_at(-1) == pytest.approx(105.1)
    assert pace.chat_ready_at(1) == pytest.approx(103.55)
