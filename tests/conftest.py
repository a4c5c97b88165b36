"""What every room's tests share: a store of each kind, and the tools of the machine."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from pathlib import Path

import pytest

from feeds.database import Database, open_database

POSTGRES = os.environ.get("TELEPRINTER_TEST_POSTGRES", "")
"""`postgresql://…` of a server on which we may create and drop schemas."""

COMPLETE = bool(os.environ.get("TELEPRINTER_TEST_COMPLETE"))
"""Whether this machine has every tool: then no test may be skipped."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where .ci/run says that everything is there.

    A `skipif` on the test itself stays: it names something other than a missing tool.
    """
    report = yield
    meant = hasattr(report, "wasxfail") or item.get_closest_marker("skipif")
    if COMPLETE and report.skipped and not meant:
        report.outcome = "failed"
        report.longrepr = f"a tool is missing that .ci/run should have installed: {report.longrepr}"
    return report


@pytest.fixture
def require_tool() -> Callable[[str], str]:
    """Find a program of the machine, or skip the test: `jing = require_tool("jing")`."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            pytest.skip(f"{name} is not installed: .ci/run does it")
        return path

    return find


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Name an empty store, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'teleprinter.db'}"
        return
    if not POSTGRES:
        pytest.skip("TELEPRINTER_TEST_POSTGRES names no server: .ci/run starts one")
    import psycopg

    # A schema of its own costs a test 2 ms, a database 60.
    schema = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(f"CREATE SCHEMA {schema}")
        try:
            yield f"{POSTGRES}{'&' if '?' in POSTGRES else '?'}options=-csearch_path%3D{schema}"
        finally:
            server.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Open a store of each kind, with every room's tables in it."""
    database = await open_database(database_url)
    for room in ("feeds", "bot", "scheduler"):
        await database.migrate(room)
    yield database
    await database.close()
