"""Lane: how calls end: by failing, by a drain, and always exactly once."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.lane import Lane
from bot.messenger import DeliveryError, Gone, NotSent, Refused, SlowDown, Unsure
from bot.pace import Pace
from bot.planning import Priority
from tests.fakes.post import NORMAL, REPLY, Post, now, run


@pytest.mark.parametrize(
    "error", [Unsure("no answer"), Gone("blocked"), Refused("too long"), ValueError("a mistake")]
)
def test_what_waiting_can_t_cure_goes_to_the_caller_at_once(error: Exception) -> None:
    async def story() -> tuple[BaseException, int]:
        async with Post() as post:
            call = post.call("m", errors=[error])
            with pytest.raises(type(error)) as raised:
                await call
            return raised.value, len(post.left)

    assert run(story()) == (error, 1)


def test_a_reader_is_told_no_after_three_tries() -> None:
    async def story() -> int:
        async with Post() as post:
            with pytest.raises(NotSent):
                await post.call("r", priority=REPLY, errors=[NotSent("no connection")] * 9)
        return len(post.left)

    assert run(story()) == 3


def test_an_action_that_is_cancelled_from_within_is_unsure() -> None:
    async def story() -> None:
        async def give_up() -> None:
            raise asyncio.CancelledError

        async with Post() as post:
            with pytest.raises(Unsure):
                await post.lane.submit(NORMAL, 1, give_up)

    run(story())


def test_draining_cancels_what_waits_and_lets_land_what_flies() -> None:
    async def story() -> tuple[list[str], list[str]]:
        post = Post(concurrency=2)
        lane = asyncio.create_task(post.lane.run())
        calls = {name: post.call(name, seconds=3.0) for name in ("a", "b", "c", "d")}
        await asyncio.sleep(1)
        await post.lane.drain(timedelta(seconds=10))
        done = await asyncio.gather(*calls.values(), return_exceptions=True)
        await lane
        assert now() == pytest.approx(3.0, abs=0.1)
        return [type(one).__name__ for one in done], post.order

    kinds, left = run(story())

    assert kinds == ["str", "str", "CancelledError", "CancelledError"]
    assert left == ["a", "b"]


def test_draining_waits_no_longer_than_its_patience_and_leaves_no_task_behind() -> None:
    async def story() -> tuple[list[object], float, int]:
        post = Post()
        lane = asyncio.create_task(post.lane.run())
        calls = [
            post.call("late", seconds=60.0),
            post.call("held", errors=[SlowDown(timedelta(seconds=60))]),
        ]
        await asyncio.sleep(1)
        await post.lane.drain(timedelta(seconds=5))
        done = await asyncio.gather(*calls, return_exceptions=True)
        await lane
        await asyncio.sleep(0.01)
        return [type(one) for one in done], now(), len(asyncio.all_tasks())

    kinds, ended, tasks = run(story())

    assert kinds == [Unsure, asyncio.CancelledError]
    assert ended == pytest.approx(6.0, abs=0.1)
    assert tasks == 1


def test_a_pause_still_being_stored_does_not_outlive_a_drain() -> None:
    async def story() -> BaseException | str:
        async def store_slowly(_wait: timedelta) -> None:
            await asyncio.sleep(3600)

        post = Post()
        post.lane = Lane(Pace(1e6), concurrency=4, on_slow_down=store_slowly)
        lane = asyncio.create_task(post.lane.run())
        call = post.call("held", errors=[SlowDown(timedelta(seconds=1))])
        await asyncio.sleep(1)
        await post.lane.drain(timedelta(seconds=2))
        (ended,) = await asyncio.gather(call, return_exceptions=True)
        await lane
        return ended

    assert isinstance(run(story()), asyncio.CancelledError)


def test_a_drained_lane_takes_nothing_more() -> None:
    async def story() -> None:
        async with Post() as post:
            await post.lane.drain(timedelta(0))
            with pytest.raises(asyncio.CancelledError):
                await post.call("m")
            assert post.left == []

    run(story())


class Visit:
    """One call of a story made up by hypothesis: when it comes, and how it goes."""

    def __init__(self, at: float, priority: Priority, chat: int, ends: list[str]) -> None:
        self.at, self.priority, self.chat, self.ends = at, priority, chat, ends

    def __repr__(self) -> str:
        return f"Visit({self.at}, {self.priority!r}, {self.chat}, {self.ends})"


_ENDS: dict[str, Callable[[], DeliveryError]] = {
    "slow down": lambda: SlowDown(timedelta(seconds=2)),
    "not sent": lambda: NotSent("x"),
    "unsure": lambda: Unsure("x"),
    "gone": lambda: Gone("x"),
}


_HOPELESS = {"unsure", "gone"}


visits = st.lists(
    st.builds(
        Visit,
        st.floats(0, 5),
        st.sampled_from(list(Priority)),
        st.sampled_from([1, 2, 3, -4]),
        st.lists(st.sampled_from(list(_ENDS)), max_size=2),
    ),
    min_size=1,
    max_size=25,
)


@settings(deadline=None, max_examples=60)
@given(visits, st.integers(1, 4), st.sampled_from([None, 1.0, 4.0]))
def test_every_call_is_settled_exactly_once(
    story: list[Visit], concurrency: int, drained_at: float | None
) -> None:
    carried: Counter[int] = Counter()
    settled: dict[int, list[object]] = defaultdict(list)

    async def visit(lane: Lane, number: int, one: Visit) -> None:
        ends = list(one.ends)

        async def action() -> int:
            await asyncio.sleep(0.3)
            if ends:
                fail = _ENDS[ends.pop(0)]
                raise fail()
            carried[number] += 1
            return number

        await asyncio.sleep(one.at)
        try:
            settled[number].append(await lane.submit(one.priority, one.chat, action))
        except (DeliveryError, asyncio.CancelledError) as error:
            settled[number].append(error)

    async def play() -> None:
        async with Post(rate=20, concurrency=concurrency) as post:
            tasks = [asyncio.create_task(visit(post.lane, n, one)) for n, one in enumerate(story)]
            if drained_at is not None:
                await asyncio.sleep(drained_at)
                await post.lane.drain(timedelta(seconds=1))
            await asyncio.gather(*tasks)

    run(play())

    for number, one in enumerate(story):
        (end,) = settled[number]
        assert carried[number] == (end == number)
        if drained_at is None and not isinstance(end, int):
            assert isinstance(end, Unsure | Gone)
            assert _HOPELESS & set(one.ends)
