"""What reading one article costs: CPU milliseconds, of every sample and fixture, by format.

    .venv/bin/python -m bench.reading [ROUNDS]

Each article is read ROUNDS times (15), and its median counts: the bars are 10 ms to parse one,
3 ms to sum it up. Ends by itself; exit status 1 if a bar is broken at the 95th percentile.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from seeds.article import Article
from seeds.formats import read_article
from seeds.summary import summarize
from tests.fakes.readings import DATA, SAMPLES, known_suffixes

PARSE_MS, SUMMARY_MS = 10.0, 3.0


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    parsing: dict[str, list[float]] = defaultdict(list)
    summing: dict[str, list[float]] = defaultdict(list)
    for path in articles():
        raw = path.read_bytes()
        article = read_article(raw, path.name)  # what a format loads is loaded here
        whole = cpu(lambda raw=raw, name=path.name: read_article(raw, name), rounds)
        summary = cpu(lambda article=article: sum_up(article), rounds)
        parsing[path.suffix].append(whole - summary)
        summing[path.suffix].append(summary)
    told = [
        *(tell(f"parsing {suffix}", times, PARSE_MS) for suffix, times in sorted(parsing.items())),
        tell("parsing all", [one for times in parsing.values() for one in times], PARSE_MS),
        tell("summing up", [one for times in summing.values() for one in times], SUMMARY_MS),
    ]
    return 0 if all(told) else 1


def articles() -> list[Path]:
    known = set(known_suffixes())
    found = [*SAMPLES.rglob("*.*"), *(DATA / "articles").iterdir()]
    return sorted(path for path in found if path.suffix in known)


def sum_up(article: Article) -> None:
    """Do again what reading does to a body that states no summary."""
    body = [block for block in article.blocks if block.role == "body"]
    summarize(
        [block.text for block in body],
        article.title,
        article.language,
        sure=[block.sure for block in body],
        standfirst=article.standfirst if article.standfirst_source == "stated" else None,
    )


def cpu(work: Callable[[], object], rounds: int) -> float:
    """The median CPU milliseconds of `work`."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)


def tell(what: str, times: Sequence[float], bar: float) -> bool:
    ordered = sorted(times)
    late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    print(
        f"{what}: median {statistics.median(ordered):.2f} ms, p95 {late:.2f} ms, "
        f"max {ordered[-1]:.2f} ms, of {len(ordered)} articles (bar: {bar:.0f} ms)"
    )
    return late <= bar


if __name__ == "__main__":
    sys.exit(main())
