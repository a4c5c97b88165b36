"""The store: shape, durability, and errors that an operator can act on."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, insert, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

import bot.schema
import feeds.schema
import scheduler.slots
from feeds.database import Database, Room, StoreError, open_database
from feeds.schema import publication
from tests.conftest import POSTGRES

HOUSE = Path(feeds.schema.__file__).parent.parent
ROOMS: dict[Room, MetaData] = {
    "feeds": feeds.schema.metadata,
    "bot": bot.schema.metadata,
    "scheduler": scheduler.slots.metadata,
}
EACH_ROOM = pytest.mark.parametrize("room", ROOMS)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = await open_database(url)
    try:
        yield database
    finally:
        await database.close()


def differences(connection: Connection, room: Room) -> list[object]:
    """Ask Alembic how a room's tables differ from its metadata. Other rooms' are not looked at."""
    own = set(ROOMS[room].tables)
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "include_name": lambda name, kind, _: kind != "table" or name in own,
        },
    )
    return list(compare_metadata(context, ROOMS[room]))


def newest_step(room: Room) -> str:
    return max(file.name[:4] for file in (HOUSE / room / "migrations").glob("0*.py"))


def undo(connection: Connection, room: Room, to: str = "base") -> None:
    """Take the steps of a room back, as `alembic downgrade` does."""
    folder = str(HOUSE / room / "migrations")
    script = ScriptDirectory(folder, version_locations=[folder])
    context = MigrationContext.configure(
        connection,
        opts={
            "fn": lambda revision, _: script._downgrade_revs(to, revision),
            "version_table": f"alembic_version_{room}",
            "script": script,
        },
    )
    with Operations.context(context):
        context.run_migrations()


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def note(database: Database, name: str, value: str = "x") -> None:
    async with database.write() as connection:
        await connection.execute(insert(publication).values(name=name, value=value))


async def notes(database: Database) -> set[str]:
    async with database.read() as connection:
        return set((await connection.execute(select(publication.c.name))).scalars())


async def pragma(database: Database, name: str) -> object:
    async with database.write() as connection:
        return (await connection.execute(text(f"PRAGMA {name}"))).scalar()


@EACH_ROOM
async def test_migrations_give_a_room_exactly_the_tables_of_its_metadata(
    database: Database, room: Room
) -> None:
    async with database.read() as connection:
        found = await connection.run_sync(differences, room)

    assert found == []


@EACH_ROOM
async def test_a_room_that_is_up_to_date_is_left_alone(database: Database, room: Room) -> None:
    assert not await database.migrate(room)


@EACH_ROOM
async def test_a_room_tells_its_version_before_and_after_its_steps(
    database_url: str, room: Room
) -> None:
    async with opened(database_url) as database:
        before = await database.version(room)
        taken = await database.migrate(room)

        assert (before, taken) == (None, True)
        assert await database.version(room) == newest_step(room)


@EACH_ROOM
async def test_a_room_s_steps_can_be_taken_back_and_taken_again(
    database: Database, room: Room
) -> None:
    async with database.write() as connection:
        await connection.run_sync(undo, room)
    async with database.read() as connection:
        left = await connection.run_sync(tables)
    taken = await database.migrate(room)

    assert not left & set(ROOMS[room].tables)
    assert taken
    async with database.read() as connection:
        assert await connection.run_sync(differences, room) == []


async def test_nodes_that_start_together_migrate_once(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as other:
        taken = await asyncio.gather(*(node.migrate("feeds") for node in (one, other)))

    assert sorted(taken) == [False, True]


async def test_a_store_of_a_newer_program_is_refused_with_a_remedy(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version_feeds SET version_num = '9999'"))

    with pytest.raises(
        StoreError, match=r"9999, newer than \d{4}, .* Install the newer Teleprinter"
    ):
        await database.migrate("feeds")


async def test_a_store_that_may_not_be_written_is_refused_with_a_remedy(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    sqlite3.connect(file).close()
    async with opened(f"sqlite:///{file}") as database:
        # A half-made table stands in the way of the step that makes it.
        async with database.write() as connection:
            await connection.execute(text("CREATE TABLE entry (half INTEGER)"))

        with pytest.raises(StoreError, match="feeds tables can't be brought to shape"):
            await database.migrate("feeds")

        async with database.read() as connection:
            assert await connection.run_sync(tables) == {"entry"}


async def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    async def fail() -> None:
        async with database.write() as connection:
            await connection.execute(insert(publication).values(name="half", value="x"))
            raise LookupError

    with pytest.raises(LookupError):
        await fail()

    assert await notes(database) == set()


async def test_a_cancelled_transaction_leaves_nothing_and_frees_the_writer(
    database: Database,
) -> None:
    begun = asyncio.Event()

    async def write() -> None:
        async with database.write() as connection:
            await connection.execute(insert(publication).values(name="half", value="x"))
            begun.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(write())
    await begun.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await note(database, "next")

    assert await notes(database) == {"next"}


async def test_who_reads_can_not_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        async with database.read() as connection:
            await connection.execute(insert(publication).values(name="sly", value="x"))

    assert await notes(database) == set()


async def test_who_wrote_after_a_reader_used_the_connection_can_write(database: Database) -> None:
    for turn in range(20):
        await notes(database)
        await note(database, f"turn {turn}")

    assert len(await notes(database)) == 20


async def test_a_reader_sees_one_state_while_others_write(database: Database) -> None:
    query = select(publication.c.name)
    async with database.read() as connection:
        before = (await connection.execute(query)).all()
        await note(database, "meanwhile")
        after = (await connection.execute(query)).all()

    assert before == after == []
    assert await notes(database) == {"meanwhile"}


async def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(insert(publication).values(name="slow", value="x"))

        seen = await asyncio.wait_for(notes(database), timeout=1)

    assert seen == set()


async def test_many_writers_of_one_process_all_have_their_turn(database: Database) -> None:
    await asyncio.gather(*(note(database, f"writer {number}") for number in range(50)))

    assert len(await notes(database)) == 50


async def test_sqlite_writes_ahead_and_syncs_every_commit(tmp_path: Path) -> None:
    async with opened(f"sqlite:///{tmp_path / 'store.db'}") as database:
        found = [await pragma(database, name) for name in ("journal_mode", "synchronous")]

    assert found == ["wal", 2]


async def test_sqlite_takes_its_write_lock_at_once(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    async with opened(f"sqlite:///{file}") as database, database.write():
        rival = sqlite3.connect(file, timeout=0, isolation_level=None)

        with pytest.raises(sqlite3.OperationalError, match="locked"):
            rival.execute("BEGIN IMMEDIATE")

        rival.close()


async def test_a_second_process_that_writes_waits_rather_than_fails(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    async with opened(url) as one, opened(url) as other:
        await one.migrate("feeds")
        began = time.monotonic()

        async def hold() -> None:
            async with one.write() as connection:
                await connection.execute(insert(publication).values(name="first", value="x"))
                await asyncio.sleep(0.5)

        holding = asyncio.create_task(hold())
        await asyncio.sleep(0.1)
        await note(other, "second")
        await holding

        assert time.monotonic() - began >= 0.5
        assert await notes(one) == {"first", "second"}


async def test_a_closed_sqlite_store_is_whole_in_one_file(tmp_path: Path) -> None:
    async with opened(f"sqlite:///{tmp_path / 'store.db'}") as database:
        await database.migrate("feeds")

    assert os.listdir(tmp_path) == ["store.db"]  # noqa: PTH208


async def test_a_folder_for_the_file_is_made(tmp_path: Path) -> None:
    file = tmp_path / "new" / "deeper" / "store.db"

    async with opened(f"sqlite:///{file}") as database:
        await database.migrate("feeds")

    assert file.exists()


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("nonsense", "Write sqlite:///path/to/file or postgresql://host/name"),
        ("", "Write sqlite:///path/to/file or postgresql://host/name"),
        ("mysql://desk:geheim@host/db", "Only sqlite:///path and postgresql://host/name"),
        ("postgres://desk:geheim@host/db", "Only sqlite:///path and postgresql://host/name"),
        ("postgresql://desk:geheim@host:port/db", "Write sqlite:///path/to/file or"),
        ("postgresql://desk:ge@heim:12:4@host/db", "Write sqlite:///path/to/file or"),
        ("sqlite://", "Write sqlite:///path/to/file"),
        ("sqlite:///:memory:", "Write sqlite:///path/to/file"),
        ("sqlite:////dev/null/store.db", "Check that it exists, runs, and may be written"),
        ("sqlite:////tmp", "Check that it exists, runs, and may be written"),
        ("postgresql://desk:geheim@127.0.0.1:1/db", "Check that it exists, runs"),
        ("postgresql://127.0.0.1:1/db?user=desk&password=geheim", "Check that it exists, runs"),
        ("postgresql://desk:x@127.0.0.1:1/db?pasword=geheim", "Check that it exists, runs"),
        ("postgresql+asyncpg://desk:geheim@127.0.0.1:1/db", "Check that it exists, runs"),
    ],
)
async def test_a_store_that_does_not_open_names_a_remedy_and_no_password(
    url: str, remedy: str
) -> None:
    with pytest.raises(StoreError) as caught:
        await open_database(url)

    told = f"{caught.value} {caught.value.__cause__}"
    assert remedy in told
    assert "geheim" not in told
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


async def test_a_file_that_is_no_store_is_refused_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear editor, this is a letter and not a database. " * 100)

    with pytest.raises(StoreError, match="does not open"):
        await open_database(f"sqlite:///{file}")

    assert file.read_text().startswith("Dear editor")


async def test_postgresql_s_own_reason_is_told_without_the_password() -> None:
    if not POSTGRES:
        pytest.skip("TELEPRINTER_TEST_POSTGRES names no server: .ci/run starts one")
    url = make_url(POSTGRES).set(database="nowhere")

    with pytest.raises(StoreError, match='database "nowhere" does not exist') as caught:
        await open_database(url.render_as_string(hide_password=False))

    assert not url.password or str(url.password) not in str(caught.value)


async def test_a_wrong_password_is_told_as_such_and_not_shown() -> None:
    if not POSTGRES:
        pytest.skip("TELEPRINTER_TEST_POSTGRES names no server: .ci/run starts one")
    url = make_url(POSTGRES).set(username="stranger", password="geheim")

    with pytest.raises(StoreError, match=r"authentication failed|does not exist") as caught:
        await open_database(url.render_as_string(hide_password=False))

    assert "geheim" not in str(caught.value)
