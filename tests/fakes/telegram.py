"""TelegramServer: the sandbox on a real loopback port, with judges of every call switched on.

It lives in the test's process and in a thread of its own, so it survives whatever happens to
the service under test. Every method may be called from any thread, and from async tests.

    with TelegramServer() as telegram:
        ...  # start a bot with telegram.api_base_url and telegram.token
        telegram.say(1, "/start")
        telegram.wait_for(lambda: telegram.texts(1))
        telegram.check()
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import dataclasses
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import uvicorn

from bot.sandbox.api import BotApi, Refusal
from bot.sandbox.calls import Call, Calls
from bot.sandbox.chats import Chat, Chats, Kind, Message, State
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.limits import Limits
from bot.sandbox.server import build_sandbox
from tests.fakes.judges import both_judges

T = TypeVar("T")

_STEP_SECONDS = 0.005
_PATIENCE_SECONDS = 10.0


class TelegramServer:
    """A Telegram to test against. `shift` moves its clock."""

    def __init__(
        self,
        *,
        token: str = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
        judged: bool = True,
        welcoming: bool = False,
        limits: Limits | None = None,
        journal: Path | None = None,
        port: int = 0,
    ) -> None:
        self.token = token
        self.shift = timedelta()
        self.chats = Chats(self._now, journal=journal, welcoming=welcoming)
        judge = both_judges() if judged else None
        record = Calls(unbounded=True)
        self.api = BotApi(self.chats, token=token, judge=judge, limits=limits, calls=record)
        self._port = port
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Listen on 127.0.0.1, on a free port unless one was named."""
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        listener.listen(1024)
        self._port = listener.getsockname()[1]
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(listener, ready), daemon=True)
        self._thread.start()
        if not ready.wait(_PATIENCE_SECONDS):
            raise TimeoutError("the sandbox did not start")

    def stop(self) -> None:
        """End polls and pages, then the server."""
        if self._server is None or self._thread is None:
            return
        self._do(self.chats.close)
        self._server.should_exit = True
        self._thread.join(_PATIENCE_SECONDS)
        self._server = None

    @property
    def api_base_url(self) -> str:
        """The root of this Bot API, for `[telegram] api_base_url`."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def calls(self) -> Calls:
        """Every call but polls, oldest first."""
        return self.api.calls

    @property
    def methods(self) -> list[str]:
        """The names of the methods called, in order."""
        return self._do(lambda: self.calls.methods)

    @property
    def refusals(self) -> list[Refusal]:
        """The calls that a judge refused."""
        return self._do(lambda: list(self.api.refusals))

    @property
    def faults(self) -> Faults:
        """What is to go wrong; `fail` adds to it."""
        return self.api.faults

    def check(self) -> None:
        """Assert that no judge refused any call so far."""
        found = [f"{r.method}: {r.reason}" for r in self.refusals]
        assert not found, found

    def judge(self, *, on: bool) -> None:
        """Switch the judges, for tests that send mistakes on purpose."""
        self.api.judge = both_judges() if on else None

    def fail(self, fault: Fault) -> None:
        """Let a fault happen in the calls to come."""
        self._do(lambda: self.faults.add(fault))

    def limit(self, limits: Limits | None) -> None:
        """Keep the bot to a pace from now on."""
        self._do(lambda: self.api.limit(limits))

    def open(self, chat_id: int, *, kind: Kind | None = None, name: str = "") -> Chat:
        """Make a chat that the bot may write to, though nobody has said a word there."""
        return self._do(lambda: self.chats.open(chat_id, kind=kind, name=name))

    def say(self, chat_id: int, text: str, *, sender: int = 0) -> Message:
        """Write to the bot."""
        return self._do(lambda: self.api.readers.say(chat_id, text, sender=sender))

    def tap(self, chat_id: int, message_id: int, data: str, *, sender: int = 0) -> str:
        """Tap a button that the chat shows; give the number of the callback query."""
        return self._do(lambda: self.api.readers.tap(chat_id, message_id, data, sender=sender))

    def forge(self, chat_id: int, message_id: int, data: str, *, sender: int = 0) -> str:
        """Send callback data that no button carries."""
        return self._do(lambda: self.api.readers.forge(chat_id, message_id, data, sender=sender))

    def block(self, chat_id: int) -> None:
        """Block the bot; it hears of it."""
        self._do(lambda: self.api.readers.block(chat_id))

    def unblock(self, chat_id: int) -> None:
        """Take the bot back; it hears of it."""
        self._do(lambda: self.api.readers.unblock(chat_id))

    def set_state(self, chat_id: int, state: State) -> None:
        """Put a chat into a state that the bot finds out about only as it writes."""
        self._do(lambda: self.api.readers.set_state(chat_id, state))

    def migrate(self, chat_id: int, new_id: int) -> None:
        """Turn a group into a supergroup with a new number."""
        self._do(lambda: self.api.readers.migrate(chat_id, new_id))

    def push(self, kind: str, body: dict[str, object]) -> None:
        """Let the bot hear of anything at all."""
        self._do(lambda: self.chats.updates.push(kind, body))

    def messages(self, chat_id: int) -> list[Message]:
        """Give what the chat shows now, oldest first, of both sides."""
        return self._do(lambda: self._messages(chat_id))

    def texts(self, chat_id: int) -> list[str]:
        """Give the words of the bot's messages that the chat shows now."""
        return [m.content.text for m in self.messages(chat_id) if m.sender == 0]

    def sent_to(self, chat_id: int) -> list[Call]:
        """Give the sends to a chat that had their effect, answered or not."""
        return self._do(lambda: self.calls.sent_to(chat_id))

    def wait_for(self, predicate: Callable[[], T], timeout: float = 10.0) -> T:
        """Wait until `predicate` is true; give what it gave."""
        deadline = time.monotonic() + timeout
        while not (value := predicate()):
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {timeout} s; the calls: {self.methods[-20:]}")
            time.sleep(_STEP_SECONDS)
        return value

    def _messages(self, chat_id: int) -> list[Message]:
        chat = self.chats.find(chat_id)
        return [dataclasses.replace(m) for m in chat.messages.values()] if chat else []

    def _now(self) -> datetime:
        return datetime.now(UTC) + self.shift

    def _do(self, action: Callable[[], T]) -> T:
        """Run `action` where the server runs; before the start and after the stop, right here."""
        loop = self._loop
        if loop is None:
            return action()
        done: concurrent.futures.Future[T] = concurrent.futures.Future()

        def run() -> None:
            try:
                done.set_result(action())
            except Exception as error:  # noqa: BLE001 - handed to the caller's thread
                done.set_exception(error)

        loop.call_soon_threadsafe(run)
        return done.result(_PATIENCE_SECONDS)

    def _serve(self, listener: socket.socket, ready: threading.Event) -> None:
        config = uvicorn.Config(
            build_sandbox(self.api),
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
        )
        self._server = uvicorn.Server(config)

        async def serve(server: uvicorn.Server) -> None:
            self._loop = asyncio.get_running_loop()
            self._loop.call_soon(ready.set)
            try:
                await server.serve([listener])
            finally:
                self._loop = None

        asyncio.run(serve(self._server))
