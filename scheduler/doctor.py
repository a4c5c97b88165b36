"""Doctor: looks for what would keep the service from running well, and names the remedy."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import os
import re
import shutil
import sqlite3
import stat
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from feeds.database import Database, Room, StoreError, open_database
from scheduler.settings import Settings
from scheduler.watch import POLL_MS, file_system, is_remote

LITTLE_SPACE_MB = 100
"""Less than this, and the store may fail to note a message that was sent."""

_ROOMS: tuple[Room, ...] = ("feeds", "bot", "scheduler")
_TOKEN = re.compile(r"\d+:[\w-]{35}", re.ASCII)
_ANSWER = timedelta(seconds=5)
_WRONG_CLOCK = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one look found. Only `failed` keeps the service from its work."""

    check: str
    status: Literal["ok", "warning", "failed"]
    text: str
    remedy: str = ""


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything that the settings name. Changes nothing; Telegram is asked one getMe."""
    findings = [
        _settings(settings),
        _seeds(settings.seeds.folder),
        _watching(settings.seeds.folder),
        _data(settings.store.data),
        *_space(settings.store.data),
    ]
    url = settings.store.url.reveal()
    if url.startswith("sqlite"):
        findings.append(_sqlite())
    new = _ok("store", "not there yet: the first run makes it")
    findings.append(new if _is_missing(url) else await _store(url))
    findings += await asyncio.to_thread(lambda: list(_telegram(settings)))
    findings.append(_address(settings.site.url))
    return findings


def _ok(check: str, text: str) -> Finding:
    return Finding(check=check, status="ok", text=text)


def _warning(check: str, text: str, remedy: str) -> Finding:
    return Finding(check=check, status="warning", text=text, remedy=remedy)


def _failed(check: str, text: str, remedy: str) -> Finding:
    return Finding(check=check, status="failed", text=text, remedy=remedy)


def _settings(settings: Settings) -> Finding:
    file = settings.file
    if file is None:
        return _ok("settings", "no settings file; defaults, environment and options hold")
    if settings.telegram.token and file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        text = f"{file} can be read by others, and secrets may stand in it"
        return _warning("settings", text, f"chmod 600 {file}")
    return _ok("settings", f"read from {file}")


def _seeds(folder: Path) -> Finding:
    if not folder.is_dir():
        return _failed("seeds", f"{folder} is no folder", "Make it, or set [seeds] folder.")
    if not os.access(folder, os.R_OK | os.X_OK):
        return _failed("seeds", f"{folder} can't be read", "Give this user the right to read it.")
    return _ok("seeds", f"{folder} can be read")


def _watching(folder: Path) -> Finding:
    if not folder.is_dir():
        return _warning("watching", "there is no folder to watch", "See above.")
    if is_remote(folder):
        return _warning(
            "watching",
            f"{folder} is on a file server ({file_system(folder)}): it is read through every "
            f"{POLL_MS / 1000:.0f} s",
            "Set [seeds] settle_seconds to 2 or more; a local folder is watched at once.",
        )
    limit = Path("/proc/sys/fs/inotify/max_user_watches")
    needed = sum(1 for _ in os.walk(folder))
    if limit.exists() and int(limit.read_text()) < 2 * needed:
        text = f"{needed} folders are more than this system lets us watch"
        return _warning("watching", text, "sysctl fs.inotify.max_user_watches=65536")
    return _ok("watching", "a new file is seen at once")


def _data(folder: Path) -> Finding:
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        remedy = "Give this user the right to write there, or name another folder as --data."
        return _failed("data", f"{nearest} can't be written", remedy)
    return _ok("data", f"{folder} " + ("can be written" if nearest == folder else "can be made"))


def _space(folder: Path) -> Iterator[Finding]:
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    free_mb = shutil.disk_usage(nearest).free // 1_000_000
    if free_mb < LITTLE_SPACE_MB:
        yield _failed("space", f"{free_mb} MB are free at {nearest}", "Make room on that disk.")
    else:
        yield _ok("space", f"{free_mb} MB are free")


def _sqlite() -> Finding:
    version = sqlite3.sqlite_version_info
    text = f"SQLite {sqlite3.sqlite_version}"
    # Two connections that write and checkpoint at the very same moment can corrupt the file:
    # https://sqlite.org/wal.html#walresetbug
    if (3, 7, 0) <= version <= (3, 51, 2) and version != (3, 50, 7):
        return _warning(
            "sqlite",
            f"{text} has the rare WAL-reset bug",
            "Upgrade SQLite to 3.51.3 or later when your system offers it; keep backups.",
        )
    return _ok("sqlite", text)


def _is_missing(url: str) -> bool:
    return url.startswith("sqlite") and not Path(url.removeprefix("sqlite:///")).exists()


async def _store(url: str) -> Finding:
    try:
        database = await open_database(url)
    except StoreError as error:
        return _failed("store", str(error), "Mend [store] url, or start the database.")
    try:
        return await _tables(database)
    finally:
        await database.close()


async def _tables(database: Database) -> Finding:
    for room in _ROOMS:
        found = await database.version(room)
        folder = Path(str(import_module(room).__file__)).parent / "migrations"
        newest = max(path.stem.partition("_")[0] for path in folder.glob("0*.py"))
        if found is not None and found > newest:
            text = f"the tables of {room} are at step {found}, this version knows {newest}"
            return _failed("store", text, "Run the newer version, or restore a backup.")
        if found != newest:
            text = f"the tables of {room} are at step {found or 'none'} of {newest}"
            return _warning("store", text, "teleprinter migrate (the next run does it, too)")
    return _ok("store", "reachable, and its tables are up to date")


def _telegram(settings: Settings) -> Iterator[Finding]:
    telegram = settings.telegram
    if telegram.token and not _TOKEN.fullmatch(telegram.token.reveal()):
        text = "the token is not shaped as @BotFather gives them"
        yield _warning("token", text, "Copy all of it: digits, a colon, 35 characters.")
    if telegram.mode != "polling" or telegram.token is None:
        yield _ok("telegram", f"mode {telegram.mode}: nobody is asked")
        return
    url = f"{telegram.api_base_url}/bot{telegram.token.reveal()}/getMe"
    try:
        with urllib.request.urlopen(url, timeout=_ANSWER.total_seconds()) as answer:  # noqa: S310
            yield _clock(answer.headers["Date"])
            me: Any = json.load(answer)
        yield _ok("telegram", f"the bot is @{me['result']['username']}")
    except urllib.error.HTTPError as error:
        if error.code in (401, 404):
            remedy = "Ask @BotFather for the token, or for a new one."
            yield _failed("telegram", "Telegram does not know this token", remedy)
        else:
            yield _warning("telegram", f"Telegram answers {error.code}", "Try again later.")
        error.close()
    except (OSError, ValueError, KeyError, TypeError) as error:
        # Its text may hold the address, and the address holds the token.
        text = f"{telegram.api_base_url} gives no answer ({type(error).__name__})"
        yield _warning("telegram", text, "Check the network, a proxy, or [telegram] api_base_url.")


def _clock(date: str | None) -> Finding:
    if date is None:
        return _ok("clock", "nobody told the time to compare with")
    ahead = datetime.now(UTC) - parsedate_to_datetime(date)
    if abs(ahead) > _WRONG_CLOCK:
        text = f"the clock is {ahead.total_seconds():+.0f} s from Telegram's"
        return _warning("clock", text, "Switch time synchronisation on (timedatectl set-ntp true).")
    return _ok("clock", "agrees with Telegram's")


def _address(url: str) -> Finding:
    host = urlsplit(url).hostname or ""
    try:
        public = ipaddress.ip_address(host).is_global
    except ValueError:
        public = "." in host and not host.endswith((".local", ".localhost", ".internal"))
    if public:
        return _ok("address", f"links lead to {url}")
    return _warning(
        "address",
        f"links lead to {url}, which only this machine reaches",
        "Set [site] url to the address at which readers reach you.",
    )
