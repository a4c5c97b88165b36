"""The whole way once more, with the record and the ledger in PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from tests.fakes.service import RunningService
from tests.fakes.telegram import TelegramServer

TEXT = "Bridge reopens\n\nThe bridge opens on Monday, the city said.\n"


def test_the_service_works_on_either_store(tmp_path: Path, database_url: str) -> None:
    with TelegramServer(welcoming=True) as telegram:
        environ = {
            "TELEPRINTER_STORE__URL": database_url,
            "TELEPRINTER_TELEGRAM__TOKEN": telegram.token,
            "TELEPRINTER_TELEGRAM__API_BASE_URL": telegram.api_base_url,
        }
        with RunningService(tmp_path, environ=environ) as service:
            telegram.say(7, "/start")
            telegram.wait_for(lambda: "You will get" in str(telegram.texts(7)))
            service.drop("bridge.txt", TEXT)
            telegram.wait_for(lambda: "Monday" in str(telegram.texts(7)))
            service.wait_for(lambda: (service.health() or {})["bot"]["broadcasts"] == 0)
            service.kill()
            service.start()
            service.drop("bridge.txt", TEXT.replace("Monday", "Tuesday"))

            telegram.wait_for(lambda: "Tuesday" in str(telegram.texts(7)))

            service.wait_for(lambda: "Tuesday" in service.feed())
            assert "Monday" not in str(telegram.texts(7))
            assert service.stop() == 0
        telegram.check()
