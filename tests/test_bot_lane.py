"""Lane: turns, pauses and ends of calls. In a time of its own, which passes while all wait."""

from __future__ import annotations

import asyncio
import selectors
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.lane import Lane
from bot.messenger import (
    DeliveryError,
    Gone,
    NotSent,
    Refused,
    SlowDown,
    Unauthorized,
    Unsure,
)
from bot.pace import Pace
from bot.planning import Priority

T = TypeVar("T")
NORMAL, BREAKING, EDIT, REPLY = Priority.NORMAL, Priority.BREAKING, Priority.EDIT, Priority.REPLY


class _Waiting(selectors.DefaultSelector):
    """Nothing comes from outside: where a loop would wait, its time is over at once."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "all wait, and nothing will ever happen"
        self.passed += max(timeout, 0.0)
        return super().select(0)


class Clockwork(asyncio.SelectorEventLoop):
    """A loop whose hours last no time."""

    def __init__(self) -> None:
        self._outside = _Waiting()
        super().__init__(self._outside)

    def time(self) -> float:
        return self._outside.passed


def run(story: Coroutine[Any, Any, T]) -> T:
    """Play a story in a loop of its own; one that hangs ends after three hours of its time."""

    async def bounded() -> T:
        async with asyncio.timeout(10_000):
            return await story

    with asyncio.Runner(loop_factory=Clockwork) as runner:
        return runner.run(bounded())


def now() -> float:
    return asyncio.get_running_loop().time()


class Post:
    """A lane at work, and what its calls did: (name, when they left)."""

    def __init__(self, *, rate: float = 1e6, concurrency: int = 100) -> None:
        self.left: list[tuple[str, float]] = []
        self.pauses: list[float] = []
        self.lane = Lane(Pace(rate), concurrency=concurrency, on_slow_down=self._slow_down)
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Post:
        self._running = asyncio.create_task(self.lane.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.lane.drain(timedelta(seconds=1))
        if self._running:
            await self._running

    def call(
        self,
        name: str,
        *,
        priority: Priority = NORMAL,
        chat: int | None = None,
        seconds: float = 0.0,
        errors: list[BaseException] | None = None,
    ) -> asyncio.Task[str]:
        """Submit a call that takes `seconds`, and fails as told before it succeeds."""
        wrong = list(errors or [])

        async def action() -> str:
            self.left.append((name, now()))
            await asyncio.sleep(seconds)
            if wrong:
                raise wrong.pop(0)
            return name

        where = chat if chat is not None else hash(name) % 1_000_000 + 1
        return asyncio.create_task(self.lane.submit(priority, where, action))

    @property
    def order(self) -> list[str]:
        return [name for name, _ in self.left]

    async def _slow_down(self, wait: timedelta) -> None:
        self.pauses.append(wait.total_seconds())


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
