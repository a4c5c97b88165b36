"""Sources: what is remembered of files, in memory and after a restart."""

from __future__ import annotations

import pytest

from feeds.database import Database
from feeds.sources import NEVER_READ, READER, Source, Sources
from seeds.errors import UnreadableArticle
from seeds.folder import Sighting, Stamp

STAMP = Stamp(size=100, mtime_ns=1_785_499_200_000_000_001, inode=2**63 - 1)
SEEN = Sighting(path="bridge.txt", stamp=STAMP)
KNOWN = Source(path="bridge.txt", stamp=STAMP)


def refused(path: str, line: int | None = 2, behind: str | None = None) -> Source:
    refusal = UnreadableArticle(path, line, "it is broken", "Mend it")
    return Source(path=path, stamp=STAMP, refusal=refusal, behind=behind)


@pytest.fixture
async def sources(database: Database) -> Sources:
    sources = Sources(database)
    await sources.open()
    return sources


async def reopened(database: Database) -> Sources:
    sources = Sources(database)
    await sources.open()
    return sources


async def test_an_unknown_file_is_news(sources: Sources) -> None:
    assert sources.is_news(SEEN)


@pytest.mark.parametrize(
    "stamp",
    [
        Stamp(size=101, mtime_ns=STAMP.mtime_ns, inode=STAMP.inode),
        Stamp(size=100, mtime_ns=STAMP.mtime_ns + 1, inode=STAMP.inode),
        Stamp(size=100, mtime_ns=STAMP.mtime_ns, inode=7),
    ],
)
async def test_a_file_is_news_when_any_part_of_its_stamp_moved(
    sources: Sources, stamp: Stamp
) -> None:
    await sources.keep([KNOWN])

    assert not sources.is_news(SEEN)
    assert sources.is_news(Sighting(path="bridge.txt", stamp=stamp))


async def test_a_file_read_by_an_older_program_is_news(sources: Sources) -> None:
    await sources.keep([Source(path="bridge.txt", stamp=STAMP, reader=READER - 1)])

    assert sources.is_news(SEEN)


async def test_all_is_remembered_after_a_restart(sources: Sources, database: Database) -> None:
    kept = [
        KNOWN,
        refused("broken.txt"),
        refused("copy.txt", line=None, behind="bridge.txt"),
        refused("orphan.txt", behind=""),
    ]
    await sources.keep(kept)

    again = await reopened(database)

    assert not again.is_news(SEEN)
    assert [str(one) for one in again.refusals()] == [str(one.refusal) for one in kept[1:]]
    behind = {one.path: (found := again.get(one.path)) and found.behind for one in kept}
    assert behind == {
        "bridge.txt": None,
        "broken.txt": None,
        "copy.txt": "bridge.txt",
        "orphan.txt": "",
    }


@pytest.mark.parametrize("inode", [0, 2**63, 2**64 - 2])
async def test_a_file_system_may_number_its_files_as_it_likes(
    sources: Sources, database: Database, inode: int
) -> None:
    seen = Sighting(path="a.txt", stamp=Stamp(size=1, mtime_ns=-5, inode=inode))
    await sources.keep([Source(path="a.txt", stamp=seen.stamp)])

    assert not (await reopened(database)).is_news(seen)


async def test_a_file_dated_in_a_far_century_can_be_remembered(sources: Sources) -> None:
    seen = Sighting(path="a.txt", stamp=Stamp(size=1, mtime_ns=2**63, inode=1))

    await sources.keep([Source(path="a.txt", stamp=seen.stamp)])

    assert not sources.is_news(seen)


async def test_a_refusal_told_before_is_not_told_again(
    sources: Sources, database: Database
) -> None:
    before = sources.is_told(refused("broken.txt"))
    await sources.keep([refused("broken.txt")])

    again = await reopened(database)

    assert not before
    assert again.is_told(refused("broken.txt"))
    assert not again.is_told(refused("broken.txt", line=3))
    assert not again.is_told(Source(path="broken.txt", stamp=NEVER_READ))


async def test_refusals_are_listed_by_path_and_leave_when_mended(sources: Sources) -> None:
    await sources.keep([refused("z.txt"), refused("a.txt"), refused("m.txt")])
    await sources.keep([Source(path="m.txt", stamp=STAMP)])

    assert [one.path for one in sources.refusals()] == ["a.txt", "z.txt"]


async def test_missing_are_those_that_gave_an_article_and_are_not_here(sources: Sources) -> None:
    await sources.keep([Source(path="a.txt", stamp=STAMP), Source(path="b.txt", stamp=STAMP)])
    await sources.keep([refused("c.txt"), refused("d.txt")])

    assert sources.missing({"a.txt", "c.txt"}) == {"b.txt"}
    assert sources.refused_elsewhere({"a.txt", "c.txt"}) == {"d.txt"}


async def test_what_is_gone_is_forgotten(sources: Sources, database: Database) -> None:
    await sources.keep([KNOWN, refused("broken.txt")])
    await sources.keep([], gone=["bridge.txt", "broken.txt"])

    for one in (sources, await reopened(database)):
        assert one.is_news(SEEN)
        assert one.refusals() == []
        assert one.missing(set()) == set()


async def test_a_path_that_is_left_and_taken_at_once_is_kept(
    sources: Sources, database: Database
) -> None:
    await sources.keep([KNOWN])

    await sources.keep([KNOWN], gone=["bridge.txt"])

    assert not sources.is_news(SEEN)
    assert not (await reopened(database)).is_news(SEEN)


async def test_tens_of_thousands_of_files_can_go_at_once(
    sources: Sources, database: Database
) -> None:
    paths = [f"{number}.txt" for number in range(40_000)]
    await sources.keep([Source(path=path, stamp=STAMP) for path in paths])

    await sources.keep([], gone=paths)

    assert (await reopened(database)).missing(set()) == set()
