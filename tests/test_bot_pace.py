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
        st.booleans(),  # whether it is a reply
    ),
    min_size=1,
    max_size=150,
)


def speak(pace: Pace, calls: list[tuple[float, int, bool]]) -> list[tuple[float, int, bool]]:
    """Let each call leave at the first moment that the pace allows; give those moments."""
    now, left = 100.0, []
    for gap, chat, reply in calls:
        now = max(now + gap, pace.ready_at(), pace.chat_ready_at(chat, reply=reply))
        pace.spend(chat, now)
        left.append((now, chat, reply))
    return left


def most_within(times: list[float], span: float) -> int:
    return max(sum(start <= other < start + span for other in times) for start in times)


@given(arrivals, st.sampled_from([1, 3, 28, 30, 500, 1000]))
def test_no_sliding_second_sees_more_than_the_rate(
    calls: list[tuple[float, int, bool]], rate: int
) -> None:
    left = speak(Pace(rate), calls)

    assert most_within([at for at, _, _ in left], 1.0) <= 1 + math.floor(rate * (1 + TOLERANCE))


@given(arrivals)
def test_what_is_pushed_leaves_once_a_second_to_a_chat_and_twenty_times_a_minute_to_a_group(
    calls: list[tuple[float, int, bool]],
) -> None:
    left = speak(Pace(1000), [(gap, chat, False) for gap, chat, _ in calls])

    chats: dict[int, list[float]] = defaultdict(list)
    for at, chat, _ in left:
        chats[chat].append(at)
    for chat, times in chats.items():
        shortest = 1.0 if chat > 0 else 3.0
        assert all(later - sooner >= shortest - 1e-9 for sooner, later in pairwise(times))
        if chat < 0:
            assert most_within(times, 60.0) <= 20


@given(arrivals)
def test_a_reply_is_at_most_two_slots_ahead_of_its_chat(
    calls: list[tuple[float, int, bool]],
) -> None:
    left = speak(Pace(1000), [(gap, chat, True) for gap, chat, _ in calls])

    for chat in (1, 2, 3):
        times = [at for at, who, _ in left if who == chat]
        assert not times or most_within(times, 1.0 - 1e-6) <= 3
        assert not times or most_within(times, 10.0 - 1e-6) <= 12


def test_full_speed_is_the_rate_though_every_timer_is_late_by_the_tolerance() -> None:
    pace, now = Pace(100), 50.0

    for chat in range(1000):
        now = max(now, pace.ready_at() + TOLERANCE * 0.9)
        pace.spend(chat, now)

    assert (now - 50.0) == pytest.approx(10.0, abs=0.1)


def test_time_that_nobody_used_is_not_saved_up() -> None:
    pace = Pace(10)
    pace.spend(1, 100.0)

    left = speak(pace, [(50.0, 2, False), *((0.0, chat, False) for chat in range(3, 30))])

    assert most_within([at for at, _, _ in left], 1.0) <= 11


def test_three_replies_in_a_row_leave_at_once_and_the_fourth_waits() -> None:
    pace = Pace(1000)

    left = [at for at, _, _ in speak(pace, [(0.0, 1, True)] * 4)]

    assert left[2] - left[0] < 0.01
    assert left[3] - left[0] == pytest.approx(1.0, abs=0.01)


def test_what_is_pushed_waits_until_the_replies_before_it_are_paid_for() -> None:
    pace = Pace(1000)
    speak(pace, [(0.0, 1, True)] * 3)

    assert pace.chat_ready_at(1) == pytest.approx(103.0, abs=0.02)


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
    assert pace.chat_ready_at(-1) == pytest.approx(105.0)
    assert pace.chat_ready_at(1) == pytest.approx(103.5)
