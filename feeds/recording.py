"""Recording: which revision and which change an article makes. Runs inside one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import PurePosixPath
from typing import Literal

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.entry import ChangeKind, Correction, Entry, State
from feeds.identity import mint_id, mint_slug
from feeds.moment import from_ms, to_ms
from feeds.schema import ENTRY, change, entry, revision, to_entry
from seeds.article import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What recording an article did. `change` is None where no reader has anything to learn."""

    path: str
    slug: str
    key: int
    outcome: Literal["new", "changed", "moved", "unchanged", "copy"]
    change: ChangeKind | None = None
    moved_from: str | None = None


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
    the record, and no two entries share an `updated`.
    """

    def __init__(
        self, connection: AsyncConnection, authority: str, exists: Callable[[str], bool]
    ) -> None:
        self._connection = connection
        self._authority = authority
        self._exists = exists

    async def record(self, article: Article, now: datetime) -> Recorded:
        """Take one article in: as a new entry, a new revision, a move, or nothing at all."""
        at = await self._after_all_others(now)
        known = await self._named(article)
        if known is not None:
            return await self._again(known, article, at)
        twin = await self._twin(article)
        if twin is None:
            return await self._first(article, at)
        if self._exists(twin.article.path):
            return _recorded(twin, article, "copy")
        return await self._again(twin, article, at)

    async def release(self, key: int, now: datetime) -> None:
        """Publish an entry whose embargo has ended; it counts as published from now on."""
        at = await self._after_all_others(now)
        known = await self._one(entry.c.key == key)
        if known is None:
            return
        first = known.article.published or at
        await self._connection.execute(
            update(entry)
            .where(entry.c.key == key)
            .values(
                state="published",
                release_ms=None,
                published_ms=to_ms(first),
                updated_ms=to_ms(max(first, known.article.embargo or first)),
            )
        )
        await self._note(key, known.revision, "published", at)

    async def _first(self, article: Article, at: datetime) -> Recorded:
        state, ends = gate(article, at)
        published = article.published if article.published and article.published <= at else at
        corrections = (Correction(at=at, text=article.correction),) if article.correction else ()
        slug = await self._free_slug(PurePosixPath(article.path).stem)
        result = await self._connection.execute(
            insert(entry)
            .values(
                id=article.id or mint_id(self._authority, at),
                slug=slug,
                revision=1,
                state=state,
                published_ms=to_ms(published),
                updated_ms=to_ms(published),
                release_ms=None if ends is None else to_ms(ends),
                digest=article.digest(),
                path=article.path,
                corrections=msgspec.json.encode(corrections),
            )
            .returning(entry.c.key)
        )
        key = result.scalar_one()
        await self._keep(key, 1, article, at)
        kind = decide("withheld", state, corrected=False)
        if kind:
            await self._note(key, 1, kind, at)
        return Recorded(path=article.path, slug=slug, key=key, outcome="new", change=kind)

    async def _again(self, known: Entry, article: Article, at: datetime) -> Recorded:
        old = known.article
        moved = old.path != article.path
        if old.digest() == article.digest() and old.topics == article.topics:
            if moved:
                await self._keep_path(known, article)
            return _recorded(known, article, "moved" if moved else "unchanged")
        number = known.revision + 1
        state, ends = gate(article, at)
        corrections = known.corrections
        if article.correction and article.correction != old.correction:
            corrections = (*corrections, Correction(at=at, text=article.correction))
        kind = decide(known.state, state, corrected=corrections != known.corrections)
        published, updated = await self._dates(known, article, kind, at)
        await self._connection.execute(
            update(entry)
            .where(entry.c.key == known.key)
            .values(
                revision=number,
                state=state,
                published_ms=to_ms(published),
                updated_ms=to_ms(updated),
                release_ms=None if ends is None else to_ms(ends),
                digest=article.digest(),
                path=article.path,
                corrections=msgspec.json.encode(corrections),
            )
        )
        await self._keep(known.key, number, article, at)
        if kind:
            await self._note(known.key, number, kind, at)
        return _recorded(known, article, "changed", kind)

    async def _dates(
        self, known: Entry, article: Article, kind: ChangeKind | None, at: datetime
    ) -> tuple[datetime, datetime]:
        """Date an entry after a change: `published` is set once, `updated` moves when it must."""
        if kind == "published" and not await self._was_public(known.key):
            first = article.published or at
            return first, max(first, article.embargo or first)
        if kind in {None, "revised"}:
            return known.published, known.updated
        return known.published, at

    async def _named(self, article: Article) -> Entry | None:
        if article.id is not None:
            found = await self._one(entry.c.id == article.id)
            if found is not None:
                return found
        return await self._one(entry.c.path == article.path)

    async def _twin(self, article: Article) -> Entry | None:
        """Find an entry of the same words, one whose file has gone before one still there."""
        query = ENTRY.where(entry.c.digest == article.digest()).order_by(entry.c.key)
        twins = [to_entry(row) for row in (await self._connection.execute(query)).all()]
        return min(twins, key=lambda twin: self._exists(twin.article.path), default=None)

    async def _one(self, condition: object) -> Entry | None:
        query = ENTRY.where(condition).order_by(entry.c.key.desc()).limit(1)  # type: ignore[arg-type]
        row = (await self._connection.execute(query)).first()
        return None if row is None else to_entry(row)

    async def _was_public(self, key: int) -> bool:
        query = select(change.c.seq).where(change.c.entry_key == key).limit(1)
        return (await self._connection.execute(query)).first() is not None

    async def _free_slug(self, stem: str) -> str:
        for attempt in count(1):
            slug = mint_slug(stem, attempt)
            query = select(entry.c.key).where(entry.c.slug == slug)
            if (await self._connection.execute(query)).first() is None:
                return slug
        raise AssertionError  # pragma: no cover - count() does not end

    async def _keep(self, key: int, number: int, article: Article, at: datetime) -> None:
        await self._connection.execute(
            insert(revision).values(
                entry_key=key,
                revision=number,
                at_ms=to_ms(at),
                article=msgspec.json.encode(article),
            )
        )

    async def _keep_path(self, known: Entry, article: Article) -> None:
        await self._connection.execute(
            update(entry).where(entry.c.key == known.key).values(path=article.path)
        )
        await self._connection.execute(
            update(revision)
            .where(revision.c.entry_key == known.key, revision.c.revision == known.revision)
            .values(article=msgspec.json.encode(article))
        )

    async def _note(self, key: int, number: int, kind: ChangeKind, at: datetime) -> None:
        await self._connection.execute(
            insert(change).values(entry_key=key, revision=number, kind=kind, at_ms=to_ms(at))
        )

    async def _after_all_others(self, now: datetime) -> datetime:
        query = select(change.c.at_ms).order_by(change.c.seq.desc()).limit(1)
        last = (await self._connection.execute(query)).scalar()
        return from_ms(to_ms(now) if last is None else max(to_ms(now), last + 1))


def _recorded(
    known: Entry,
    article: Article,
    outcome: Literal["changed", "moved", "unchanged", "copy"],
    kind: ChangeKind | None = None,
) -> Recorded:
    return Recorded(path=article.path, slug=known.slug, key=known.key, outcome=outcome, change=kind)
