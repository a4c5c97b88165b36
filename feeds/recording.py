"""Recording: which revision and which change an article makes. Runs inside one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath

import msgspec
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.entry import ChangeKind, Correction, Entry, State
from feeds.identity import mint_id
from feeds.kinship import Kinship, Relation
from feeds.likeness import is_held, must_be_sent
from feeds.moment import to_ms
from feeds.placing import Placer
from feeds.recorded import Recorded, kept_out, recorded
from feeds.register import Known, Register
from feeds.schema import change, entry, revision
from seeds.article import Article


def decide(before: State, after: State, *, corrected: bool) -> ChangeKind | None:
    """Name the change that readers see when a known article says something new."""
    if after == "published":
        if before != "published":
            return "published"
        return "corrected" if corrected else "revised"
    return "withdrawn" if before == "published" else None


def gate(article: Article, now: datetime) -> tuple[State, datetime | None]:
    """Tell an article's state at a moment, and when an embargo ends if it has one.

    A date of publication that lies ahead holds an article back as an embargo does.
    """
    if article.status != "usable":
        return article.status, None
    ends = [moment for moment in (article.embargo, article.published) if moment and moment > now]
    return ("embargoed", max(ends)) if ends else ("published", None)


class Clerk:
    """Writes articles into the record over a connection that may write.

    Moments of changes only grow, by a millisecond at least: a clock set back can't reorder
    the record. No two entries share an `updated`, which validators warn of.
    """

    def __init__(
        self,
        connection: AsyncConnection,
        authority: str,
        *,
        exists: Callable[[str], bool] = lambda _: True,
        batch: Sequence[Article] = (),
        renamed: Collection[str] = (),
    ) -> None:
        self._connection = connection
        self._register = Register(connection)
        self._kinship = Kinship(connection)
        self._placer = Placer(
            self._register, self._kinship, exists=exists, batch=batch, renamed=renamed
        )
        self._authority = authority

    async def record(self, article: Article, now: datetime) -> Recorded:
        """Take one article in: as a new entry, a new revision, a move, or nothing at all."""
        at = await self._register.after_all_others(now)
        place = await self._placer.place(article, at)
        if place.known is None:
            return await self._first(article, now, at, place.relation)
        if place.kept_out:
            return kept_out(place.known, article, place)
        return await self._again(place.known, article, now, at)

    async def release(self, key: int, now: datetime) -> None:
        """Publish an entry whose embargo has ended; it counts as published from now on."""
        at = await self._register.after_all_others(now)
        known = await self._register.by_key(key)
        if known is None:
            return
        published, updated = await self._dates(known.entry, known.entry.article, "published", at)
        same_as = known.entry.same_as or await self._told_by(known.entry.article, at, key)
        await self._connection.execute(
            update(entry)
            .where(entry.c.key == key)
            .values(
                state="published",
                same_as=same_as,
                release_ms=None,
                published_ms=to_ms(published),
                updated_ms=to_ms(updated),
            )
        )
        await self._note(key, known.entry.revision, "published", at)

    async def _first(
        self, article: Article, now: datetime, at: datetime, relation: Relation | None
    ) -> Recorded:
        state, ends = gate(article, now)
        if state == "withdrawn":
            state = "withheld"  # nobody has seen it: a page that mourns it would be the first news
        published, updated = await self._first_dates(article, at)
        corrections: tuple[Correction, ...] = ()
        if article.correction and state == "published":
            corrections = (Correction(at=at, text=article.correction),)
        same_as = None if relation is None or relation.kin != "same" else relation.known.entry.slug
        slug = await self._register.free_slug(PurePosixPath(article.path).stem)
        result = await self._connection.execute(
            insert(entry)
            .values(
                id=article.id or mint_id(self._authority, at),
                slug=slug,
                revision=1,
                state=state,
                published_ms=to_ms(published),
                updated_ms=to_ms(updated),
                release_ms=None if ends is None else to_ms(ends),
                digest=article.digest(),
                path=article.path,
                corrections=msgspec.json.encode(corrections),
                same_as=same_as,
            )
            .returning(entry.c.key)
        )
        key = result.scalar_one()
        await self._keep(key, 1, article, at)
        await self._kinship.keep(key, article, first=True)
        kind = decide("withheld", state, corrected=False)
        if kind:
            await self._note(key, 1, kind, at)
        return Recorded(
            path=article.path,
            slug=slug,
            key=key,
            outcome="new",
            change=kind,
            relation=relation,
            same_as=same_as,
        )

    async def _again(self, known: Known, article: Article, now: datetime, at: datetime) -> Recorded:
        before, old, digest = known.entry, known.entry.article, article.digest()
        moved = known.path != article.path
        if moved:
            await self._clear(article.path)
        if old.digest() == digest and old.topics == article.topics:
            # A better reading of the same words, such as a language detected, is kept in silence.
            if known.digest != digest or replace(old, summary=article.summary) != article:
                await self._keep_place(known, article)
            return recorded(known, article, "moved" if moved else "unchanged")
        number = before.revision + 1
        state, ends = gate(article, now)
        was_public = await self._register.was_public(before.key)
        if state == "withdrawn" and not was_public:
            state = "withheld"
        corrections = before.corrections
        noted = {one.text for one in corrections}
        # What nobody has read yet needs no correction, whatever its front matter says.
        public = was_public or state == "published"
        if public and article.correction and article.correction not in noted:
            corrections = (*corrections, Correction(at=at, text=article.correction))
        kind = decide(before.state, state, corrected=corrections != before.corrections)
        published, updated = await self._dates(before, article, kind, at)
        same_as = None if must_be_sent(article) else before.same_as
        if kind == "published" and not was_public:
            same_as = await self._told_by(article, at, before.key)
        elif state == "published" and same_as != before.same_as:
            kind = "published"  # to chats: until now, its readers were those of the feed
        await self._connection.execute(
            update(entry)
            .where(entry.c.key == before.key)
            .values(
                revision=number,
                state=state,
                published_ms=to_ms(published),
                updated_ms=to_ms(updated),
                release_ms=None if ends is None else to_ms(ends),
                digest=digest,
                path=article.path,
                corrections=msgspec.json.encode(corrections),
                same_as=same_as,
            )
        )
        await self._keep(before.key, number, article, at)
        await self._kinship.keep(before.key, article)
        if kind:
            await self._note(before.key, number, kind, at)
        doubles = await self._register.doubles(before.slug) if kind == "withdrawn" else ()
        done = recorded(known, article, "changed", kind)
        return replace(done, same_as=same_as, doubles=tuple(doubles))

    async def _told_by(self, article: Article, at: datetime, key: int) -> str | None:
        """Name the entry that has told the story of one which is about to come out."""
        if must_be_sent(article):
            return None
        relation = await self._placer.relation(article, at, but=key)
        # A copy that comes out only now, from under an embargo, can't be kept out any more.
        if relation is None or relation.kin == "possible" or not is_held(relation.known.entry):
            return None
        return relation.known.entry.slug

    async def _dates(
        self, known: Entry, article: Article, kind: ChangeKind | None, at: datetime
    ) -> tuple[datetime, datetime]:
        """Date an entry after a change: `published` is set once, `updated` moves when it must."""
        if kind == "published" and not await self._register.was_public(known.key):
            return await self._first_dates(article, at, known.key)
        if kind in {None, "revised"}:
            return known.published, known.updated
        return known.published, await self._register.unshared(at, known.key)

    async def _first_dates(
        self, article: Article, at: datetime, key: int = 0
    ) -> tuple[datetime, datetime]:
        """Date an article that becomes public: as its author says, and no later than now."""
        published = min(article.published or at, at)
        updated = max(published, min(article.embargo or published, at))
        moment = await self._register.unshared(updated, key)
        # Moved together, or a page would call the article updated.
        return (moment if updated == published else published), moment

    async def _keep(self, key: int, number: int, article: Article, at: datetime) -> None:
        await self._connection.execute(
            insert(revision).values(
                entry_key=key,
                revision=number,
                at_ms=to_ms(at),
                article=msgspec.json.encode(article),
            )
        )

    async def _clear(self, path: str) -> None:
        """Take a path from the entry that was there: another one has moved in."""
        await self._connection.execute(update(entry).where(entry.c.path == path).values(path=""))

    async def _keep_place(self, known: Known, article: Article) -> None:
        # Nothing was said anew, so its readers keep the summary that they were sent.
        article = replace(article, summary=known.entry.article.summary)
        await self._connection.execute(
            update(entry)
            .where(entry.c.key == known.entry.key)
            .values(path=article.path, digest=article.digest())
        )
        await self._connection.execute(
            update(revision)
            .where(
                revision.c.entry_key == known.entry.key,
                revision.c.revision == known.entry.revision,
            )
            .values(article=msgspec.json.encode(article))
        )

    async def _note(self, key: int, number: int, kind: ChangeKind, at: datetime) -> None:
        await self._connection.execute(
            insert(change).values(entry_key=key, revision=number, kind=kind, at_ms=to_ms(at))
        )
