"""Torture of the reader: a million files that no newsroom would send, and some that it would.

    .venv/bin/python -m tests.torture.seeds [INPUTS] [SEED]

Two processes read INPUTS files (1,000,000): chance bytes, spoilt fixtures, articles in chance
words, in every format. Each must end in an article that keeps the laws (tests/fakes/laws.py) or
in a refusal that names file and remedy, within a second of CPU. What does not is written below
./torture/, with its traceback. Prints its figures; exit status 1 if anything broke.
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import SpawnProcess
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from types import FrameType

from seeds.errors import UnreadableArticle
from seeds.formats import read_article
from tests.fakes.laws import broken_laws, broken_refusal
from tests.torture.inputs import Input, Inputs

WORKERS = 2
SLOW_SECONDS = 1.0
HANGS_SECONDS = 20.0
FOLDER = Path("torture")
_REPORT_EVERY = 2000
_SILENCE_SECONDS = 300.0
_FEW = 50


@dataclass(slots=True)
class Tally:
    """What one process, or all, have seen. Times are CPU seconds, memory is in megabytes."""

    inputs: int = 0
    refused: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int, str] = (0.0, 0, "")
    slow: int = 0
    broken: int = 0
    cpu: float = 0.0
    memory: list[float] = field(default_factory=list)
    peak: float = 0.0


Reports = SimpleQueue[tuple[int, bool, Tally]]
"""How processes tell: which one, whether it has ended, and what it has seen so far."""


class _Hung(Exception):
    """An input held the process for longer than anyone would wait."""


def main() -> int:
    """Torture the reader with as many inputs as the first argument says."""
    number = int(sys.argv[1].replace(",", "").replace("_", "")) if len(sys.argv) > 1 else 1_000_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    print(f"reading {number:,} inputs in {WORKERS} processes; seed {seed}", flush=True)
    began = time.monotonic()
    tallies, crashed = _run(number, seed)
    return _told(list(tallies.values()), crashed, time.monotonic() - began)


def _run(number: int, seed: int) -> tuple[dict[int, Tally], int]:
    context = multiprocessing.get_context("spawn")
    reports: Reports = context.SimpleQueue()
    workers = [
        context.Process(target=_work, args=(worker, number, seed, reports), daemon=True)
        for worker in range(WORKERS)
    ]
    for worker in workers:
        worker.start()
    return _watched(workers, reports, number, seed)


def _watched(
    workers: list[SpawnProcess],
    reports: Reports,
    number: int,
    seed: int,
) -> tuple[dict[int, Tally], int]:
    """Follow the workers to their end; one that dies or falls silent has crashed on its input."""
    tallies: dict[int, Tally] = {}
    running = set(range(len(workers)))
    crashed, began = 0, time.monotonic()
    heard, said = dict.fromkeys(running, began), began
    while running:
        while not reports.empty():
            worker, ended, tally = reports.get()
            tallies[worker], heard[worker] = tally, time.monotonic()
            if ended:
                running.discard(worker)
        for worker in sorted(running):
            silent = time.monotonic() - heard[worker] > _SILENCE_SECONDS
            if silent or (not workers[worker].is_alive() and reports.empty()):
                workers[worker].kill()
                running.discard(worker)
                crashed += 1
                where = int(_last_input(worker).read_text(encoding="ascii") or worker)
                _keep(Inputs(seed).make(where), where, [f"process {worker} died of it"], "fatal")
        if time.monotonic() - said > 30:
            said = time.monotonic()
            done = sum(tally.inputs for tally in tallies.values())
            print(f"  {done:,} of {number:,} after {said - began:.0f} s", flush=True)
        time.sleep(0.1)
    return tallies, crashed


def _told(tallies: list[Tally], crashed: int, took: float) -> int:
    inputs = sum(tally.inputs for tally in tallies)
    refused = sum(tally.refused for tally in tallies)
    slow = sum(tally.slow for tally in tallies)
    broken = sum(tally.broken for tally in tallies) + crashed
    kinds: Counter[str] = Counter()
    for tally in tallies:
        kinds += tally.kinds
    cpu = sum(tally.cpu for tally in tallies)
    seconds, where, what = max((tally.slowest for tally in tallies), default=(0.0, 0, ""))
    print(f"inputs: {inputs:,} in {took:.0f} s ({cpu / max(inputs, 1) * 1000:.2f} ms CPU each)")
    print("  " + ", ".join(f"{kind} {count:,}" for kind, count in sorted(kinds.items())))
    print(f"refused: {refused:,} ({refused / max(inputs, 1):.0%})")
    print(f"slowest: {seconds:.2f} s CPU, input {where} ({what})")
    print(f"over {SLOW_SECONDS:.0f} s of CPU: {slow}")
    for number, tally in enumerate(tallies):
        course = " ".join(f"{megabytes:.0f}" for megabytes in tally.memory)
        print(f"memory of process {number}: peak {tally.peak:.0f} MB; by tenths {course} MB")
    print(f"crashes and broken laws: {broken}")
    return 1 if broken or slow else 0


def _work(worker: int, number: int, seed: int, reports: Reports) -> None:
    signal.signal(signal.SIGVTALRM, _stop_hanging)
    inputs, tally = Inputs(seed), Tally()
    FOLDER.mkdir(exist_ok=True)
    share = range(worker, number, WORKERS)
    tenth = max(len(share) // 10, 1)
    with _last_input(worker).open("wb") as last:
        for done, where in enumerate(share, start=1):
            made = inputs.make(where)
            # A crash of the interpreter itself leaves no traceback: note which input it is.
            last.seek(0)
            last.write(f"{where:<20}".encode())
            last.flush()
            _read(made, where, tally)
            if done % tenth == 0:
                tally.memory.append(_resident_mb())
            if done % _REPORT_EVERY == 0:
                reports.put((worker, False, tally))
    tally.peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _last_input(worker).unlink()
    reports.put((worker, True, tally))


def _read(made: Input, where: int, tally: Tally) -> None:
    began = time.process_time()
    broken: list[str] = []
    try:
        with _alarm(HANGS_SECONDS):
            article = read_article(made.raw, made.path)
        took = time.process_time() - began
        broken = broken_laws(article)
    except UnreadableArticle as refusal:
        took = time.process_time() - began
        broken = broken_refusal(refusal, made.path)
        tally.refused += 1
    except Exception:  # noqa: BLE001  # this is what the torture looks for
        took = time.process_time() - began
        broken = [traceback.format_exc()]
    tally.inputs += 1
    tally.kinds[made.kind] += 1
    tally.cpu += took
    name = f"{made.kind} {made.path}, {len(made.raw):,} bytes"
    tally.slowest = max(tally.slowest, (took, where, name))
    if took > SLOW_SECONDS:
        tally.slow += 1
        if tally.slow <= _FEW:
            _keep(made, where, [f"{took:.2f} s of CPU"], "slow")
    if broken:
        tally.broken += 1
        if tally.broken <= _FEW:
            _keep(made, where, broken, "broken")


def _keep(made: Input, where: int, reasons: list[str], what: str) -> None:
    path = FOLDER / f"{what}-{where}-{made.path}"
    path.write_bytes(made.raw)
    path.with_name(path.name + ".why").write_text("\n".join(reasons), encoding="utf-8")
    print(f"{path}: {reasons[-1].strip().splitlines()[-1][:200]}", flush=True)


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _stop_hanging(number: int, frame: FrameType | None) -> None:
    raise _Hung(f"still reading after {HANGS_SECONDS:.0f} s of CPU")


def _last_input(worker: int) -> Path:
    return FOLDER / f"worker-{worker}.last"


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1024**2


if __name__ == "__main__":
    sys.exit(main())
