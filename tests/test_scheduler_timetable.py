"""The timetable: what runs, when, how often, and what a failure or a moved clock does to it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from feeds.database import Database
from scheduler.slots import Slots
from scheduler.timetable import Job, Timetable

ROOT = Path(__file__).parent.parent
TENTH = timedelta(milliseconds=100)
HOUR = timedelta(hours=1)


class Counter:
    """A job that counts its runs, and may take its time or fail."""

    def __init__(self, takes: float = 0, fails: int = 0) -> None:
        self.runs = 0
        self.ended = 0
        self.at_once = 0
        self._busy = 0
        self._takes = takes
        self._fails = fails

    async def __call__(self) -> None:
        self.runs += 1
        self._busy += 1
        self.at_once = max(self.at_once, self._busy)
        try:
            if self.runs <= self._fails:
                raise ValueError("no luck")
            await asyncio.sleep(self._takes)
            self.ended += 1
        finally:
            self._busy -= 1


@asynccontextmanager
async def running(slots: Slots, *jobs: Job) -> AsyncIterator[Timetable]:
    timetable = Timetable(jobs, slots)
    await timetable.start()
    try:
        yield timetable
    finally:
        await timetable.stop()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - what we wait for tells nobody
            await asyncio.sleep(0.01)


@pytest.fixture
def slots(database: Database) -> Slots:
    return Slots(database)


async def test_two_processes_never_run_one_slot_twice(slots: Slots) -> None:
    ours, theirs = Counter(), Counter()

    async with (
        running(slots, Job(name="scan", every=TENTH, run=ours)),
        running(slots, Job(name="scan", every=TENTH, run=theirs)),
    ):
        started = time.monotonic()
        await until(lambda: ours.runs + theirs.runs >= 6)
        passed = time.monotonic() - started

    assert ours.runs + theirs.runs <= passed / TENTH.total_seconds() + 2


async def test_an_unclaimed_tick_runs_in_every_process(slots: Slots) -> None:
    ours, theirs = Counter(), Counter()

    async with (
        running(slots, Job(name="tick", every=TENTH, run=ours, claimed=False)),
        running(slots, Job(name="tick", every=TENTH, run=theirs, claimed=False)),
    ):
        await until(lambda: ours.runs >= 3 and theirs.runs >= 3)


async def test_a_failing_job_is_told_with_its_trace_and_runs_again(
    slots: Slots, caplog: pytest.LogCaptureFixture
) -> None:
    job = Counter(fails=3)

    async with running(slots, Job(name="scan", every=TENTH, run=job)) as timetable:
        await until(lambda: job.ended >= 1)
        await asyncio.sleep(0)
        facts = timetable.facts()[0]

    first, *others = [record for record in caplog.records if "failed" in record.message]
    assert first.exc_info
    assert "Traceback" in caplog.text
    assert [record.exc_info for record in others] == [None, None]
    assert "failed again, 3 times in all: ValueError: no luck" in others[1].message
    assert facts.failures == 3
    assert facts.last_error is None


async def test_a_job_never_overlaps_itself_and_the_slots_that_pass_are_counted(
    slots: Slots,
) -> None:
    job = Counter(takes=0.35)

    async with running(slots, Job(name="scan", every=TENTH, run=job)) as timetable:
        await until(lambda: job.ended >= 2)
        skipped = timetable.facts()[0].skipped

    assert job.at_once == 1
    assert skipped >= 2


async def test_a_wake_up_runs_the_job_at_once(slots: Slots) -> None:
    job = Counter()

    async with running(slots, Job(name="scan", every=HOUR, run=job)) as timetable:
        await timetable.run_now("scan")

    assert job.runs == 1


async def test_a_wake_up_during_a_run_is_followed_by_one_more_run(slots: Slots) -> None:
    job = Counter(takes=0.05)

    async with running(slots, Job(name="scan", every=HOUR, run=job)) as timetable:
        first = timetable.run_now("scan")
        await until(lambda: job.runs == 1)
        later = [timetable.run_now("scan") for _ in range(5)]
        await asyncio.gather(first, *later)

    assert job.runs == 2
    assert job.at_once == 1


async def test_a_slot_missed_before_the_start_runs_once_unless_it_ran_already(
    slots: Slots,
) -> None:
    every = timedelta(days=3650)
    job = Counter()

    async with running(slots, Job(name="digest", every=every, run=job, late=every)):
        await until(lambda: job.runs == 1)
    async with running(slots, Job(name="digest", every=every, run=job, late=every)):
        await asyncio.sleep(0.1)

    assert job.runs == 1


async def test_stopping_lets_a_run_end_and_starts_no_other(slots: Slots) -> None:
    job = Counter(takes=0.2)

    async with running(slots, Job(name="scan", every=TENTH, run=job)):
        await until(lambda: job.runs == 1)

    assert job.ended == 1
    await asyncio.sleep(0.3)
    assert job.runs == 1


async def test_stopping_cuts_off_what_does_not_end(slots: Slots) -> None:
    job = Counter(takes=3600)
    timetable = Timetable([Job(name="scan", every=HOUR, run=job)], slots)
    await timetable.start()
    run = timetable.run_now("scan")
    await until(lambda: job.runs == 1)

    await timetable.stop(patience=timedelta(milliseconds=50))

    assert run.cancelled()


async def test_a_store_that_is_away_stops_no_timetable(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from feeds.database import open_database

    database = await open_database(f"sqlite:///{tmp_path / 'empty.db'}")  # no tables in it
    job = Counter()

    async with running(Slots(database), Job(name="scan", every=TENTH, run=job)) as timetable:
        await until(lambda: timetable.facts()[0].failures >= 2)
        await database.migrate("scheduler")
        await until(lambda: job.runs >= 1)

    await database.close()
    assert "job_slot" in caplog.text


async def test_the_facts_name_the_next_run_in_utc(slots: Slots) -> None:
    job = Job(name="digest", every="0 8 * * mon-fri", run=Counter())
    timetable = Timetable([job], slots, timezone="Asia/Tokyo")
    await timetable.start()

    next_run = timetable.facts()[0].next_run

    await timetable.stop()
    assert next_run
    assert (next_run.utcoffset(), next_run.hour) == (timedelta(), 23)
    assert next_run > datetime.now(UTC)


def test_weekdays_by_number_are_refused(tmp_path: Path) -> None:
    job = Job(name="digest", every="0 8 * * 1-5", run=Counter())

    with pytest.raises(ValueError, match="name the weekdays"):
        Timetable([job], None)  # type: ignore[arg-type]  # refused before any slot


CLOCK_STEP = """
    import asyncio, sys, time
    from datetime import timedelta
    from pathlib import Path
    from feeds.database import open_database
    from scheduler.slots import Slots
    from scheduler.timetable import Job, Timetable

    async def main():
        database = await open_database("sqlite:///" + sys.argv[1])
        await database.migrate("scheduler")
        runs = []
        async def run():
            runs.append(time.monotonic())
        job = Job(name="scan", every=timedelta(seconds=1), run=run)
        timetable = Timetable([job], Slots(database))
        await timetable.start()
        while not runs:
            await asyncio.sleep(0.01)
        Path(sys.argv[2]).write_text(sys.argv[3])
        stepped, before = time.monotonic(), len(runs)
        while len(runs) < before + 3 and time.monotonic() < stepped + 20:
            await asyncio.sleep(0.01)
        print(len(runs) - before)
        await timetable.stop()
        await database.close()

    asyncio.run(main())
"""


@pytest.mark.parametrize("step", ["-3600", "+2592000"])
def test_a_clock_that_is_set_stalls_no_job(
    step: str, tmp_path: Path, require_tool: Callable[[str], str]
) -> None:
    faketime = require_tool("faketime")
    # The wrapper's own offset would beat the file's: of it we only take the library's place.
    library = subprocess.check_output([faketime, "-f", "+0", "printenv", "LD_PRELOAD"], text=True)
    offset = tmp_path / "offset"
    offset.write_text("+0")
    script = [sys.executable, "-c", textwrap.dedent(CLOCK_STEP)]

    done = subprocess.run(
        [*script, str(tmp_path / "store.db"), str(offset), step],
        cwd=ROOT,
        env=os.environ
        | {
            "LD_PRELOAD": library.strip(),
            "FAKETIME_TIMESTAMP_FILE": str(offset),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        },
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )

    assert int(done.stdout) == 3


async def test_what_a_failing_statement_was_about_is_told_nowhere(
    slots: Slots, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail() -> None:
        async with database.write() as connection:
            await connection.execute(
                text("INSERT INTO nowhere VALUES (:said)"), {"said": "EMBARGOED"}
            )

    timetable = Timetable([Job(name="fail", every=timedelta(hours=1), run=fail)], slots)
    await timetable.start()
    await timetable.run_now("fail")

    (facts,) = timetable.facts()
    await timetable.stop()

    assert facts.last_error
    assert "nowhere" in facts.last_error
    assert "EMBARGOED" not in facts.last_error + caplog.text
