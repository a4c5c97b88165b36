"""The doctor: what it finds, and that it neither changes nor tells too much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from feeds.database import open_database
from scheduler.config import load_settings
from scheduler.doctor import Finding, examine

TOKEN = "123456789:AAExampleExampleExampleExampleExam1"


class Answering(HTTPServer):
    """Answers every request alike, and keeps what it was asked."""

    status = 200
    body = b'{"ok": true, "result": {"username": "city_news_bot"}}'
    asked: list[str]


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Answering)
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def telegram() -> Iterator[Answering]:
    server = Answering(("127.0.0.1", 0), _Answer)
    server.asked = []
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").mkdir()


async def look(**settings: object) -> Mapping[str, Finding]:
    overrides = {name.replace("__", "."): value for name, value in settings.items()}
    findings = await examine(load_settings(None, {}, overrides))
    return {finding.check: finding for finding in findings}


async def test_a_fresh_folder_is_fit_to_run_and_stays_as_it_was(tmp_path: Path) -> None:
    found = await look()

    assert {finding.status for finding in found.values()} <= {"ok", "warning"}
    assert _names(tmp_path) == ["articles"]


async def test_a_missing_folder_fails_with_its_remedy() -> None:
    found = await look(seeds__folder="gone")

    assert found["seeds"].status == "failed"
    assert "[seeds] folder" in found["seeds"].remedy


async def test_a_data_path_that_is_a_file_fails(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")

    assert (await look())["data"].status == "failed"


async def test_a_store_of_an_older_version_asks_for_migrate(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path}/data/teleprinter.db")
    await database.migrate("feeds")
    await database.close()

    found = await look()

    assert found["store"].status == "warning"
    assert "teleprinter migrate" in found["store"].remedy


async def test_a_store_that_nobody_answers_for_fails_without_its_password() -> None:
    found = await look(store__url="postgresql://me:hunter2@127.0.0.1:1/news")

    assert found["store"].status == "failed"
    assert "hunter2" not in str(found)


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("http://127.0.0.1:8080", "warning"),
        ("http://newsroom.local", "warning"),
        ("http://192.168.1.5", "warning"),
        ("https://news.example.org", "ok"),
    ],
)
async def test_an_address_that_readers_cannot_reach_is_warned_of(url: str, status: str) -> None:
    assert (await look(site__url=url))["address"].status == status


async def test_a_settings_file_with_a_secret_that_others_can_read_is_warned_of(
    tmp_path: Path,
) -> None:
    file = tmp_path / "teleprinter.toml"
    file.write_text(f'[telegram]\ntoken = "{TOKEN}"\nmode = "off"\n')
    file.chmod(0o644)
    open_to_all = await look()
    file.chmod(0o600)

    assert open_to_all["settings"].status == "warning"
    assert (await look())["settings"].status == "ok"


async def test_telegram_is_asked_who_the_bot_is(telegram: Answering) -> None:
    found = await look(telegram__token=TOKEN, telegram__api_base_url=_address(telegram))

    assert telegram.asked == [f"/bot{TOKEN}/getMe"]
    assert found["telegram"].text == "the bot is @city_news_bot"
    assert found["clock"].status == "ok"


async def test_a_token_that_telegram_does_not_know_fails(telegram: Answering) -> None:
    telegram.status = 401

    found = await look(telegram__token=TOKEN, telegram__api_base_url=_address(telegram))

    assert found["telegram"].status == "failed"
    assert TOKEN not in str(found)


async def test_a_network_that_is_away_is_a_warning_without_the_token() -> None:
    found = await look(telegram__token=TOKEN, telegram__api_base_url="http://127.0.0.1:1")

    assert found["telegram"].status == "warning"
    assert TOKEN not in str(found)


async def test_a_token_cut_short_is_warned_of() -> None:
    found = await look(telegram__token=TOKEN[:-3], telegram__mode="sandbox")

    assert found["token"].status == "warning"


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def _address(server: HTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"
