"""Timetable: jobs run when they are due, each run once. The only door to APScheduler.

Its job store is memory: what is due follows from the settings and the clock, and what has run
from the store. The one broad `except` of the program is here: a job that fails today runs again
at its next slot.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from apscheduler.events import (
    EVENT_JOB_MAX_INSTANCES,
    EVENT_JOB_MISSED,
    EVENT_JOB_SUBMITTED,
    JobExecutionEvent,
    JobSubmissionEvent,
)
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from scheduler.slots import Slots

log = logging.getLogger(__name__)

CLOCK_STEP = timedelta(seconds=2)
"""A clock that moves more than this against the monotonic one has been set, or we have slept."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to do again and again. `every`: an interval, or a cron line (`0 8 * * mon-fri`).

    Intervals count from 1970, so that all processes mean the same slots. `late`: how long after
    its slot a run may still start; also how far back we look for a missed one when we start.
    None: any time, and nothing is made up for at the start. Slots missed together count as one.
    `claimed`: run each slot in one process only; a tick that looks at nothing but this process's
    own state says False and spares the store a write.
    """

    name: str
    every: timedelta | str
    run: Callable[[], Awaitable[None]]
    late: timedelta | None = None
    claimed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFacts:
    """How a job fares. Moments are aware UTC datetimes; `last_error` is None after a good run.

    `skipped` counts slots that came while the job was still running, or were found too late.
    """

    name: str
    next_run: datetime | None
    last_run: datetime | None
    took: timedelta | None
    last_error: str | None
    runs: int
    failures: int
    skipped: int


@dataclass(slots=True)
class _Line:
    """One job's line of the timetable."""

    job: Job
    trigger: BaseTrigger
    slot: datetime = _EPOCH
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    asked: asyncio.Task[None] | None = None
    last_run: datetime | None = None
    took: timedelta | None = None
    error: str | None = None
    runs: int = 0
    failures: int = 0
    skipped: int = 0


class Timetable:
    """The jobs of one process. Starts, wakes and drains them."""

    def __init__(self, jobs: Iterable[Job], slots: Slots, timezone: str = "UTC") -> None:
        self._slots = slots
        zone = UTC if timezone == "UTC" else ZoneInfo(timezone)
        self._lines = {job.name: _Line(job, _trigger(job, zone)) for job in jobs}
        self._running: set[asyncio.Task[None]] = set()
        self._clock: asyncio.Task[None] | None = None
        self._stopping = False
        self._scheduler = AsyncIOScheduler(
            timezone=zone,
            jobstores={"default": MemoryJobStore()},
            executors={"default": AsyncIOExecutor()},
        )
        self._scheduler.add_listener(
            self._note, EVENT_JOB_SUBMITTED | EVENT_JOB_MAX_INSTANCES | EVENT_JOB_MISSED
        )

    async def start(self) -> None:
        """Start the clock. Slots missed while no process ran, and not too late, run at once."""
        now = datetime.now(UTC)
        for line in self._lines.values():
            await self._forget_the_future(line, now)
            job = line.job
            self._scheduler.add_job(
                self._run_slot,
                line.trigger,
                args=[line],
                id=job.name,
                name=job.name,
                next_run_time=line.trigger.get_next_fire_time(
                    None, now - (job.late or timedelta())
                ),
                misfire_grace_time=job.late and max(1, round(job.late.total_seconds())),
                coalesce=True,
                max_instances=1,
            )
        self._scheduler.start()
        self._clock = asyncio.create_task(self._watch_the_clock(), name="clock")

    async def stop(self, patience: timedelta = timedelta(seconds=5)) -> None:
        """Start nothing more, let running jobs end for `patience`, then cancel them."""
        self._stopping = True
        if self._clock is None:
            return
        self._clock.cancel()
        self._scheduler.pause()
        if self._running:
            await asyncio.wait(self._running, timeout=patience.total_seconds())
        for task in self._running:
            log.warning("%s is cut off: it did not end within %s", task.get_name(), patience)
            task.cancel()
        await asyncio.gather(self._clock, *self._running, return_exceptions=True)
        self._scheduler.shutdown()
        await asyncio.sleep(0)  # it shuts down by call_soon
        self._clock = None

    def run_now(self, name: str) -> asyncio.Task[None]:
        """Run a job at once, besides its slots. Ends when that run has ended, well or not.

        A run under way may have looked already: it is followed by another one, so that no
        wake-up is lost. Many asks before that one starts are one.
        """
        line = self._lines[name]
        if line.asked is None:
            line.asked = asyncio.create_task(self._run(line), name=name)
            self._keep(line.asked)
        return line.asked

    def facts(self) -> list[JobFacts]:
        """Tell how each job fares, for `/health`."""
        return [self._facts(line) for line in self._lines.values()]

    def _facts(self, line: _Line) -> JobFacts:
        planned = self._scheduler.get_job(line.job.name) if self._clock else None
        next_run = planned.next_run_time.astimezone(UTC) if planned else None
        return JobFacts(
            name=line.job.name,
            next_run=next_run,
            last_run=line.last_run,
            took=line.took,
            last_error=line.error,
            runs=line.runs,
            failures=line.failures,
            skipped=line.skipped,
        )

    async def _run_slot(self, line: _Line) -> None:
        task = asyncio.current_task()
        if task is not None:
            task.set_name(line.job.name)
            self._keep(task)
        await self._run(line, line.slot)

    async def _run(self, line: _Line, slot: datetime | None = None) -> None:
        async with line.lock:
            if slot is None:
                line.asked = None  # from here on, an ask means another run
            if not self._stopping:
                started = time.monotonic()
                await self._attempt(line, self._claim_and_run(line, slot))
                line.took = timedelta(seconds=time.monotonic() - started)

    async def _claim_and_run(self, line: _Line, slot: datetime | None) -> None:
        job = line.job
        if slot and job.claimed and not await self._slots.claim(job.name, slot):
            return
        line.last_run = datetime.now(UTC)
        line.runs += 1
        await job.run()
        line.error = None

    async def _attempt(self, line: _Line, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - whatever it is, the next slot is the remedy
            self._tell_of_failure(line, error)

    @staticmethod
    def _tell_of_failure(line: _Line, error: Exception) -> None:
        line.failures += 1
        # One line for operators and `/health`; whatever a library adds below is for the log.
        words = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
        if words == line.error:
            log.error("%s failed again, %d times in all: %s", line.job.name, line.failures, words)
            return
        line.error = words
        log.error("%s failed; it runs again at its next slot", line.job.name, exc_info=error)

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _note(self, event: JobSubmissionEvent | JobExecutionEvent) -> None:
        line = self._lines[event.job_id]
        if event.code == EVENT_JOB_SUBMITTED:
            # Told before the run's task gets its first turn: the only way in which version 3
            # lets a job know which slot it runs for.
            line.slot = event.scheduled_run_times[-1].astimezone(UTC)
            return
        line.skipped += 1
        if event.code == EVENT_JOB_MISSED:
            log.warning("%s: the run of %s is too late", line.job.name, event.scheduled_run_time)
        else:
            log.debug("%s is still running: a slot passes", line.job.name)

    async def _watch_the_clock(self) -> None:
        """Mend what APScheduler does not see: its timer is monotonic, its slots are wall time.

        After a step back by an hour, it would run nothing for an hour; a step ahead, or a
        machine that slept, it would notice at the end of its timer.
        """
        ahead = time.time() - time.monotonic()
        while True:
            await asyncio.sleep(1)
            before, ahead = ahead, time.time() - time.monotonic()
            if abs(ahead - before) > CLOCK_STEP.total_seconds():
                log.warning("the clock moved by %+.0f s: jobs are planned anew", ahead - before)
                await self._plan_anew(back=ahead < before)

    async def _plan_anew(self, *, back: bool) -> None:
        now = datetime.now(UTC)
        if back:
            for line in self._lines.values():
                await self._forget_the_future(line, now)
                self._scheduler.reschedule_job(line.job.name, trigger=line.trigger)
        self._scheduler.wakeup()

    async def _forget_the_future(self, line: _Line, now: datetime) -> None:
        """Free the slots of an interval that a clock running ahead has claimed.

        A cron slot stays claimed: the eight o'clock digest goes out once, whatever the clock.
        """
        every = line.job.every
        if line.job.claimed and isinstance(every, timedelta):
            await self._attempt(line, self._slots.forget(line.job.name, now + every))


class _Interval(BaseTrigger):  # type: ignore[misc]  # APScheduler is untyped
    """Every so often, counted from 1970. After a long sleep it names one missed slot, not all."""

    def __init__(self, every: timedelta) -> None:
        self._every = every

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        passed = _EPOCH + (now - _EPOCH) // self._every * self._every
        if previous is None:
            return passed if passed == now else passed + self._every
        return max(previous + self._every, passed)


def _trigger(job: Job, zone: tzinfo) -> BaseTrigger:
    if isinstance(job.every, timedelta):
        return _Interval(job.every)
    if re.search(r"\d\S*$", job.every):
        # Its 0 is Monday where cron's is Sunday: numbers would mean another day than they say.
        raise ValueError(f"{job.name}: name the weekdays of {job.every!r} (mon-fri)")
    return CronTrigger.from_crontab(job.every, timezone=zone)
