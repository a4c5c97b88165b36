"""Commands: what a reader says, and what follows. A chat in, an answer out; knows no network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.ledger import Ledger
from bot.message import Button, Reply
from bot.roster import Roster, Subscriber
from bot.schema import SubscriberState
from bot.texts import Texts
from feeds.archive import Archive
from feeds.document import Site
from feeds.entry import Entry

_LATEST = 3

SUBSCRIBE, STOP, LATEST = "1:subscribe", "1:stop", "1:latest"
"""What buttons say to the bot. The number is the version of this vocabulary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """Who speaks, and in which language their app is set (BCP 47)."""

    id: int
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command brings about: a reply, or articles to send to this subscriber, or both."""

    reply: Reply | None = None
    subscriber: Subscriber | None = None
    entries: tuple[Entry, ...] = ()


class Commands:
    """The words that the bot understands. Saying a thing twice changes nothing more."""

    def __init__(
        self,
        *,
        roster: Roster,
        ledger: Ledger,
        archive: Archive,
        site: Site,
        clock: Callable[[], datetime],
    ) -> None:
        self._roster = roster
        self._ledger = ledger
        self._archive = archive
        self._site = site
        self._clock = clock

    async def start(self, chat: Chat) -> Answer:
        """Subscribe, and show the newest article, never the backlog."""
        texts = Texts(chat.language)
        before = await self._roster.find(chat.id)
        joined = await self._roster.add(chat.id, self._clock(), language=chat.language)
        if not joined:
            key = "welcome-again"
        elif before is None or before.state is not SubscriberState.STOPPED:
            key = "welcome"
        else:
            key = "welcome-back"
        reply = Reply(heading=self._site.title, text=texts(key), buttons=_subscribed(texts))
        reader = await self._roster.find(chat.id)
        if not joined or reader is None:
            return Answer(reply=reply)
        newest = await self._archive.newest(1)
        unseen = [one for one in newest if not await self._ledger.holds(one.key, reader.id)]
        return Answer(reply=reply, subscriber=reader, entries=tuple(unseen))

    async def stop(self, chat: Chat) -> Answer:
        """Unsubscribe at once."""
        texts = Texts(chat.language)
        stopped = await self._roster.stop(chat.id)
        key = "stopped" if stopped else "not-subscribed"
        return Answer(
            reply=Reply(
                text=texts(key),
                buttons=((Button(label=texts("button-subscribe"), action=SUBSCRIBE),),),
            )
        )

    async def latest(self, chat: Chat) -> Answer:
        """Send the newest articles, the newest last, where the eye is."""
        texts = Texts(chat.language)
        newest = await self._archive.newest(_LATEST)
        if not newest:
            return Answer(reply=Reply(text=texts("no-articles")))
        return Answer(
            subscriber=await self._roster.meet(chat.id, self._clock()),
            entries=tuple(reversed(newest)),
        )

    async def help(self, chat: Chat) -> Answer:
        """List the commands."""
        texts = Texts(chat.language)
        return Answer(reply=Reply(heading=texts("help-heading"), text=texts("help")))

    async def privacy(self, chat: Chat) -> Answer:
        """Say what is stored about the reader (Telegram's terms for bot developers, §4)."""
        texts = Texts(chat.language)
        return Answer(reply=Reply(heading=texts("privacy-heading"), text=texts("privacy")))

    async def unknown(self, chat: Chat) -> Answer:
        """Answer what is no command."""
        return Answer(reply=Reply(text=Texts(chat.language)("unknown")))

    async def leave(self, chat: Chat) -> None:
        """Note that the reader blocked the bot."""
        await self._roster.lose(chat.id)

    async def come_back(self, chat: Chat) -> None:
        """Note that the reader unblocked the bot: subscribed as before."""
        await self._roster.regain(chat.id)


def _subscribed(texts: Texts) -> tuple[tuple[Button, ...], ...]:
    return (
        (Button(label=texts("button-latest"), action=LATEST),),
        (Button(label=texts("button-stop"), action=STOP),),
    )
