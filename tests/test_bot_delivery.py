"""Sender: every change to every chat it concerns, once. Over real HTTP and a real store."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.limits import Limits
from bot.schema import BroadcastState, SubscriberState
from tests.fakes.telegram import TelegramServer
from tests.test_bot_delivery_newsroom import Newsroom, newsroom, open_telegram, until

READERS = range(1, 31)
NOTICE = "This article has been withdrawn by its publisher."


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with open_telegram() as server:
        yield server


def shown(telegram: TelegramServer, word: str) -> list[int]:
    """Tell which readers see a word in their chat now."""
    return [chat for chat in READERS if any(word in text for text in telegram.texts(chat))]


async def test_every_subscriber_gets_an_article_once_and_the_others_do_not(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(READERS)
        await desk.roster.stop(3)
        await desk.roster.lose(4)
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()

        await desk.check(entry, set(READERS) - {3, 4})
        assert shown(telegram, "Monday") == sorted(set(READERS) - {3, 4})


async def test_several_articles_reach_everybody_in_their_order(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(range(1, 6))
        for number in (1, 2, 3):
            await desk.publish(f"News{number}", "It has happened.")
        await desk.settle()

        for chat in range(1, 6):
            titles = [text.split()[0] for text in telegram.texts(chat)]
            assert titles == ["News1", "News2", "News3"]
        telegram.check()


async def test_a_bot_that_is_new_tells_nothing_of_the_past(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.publish("Old", "It was long ago.")
        await desk.settle()
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(READERS)
        await desk.publish("New", "It is now.")
        await desk.settle()

    assert shown(telegram, "New") == list(READERS)
    assert shown(telegram, "Old") == []


async def test_a_correction_edits_the_copies_already_sent(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(READERS)
        await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()
        entry = await desk.publish("Bridge", "It opens on Tuesday.", correction="Not on Monday.")
        await desk.settle()

        assert shown(telegram, "opens on Tuesday") == list(READERS)
        assert shown(telegram, "Correction") == list(READERS)
        assert len(telegram.calls.of("editMessageText")) == len(READERS)
        await desk.check(entry, READERS)


async def test_a_silent_fix_that_shows_sends_edits_and_one_that_does_not_sends_none(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(range(1, 6))
        await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()
        entry = await desk.publish("Bridge", "It opens on Monday.", author="Jo Weaver")
        await desk.settle()
        unseen = len(telegram.calls.of("editMessageText"))
        await desk.check(entry, range(1, 6))
        await desk.publish("Bridge", "It opens on Tuesday.", author="Jo Weaver")
        await desk.settle()

        assert (unseen, len(telegram.calls.of("editMessageText"))) == (0, 5)
        await desk.check(entry, range(1, 6))


async def test_a_correction_follows_the_copies_of_those_who_stopped(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe([1, 2])
        await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()
        await desk.roster.stop(2)
        entry = await desk.publish("Bridge", "It opens on Tuesday.")
        await desk.settle()

        assert shown(telegram, "Tuesday") == [1, 2]
        await desk.check(entry, [1, 2])


@pytest.mark.parametrize("delay", [0.0, 1.2])
async def test_a_withdrawal_stops_the_unsent_and_turns_every_copy_into_the_notice(
    telegram: TelegramServer, tmp_path: Path, delay: float
) -> None:
    telegram.faults.delays["sendMessage"] = delay
    async with newsroom(telegram, tmp_path, rate=25, concurrency=20) as desk:
        await desk.subscribe(READERS)
        await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: desk.lane._flying if delay else desk.accepted())
        await asyncio.sleep(0.2)
        entry = await desk.publish("Bridge", "It opens on Monday.", status="withdrawn")
        await desk.settle()

        told = shown(telegram, "Bridge")
        assert 0 < len(told) < len(READERS)
        assert shown(telegram, NOTICE) == told
        assert shown(telegram, "Monday") == []
        await desk.check(entry, told)
        states = [one.state for one in await desk.broadcasts()]
        assert states == [BroadcastState.CANCELLED, BroadcastState.DONE]


@pytest.mark.parametrize("delay", [0.0, 1.2])
async def test_a_correction_meets_a_broadcast_and_no_copy_stays_behind(
    telegram: TelegramServer, tmp_path: Path, delay: float
) -> None:
    telegram.faults.delays["sendMessage"] = delay
    async with newsroom(telegram, tmp_path, rate=25, concurrency=20) as desk:
        await desk.subscribe(READERS)
        await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: desk.lane._flying if delay else desk.accepted())
        await asyncio.sleep(0.2)
        entry = await desk.publish("Bridge", "It opens on Tuesday.", correction="Not Monday.")
        await desk.settle()

        assert shown(telegram, "opens on Tuesday") == list(READERS)
        assert shown(telegram, "opens on Monday") == []
        await desk.check(entry, READERS)
        assert 0 < len(telegram.calls.of("editMessageText")) <= len(READERS)


async def test_an_article_that_comes_back_is_sent_to_the_rest_and_put_back_for_the_others(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.faults.delays["sendMessage"] = 0.5
    async with newsroom(telegram, tmp_path, rate=25, concurrency=10) as desk:
        await desk.subscribe(READERS)
        await desk.publish("Bridge", "It opens on Monday.")
        await until(desk.accepted)
        await desk.publish("Bridge", "It opens on Monday.", status="withdrawn")
        entry = await desk.publish("Bridge", "It opens on Tuesday.")
        await desk.settle()

        assert shown(telegram, "Tuesday") == list(READERS)
        assert shown(telegram, NOTICE) == []
        await desk.check(entry, READERS)


async def test_a_reader_who_joins_as_the_article_appears_gets_it_once(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.faults.delays["sendMessage"] = 0.4
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe([1])
        reader = await desk.roster.find(1)
        assert reader
        entry = await desk.publish("Bridge", "It opens on Monday.")
        telling = asyncio.create_task(desk.sender.tell(reader.id, 1, entry))
        await telling
        await asyncio.sleep(0.3)
        await desk.skip(timedelta(seconds=10))
        await desk.settle()

        await desk.check(entry, [1])


async def test_a_copy_that_a_reader_asked_for_follows_corrections_too(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()
        reader = await desk.roster.meet(5, desk.now())
        await desk.sender.tell(reader.id, 5, entry)
        entry = await desk.publish("Bridge", "It opens on Tuesday.")
        await desk.settle()

        assert shown(telegram, "Tuesday") == [5]
        await desk.check(entry, [5])


async def test_what_was_corrected_while_a_reader_waited_for_it_comes_as_it_is_now(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        old = await desk.publish("Bridge", "It opens on Monday.")
        gone = await desk.publish("Tower", "It is open.")
        await desk.publish("Bridge", "It opens on Tuesday.")
        await desk.publish("Tower", "It is open.", status="withdrawn")
        await desk.settle()
        reader = await desk.roster.meet(5, desk.now())
        for entry in (old, gone):
            await desk.sender.tell(reader.id, 5, entry)
        await desk.settle()

        (text,) = telegram.texts(5)
        assert "Tuesday" in text
        await desk.check(old, [5])


async def test_a_correction_waits_for_a_copy_that_is_on_its_way_to_a_reader_who_asked(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.faults.delays["sendMessage"] = 1.0
    async with newsroom(telegram, tmp_path) as desk:
        old = await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()
        reader = await desk.roster.meet(5, desk.now())
        telling = asyncio.create_task(desk.sender.tell(reader.id, 5, old))
        await asyncio.sleep(0.4)
        entry = await desk.publish("Bridge", "It opens on Tuesday.")
        await telling
        await desk.settle()

        assert shown(telegram, "Tuesday") == [5]
        await desk.check(entry, [5])


async def test_breaking_news_overtake_what_is_being_sent(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path, rate=120, window=40, concurrency=20) as desk:
        await desk.subscribe(range(1, 201))
        await desk.publish("Normal", "It is a day like any other.")
        await until(lambda: len(desk.accepted()) >= 20)
        await desk.publish("Breaking", "It is not.", urgency="breaking")
        await desk.settle()

        texts = [str(call.params["text"]) for call in telegram.calls.of("sendMessage")]
        last = {
            word: max(i for i, text in enumerate(texts) if word in text)
            for word in ("Normal", "Breaking")
        }
        assert last["Breaking"] < last["Normal"]
        assert len(texts) == 400


async def test_the_pace_that_telegram_wants_is_kept(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.limit(Limits())
    async with newsroom(telegram, tmp_path, rate=28) as desk:
        await desk.subscribe(READERS)
        for number in (1, 2):
            entry = await desk.publish(f"News{number}", "It has happened.")
        await desk.settle()

        assert {call.status for call in telegram.calls} == {200}
        assert len(await desk.receipts(entry)) == len(READERS)


async def test_two_thousand_readers_are_told_through_a_window(tmp_path: Path) -> None:
    with open_telegram(judged=False) as telegram:
        async with newsroom(telegram, tmp_path, rate=5000, window=128) as desk:
            await desk.subscribe(range(1, 2001))
            entry = await desk.publish("Bridge", "It opens on Monday.")
            most = 0
            while len(desk.sender._flights) or not await desk.receipts(entry):
                most = max(most, desk.lane.waiting + len(desk.sender._flights))
                await asyncio.sleep(0.01)
            await desk.settle(60)

            await desk.check(entry, range(1, 2001))
            assert most <= 2 * 128
            (one,) = await desk.broadcasts()
            assert (one.sent, one.cursor, one.state) == (2000, 2000, BroadcastState.DONE)


async def test_a_restart_in_the_middle_goes_on_after_the_cursor(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path, rate=40) as desk:
        await desk.subscribe(READERS)
        await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: len(desk.accepted()) >= 10)
    before = len(telegram.calls.of("sendMessage"))
    async with newsroom(telegram, tmp_path) as desk:
        await desk.settle()
        entry = await desk.archive.by_slug("bridge")

        assert entry
        assert 10 <= before < len(READERS)
        await desk.check(entry, READERS)


async def test_stopping_lets_answers_come_in_and_writes_them_down(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.faults.delays["sendMessage"] = 0.7
    async with newsroom(telegram, tmp_path, concurrency=10) as desk:
        await desk.subscribe(READERS)
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: len(desk.lane._flying) == 10)
        await desk.sender.stop(timedelta(seconds=5))

        assert len(await desk.receipts(entry)) == 10
        assert await desk.attempts() == {}
        assert set(await desk.receipts(entry)) == set(desk.accepted())
    telegram.faults.clear()
    async with newsroom(telegram, tmp_path) as desk:
        await desk.settle()
        await desk.check(entry, READERS)


async def test_stopping_does_not_wait_for_answers_that_do_not_come(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.faults.delays["sendMessage"] = 3
    async with newsroom(telegram, tmp_path, concurrency=5) as desk:
        await desk.subscribe(range(1, 1001))
        await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: len(desk.lane._flying) == 5)
        fetched = desk.sender._running[1].fetched
        began = time.monotonic()
        await desk.sender.stop(timedelta(seconds=0.5))

        assert time.monotonic() - began < 8
        assert await desk.attempts() == {"unknown": 5}
        assert desk.sender._running[1].fetched <= fetched + 128


async def test_a_store_that_takes_nothing_pauses_the_sending_and_loses_nothing(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path, rate=50) as desk:
        await desk.subscribe(range(1, 101))
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: len(desk.accepted()) >= 10)
        await desk.execute(
            "CREATE TRIGGER full BEFORE INSERT ON receipt BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
        await until(lambda: desk.lane._paused)
        await asyncio.sleep(0.3)
        paused_at = len(telegram.calls.of("sendMessage"))
        await asyncio.sleep(0.5)
        still = len(telegram.calls.of("sendMessage"))
        await desk.execute("DROP TRIGGER full")
        await desk.settle()

        assert paused_at == still < 100
        await desk.check(entry, range(1, 101))


async def test_a_store_that_never_takes_anything_again_does_not_keep_it_from_stopping(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path, rate=50) as desk:
        await desk.subscribe(range(1, 101))
        await desk.execute(
            "CREATE TRIGGER full BEFORE INSERT ON receipt BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
        await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: desk.lane._paused)
        async with asyncio.timeout(8):
            await desk.close(patience=1.0)


async def test_whoever_is_taken_over_stops_sending_and_its_receipts_are_written(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.faults.delays["sendMessage"] = 0.5
    async with newsroom(telegram, tmp_path, concurrency=5) as desk:
        await desk.subscribe(READERS)
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: len(desk.lane._flying) == 5)
        other = Newsroom(desk.database, telegram)
        await other.ledger.take_over("there")
        assert desk.running
        (ended,) = await asyncio.gather(desk.running, return_exceptions=True)
        sent = len(telegram.calls.of("sendMessage"))
        await asyncio.sleep(0.5)

        assert isinstance(ended, BaseException)
        assert len(telegram.calls.of("sendMessage")) == sent < len(READERS)
        assert set(await desk.receipts(entry)) == set(desk.accepted())
        desk.running = None


async def test_one_who_is_taken_over_unnoticed_can_still_stop(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.faults.delays["sendMessage"] = 0.5
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe([1])
        await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: desk.lane._flying)
        await Newsroom(desk.database, telegram).ledger.take_over("there")
        async with asyncio.timeout(8):
            await asyncio.gather(
                desk.sender.stop(timedelta(seconds=2)),
                *([desk.running] if desk.running else []),
                return_exceptions=True,
            )
        desk.running = None


async def test_a_killed_run_leaves_every_answer_that_came_in_the_ledger(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path, rate=100) as desk:
        await desk.subscribe(range(1, 101))
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: len(desk.accepted()) >= 20)
        assert desk.running
        desk.running.cancel()
        await asyncio.gather(desk.running, return_exceptions=True)
        desk.running = None

        assert set(await desk.receipts(entry)) == set(desk.accepted())


async def test_nothing_is_left_running_after_a_stop(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    before = asyncio.all_tasks()
    async with newsroom(telegram, tmp_path, rate=30) as desk:
        await desk.subscribe(READERS)
        await desk.publish("Bridge", "It opens on Monday.")
        await until(desk.accepted)
    await asyncio.sleep(0.05)

    assert asyncio.all_tasks() <= before


async def test_a_blocked_reader_is_gone_once_and_tried_no_more(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    for chat in (2, 3):
        telegram.set_state(chat, "blocked" if chat == 2 else "deactivated")
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(range(1, 6))
        await desk.publish("News1", "It has happened.")
        await desk.settle()
        await desk.publish("News2", "It has happened again.")
        await desk.settle()

        refused = [call for call in telegram.calls if call.status == 403]
        assert len(refused) == 2
        assert (await desk.roster.count())[SubscriberState.GONE] == 2
        assert await desk.attempts() == {"dead": 2}
        assert shown(telegram, "News2") == [1, 4, 5]


async def test_a_group_that_became_a_supergroup_gets_the_article_there_and_stays_subscribed(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.open(-50, kind="group")
    telegram.migrate(-50, -1_000_000_000_050)
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe([1, -50])
        for number in (1, 2):
            await desk.publish(f"News{number}", "It has happened.")
        await asyncio.sleep(3.5)
        await desk.settle()

        assert await desk.roster.find(-50) is None
        moved = await desk.roster.find(-1_000_000_000_050)
        assert moved
        assert moved.state is SubscriberState.ACTIVE
        assert len(telegram.texts(-1_000_000_000_050)) == 2
        telegram.check()


async def test_a_message_that_telegram_will_not_take_stops_nobody_else(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    body = b'{"ok":false,"error_code":400,"description":"Bad Request: message is too long"}'
    telegram.fail(Fault("answer", "sendMessage", status=400, body=body, chat_id=2))
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(range(1, 6))
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()

        await desk.check(entry, [1, 3, 4, 5])
        assert await desk.attempts() == {"dead": 1}


def slow_down(seconds: int) -> bytes:
    return (
        b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after %d",'
        b'"parameters":{"retry_after":%d}}' % (seconds, seconds)
    )


async def test_the_pause_that_telegram_asks_for_is_kept_by_everything(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(READERS)
        first = await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()
        telegram.fail(Fault("answer", "sendMessage", status=429, body=slow_down(2), chat_id=7))
        await asyncio.sleep(1)
        await desk.publish("Tower", "It is open.")
        await until(lambda: any(call.status == 429 for call in telegram.calls))
        await desk.publish("Bridge", "It opens on Tuesday.")
        reader = await desk.roster.meet(500, desk.now())
        await desk.sender.tell(reader.id, 500, first)
        await desk.settle()

        calls = list(telegram.calls)
        (held,) = [call for call in calls if call.status == 429]
        # What was on its way by then could not be called back.
        after = [call.at - held.at for call in calls if call.at > held.at + 0.5]
        assert after
        assert min(after) >= 1.95
        assert shown(telegram, "Tower") == list(READERS)
        telegram.check()


async def test_a_pause_outlives_a_restart(telegram: TelegramServer, tmp_path: Path) -> None:
    telegram.fail(Fault("answer", "sendMessage", status=429, body=slow_down(3)))
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe([1])
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: len(telegram.calls) == 1)
        await until(desk.ledger.held_until)
    async with newsroom(telegram, tmp_path) as desk:
        await desk.settle()

        refused, sent = list(telegram.calls)
        assert (refused.status, sent.status) == (429, 200)
        assert sent.at - refused.at >= 2.9
        await desk.check(entry, [1])


async def test_what_waits_out_a_pause_has_not_left_and_is_nobody_s_guess(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.fail(Fault("answer", "sendMessage", status=429, body=slow_down(5)))
    async with newsroom(telegram, tmp_path, resend=False) as desk:
        await desk.subscribe([1])
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: len(telegram.calls) == 1)
        await asyncio.sleep(3.5)

        # A crash now, under a policy that repeats nothing, must not cost the reader the article.
        assert await desk.attempts() == {}
        await desk.settle()
        await desk.check(entry, [1])


HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


@pytest.mark.parametrize("executed", [False, True])
@pytest.mark.parametrize("resend", [True, False], ids=["resend", "skip"])
async def test_a_lost_answer_is_unknown_and_the_policy_says_what_follows(
    telegram: TelegramServer, tmp_path: Path, executed: bool, resend: bool
) -> None:
    error = b'{"ok":false,"error_code":500,"description":"Internal Server Error"}'
    for fault in (
        Fault("answer", status=500, body=error, chat_id=4),
        Fault("answer", status=502, body=HTML, media_type="text/html", chat_id=5),
        Fault("answer", status=200, body=b"\x00\xff not JSON", chat_id=6),
        Fault("cut", chat_id=7),
    ):
        fault.executed = executed
        telegram.fail(fault)
    async with newsroom(telegram, tmp_path, resend=resend) as desk:
        await desk.subscribe(range(1, 13))
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: _counted(desk, unknown=4))
        await until(lambda: len(desk.accepted()) >= 8)
        await desk.skip(timedelta(seconds=10))
        await desk.settle()

        left = set(range(1, 13)) - (set() if resend or executed else {4, 5, 6, 7})
        await desk.check(entry, left, most=2 if resend and executed else 1)
        assert await desk.attempts() == ({} if resend else {"unknown": 4})
        assert sum(desk.copies().values()) == len(left) + (4 if resend and executed else 0)


async def _counted(desk: Newsroom, **states: int) -> bool:
    return await desk.attempts() == states


async def test_an_outage_of_many_answers_costs_nobody_the_article(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.fail(Fault("answer", "sendMessage", times=12, status=502, body=HTML))
    async with newsroom(telegram, tmp_path, concurrency=5) as desk:
        await desk.subscribe(range(1, 6))
        entry = await desk.publish("Bridge", "It opens on Monday.")
        for _ in range(300):
            await asyncio.sleep(0.05)
            await desk.skip(timedelta(minutes=10))
            if desk.sender.idle:
                break
        await desk.settle()

        await desk.check(entry, range(1, 6))
        assert await desk.attempts() == {}


async def test_an_edit_whose_answer_was_lost_is_made_again_under_either_policy(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path, resend=False) as desk:
        await desk.subscribe([1, 2])
        await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()
        telegram.fail(Fault("cut", "editMessageText", chat_id=1))
        entry = await desk.publish("Bridge", "It opens on Tuesday.")
        await until(lambda: _counted(desk, unknown=1))
        await desk.skip(timedelta(seconds=10))
        await desk.settle()

        assert shown(telegram, "Tuesday") == [1, 2]
        await desk.check(entry, [1, 2])


async def test_a_late_answer_is_written_down_as_unknown_and_settled_when_it_comes(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.fail(Fault("none", "sendMessage", delay_seconds=3.2, chat_id=1))
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe(READERS)
        entry = await desk.publish("Bridge", "It opens on Monday.")
        await until(lambda: _counted(desk, unknown=1))
        (one,) = await desk.broadcasts()
        await desk.skip(timedelta(minutes=1))
        await desk.settle()

        assert one.cursor == len(READERS)
        await desk.check(entry, READERS)
        assert await desk.attempts() == {}


async def test_a_copy_that_its_reader_deleted_is_followed_no_more(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with newsroom(telegram, tmp_path) as desk:
        await desk.subscribe([1, 2])
        await desk.publish("Bridge", "It opens on Monday.")
        await desk.settle()
        chat = telegram.chats.find(1)
        assert chat
        telegram._do(lambda: telegram.chats.remove(chat, [1]))
        await desk.publish("Bridge", "It opens on Tuesday.")
        await desk.settle()

        assert await desk.attempts() == {"dead": 1}
        assert shown(telegram, "Tuesday") == [2]
