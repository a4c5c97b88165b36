"""How long after a rename into the folder a feed reader and a chat have the article.

    .venv/bin/python -m bench.latency [ARTICLES]

Starts the real service against a Bot API on loopback, drops articles one after another, and
prints the medians. Ends by itself after some 1.2 s an article.
"""

from __future__ import annotations

import http.client
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.fakes.service import RunningService
from tests.fakes.telegram import TelegramServer

READER = 7


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    feed_ms, message_ms = [], []
    with (
        tempfile.TemporaryDirectory() as home,
        TelegramServer(welcoming=True, judged=False) as telegram,
    ):
        environ = {
            "TELEPRINTER_TELEGRAM__TOKEN": telegram.token,
            "TELEPRINTER_TELEGRAM__API_BASE_URL": telegram.api_base_url,
        }
        with RunningService(Path(home), environ=environ) as service:
            telegram.say(READER, "/start")
            telegram.wait_for(lambda: telegram.sent_to(READER))
            time.sleep(1.2)
            for number in range(rounds):
                dropped, served = drop(service, number)
                feed_ms.append((served - dropped) * 1000)
                word = f"Bridge {number} "
                call = telegram.wait_for(
                    lambda word=word: [
                        one
                        for one in telegram.sent_to(READER)
                        if word in str(one.params.get("text"))
                    ]
                )[0]
                message_ms.append((call.at - dropped) * 1000)
                time.sleep(1.1)  # one message a second to a chat is Telegram's own limit
    for name, values, bar in (("feed", feed_ms, 150), ("message", message_ms, 300)):
        print(
            f"file -> {name}: median {statistics.median(values):.0f} ms, "
            f"worst {max(values):.0f} ms of {len(values)} (bar: median {bar} ms)"
        )


def drop(service: RunningService, number: int) -> tuple[float, float]:
    """Rename an article into the folder; tell when, and when the feed had it."""
    target = service.articles / f"bridge-{number}.txt"
    draft = target.with_name(f".{target.name}.part")
    draft.write_text(f"Bridge {number} opens\n\nBridge {number} opens on Monday, the city said.\n")
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=10)
    word = f"Bridge {number} opens".encode()
    dropped = time.monotonic()
    draft.rename(target)
    while True:
        connection.request("GET", "/feed.atom")
        if word in connection.getresponse().read():
            return dropped, time.monotonic()
        time.sleep(0.002)


if __name__ == "__main__":
    main()
