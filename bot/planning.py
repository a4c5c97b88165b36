"""Planning: what a change of the record means for chats. Pure: a change in, an order out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from bot.schema import BroadcastKind
from feeds.entry import Change


class Priority(IntEnum):
    """Whose turn is first when one lane serves all. A lower number goes first."""

    REPLY = 0
    EDIT = 1
    BREAKING = 2
    NORMAL = 3
    DIGEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Broadcasts to place for an entry at a revision. `cancel_sends` stops those under way.

    `unsent` is the reason why those without a copy are sent none; None where there is no such.
    """

    entry_key: int
    revision: int
    kinds: tuple[BroadcastKind, ...]
    cancel_sends: bool = False
    unsent: str | None = None
    breaking: bool = False

    def priority_of(self, kind: BroadcastKind) -> Priority:
        """Rank a broadcast: a wrong copy is worse than a late one, so edits go first."""
        if kind is BroadcastKind.EDIT:
            return Priority.EDIT
        return Priority.BREAKING if self.breaking else Priority.NORMAL


def plan_change(change: Change) -> Order:
    """Decide who is told of a change: those without a copy, those with one, or both.

    It speaks of the entry as it is now, not as it was at the change: a reader who was not told
    in time learns the newest state, and nobody is sent what has been withdrawn since.
    """
    entry = change.entry
    if entry.state != "published":
        kinds: tuple[BroadcastKind, ...] = (BroadcastKind.EDIT,)
    elif change.kind != "published":
        kinds = (BroadcastKind.EDIT,)
    elif entry.revision == 1:
        kinds = (BroadcastKind.SEND,)
    else:
        # Out again after a withdrawal: some chats hold the notice, others have never had a copy.
        kinds = (BroadcastKind.SEND, BroadcastKind.EDIT)
    unsent = None
    if entry.same_as and BroadcastKind.SEND in kinds:
        unsent = f"same story as {entry.same_as}"
        kinds = tuple(kind for kind in kinds if kind is not BroadcastKind.SEND)
    return Order(
        entry_key=entry.key,
        revision=entry.revision,
        kinds=kinds,
        cancel_sends=entry.state != "published",
        unsent=unsent,
        breaking=entry.article.urgency == "breaking",
    )
