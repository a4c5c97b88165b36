"""One article to many readers: messages a second, CPU a message, memory of the service.

    .venv/bin/python -m bench.broadcast [READERS] [RATE]

The real service sends to a stub of the Bot API in a process of its own, which answers after
80 ms. Prints the figures; ends by itself.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import sqlite3
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

from aiohttp import web

from bench.costs import process_seconds, resident_mb
from tests.fakes.service import RunningService

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
ANSWER_SECONDS = 0.08


def main() -> None:
    readers = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    rate = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    ours, theirs = multiprocessing.Pipe()
    stub = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    stub.start()
    port = ours.recv()
    with tempfile.TemporaryDirectory() as home:
        environ = {
            "TELEPRINTER_TELEGRAM__TOKEN": TOKEN,
            "TELEPRINTER_TELEGRAM__API_BASE_URL": f"http://127.0.0.1:{port}",
            "TELEPRINTER_TELEGRAM__RATE_PER_SECOND": str(rate),
        }
        service = RunningService(Path(home), environ=environ)
        service.start()
        service.stop()
        subscribe(service.data / "teleprinter.db", readers)
        before_bytes = stored(service.data)
        service.start()
        try:
            measure(service, readers, before_bytes)
        finally:
            service.kill()
            stub.kill()


def measure(service: RunningService, readers: int, before_bytes: int) -> None:
    time.sleep(2)
    cpu, began = process_seconds(service.pid), time.monotonic()
    service.drop("bridge.txt", "Bridge reopens\n\nThe bridge opens on Monday, the city said.\n")
    service.wait_for(lambda: (service.health() or {})["bot"]["broadcasts"], timeout=30)
    peak = 0.0
    while (service.health() or {})["bot"]["broadcasts"]:
        peak = max(peak, resident_mb(service.pid))
        if time.monotonic() - began > 600:
            raise TimeoutError("the broadcast did not end")
        time.sleep(0.5)
    took = time.monotonic() - began
    cpu = process_seconds(service.pid) - cpu
    service.stop()
    receipts = count(service.data / "teleprinter.db")
    if receipts != readers:
        raise AssertionError(f"{receipts} receipts for {readers} readers")
    print(
        f"{readers} readers: {readers / took:.0f} messages/s, {cpu / readers * 1e6:.0f} us CPU a "
        f"message, peak {peak:.0f} MB, "
        f"{(stored(service.data) - before_bytes) / readers:.1f} bytes stored a delivery"
    )


def serve(pipe: Connection) -> None:
    """Answer as the Bot API does, and count nothing."""
    numbers = iter(range(1, 1 << 62))

    async def answer(request: web.Request) -> web.Response:
        method = request.match_info["method"]
        await request.read()
        if method == "getUpdates":
            await asyncio.sleep(5)
            return web.json_response({"ok": True, "result": []})
        if method == "sendMessage":
            await asyncio.sleep(ANSWER_SECONDS)
            number = next(numbers)
            chat = {"id": 1, "type": "private", "first_name": "R"}
            result: object = {"message_id": number, "date": 0, "chat": chat, "text": "x"}
        elif method == "getMe":
            result = {"id": 1, "is_bot": True, "first_name": "B", "username": "bench_bot"}
        elif method == "getMyCommands":
            result = []
        else:
            result = True
        return web.Response(
            body=json.dumps({"ok": True, "result": result}), content_type="application/json"
        )

    async def run() -> None:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        pipe.send(runner.addresses[0][1])
        await asyncio.sleep(3600)

    asyncio.run(run())


def subscribe(store: Path, readers: int) -> None:
    """Write subscribers straight into the store."""
    connection = sqlite3.connect(store)
    with connection:
        connection.executemany(
            "INSERT INTO subscriber(bot_id, chat_id, state, since_ms) VALUES (123456789, ?, 1, 0)",
            ((chat,) for chat in range(1, readers + 1)),
        )
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def count(store: Path) -> int:
    connection = sqlite3.connect(store)
    found: int = connection.execute("SELECT count(*) FROM receipt").fetchone()[0]
    connection.close()
    return found


def stored(data: Path) -> int:
    return sum(path.stat().st_size for path in data.glob("teleprinter.db*"))


if __name__ == "__main__":
    main()
