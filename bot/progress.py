"""Progress: how far a running broadcast is, in memory. The ledger holds what is certain of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.ledger import Broadcast
from bot.schema import BroadcastKind
from bot.targets import Target
from feeds.entry import Entry

Key = tuple[int, int]
"""A delivery of one broadcast: subscriber and message (0 where there is no copy yet)."""


@dataclass(slots=True)
class Progress:
    """Deliveries between being fetched and being written down.

    `entry` is the newest known state of what is told: a message composed late is composed right.
    """

    broadcast: Broadcast
    entry: Entry
    begun: float = 0.0
    """When this process took it up, in seconds of the loop's clock."""
    fetched: int = 0
    """A SEND has fetched its subscribers up to this id."""
    swept: Key | None = None
    """An EDIT has fetched its copies down to this one; None before the first and after the last."""
    exhausted: bool = False
    cancelled: bool = False
    sent: int = 0
    open: dict[Key, float | None] = field(default_factory=dict)
    """Fetched from a slice, and when it left (seconds of the loop's clock), if it has."""
    again: set[Key] = field(default_factory=set)
    """On their way too, but an attempt already stands for them: they hold up no cursor."""
    landed: set[Key] = field(default_factory=set)
    """Over, but the ledger may still show an attempt that is due: it is not yet written."""

    @property
    def busy(self) -> bool:
        """Whether any delivery is between being fetched and being written down."""
        return bool(self.open or self.again)

    @property
    def cursor(self) -> int:
        """The highest subscriber id that a SEND is done with, together with all below."""
        if self.broadcast.kind is BroadcastKind.EDIT:
            return 0
        return min((subscriber for subscriber, _ in self.open), default=self.fetched + 1) - 1

    def start(self, target: Target) -> None:
        """Count a delivery as fetched."""
        key = (target.subscriber_id, target.message_id)
        if target.tries:
            self.again.add(key)
        else:
            self.open[key] = None

    def leave(self, target: Target, now: float) -> None:
        """Count a delivery as handed to the network."""
        key = (target.subscriber_id, target.message_id)
        if key in self.open:
            self.open[key] = now

    def stay(self, target: Target) -> None:
        """Count a delivery as waiting again: the network has certainly not taken it."""
        key = (target.subscriber_id, target.message_id)
        if key in self.open:
            self.open[key] = None

    def end(self, target: Target) -> bool:
        """Count a delivery as over. True if an attempt stands for it that must be settled."""
        key = (target.subscriber_id, target.message_id)
        self.open.pop(key, None)
        if key in self.again:
            self.again.discard(key)
            self.landed.add(key)
            return True
        return False

    def stragglers(self, left_before: float) -> list[Key]:
        """Take out the deliveries whose answer is overdue: they must not hold up the cursor."""
        late = [key for key, left in self.open.items() if left is not None and left < left_before]
        for key in late:
            del self.open[key]
            self.again.add(key)
        return late

    def left_before(self, moment: float) -> bool:
        """Whether a message that left before `moment` is still without an answer."""
        return bool(self.again) or any(
            left is not None and left <= moment for left in self.open.values()
        )

    def under_way(self) -> set[Key]:
        """List the deliveries that are being made already, or were and are not written down."""
        return self.again | self.landed | self.open.keys()

    def fetched_all(self, targets: list[Target], asked: int) -> None:
        """Note what the last slice gave of the `asked` targets."""
        if targets and self.broadcast.kind is BroadcastKind.SEND:
            self.fetched = targets[-1].subscriber_id
        elif targets:
            self.swept = (targets[-1].subscriber_id, targets[-1].message_id)
        if len(targets) < asked:
            self.exhausted = True
            self.fetched = max(self.fetched, self.broadcast.last_subscriber)
