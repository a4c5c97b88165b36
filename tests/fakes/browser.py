"""Browser: Debian's Chromium, driven through its DevTools protocol.

async with Browser() as browser:
    page = await browser.open("http://127.0.0.1:8080/sandbox/")
    await page.until("document.querySelector('.message')")
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import os
import re
import shutil
import signal
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--remote-debugging-port=0",
    "--remote-debugging-address=127.0.0.1",
)
_START_SECONDS = 30.0
_STEP_SECONDS = 0.05


class Browser:
    """One headless Chromium with an empty profile."""

    def __init__(self) -> None:
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._process: asyncio.subprocess.Process | None = None
        self._session: aiohttp.ClientSession | None = None
        self._endpoint = ""

    async def __aenter__(self) -> Self:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        assert chromium is not None, "Chromium is not installed"
        self._process = await asyncio.create_subprocess_exec(
            chromium,
            *_FLAGS,
            f"--user-data-dir={self._profile.name}",
            "about:blank",
            stderr=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        self._session = aiohttp.ClientSession()
        async with asyncio.timeout(_START_SECONDS):
            self._endpoint = await self._find_endpoint()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()
        if self._process is not None and self._process.returncode is None:
            # Chromium is a family of processes: all in the session that it leads.
            os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()
        self._profile.cleanup()

    async def open(self, url: str) -> Page:
        """Open a page in a tab of its own."""
        assert self._session is not None
        async with self._session.put(f"{self._endpoint}/json/new?about:blank") as response:
            target = await response.json()
        socket = await self._session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0)
        page = Page(socket)
        await page.command("Page.enable")
        await page.command("Runtime.enable")
        await page.command("Page.navigate", url=url)
        await page.until("document.readyState === 'complete' && location.href !== 'about:blank'")
        return page

    async def _find_endpoint(self) -> str:
        assert self._process is not None
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            match = re.search(rb"ws://(127\.0\.0\.1:\d+)/", line)
            if match:
                return f"http://{match[1].decode()}"
        raise RuntimeError("Chromium ended before it listened")


class Page:
    """One tab. `problems` collects what the page's scripts and its policy complained about."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.problems: list[str] = []

    async def command(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command of the DevTools protocol; give its result."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        while True:
            message: dict[str, Any] = json.loads(await self._socket.receive_str())
            self._note(message)
            if message.get("id") == number:
                assert "error" not in message, message["error"]
                result: dict[str, Any] = message["result"]
                return result

    async def js(self, expression: str) -> Any:
        """Evaluate an expression, awaiting a promise; give its value."""
        answer = await self.command(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def until(self, expression: str, timeout_seconds: float = 10.0) -> None:
        """Wait until an expression is true; one that fails is not true yet."""
        attempt = f"(() => {{ try {{ return Boolean({expression}) }} catch {{ return false }} }})()"
        try:
            async with asyncio.timeout(timeout_seconds):
                # The condition lives in the browser, which sends no event for it.
                while not await self.js(attempt):  # noqa: ASYNC110
                    await asyncio.sleep(_STEP_SECONDS)
        except TimeoutError:
            raise AssertionError(f"never true: {expression}") from None

    async def type(self, selector: str, text: str) -> None:
        """Focus a field and type into it; "\\n" is the Enter key."""
        await self.js(f"document.querySelector({json.dumps(selector)}).focus()")
        for part in re.split("(\n)", text):
            if part == "\n":
                for kind in ("keyDown", "keyUp"):
                    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
                    text_of_key = {"text": "\r"} if kind == "keyDown" else {}
                    await self.command("Input.dispatchKeyEvent", type=kind, **key, **text_of_key)
            elif part:
                await self.command("Input.insertText", text=part)

    async def click(self, selector: str) -> None:
        """Click an element."""
        await self.js(f"document.querySelector({json.dumps(selector)}).click()")

    async def look(
        self, *, width: int = 1000, height: int = 760, dark: bool = False, touch: bool = False
    ) -> None:
        """Change the size of the window, and what the reader prefers."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 2 if touch else 1}
        await self.command("Emulation.setDeviceMetricsOverride", **metrics, mobile=touch)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.command("Emulation.setEmulatedMedia", features=[scheme])

    async def screenshot(self, path: Path) -> None:
        """Write a PNG of what is seen."""
        shot = await self.command("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))  # noqa: ASYNC240 - once, in a test

    def _note(self, message: dict[str, Any]) -> None:
        if message.get("method") == "Runtime.exceptionThrown":
            self.problems.append(str(message["params"]["exceptionDetails"]))
        if message.get("method") == "Runtime.consoleAPICalled":
            params = message["params"]
            if params["type"] in {"error", "warning", "assert"}:
                self.problems.append(str(params["args"]))
