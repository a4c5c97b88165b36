"""Commands: what a reader says and what follows, knowing no network. On both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.commands import LATEST, STOP, SUBSCRIBE, Answer, Chat, Commands
from bot.flush import Flush, Receipt
from bot.ledger import Ledger
from bot.roster import Roster
from bot.schema import SubscriberState
from bot.texts import Texts
from feeds.archive import Archive
from feeds.database import Database
from tests.fakes.entries import MOMENT, SITE, make_article

READER = Chat(id=42, language="de-AT")
GERMAN = Texts("de")


class Desk:
    def __init__(self, database: Database) -> None:
        self.archive = Archive(database, authority="news.example.org")
        self.ledger = Ledger(database, 1)
        self.roster = Roster(database, 1)
        self.commands = Commands(
            roster=self.roster,
            ledger=self.ledger,
            archive=self.archive,
            site=SITE,
            clock=lambda: MOMENT,
        )

    async def publish(self, *titles: str) -> None:
        for number, title in enumerate(titles):
            article = make_article(title, [f"About {title}."], path=f"{title}.txt")
            now = MOMENT + timedelta(seconds=number)
            await self.archive.record([article], now, exists=lambda _: True)


@pytest.fixture
async def desk(database: Database) -> Desk:
    desk = Desk(database)
    await desk.archive.open(MOMENT)
    await desk.ledger.open(0)
    await desk.ledger.take_over("here")
    return desk


def titles(answer: Answer) -> list[str]:
    return [entry.article.title for entry in answer.entries]


def said(answer: Answer) -> str:
    assert answer.reply
    return answer.reply.text


def actions(answer: Answer) -> list[str | None]:
    assert answer.reply
    return [button.action for row in answer.reply.buttons for button in row]


async def test_a_new_reader_is_welcomed_in_their_language_with_the_newest_article(
    desk: Desk,
) -> None:
    await desk.publish("Old", "New")

    answer = await desk.commands.start(READER)

    found = await desk.roster.find(42)
    assert answer.reply
    assert answer.reply.heading == SITE.title
    assert said(answer) == GERMAN("welcome")
    assert actions(answer) == [LATEST, STOP]
    assert titles(answer) == ["New"]
    assert found
    assert (found.state, found.language) == (SubscriberState.ACTIVE, "de-AT")
    assert answer.subscriber == found


async def test_starting_again_shows_no_article_again(desk: Desk) -> None:
    await desk.publish("New")
    await desk.commands.start(READER)

    answer = await desk.commands.start(READER)

    assert said(answer) == GERMAN("welcome-again")
    assert (answer.entries, answer.subscriber) == ((), None)


async def test_one_who_comes_back_is_not_sent_what_they_hold(desk: Desk) -> None:
    await desk.publish("New")
    first = await desk.commands.start(READER)
    assert first.subscriber
    (entry,) = first.entries
    receipt = Receipt(
        entry_key=entry.key, subscriber_id=first.subscriber.id, message_id=1, revision=1, at_s=0
    )
    await desk.ledger.flush(Flush(receipts=[receipt]))
    await desk.commands.stop(READER)

    answer = await desk.commands.start(READER)

    assert said(answer) == GERMAN("welcome-back")
    assert answer.entries == ()


async def test_stopping_offers_the_way_back(desk: Desk) -> None:
    await desk.commands.start(READER)

    first, second = await desk.commands.stop(READER), await desk.commands.stop(READER)

    assert [said(first), said(second)] == [GERMAN("stopped"), GERMAN("not-subscribed")]
    assert actions(first) == actions(second) == [SUBSCRIBE]


async def test_the_latest_are_three_the_newest_last_and_subscribe_nobody(desk: Desk) -> None:
    await desk.publish("One", "Two", "Three", "Four")

    answer = await desk.commands.latest(READER)

    assert titles(answer) == ["Two", "Three", "Four"]
    assert answer.subscriber
    assert answer.subscriber.state is SubscriberState.MET


async def test_where_nothing_was_published_nothing_is_promised(desk: Desk) -> None:
    latest, start = await desk.commands.latest(READER), await desk.commands.start(READER)

    assert said(latest) == GERMAN("no-articles")
    assert (latest.entries, start.entries) == ((), ())


async def test_what_was_withdrawn_is_never_shown(desk: Desk) -> None:
    await desk.publish("Secret")
    withdrawn = make_article("Secret", ["About."], path="Secret.txt", status="withdrawn")
    await desk.archive.record([withdrawn], MOMENT, exists=lambda _: True)

    latest, start = await desk.commands.latest(READER), await desk.commands.start(READER)

    assert (latest.entries, start.entries) == ((), ())


async def test_help_names_every_command(desk: Desk) -> None:
    answer = await desk.commands.help(READER)

    for command in ("start", "stop", "latest", "help", "privacy"):
        assert f"/{command}" in said(answer)


async def test_privacy_and_the_unknown_are_answered(desk: Desk) -> None:
    assert said(await desk.commands.privacy(READER)) == GERMAN("privacy")
    assert said(await desk.commands.unknown(READER)) == GERMAN("unknown")
    assert await desk.roster.find(42) is None


async def test_a_reader_who_blocks_and_returns_is_as_before(desk: Desk) -> None:
    await desk.commands.start(READER)

    await desk.commands.leave(READER)
    gone = await desk.roster.find(42)
    await desk.commands.come_back(READER)
    back = await desk.roster.find(42)

    assert gone
    assert back
    assert (gone.state, back.state) == (SubscriberState.GONE, SubscriberState.ACTIVE)


def test_what_buttons_say_fits_into_telegram_s_64_bytes() -> None:
    assert all(1 <= len(one.encode()) <= 64 for one in (SUBSCRIBE, STOP, LATEST))
    assert len({SUBSCRIBE, STOP, LATEST}) == 3


async def test_a_reader_who_asked_for_the_latest_before_is_welcomed_as_a_new_one(
    desk: Desk,
) -> None:
    await desk.commands.latest(Chat(id=7))

    answer = await desk.commands.start(Chat(id=7))

    assert answer.reply is not None
    assert answer.reply.text.startswith("You will get every new article")
