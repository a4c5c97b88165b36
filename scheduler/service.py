"""Service: every part built, run, and drained in reverse order. The composition root."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from starlette.routing import Mount

from bot.records import BroadcastRecord, CopyRecord, Records
from bot.sandbox.api import BotApi
from bot.sandbox.chats import Chats
from bot.sandbox.server import build_sandbox
from feeds.archive import Archive
from feeds.database import Database, StoreError, open_database
from feeds.document import Site
from feeds.pages import Invitation
from feeds.press import Press
from feeds.publish import Publisher, Report
from feeds.sources import Sources
from feeds.web import build_app
from scheduler.health import HealthDesk
from scheduler.intake import Intake
from scheduler.llm import LanguageModel
from scheduler.lock import DataFolder
from scheduler.server import Server
from scheduler.settings import Settings
from scheduler.slots import Slots
from scheduler.timetable import Job, Timetable
from scheduler.wire import Wire
from seeds.folder import Folder

_log = logging.getLogger(__name__)

_SANDBOX_TOKEN = "1000001:sandbox-sandbox-sandbox-sandbox-000"  # noqa: S105 - opens nothing
_RELEASE = timedelta(seconds=10)
_SLOTS_KEPT = timedelta(days=7)
_LAST_LOOK = timedelta(seconds=2)
"""An import that is cut off goes on at the next start: each batch is recorded or it is not."""
_SETTLING = 10.0
"""Seconds that `publish` waits for files that are still being written."""


class NoSuchArticle(Exception):
    """The record has no article of this name."""


async def migrate(settings: Settings) -> bool:
    """Bring the store to this version's shape. True if a step was taken.

    Raises:
        DataFolderError: another process works on this data folder.
        StoreError: the store can't be opened, or not be changed.
    """
    lock = _lock(settings)
    try:
        database = await open_database(settings.store.url.reveal())
        try:
            return await _migrate(database)
        finally:
            await database.close()
    finally:
        if lock:
            lock.release()


class Service:
    """One publication: its folder, record, pages and bot. `open`, then `run` or `publish`."""

    def __init__(self, settings: Settings, database: Database, lock: DataFolder | None) -> None:
        self._settings = settings
        self._database = database
        self._lock = lock
        self._settle = timedelta(seconds=settings.seeds.settle_seconds)
        self._site = Site(
            url=settings.site.url.rstrip("/"),
            title=settings.site.title,
            language=settings.site.language,
            subtitle=settings.site.subtitle,
            topics=settings.topics,
        )
        authority = urlsplit(self._site.url).hostname or "localhost"
        self._archive = Archive(database, authority=authority)
        self._sources = Sources(database)
        self._folder = Folder(settings.seeds.folder, settle=self._settle)
        self._model = LanguageModel(settings.llm, _now) if settings.llm.url else None
        self._publisher = Publisher(
            self._folder,
            self._archive,
            self._sources,
            timezone=ZoneInfo(settings.schedule.timezone),
            abridge=self._model.abridge if self._model else None,
        )

    @classmethod
    async def open(cls, settings: Settings) -> Service:
        """Open the store, bring it to shape, and keep the data folder to ourselves.

        Raises:
            DataFolderError: another process works on this data folder.
            StoreError: the store can't be opened.
        """
        lock = _lock(settings)
        try:
            service = cls(settings, await open_database(settings.store.url.reveal()), lock)
            await _migrate(service._database)
            await service._archive.open(_now())
            await service._sources.open()
        except BaseException:
            if lock:
                lock.release()
            raise
        return service

    @classmethod
    async def look_in(cls, settings: Settings) -> Service:
        """Open the store to read from it, beside a service that runs; changes nothing.

        Raises:
            StoreError: there is no store yet, or it can't be opened.
        """
        _expect_store(settings)
        service = cls(settings, await open_database(settings.store.url.reveal()), None)
        if await service._database.version("bot") is None:
            await service.close()
            raise StoreError("the store has no tables yet. `teleprinter migrate` makes them.")
        return service

    async def publish(
        self, progress: Callable[[int, int], None] = lambda _done, _all: None
    ) -> Report:
        """Look at the whole folder, and at unfinished files until they rest. Tells no chat.

        Raises:
            SeedError: the folder is not there.
        """
        report = await self._publisher.publish(_now(), progress=progress)
        waited = 0.0
        while report.pending and waited < _SETTLING:
            step = self._settle.total_seconds() + 0.05
            await asyncio.sleep(step)
            waited += step
            again = await self._publisher.publish(_now(), paths=report.pending)
            report.recorded += again.recorded
            report.pending = again.pending
            report.refused, report.remarks = again.refused, again.remarks
        await self._archive.release(_now())
        return report

    async def deliveries(self, slug: str | None = None) -> list[BroadcastRecord] | list[CopyRecord]:
        """List the broadcasts, the newest first; or with a slug, every copy of that article.

        Raises:
            NoSuchArticle: nothing has this slug.
        """
        records = Records(self._database)
        if slug is None:
            return await records.broadcasts()
        if await self._archive.by_slug(slug) is None:
            raise NoSuchArticle(f"no article is called {slug}: its name is the end of its address")
        return await records.copies(slug)

    async def run(self, stop: asyncio.Event | None = None) -> None:
        """Serve, publish and send until SIGTERM, SIGINT or `stop`; then drain, within seconds.

        Raises:
            AddressInUse: the HTTP address is taken.
        """
        stop = stop or asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        press = Press(self._archive, self._site)
        chats = self._sandbox_chats()
        wire = self._build_wire(press, sandbox=chats is not None)

        async def published() -> None:
            if wire:
                wire.wake()
            await press.refresh()

        intake = Intake(
            self._folder, self._publisher, self._archive, settle=self._settle, published=published
        )
        timetable = self._timetable(intake, wire)
        health = HealthDesk(self._database, self._archive, intake, timetable, wire, self._model)
        server = self._build_server(press, health, chats)
        await press.refresh()
        down = asyncio.Event()
        serving = asyncio.create_task(server.run_until(down), name="http")
        following = asyncio.create_task(intake.follow(stop), name="folder")
        stopped = asyncio.create_task(stop.wait(), name="stop")
        await timetable.start()
        timetable.run_now("scan")
        if wire:
            await wire.start()
        self._say_where(sandbox=chats is not None)
        # None of the three ends by itself, but if one breaks, an operator's supervisor should
        # see the process end rather than half of it go on.
        await asyncio.wait({serving, following, stopped}, return_when=asyncio.FIRST_COMPLETED)
        _log.info("stopping: no new work, messages on their way may arrive")
        stop.set()
        await asyncio.gather(_end(following, _LAST_LOOK), timetable.stop(_LAST_LOOK))
        await intake.close()
        if wire:
            await wire.stop()
        if chats is not None:
            chats.close()
        down.set()
        await asyncio.wait({serving, stopped})
        _log.info("stopped")
        for task in (serving, following):
            if not task.cancelled():
                task.result()  # what broke, if something did

    async def close(self) -> None:
        """Give the store and the data folder back."""
        if self._model:
            await self._model.close()
        await self._database.close()
        if self._lock:
            self._lock.release()

    def _build_server(self, press: Press, health: HealthDesk, chats: Chats | None) -> Server:
        routes = []
        if chats is not None:
            api = BotApi(chats, token=_SANDBOX_TOKEN)
            routes.append(Mount("/sandbox", build_sandbox(api)))
        app = build_app(press, health=health.report, routes=routes)
        return Server(app, self._settings.http.host, self._settings.http.port)

    def _sandbox_chats(self) -> Chats | None:
        if self._settings.telegram.mode != "sandbox":
            return None
        chats = Chats(_now, journal=self._settings.store.data / "sandbox.jsonl", welcoming=True)
        chats.profile.words["name"] = {"": self._site.title[:64]}
        return chats

    def _build_wire(self, press: Press, *, sandbox: bool) -> Wire | None:
        settings = self._settings.telegram
        if sandbox:
            token, root = _SANDBOX_TOKEN, f"{self._loopback()}/sandbox"
            press.invitation = Invitation(network="sandbox", url="/sandbox/")
        elif settings.mode == "polling" and settings.token:
            token, root = settings.token.reveal(), settings.api_base_url
        else:
            return None

        async def connected(username: str) -> None:
            if not sandbox:
                press.invitation = Invitation(network="telegram", url=f"https://t.me/{username}")
                await press.refresh()

        return Wire(
            settings,
            token=token,
            root=root,
            database=self._database,
            archive=self._archive,
            site=self._site,
            connected=connected,
        )

    def _timetable(self, intake: Intake, wire: Wire | None) -> Timetable:
        slots = Slots(self._database)
        schedule = self._settings.schedule

        async def keep_house() -> None:
            await slots.prune(_now() - _SLOTS_KEPT)

        scan = timedelta(seconds=schedule.scan_seconds)
        jobs = [
            Job(name="scan", every=scan, run=intake.scan),
            # One short question; whoever asks first in the store releases, so no slot is claimed.
            Job(name="release", every=_RELEASE, run=intake.release, claimed=False),
            Job(name="housekeeping", every="17 4 * * *", run=keep_house, late=timedelta(hours=20)),
        ]
        if wire:

            async def wake() -> None:
                wire.wake()

            # It only looks at the ledger sooner than news would make it: nothing to claim.
            jobs.append(Job(name="deliver", every=timedelta(seconds=10), run=wake, claimed=False))
        return Timetable(jobs, slots, schedule.timezone)

    def _say_where(self, *, sandbox: bool) -> None:
        _log.info("articles are read from %s", self._folder.root)
        _log.info("pages at %s/ and the feed at %s/feed.atom", self._site.url, self._site.url)
        if sandbox:
            _log.info("talk to the bot at %s/sandbox/ (say /start)", self._loopback())

    def _loopback(self) -> str:
        """Name the server as this machine reaches it, which is all that the sandbox answers."""
        http = self._settings.http
        host = "127.0.0.1" if http.host in {"0.0.0.0", "::"} else http.host  # noqa: S104
        return f"http://[{host}]:{http.port}" if ":" in host else f"http://{host}:{http.port}"


async def _end(task: asyncio.Task[None], patience: timedelta) -> None:
    """Wait until a task has ended, for as long as this at most; then cut it off."""
    await asyncio.wait({task}, timeout=patience.total_seconds())
    task.cancel()
    await asyncio.wait({task})


def _expect_store(settings: Settings) -> None:
    url = settings.store.url.reveal()
    file = url.removeprefix("sqlite:///")
    if file != url and not Path(file).exists():
        raise StoreError(f"there is no store at {file} yet. `teleprinter run` makes one.")


def _lock(settings: Settings) -> DataFolder | None:
    sqlite = settings.store.url.reveal().startswith("sqlite")
    return DataFolder(settings.store.data) if sqlite else None


async def _migrate(database: Database) -> bool:
    taken = [await database.migrate(room) for room in ("feeds", "bot", "scheduler")]
    return any(taken)


def _now() -> datetime:
    return datetime.now(UTC)
