"""Lane: pauses, asked for or of its own, and the calls tried again after them."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.lane import Lane
from bot.messenger import NotSent, SlowDown, Unauthorized
from bot.pace import Pace
from tests.fakes.post import REPLY, Post, now, run


def test_the_network_s_pause_holds_everything_and_the_call_is_tried_again_by_itself() -> None:
    async def story() -> tuple[list[tuple[str, float]], list[float]]:
        async with Post() as post:
            slow = post.call("slow", errors=[SlowDown(timedelta(seconds=7))])
            await asyncio.sleep(0.5)
            others = [post.call("other"), post.call("reply", priority=REPLY)]
            assert await slow == "slow"
            await asyncio.gather(*others)
        return post.left, post.pauses

    left, pauses = run(story())

    assert left[0] == ("slow", 0.0)
    assert sorted(name for name, _ in left[1:]) == ["other", "reply", "slow"]
    assert all(at >= 7.0 for _, at in left[1:])
    assert pauses == [7.0]


def test_a_pause_that_cannot_be_stored_loses_no_call() -> None:
    async def story() -> str:
        async def refuse(_wait: timedelta) -> None:
            raise OSError("the disk is full")

        post = Post()
        post.lane = Lane(Pace(1e6), concurrency=4, on_slow_down=refuse)
        async with post:
            return await post.call("slow", errors=[SlowDown(timedelta(seconds=3))])

    assert run(story()) == "slow"


def test_what_never_left_is_tried_again_ever_more_rarely() -> None:
    async def story() -> list[float]:
        async with Post() as post:
            await post.call("m", errors=[NotSent("no connection")] * 12)
        return [at for _, at in post.left]

    left = run(story())

    gaps = [later - sooner for sooner, later in pairwise(left)]
    assert len(left) == 13
    assert gaps[0] < 2.0
    assert all(gap <= 61.0 for gap in gaps)
    assert gaps[-1] >= 30.0


def test_a_lost_connection_counts_once_however_many_were_on_their_way() -> None:
    async def story() -> float:
        async with Post() as post:
            calls = [
                post.call(f"m{n}", seconds=1.0, errors=[NotSent("connection lost")])
                for n in range(60)
            ]
            await asyncio.gather(*calls)
            return now()

    assert run(story()) < 5.0


def test_a_refused_token_is_shown_and_tried_again_after_half_a_minute() -> None:
    async def story() -> tuple[list[float], str | None, str | None]:
        async with Post() as post:
            call = post.call("m", errors=[Unauthorized("the token is refused")])
            await asyncio.sleep(10)
            trouble = post.lane.trouble
            await call
            return [at for _, at in post.left], trouble, post.lane.trouble

    left, trouble, after = run(story())

    assert left == [0.0, pytest.approx(30.0, abs=0.1)]
    assert (trouble, after) == ("the token is refused", None)


def test_nothing_leaves_while_paused_and_all_of_it_after() -> None:
    async def story() -> list[tuple[str, float]]:
        async with Post() as post:
            post.lane.pause(True)
            calls = [post.call("m"), post.call("r", priority=REPLY)]
            await asyncio.sleep(20)
            assert post.left == []
            post.lane.pause(False)
            await asyncio.gather(*calls)
        return post.left

    assert run(story()) == [("r", 20.0), ("m", pytest.approx(20.0, abs=0.01))]
