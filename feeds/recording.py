"""Recording: which revision and which change an article makes. Runs inside one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Literal

import msgspec
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.entry import ChangeKind, Correction, Entry, State
from feeds.identity import mint_id
from feeds.moment import to_ms
from feeds.register import Known, Register
from feeds.schema import change, entry, revision
from seeds.article import Article


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
        self._authority = authority
        self._exists = exists
        self._batch = {article.path: article for article in batch}
        self._paths = {article.digest(): article.path for article in batch}
        self._renamed = renamed

    async def record(self, article: Article, now: datetime) -> Recorded:
        """Take one article in: as a new entry, a new revision, a move, or nothing at all."""
        at = await self._register.after_all_others(now)
        digest = article.digest()
        namesake = await self._register.by_id(article.id)
        if namesake is not None and self._is_held(namesake, article):
            same = namesake.entry.article.digest() == digest
            return _refused(namesake, article, "copy" if same else "clash")
        known = namesake or await self._register.at_path(article.path)
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
        at = await self._register.after_all_others(now)
        known = await self._register.by_key(key)
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
        if state == "withdrawn":
            state = "withheld"  # nobody has seen it: a page that mourns it would be the first news
        published, updated = await self._first_dates(article, at)
        corrections: tuple[Correction, ...] = ()
        if article.correction and state == "published":
            corrections = (Correction(at=at, text=article.correction),)
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
            )
            .returning(entry.c.key)
        )
        key = result.scalar_one()
        await self._keep(key, 1, article, at)
        kind = decide("withheld", state, corrected=False)
        if kind:
            await self._note(key, 1, kind, at)
        return Recorded(path=article.path, slug=slug, key=key, outcome="new", change=kind)

    async def _again(self, known: Known, article: Article, now: datetime, at: datetime) -> Recorded:
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
        if state == "withdrawn" and not await self._register.was_public(before.key):
            state = "withheld"
        corrections = before.corrections
        noted = {one.text for one in corrections}
        public = state == "published" or await self._register.was_public(before.key)
        # What nobody has read yet needs no correction, whatever its front matter says.
        if public and article.correction and article.correction not in noted:
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

    async def _twin(self, digest: str, path: str) -> Known | None:
        """Find an entry of the same words, one whose file has gone before one still there."""
        twins = await self._register.of_words(digest, path)
        return min(twins, key=lambda twin: not self._has_left(twin), default=None)

    def _is_held(self, known: Known, article: Article) -> bool:
        """Tell whether another file than the article's own has the entry of its stated id."""
        return known.path not in {"", article.path} and self._exists(known.path)

    def _has_left(self, known: Known) -> bool:
        """Tell whether an entry's file is gone, or has other words now."""
        holder = self._batch.get(known.path)
        if holder is not None:
            return holder.digest() != known.digest
        return known.path in self._renamed or not known.path or not self._exists(known.path)

    def _went_elsewhere(self, known: Known, article: Article) -> bool:
        """Tell whether the words that stood at an article's path are at another one now.

        Files that trade places, or move up by one, keep their entries: only where the words
        are nowhere else does what stands at a path count as their new version.
        """
        elsewhere = self._paths.get(known.digest, article.path) != article.path
        return elsewhere or known.path in self._renamed

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


def _recorded(
    known: Known,
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


def _refused(known: Known, article: Article, outcome: Literal["copy", "clash"]) -> Recorded:
    return Recorded(
        path=article.path,
        slug=known.entry.slug,
        key=known.entry.key,
        outcome=outcome,
        behind=known.path,
    )
