"""Recording: which revision and which change an article makes. Runs inside one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.entry import ChangeKind, Correction, Entry, State
from feeds.identity import mint_id, mint_slug
from feeds.moment import from_ms, to_ms
from feeds.schema import ENTRY, change, entry, revision, to_entry
from seeds.article import Article

_CROWD_MS = 60_000
"""So many entries of one moment are parted by one query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What recording an article did. `change` is None where no reader has anything to learn.

    A `copy` has the words of an entry, a `clash` its stated id, while the entry's own file,
    `behind`, is still there: neither was taken in. `moved_from` is where an entry was before.
    """

    path: str
    slug: str
    key: int
    outcome: Literal["new", "changed", "moved", "unchanged", "copy", "clash"]
    change: ChangeKind | None = None
    moved_from: str | None = None
    behind: str | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """An entry, and the file that holds it: "" where another article has taken its place."""

    entry: Entry
    path: str
    digest: str


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
    ) -> None:
        self._connection = connection
        self._authority = authority
        self._exists = exists
        self._batch = {article.path: article for article in batch}
        self._paths = {article.digest(): article.path for article in batch}

    async def record(self, article: Article, now: datetime) -> Recorded:
        """Take one article in: as a new entry, a new revision, a move, or nothing at all."""
        at = await self._after_all_others(now)
        digest = article.digest()
        namesake = await self._with_id(article.id)
        if namesake is not None and self._is_held(namesake, article):
            same = namesake.entry.article.digest() == digest
            return _refused(namesake, article, "copy" if same else "clash")
        known = namesake or await self._one(entry.c.path == article.path)
        if namesake is None and (known is None or self._went_elsewhere(known, article)):
            twin = await self._twin(digest, article.path)
            if twin is not None and self._has_left(twin):
                known = twin
            elif twin is not None and known is None:
                return _refused(twin, article, "copy")
        if known is None:
            return await self._first(article, now, at)
        return await self._again(known, article, now, at)

    async def release(self, key: int, now: datetime) -> None:
        """Publish an entry whose embargo has ended; it counts as published from now on."""
        at = await self._after_all_others(now)
        known = await self._one(entry.c.key == key)
        if known is None:
            return
        published, updated = await self._dates(known.entry, known.entry.article, "published", at)
        await self._connection.execute(
            update(entry)
            .where(entry.c.key == key)
            .values(
                state="published",
                release_ms=None,
                published_ms=to_ms(published),
                updated_ms=to_ms(updated),
            )
        )
        await self._note(key, known.entry.revision, "published", at)

    async def _first(self, article: Article, now: datetime, at: datetime) -> Recorded:
        state, ends = gate(article, now)
        published, updated = await self._first_dates(article, at)
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
                updated_ms=to_ms(updated),
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

    async def _again(
        self, known: _Known, article: Article, now: datetime, at: datetime
    ) -> Recorded:
        before, old, digest = known.entry, known.entry.article, article.digest()
        moved = known.path != article.path
        if moved:
            await self._clear(article.path)
        if old.digest() == digest and old.topics == article.topics:
            if moved or known.digest != digest:
                await self._keep_place(known, article)
            return _recorded(known, article, "moved" if moved else "unchanged")
        number = before.revision + 1
        state, ends = gate(article, now)
        corrections = before.corrections
        if article.correction and article.correction not in {one.text for one in corrections}:
            corrections = (*corrections, Correction(at=at, text=article.correction))
        kind = decide(before.state, state, corrected=corrections != before.corrections)
        published, updated = await self._dates(before, article, kind, at)
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
            )
        )
        await self._keep(before.key, number, article, at)
        if kind:
            await self._note(before.key, number, kind, at)
        return _recorded(known, article, "changed", kind)

    async def _dates(
        self, known: Entry, article: Article, kind: ChangeKind | None, at: datetime
    ) -> tuple[datetime, datetime]:
        """Date an entry after a change: `published` is set once, `updated` moves when it must."""
        if kind == "published" and not await self._was_public(known.key):
            return await self._first_dates(article, at, known.key)
        if kind in {None, "revised"}:
            return known.published, known.updated
        return known.published, await self._unshared(at, known.key)

    async def _first_dates(
        self, article: Article, at: datetime, key: int = 0
    ) -> tuple[datetime, datetime]:
        """Date an article that becomes public: as its author says, and no later than now."""
        published = min(article.published or at, at)
        updated = max(published, min(article.embargo or published, at))
        moment = await self._unshared(updated, key)
        # Moved together, or a page would call the article updated.
        return (moment if updated == published else published), moment

    def _is_held(self, known: _Known, article: Article) -> bool:
        """Tell whether another file than the article's own has the entry of its stated id."""
        return known.path not in {"", article.path} and self._exists(known.path)

    def _has_left(self, known: _Known) -> bool:
        """Tell whether an entry's file is gone, or has other words now."""
        holder = self._batch.get(known.path)
        if holder is not None:
            return holder.digest() != known.digest
        return not known.path or not self._exists(known.path)

    def _went_elsewhere(self, known: _Known, article: Article) -> bool:
        """Tell whether the words that stood at an article's path are at another one now.

        Files that trade places, or move up by one, keep their entries: only where the words
        are nowhere else does what stands at a path count as their new version.
        """
        return self._paths.get(known.digest, article.path) != article.path

    async def _with_id(self, stated: str | None) -> _Known | None:
        return None if stated is None else await self._one(entry.c.id == stated)

    async def _twin(self, digest: str, path: str) -> _Known | None:
        """Find an entry of the same words, one whose file has gone before one still there."""
        query = _KNOWN.where(entry.c.digest == digest, entry.c.path != path)
        rows = await self._connection.execute(query.order_by(entry.c.key))
        twins = [_to_known(row) for row in rows.all()]
        return min(twins, key=lambda twin: not self._has_left(twin), default=None)

    async def _one(self, condition: ColumnElement[bool]) -> _Known | None:
        row = (await self._connection.execute(_KNOWN.where(condition).limit(1))).first()
        return None if row is None else _to_known(row)

    async def _was_public(self, key: int) -> bool:
        query = select(change.c.seq).where(change.c.entry_key == key).limit(1)
        return (await self._connection.execute(query)).first() is not None

    async def _free_slug(self, stem: str) -> str:
        # Every folder may have its index.txt: a step at a time would ask once for each of them.
        taken, free = 0, 1
        while await self._is_taken(mint_slug(stem, free)):
            taken, free = free, free * 2
        while free - taken > 1:
            middle = (taken + free) // 2
            if await self._is_taken(mint_slug(stem, middle)):
                taken = middle
            else:
                free = middle
        return mint_slug(stem, free)

    async def _is_taken(self, slug: str) -> bool:
        query = select(entry.c.key).where(entry.c.slug == slug)
        return (await self._connection.execute(query)).first() is not None

    async def _unshared(self, updated: datetime, key: int) -> datetime:
        """Find the first millisecond from a moment on that is not another entry's `updated`.

        Entries share a stated day, or the minute at which an embargo ends.
        """
        wanted = to_ms(updated)
        while True:
            query = select(func.min(entry.c.updated_ms), func.max(entry.c.updated_ms)).where(
                entry.c.updated_ms.between(wanted, wanted + _CROWD_MS), entry.c.key != key
            )
            first, last = (await self._connection.execute(query)).one()
            if first != wanted:
                return from_ms(wanted)
            wanted = last + 1

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

    async def _keep_place(self, known: _Known, article: Article) -> None:
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

    async def _after_all_others(self, now: datetime) -> datetime:
        query = select(change.c.at_ms).order_by(change.c.seq.desc()).limit(1)
        last = (await self._connection.execute(query)).scalar()
        return from_ms(to_ms(now) if last is None else max(to_ms(now), last + 1))


_KNOWN = ENTRY.add_columns(entry.c.path, entry.c.digest)


def _to_known(row: Row[Any]) -> _Known:
    return _Known(entry=to_entry(row), path=row.path, digest=row.digest)


def _recorded(
    known: _Known,
    article: Article,
    outcome: Literal["changed", "moved", "unchanged"],
    kind: ChangeKind | None = None,
) -> Recorded:
    return Recorded(
        path=article.path,
        slug=known.entry.slug,
        key=known.entry.key,
        outcome=outcome,
        change=kind,
        moved_from=known.path if known.path not in {"", article.path} else None,
    )


def _refused(known: _Known, article: Article, outcome: Literal["copy", "clash"]) -> Recorded:
    return Recorded(
        path=article.path,
        slug=known.entry.slug,
        key=known.entry.key,
        outcome=outcome,
        behind=known.path,
    )
