"""kill -9 in the middle of a broadcast: nothing lost, few doubled, every copy on record."""

from __future__ import annotations

import random
import time
from pathlib import Path

from tests.fakes.service import RunningService
from tests.fakes.telegram import TelegramServer

READERS = 120
KILLS = 4
ANSWER_SECONDS = 0.05
RATE = 60
WRITTEN_SECONDS = ANSWER_SECONDS + 0.4
"""A receipt is written a tenth of a second after its answer; a busy machine takes longer."""


def test_a_broadcast_survives_kill_9_and_restart(tmp_path: Path) -> None:
    with TelegramServer(welcoming=True) as telegram:
        environ = {
            "TELEPRINTER_TELEGRAM__TOKEN": telegram.token,
            "TELEPRINTER_TELEGRAM__API_BASE_URL": telegram.api_base_url,
            "TELEPRINTER_TELEGRAM__RATE_PER_SECOND": str(RATE),
        }
        with RunningService(tmp_path, environ=environ) as service:
            for reader in range(1, READERS + 1):
                telegram.say(reader, "/start")
            telegram.wait_for(
                lambda: all(telegram.sent_to(one) for one in range(1, READERS + 1)), timeout=30
            )
            telegram.faults.delays["sendMessage"] = ANSWER_SECONDS
            chance = random.Random(7)

            service.drop("bridge.txt", "Bridge reopens\n\nIt opens on Monday, the city said.\n")
            killed = []
            for _ in range(KILLS):
                time.sleep(chance.uniform(0.2, 0.5))
                service.kill()
                killed.append(time.monotonic())
                service.start()

            telegram.wait_for(lambda: len(holders(telegram)) == READERS, timeout=60)
            service.wait_for(lambda: (service.health() or {})["bot"]["broadcasts"] == 0)
            assert service.stop() == 0

        copies = [
            sum("Monday" in text for text in telegram.texts(reader))
            for reader in range(1, READERS + 1)
        ]
        # What was sent just before a kill may have no receipt yet; nothing else is sent twice.
        late = [
            call
            for call in telegram.calls
            if call.method == "sendMessage"
            and any(moment - WRITTEN_SECONDS < call.at <= moment for moment in killed)
        ]
        assert min(copies) == 1
        assert sum(copies) - READERS <= len(late)
        telegram.check()


def holders(telegram: TelegramServer) -> set[int]:
    """The readers who hold a copy."""
    return {
        reader
        for reader in range(1, READERS + 1)
        if any("Monday" in text for text in telegram.texts(reader))
    }
