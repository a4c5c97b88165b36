"""Recorded: what became of one article, for whoever reports it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from feeds.entry import ChangeKind
from feeds.kinship import Relation
from feeds.placing import Place
from feeds.register import Known
from seeds.article import Article

Outcome = Literal["new", "changed", "moved", "unchanged", "copy", "clash", "superseded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What recording an article did. `change` is None where no reader has anything to learn.

    A `copy` has the words of an entry, or nearly, a `clash` its stated id, while the entry's own
    file, `behind`, is still there; a `superseded` one is no newer version of a wire's item than
    the record has: none of them was taken in. `moved_from` is where an entry was before.
    `relation` is what the article is to another entry, `same_as` the slug of the one whose story
    it tells again. `doubles` tell the story of one that was withdrawn, and are still out.
    """

    path: str
    slug: str
    key: int
    outcome: Outcome
    change: ChangeKind | None = None
    moved_from: str | None = None
    behind: str | None = None
    relation: Relation | None = None
    same_as: str | None = None
    doubles: tuple[str, ...] = ()


def recorded(
    known: Known,
    article: Article,
    outcome: Literal["changed", "moved", "unchanged"],
    kind: ChangeKind | None = None,
) -> Recorded:
    """Say what became of an article that is a known one's."""
    return Recorded(
        path=article.path,
        slug=known.entry.slug,
        key=known.entry.key,
        outcome=outcome,
        change=kind,
        moved_from=known.path if known.path not in {"", article.path} else None,
        same_as=known.entry.same_as,
    )


def kept_out(known: Known, article: Article, place: Place) -> Recorded:
    """Say what stands in the way of an article that was not taken in."""
    return Recorded(
        path=article.path,
        slug=known.entry.slug,
        key=known.entry.key,
        outcome=place.kept_out or "copy",
        behind=known.path,
        relation=place.relation,
    )
