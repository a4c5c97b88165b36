"""Recording, whatever an editor does: what holds after any row of edits, in any order."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from feeds.database import Database, open_database
from feeds.entry import Entry
from feeds.schema import change, entry, revision
from tests.fakes.desk import HOUR, MINUTE, NOON, Desk

PATHS = st.sampled_from(["a.txt", "b.txt", "c.txt", "city/a.txt", "index.txt"])
WORDS = st.sampled_from(["One.", "Two.", "Three."])
STATED = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["usable", "withheld", "withdrawn"]),
        "correction": st.sampled_from(["The day was wrong.", "The year was wrong."]),
        "embargo": st.sampled_from([NOON - HOUR, NOON + HOUR, NOON + 2 * HOUR]),
        "published": st.sampled_from([NOON - HOUR, NOON + HOUR]),
        "id": st.sampled_from(["urn:example:x", "urn:example:y"]),
    },
)
STEPS = st.one_of(
    st.tuples(st.just("write"), PATHS, WORDS, st.one_of(st.just({}), STATED)),
    st.tuples(st.just("move"), PATHS, PATHS),
    st.tuples(st.just("swap"), PATHS, PATHS),
    st.tuples(st.just("copy"), PATHS, PATHS),
    st.tuples(st.just("delete"), PATHS),
    st.tuples(st.just("scan")),
    st.tuples(st.just("scan")),
    st.tuples(st.just("wait"), st.integers(1, 90)),
    st.tuples(st.just("clock"), st.integers(-90, -1)),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEPS, min_size=3, max_size=25))
def test_the_record_holds_its_promises_whatever_is_edited(
    database_url: str, steps: list[tuple[Any, ...]]
) -> None:
    asyncio.run(play(database_url, steps))


async def play(url: str, steps: list[tuple[Any, ...]]) -> None:
    database = await open_database(url)
    try:
        desk = Desk(database)
        await desk.archive.open(NOON)
        async with database.write() as connection:
            for table in (change, revision, entry):
                await connection.execute(delete(table))
        witness = Witness(desk, database)
        for step in [*steps, ("scan",)]:
            act(desk, *step)
            if step[0] in {"scan", "wait"}:
                await witness.look(released=step[0] == "wait")
    finally:
        await database.close()


def act(desk: Desk, kind: str, *what: Any) -> None:
    """Do to the files, or the clock, what a step says."""
    match kind, *what:
        case "write", path, words, stated:
            desk.write(path, words, **stated)
        case "move", path, to if path in desk.files and path != to:
            desk.move(path, to)
        case "swap", path, to if path in desk.files and to in desk.files and path != to:
            desk.move(path, "aside.txt")
            desk.move(to, path)
            desk.move("aside.txt", to)
        case "copy", path, to if path in desk.files and path != to:
            kept = desk.files[path]
            desk.move(path, to)
            desk.files[path] = kept
        case "delete", path:
            desk.files.pop(path, None)
        case "wait" | "clock", minutes:
            desk.now += minutes * MINUTE


@dataclass
class Witness:
    """Remembers what readers saw, and holds the record to it."""

    desk: Desk
    database: Database
    latest: Any = NOON
    public: dict[int, Entry] = field(default_factory=dict)

    async def look(self, *, released: bool) -> None:
        """Scan or release, then hold the record to every promise."""
        if released:
            await self.desk.archive.release(self.desk.now)
        else:
            await self.desk.scan()
        self.latest = max(self.latest, self.desk.now)
        await self.check_entries()
        await self.check_changes()
        if not released:
            await self.check_rest()

    async def check_rest(self) -> None:
        """See that nothing moves while nobody edits; files that trade ids may take one scan."""
        await self.desk.scan()
        before = await self.desk.archive.last_seq()
        again = await self.desk.scan()
        assert {one.outcome for one in again} <= {"unchanged", "copy", "clash"}
        assert await self.desk.archive.last_seq() == before

    async def check_entries(self) -> None:
        visible = await self.desk.archive.newest(1000)
        async with self.database.read() as connection:
            rows = (await connection.execute(select(entry))).all()
        everything = [found for row in rows if (found := await self.desk.archive.by_key(row.key))]
        paths = [row.path for row in rows if row.path]

        assert len(paths) == len(set(paths))
        assert {one.key for one in visible} == {
            one.key for one in everything if one.state == "published"
        }
        assert len({one.updated for one in visible}) == len(visible)
        for one in visible:
            assert one.article.status == "usable"
            assert one.article.embargo is None or one.article.embargo <= self.latest
            assert one.published <= one.updated
            self.public.setdefault(one.key, one)
        for one in everything:
            known = self.public.get(one.key)
            if known:
                assert (one.id, one.slug) == (known.id, known.slug)
                assert one.published == known.published
                assert one.updated >= known.updated
                assert one.revision >= known.revision
                assert one.corrections[: len(known.corrections)] == known.corrections
                self.public[one.key] = one

    async def check_changes(self) -> None:
        changes = await self.desk.archive.changes_after(0, 10_000)
        async with self.database.read() as connection:
            orphans = select(change.c.seq).where(
                ~select(revision.c.at_ms)
                .where(
                    revision.c.entry_key == change.c.entry_key,
                    revision.c.revision == change.c.revision,
                )
                .exists()
            )
            assert (await connection.execute(orphans)).all() == []

        moments = [one.at for one in changes]
        assert moments == sorted(set(moments))
        shown: dict[int, bool] = {}
        for one in changes:
            assert shown.get(one.entry.key, False) == (one.kind != "published")
            shown[one.entry.key] = one.kind != "withdrawn"
        assert {key for key, on in shown.items() if on} == {
            found.key for found in await self.desk.archive.newest(1000)
        }
