"""Placing: whose entry an article is. A known one's, its own, or nobody's: then it stays out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from feeds.kinship import Kinship, Relation
from feeds.likeness import judge
from feeds.register import Known, Register
from seeds.article import Article

_STRENGTH = {"copy": 3, "same": 2, "possible": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an article belongs. `known` is its entry, or what stands in its way.

    `kept_out` says why it is not taken in; `relation` is what it is to another entry.
    """

    known: Known | None = None
    kept_out: Literal["copy", "clash", "superseded"] | None = None
    relation: Relation | None = None


class Placer:
    """Finds places, over the connection that writes: nothing moves between the two.

    `exists` tells whether a file is there; `batch` is what else is being recorded, `renamed`
    the paths whose file is at another one now while another took its place.
    """

    def __init__(
        self,
        register: Register,
        kinship: Kinship,
        *,
        exists: Callable[[str], bool] = lambda _: True,
        batch: Sequence[Article] = (),
        renamed: Collection[str] = (),
    ) -> None:
        self._register = register
        self._kinship = kinship
        self._exists = exists
        self._batch = {article.path: article for article in batch}
        self._paths = {article.digest(): article.path for article in batch}
        self._renamed = renamed

    async def place(self, article: Article, at: datetime) -> Place:
        """Find an article's place as of a moment: by its id, its path, its words, their like."""
        digest = article.digest()
        namesake = await self._register.by_id(article.id)
        if namesake is not None and self._is_superseded(namesake, article):
            return Place(known=namesake, kept_out="superseded")
        if namesake is not None and self._stands_in_the_way(namesake, article):
            same = namesake.entry.article.digest() == digest
            return Place(known=namesake, kept_out="copy" if same else "clash")
        known = namesake or await self._register.at_path(article.path)
        if namesake is None and (known is None or self._went_elsewhere(known, article)):
            twin = await self._twin(digest, article.path)
            if twin is not None and self._has_left(twin):
                known = twin
            elif twin is not None and known is None:
                return Place(known=twin, kept_out="copy")
        if known is not None:
            return Place(known=known)
        return self._beside(await self.relation(article, at))

    async def relation(self, article: Article, at: datetime, *, but: int = 0) -> Relation | None:
        """Say what an article is to the entry, besides `but`, that is most of a copy of it.

        What nobody is to see yet is compared once it comes out.
        """
        if article.status != "usable":
            return None
        published = min(article.published or at, at)
        found = [
            Relation(kin=kin, known=known, percent=round(share * 100))
            for share, known in await self._kinship.like(article, but=but)
            if (kin := judge(article, published, known.entry, share))
        ]
        return max(found, key=lambda one: (_STRENGTH[one.kin], one.percent), default=None)

    def _beside(self, relation: Relation | None) -> Place:
        """Place an article that is new but for what it may be to another."""
        if relation is None or relation.kin != "copy":
            return Place(relation=relation)
        known = relation.known
        if known.entry.state == "withdrawn" or self._has_file(known):
            return Place(known=known, kept_out="copy", relation=relation)
        return Place(known=known)  # moved and mended at once

    async def _twin(self, digest: str, path: str) -> Known | None:
        """Find an entry of the same words, one whose file has gone before one still there."""
        twins = await self._register.of_words(digest, path)
        return min(twins, key=lambda twin: not self._has_left(twin), default=None)

    def _is_superseded(self, known: Known, article: Article) -> bool:
        """Tell whether a file holds no newer version of a wire's item than the record does.

        A withdrawal of the version that readers have is newer than that, whatever it is called.
        """
        versions = _versions(known, article)
        if versions is None:
            return False
        theirs, ours = versions
        if ours == theirs and article.status == "withdrawn" != known.entry.article.status:
            return False
        return ours < theirs or (ours == theirs and self._is_held(known, article))

    def _is_held(self, known: Known, article: Article) -> bool:
        """Tell whether another file than the article's own has the entry of its stated id."""
        return known.path not in {"", article.path} and self._exists(known.path)

    def _stands_in_the_way(self, known: Known, article: Article) -> bool:
        # A wire delivers each version of an item as a file of its own: the newest one holds it.
        return _versions(known, article) is None and self._is_held(known, article)

    def _has_file(self, known: Known) -> bool:
        return bool(known.path) and known.path not in self._renamed and self._exists(known.path)

    def _has_left(self, known: Known) -> bool:
        """Tell whether an entry's file is gone, or has other words now."""
        holder = self._batch.get(known.path)
        if holder is not None:
            return holder.digest() != known.digest
        return not self._has_file(known)

    def _went_elsewhere(self, known: Known, article: Article) -> bool:
        """Tell whether the words that stood at an article's path are at another one now.

        Files that trade places, or move up by one, keep their entries: only where the words
        are nowhere else does what stands at a path count as their new version.
        """
        elsewhere = self._paths.get(known.digest, article.path) != article.path
        return elsewhere or known.path in self._renamed


def _versions(known: Known, article: Article) -> tuple[int, int] | None:
    """Give the versions of an entry and of another file of its item, where a wire counts them."""
    theirs, ours = known.entry.article.version, article.version
    if known.path == article.path or theirs is None or ours is None:
        return None
    return theirs, ours
