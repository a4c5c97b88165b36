"""Lane: who takes the next turn, and who waits for whom."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.lane import Lane
from bot.pace import Pace
from tests.fakes.post import BREAKING, EDIT, NORMAL, REPLY, Post, now, run


def test_the_most_urgent_leaves_first_and_equals_by_age() -> None:
    async def story() -> list[str]:
        post = Post(rate=10)
        names = [("n1", NORMAL), ("b1", BREAKING), ("e1", EDIT), ("r1", REPLY)]
        names += [("n2", NORMAL), ("b2", BREAKING), ("e2", EDIT), ("r2", REPLY)]
        calls = [post.call(name, priority=priority) for name, priority in names]
        await asyncio.sleep(0)
        async with post:
            await asyncio.gather(*calls)
        return post.order

    assert run(story()) == ["r1", "r2", "e1", "e2", "b1", "b2", "n1", "n2"]


def test_a_reply_overtakes_a_broadcast_under_way() -> None:
    async def story() -> int:
        async with Post(rate=10) as post:
            calls = [post.call(f"n{number}") for number in range(100)]
            await asyncio.sleep(2)
            await post.call("reply", priority=REPLY)
            place = post.order.index("reply")
            for call in calls:
                call.cancel()
        return place

    assert run(story()) <= 23


def test_one_chat_never_holds_up_another() -> None:
    async def story() -> dict[str, float]:
        async with Post() as post:
            calls = [post.call(f"same{number}", chat=7) for number in range(5)]
            calls += [post.call(f"other{number}", chat=100 + number) for number in range(5)]
            await asyncio.gather(*calls)
        return dict(post.left)

    left = run(story())

    assert all(left[f"other{number}"] < 0.1 for number in range(5))
    assert left["same4"] == pytest.approx(4.2, abs=0.1)


def test_the_messages_of_one_chat_leave_in_the_order_they_came() -> None:
    async def story() -> list[str]:
        async with Post() as post:
            await asyncio.gather(*(post.call(f"m{number}", chat=7) for number in range(8)))
        return post.order

    assert run(story()) == [f"m{number}" for number in range(8)]


@pytest.mark.parametrize("concurrency", [1, 2, 5])
def test_a_full_room_is_used_to_its_last_place(concurrency: int) -> None:
    async def story() -> float:
        async with Post(concurrency=concurrency) as post:
            await asyncio.gather(*(post.call(f"m{n}", seconds=1.0) for n in range(concurrency * 4)))
            return now()

    assert run(story()) == pytest.approx(4.0, abs=0.01)


def test_a_reply_passes_a_full_room() -> None:
    async def story() -> float:
        async with Post(concurrency=2) as post:
            calls = [post.call(f"m{number}", seconds=30.0) for number in range(6)]
            await asyncio.sleep(1)
            await post.call("reply", priority=REPLY)
            for call in calls:
                call.cancel()
            return dict(post.left)["reply"]

    assert run(story()) == pytest.approx(1.0, abs=0.01)


def test_a_call_whose_caller_has_gone_takes_nobody_s_turn() -> None:
    async def story() -> list[str]:
        async with Post(rate=1) as post:
            first, given_up, last = post.call("first"), post.call("given up"), post.call("last")
            await asyncio.sleep(0.1)
            given_up.cancel()
            await asyncio.gather(first, last)
            assert now() == pytest.approx(1.0, abs=0.1)
        return post.order

    assert run(story()) == ["first", "last"]


async def test_a_lane_needs_no_event_to_go_on_in_real_time() -> None:
    async def told(_wait: timedelta) -> None:
        return None

    lane = Lane(Pace(1000), concurrency=1, on_slow_down=told)
    running = asyncio.create_task(lane.run())

    async def action() -> int:
        return 1

    calls: list[Awaitable[int]] = [lane.submit(NORMAL, chat, action) for chat in range(20)]
    async with asyncio.timeout(20):
        assert await asyncio.gather(*calls) == [1] * 20
    await lane.drain(timedelta(0))
    with suppress(asyncio.CancelledError):
        await running
