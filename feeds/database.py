"""Database: one way to open, migrate and use SQLite or PostgreSQL. The only door to Alembic."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

Room = Literal["feeds", "bot", "scheduler"]
"""Each room owns its tables and its steps in `<room>/migrations/`."""


class StoreError(Exception):
    """The store can't be used as configured. The message tells an operator what to do."""


class Database:
    """An open store. SQLite has one writing connection and some that only read."""

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self._writer = writer
        self._reader = reader

    @property
    def is_sqlite(self) -> bool:
        """Whether the store is a file of this machine, with one writer."""
        return self._writer.dialect.name == "sqlite"

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that may write: committed at the end, rolled back by an exception.

        SQLite takes its write lock at once (BEGIN IMMEDIATE): a lock upgraded later fails
        without waiting. Writers queue for the one connection, first come first served.
        """
        async with self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that sees one state of the store and can't write."""
        async with AsyncExitStack() as stack:
            connection = await stack.enter_async_context(self._reader.connect())
            if not self.is_sqlite:
                connection = await connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            yield connection

    async def migrate(self, room: Room) -> bool:
        """Bring a room's tables to the newest shape. True if a step was taken.

        Alembic is imported only when a step is due: most starts have none.

        Raises:
            StoreError: a newer program wrote the tables, or this one may not.
        """
        folder = _migrations(room)
        head = max(path.stem.partition("_")[0] for path in folder.glob("0*.py"))
        try:
            async with self.write() as connection:
                if not self.is_sqlite:
                    # Two nodes that start together would both create the tables.
                    await connection.execute(text("SELECT pg_advisory_xact_lock(7273726)"))
                found = await connection.run_sync(_version, room) or ""
                if found > head:
                    raise StoreError(
                        f"the {room} tables are at step {found}, newer than {head}, the last that "
                        "this program knows. Install the newer Teleprinter again."
                    )
                if found < head:
                    await connection.run_sync(_upgrade, room, folder)
        except DBAPIError as error:
            raise StoreError(
                f"the {room} tables can't be brought to shape ({_reason(error)}). "
                "Check that this user may write to the store, and to its folder."
            ) from None
        return found < head

    async def version(self, room: Room) -> str | None:
        """Tell which step a room's tables are at; None before the first."""
        async with self.read() as connection:
            return await connection.run_sync(_version, room)

    async def close(self) -> None:
        """Give all connections back. The store is then whole in its file (SQLite's WAL is in)."""
        await self._reader.dispose()
        await self._writer.dispose()


async def open_database(url: str) -> Database:
    """Open `sqlite:///path` or `postgresql://…`, and try it once.

    Raises:
        StoreError: the URL is none of these, its driver is not installed, or nobody answers.
    """
    parsed = _parse(url)
    try:
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(parsed)
        return await _postgres(parsed)
    except ModuleNotFoundError as error:
        raise StoreError(
            f"[store] url needs the driver {error.name}. Install teleprinter[postgresql]."
        ) from error
    except (SQLAlchemyError, sqlite3.Error, OSError, ValueError) as error:
        # A password may stand in the query, too.
        place = parsed.set(query={}).render_as_string(hide_password=True)
        raise StoreError(
            f"the store {place} does not open ({_reason(error)}). "
            "Check that it exists, runs, and may be written by this user."
        ) from None


def _reason(error: Exception) -> str:
    """Say what went wrong. The driver's own words may hold the password, the server's don't."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        return str(cause)
    said = str(cause).partition("FATAL:")[2].strip()
    return said.partition("\n")[0] or type(cause).__name__


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise StoreError(
            "[store] url is no database URL. Write sqlite:///path/to/file or postgresql://host/name."
        ) from None
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise StoreError(
            f"[store] url starts with {parsed.get_backend_name()}:. "
            "Only sqlite:///path and postgresql://host/name are understood."
        )
    return parsed


def _sqlite(url: URL) -> Database:
    if not url.database or url.database == ":memory:":
        raise StoreError("[store] url names no file. Write sqlite:///path/to/file.")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # SQLite looks at a file only when asked for what is in it. Tried without the driver: that
    # one leaves a thread behind where it fails.
    with closing(sqlite3.connect(url.database)) as connection:
        connection.execute("SELECT 1 FROM sqlite_master")
    url = URL.create("sqlite+aiosqlite", database=url.database)
    writer = create_async_engine(
        url, hide_parameters=True, pool_size=1, max_overflow=0, pool_timeout=60
    )
    reader = create_async_engine(url, hide_parameters=True, pool_size=4, max_overflow=4)
    _prepare(writer, begin="BEGIN IMMEDIATE", pragmas=_WRITER)
    _prepare(reader, begin="BEGIN", pragmas=_READER)
    return Database(writer, reader)


# FULL costs nothing where receipts are committed in groups; NORMAL would forget the last of
# them in a power cut, and readers would get those messages twice.
_WRITER = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON")
_READER = ("busy_timeout=5000", "query_only=ON")


def _prepare(engine: AsyncEngine, *, begin: str, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def connect(connection: Any, _record: object) -> None:  # a driver's connection: untyped
        connection.isolation_level = None  # the driver's own BEGIN is deferred: we begin
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


async def _postgres(url: URL) -> Database:
    engine = create_async_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,  # an error is told in public; what it was about may be embargoed
        pool_size=8,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10},
    )
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except BaseException:
        await engine.dispose()
        raise
    return Database(engine, engine)


def _migrations(room: Room) -> Path:
    return Path(str(import_module(room).__file__)).parent / "migrations"


def _version(connection: Connection, room: Room) -> str | None:
    table = f"alembic_version_{room}"
    if not inspect(connection).has_table(table):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {table}")).scalar_one_or_none()  # noqa: S608 - a Literal
    return None if found is None else str(found)


def _upgrade(connection: Connection, room: Room, folder: Path) -> None:
    # Alembic's command line wants an env.py a room; its parts serve without one.
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(folder), version_locations=[str(folder)])
    context = MigrationContext.configure(
        connection,
        opts={
            "fn": lambda revision, _: script._upgrade_revs("head", revision),  # noqa: SLF001 - as its own command does
            "version_table": f"alembic_version_{room}",
            "script": script,
        },
    )
    with Operations.context(context):
        context.run_migrations()
