"""RunningService: the real program in a process of its own, as an operator starts it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

ROOT = Path(__file__).resolve().parents[2]

T = TypeVar("T")


def free_port() -> int:
    """Find a port of 127.0.0.1 on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RunningService:
    """`teleprinter run` over its own folders below `home`; its output is in `home/log`."""

    def __init__(
        self,
        home: Path,
        *options: str,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self.home = home
        self.articles = home / "articles"
        self.data = home / "data"
        self.port = free_port()
        self.log = home / "log"
        self._options = options
        self._environ = dict(environ or {})
        self._process: subprocess.Popen[bytes] | None = None
        self.articles.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.kill()

    @property
    def pid(self) -> int:
        """The number of the process."""
        if self._process is None:
            raise LookupError("the service is not running")
        return self._process.pid

    def start(self, *, serving: bool = True) -> None:
        """Start the program, and wait until it serves."""
        command = [sys.executable, "-m", "scheduler", "run"]
        command += ["--seeds", str(self.articles), "--data", str(self.data)]
        command += ["--port", str(self.port), *self._options]
        environ = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("TELEPRINTER_", "PYTHONDONTWRITE"))
        }
        environ |= {"PYTHONPATH": str(ROOT), **self._environ}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self.home, env=environ, stdout=log, stderr=log
            )
        if serving:
            self.wait_for(lambda: self.health() is not None, timeout=30)

    def stop(self, timeout: float = 15) -> int:
        """Ask the program to end (SIGTERM), and tell its exit status."""
        process = self._process
        if process is None:
            raise LookupError("the service is not running")
        process.send_signal(signal.SIGTERM)
        return process.wait(timeout)

    def kill(self) -> None:
        """End the program without a word (SIGKILL)."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def drop(self, name: str, text: str) -> None:
        """Put an article into the folder as `mv` does: whole, at once."""
        target = self.articles / name
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.part")
        draft.write_text(text, encoding="utf-8")
        draft.rename(target)

    def get(
        self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask the program's web server."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, headers=dict(headers or {}))
            answer = connection.getresponse()
            fields = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, fields, answer.read()
        finally:
            connection.close()

    def post(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        """Post JSON to the program's web server."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            headers = {"Content-Type": "application/json"}
            connection.request("POST", path, json.dumps(body), headers)
            found: dict[str, Any] = json.loads(connection.getresponse().read() or b"{}")
            return found
        finally:
            connection.close()

    def feed(self) -> str:
        """Read the Atom feed."""
        return self.get("/feed.atom")[2].decode()

    def health(self) -> dict[str, Any] | None:
        """Read `/health`; None while nobody answers."""
        try:
            found: dict[str, Any] = json.loads(self.get("/health")[2])
        except (OSError, http.client.HTTPException):
            return None
        return found

    def logged(self) -> str:
        """Read all that the program wrote so far."""
        return self.log.read_text(encoding="utf-8")

    def wait_for(self, predicate: Callable[[], T], timeout: float = 15) -> T:
        """Wait until `predicate` gives something true, and return it."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if found := predicate():
                return found
            if self._process is not None and self._process.poll() is not None:
                raise AssertionError(f"the service ended:\n{self.logged()}")
            time.sleep(0.01)
        raise AssertionError(f"it did not happen within {timeout} s:\n{self.logged()}")
