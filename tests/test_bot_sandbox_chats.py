"""What the sandbox remembers: in memory, and over a restart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest

from bot.sandbox.api import BotApi
from bot.sandbox.arguments import Arguments
from bot.sandbox.chats import Chats
from bot.sandbox.journal import Journal
from bot.sandbox.readers import ReaderError, Readers

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class Open(Protocol):
    def __call__(self, *, keep: int = 500, welcoming: bool = False) -> Chats: ...


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "sandbox.jsonl"


@pytest.fixture
def open_chats(journal: Path) -> Iterator[Open]:
    """Open the chats of one journal: again and again, as restarts do."""
    opened: list[Chats] = []

    def open_them(*, keep: int = 500, welcoming: bool = False) -> Chats:
        for chats in opened:
            chats.close()
        opened.append(Chats(lambda: NOW, journal=journal, keep=keep, welcoming=welcoming))
        return opened[-1]

    yield open_them
    for chats in opened:
        chats.close()


async def send(chats: Chats, text: str, chat_id: int = 1) -> None:
    api = BotApi(chats, token="1:x")
    keyboard = {"inline_keyboard": [[{"text": "b", "callback_data": "d"}]]}
    params = {"chat_id": chat_id, "text": text, "parse_mode": "HTML", "reply_markup": keyboard}
    assert (await api.call("sendMessage", Arguments(params))).status == 200


async def test_a_restart_forgets_nothing(open_chats: Open) -> None:
    before = open_chats()
    readers = Readers(before)
    readers.say(1, "/start")
    await send(before, "<b>one</b>")
    await send(before, "two")
    before.profile.words["name"] = {"": "The Daily Sample"}
    before.save_profile()
    before.remove(before.open(1), [3])
    readers.block(2)
    before.updates.confirm(before.updates.pending[0]["update_id"] + 1)

    after = open_chats()

    assert list(after) == list(before)
    assert after.profile == before.profile
    assert after.updates.pending == before.updates.pending
    assert after.updates.next_id == before.updates.next_id
    assert after.number(after.open(1)) == 4


async def test_numbers_of_messages_are_not_used_again_after_a_restart(open_chats: Open) -> None:
    before = open_chats()
    before.open(1)
    await send(before, "gone")
    before.remove(before.open(1), [1])
    for _ in range(2):
        open_chats()

    after = open_chats()

    assert after.number(after.open(1)) == 2


def test_a_line_torn_by_a_crash_is_left_out(open_chats: Open, journal: Path) -> None:
    chats = open_chats()
    Readers(chats).say(1, "kept")
    with journal.open("ab") as file:
        file.write(b'{"message": {"id": 2, "chat_')

    again = open_chats()

    assert [m.content.text for m in again.open(1).messages.values()] == ["kept"]


def test_a_start_keeps_only_the_present_state(open_chats: Open, journal: Path) -> None:
    chats = open_chats(keep=10)
    readers = Readers(chats)
    for number in range(1000):
        readers.say(1, str(number))
    chats.updates.confirm(chats.updates.next_id)

    open_chats(keep=10)

    assert len(journal.read_bytes().splitlines()) < 20


def test_a_journal_that_cannot_be_written_stops_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")

    journal = Journal(tmp_path / "file" / "sandbox.jsonl")
    journal.rewrite([{"a": 1}])
    journal.write({"b": 2})

    assert "keeps no journal" in caplog.text


def test_a_chat_keeps_its_newest_messages(open_chats: Open) -> None:
    chats = open_chats(keep=3)
    readers = Readers(chats)

    for number in range(5):
        readers.say(1, str(number))

    assert list(chats.open(1).messages) == [3, 4, 5]


async def test_a_welcoming_server_knows_every_reader(open_chats: Open) -> None:
    await send(open_chats(welcoming=True), "x", chat_id=77)


@pytest.mark.parametrize("text", ["", "  ", "x" * 4097])
def test_a_reader_cannot_send_what_telegram_would_not(open_chats: Open, text: str) -> None:
    with pytest.raises(ReaderError):
        Readers(open_chats()).say(1, text)
