"""Records: the ledger as an operator reads it. On both databases."""

from __future__ import annotations

import pytest

from bot.flush import Attempt, Flush, Receipt
from bot.ledger import Ledger
from bot.planning import Order
from bot.records import Records
from bot.roster import Roster
from bot.schema import AttemptState, BroadcastKind
from feeds.archive import Archive
from feeds.database import Database
from feeds.moment import to_ms
from tests.fakes.entries import MOMENT, make_article


@pytest.fixture
async def ledger(database: Database) -> Ledger:
    """Two articles; the first told to chat 10, unknown to 20, dead to 30."""
    archive, ledger, roster = (
        Archive(database, authority="news.example.org"),
        Ledger(database, 1),
        Roster(database, 1),
    )
    await archive.open(MOMENT)
    await ledger.open(0)
    await ledger.take_over("here")
    for chat_id in (10, 20, 30):
        await roster.add(chat_id, MOMENT)
    for name in ("bridge", "tower"):
        article = make_article(name, [f"About the {name}."], path=f"{name}.txt")
        await archive.record([article], MOMENT, exists=lambda _: True)
    orders = [Order(entry_key=key, revision=1, kinds=(BroadcastKind.SEND,)) for key in (1, 2)]
    await ledger.plan(orders, 2, MOMENT)
    await ledger.flush(
        Flush(
            receipts=[
                Receipt(
                    entry_key=1,
                    subscriber_id=1,
                    message_id=77,
                    revision=1,
                    at_s=to_ms(MOMENT) // 1000,
                )
            ],
            attempts=[
                Attempt(
                    broadcast_id=1,
                    subscriber_id=who,
                    message_id=0,
                    state=state,
                    tries=2,
                    due_ms=0,
                    error=error,
                )
                for who, state, error in (
                    (2, AttemptState.UNKNOWN, "Unsure: no answer"),
                    (3, AttemptState.DEAD, "Gone: blocked"),
                )
            ],
            cursors={1: (3, 1)},
        )
    )
    return ledger


async def test_broadcasts_are_listed_in_sum_the_newest_first(
    ledger: Ledger, database: Database
) -> None:
    await ledger.finish((await ledger.running())[0])

    tower, bridge = await Records(database).broadcasts()

    assert (tower.slug, tower.state, tower.sent) == ("tower", "running", 0)
    assert (bridge.slug, bridge.revision, bridge.kind) == ("bridge", 1, "send")
    assert (bridge.state, bridge.made, bridge.sent) == ("done", MOMENT, 1)
    assert (bridge.retry, bridge.unknown, bridge.dead) == (0, 1, 1)


@pytest.mark.usefixtures("ledger")
async def test_only_the_newest_are_listed(database: Database) -> None:
    (only,) = await Records(database).broadcasts(1)

    assert (only.slug, only.unknown, only.dead) == ("tower", 0, 0)


@pytest.mark.usefixtures("ledger")
async def test_every_copy_and_every_failure_of_an_article_is_listed(database: Database) -> None:
    held, unknown, dead = await Records(database).copies("bridge")

    assert (held.chat_id, held.message_id, held.revision, held.at) == (10, 77, 1, MOMENT)
    assert (held.state, held.error) == ("delivered", None)
    assert (unknown.chat_id, unknown.message_id, unknown.state) == (20, None, "unknown")
    assert (unknown.tries, unknown.error) == (2, "Unsure: no answer")
    assert (dead.chat_id, dead.state, dead.error) == (30, "dead", "Gone: blocked")


@pytest.mark.usefixtures("ledger")
async def test_an_article_that_nobody_was_told_of_has_no_copies(database: Database) -> None:
    assert await Records(database).copies("tower") == []
    assert await Records(database).copies("nothing") == []
