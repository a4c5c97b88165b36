"""Outcome: what one delivery's answer means for the ledger. Pure: an answer in, facts out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.flush import Attempt, Receipt
from bot.ledger import Broadcast
from bot.messenger import Gone, Moved, Unsure
from bot.schema import AttemptState
from bot.targets import Target
from feeds.entry import Entry
from feeds.moment import to_ms

# An outage of three hours that answers with errors must cost no reader the article.
_MOST_TRIES = 26
_MOST_MOVES = 5
_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(minutes=10)
_ANSWER_LOST = timedelta(seconds=30)


class Withdrawn(Exception):
    """The broadcast was cancelled before this delivery's turn: nothing left, nothing to note."""


class Told(Exception):
    """The reader is just being sent this at their own wish: look again once that is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The facts that one delivery left behind."""

    receipt: Receipt | None = None
    attempt: Attempt | None = None
    gone: int | None = None
    moved: tuple[int, int] | None = None


def delivered(entry: Entry, subscriber_id: int, message_id: int, now: datetime) -> Outcome:
    """Note that a chat holds an entry's revision as a message, sent or edited."""
    return Outcome(
        receipt=Receipt(
            entry_key=entry.key,
            subscriber_id=subscriber_id,
            message_id=message_id,
            revision=entry.revision,
            at_s=to_ms(now) // 1000,
        )
    )


def failed(error: BaseException, one: Broadcast, target: Target, now: datetime) -> Outcome:
    """Decide what follows from an answer that was no success.

    A lost answer is kept as unknown and never counted as either: the ledger shows it, and the
    operator's policy says whether it is sent again. What the lane can cure by waiting does not
    come here.
    """
    subscriber = target.subscriber_id
    if isinstance(error, Told):
        due = now + _FIRST_PAUSE
        return Outcome(attempt=_attempt(AttemptState.RETRY, error, one, target, due=due))
    if isinstance(error, Moved) and target.tries + 1 < _MOST_MOVES:
        attempt = _attempt(AttemptState.RETRY, error, one, target, due=now)
        return Outcome(attempt=attempt, moved=(subscriber, error.chat_id))
    if isinstance(error, Unsure) and target.tries + 1 < _MOST_TRIES:
        due = now + min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**target.tries)
        return Outcome(attempt=_attempt(AttemptState.UNKNOWN, error, one, target, due=due))
    attempt = _attempt(AttemptState.DEAD, error, one, target, due=now)
    return Outcome(attempt=attempt, gone=subscriber if isinstance(error, Gone) else None)


def overdue(one: Broadcast, target: Target, now: datetime) -> Outcome:
    """Note that an answer is late: after a crash nobody would know that this one had left."""
    error = Unsure("no answer yet")
    due = now + _ANSWER_LOST
    return Outcome(attempt=_attempt(AttemptState.UNKNOWN, error, one, target, due=due))


def _attempt(
    state: AttemptState,
    error: BaseException,
    one: Broadcast,
    target: Target,
    *,
    due: datetime,
) -> Attempt:
    return Attempt(
        broadcast_id=one.id,
        subscriber_id=target.subscriber_id,
        message_id=target.message_id,
        state=state,
        tries=target.tries + 1,
        due_ms=to_ms(due),
        error=f"{type(error).__name__}: {error}"[:200],
    )
