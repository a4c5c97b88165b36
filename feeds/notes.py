"""Notes: what is remembered of a file that was recorded, and what editors are told of it."""

from __future__ import annotations

from dataclasses import replace

from feeds.recorded import Recorded
from feeds.sources import Source
from seeds.errors import UnreadableArticle
from seeds.folder import Sighting, Stamp


def note(sighting: Sighting, recorded: Recorded) -> Source:
    """Note a file as read: used, with a remark for editors if there is one, or refused."""
    if recorded.outcome not in {"copy", "clash"}:
        return Source(path=sighting.path, stamp=sighting.stamp, remark=_remark(recorded))
    reason, remedy = _refusal(recorded)
    refusal = UnreadableArticle(sighting.path, None, reason, remedy)
    return replace(note_refusal(refusal, sighting.stamp), behind=recorded.behind)


def note_refusal(refusal: UnreadableArticle, stamp: Stamp) -> Source:
    """Note a file that can't be used."""
    return Source(path=refusal.path, stamp=stamp, refusal=refusal)


def _refusal(recorded: Recorded) -> tuple[str, str]:
    """Say why a file was not taken in, and what an editor can do."""
    slug, behind, relation = recorded.slug, recorded.behind, recorded.relation
    if recorded.outcome == "clash":
        return (
            f"the id is that of article {slug}, of {behind}",
            "Give it another id, or delete one of the two files",
        )
    if relation is None:
        return f"the same text as article {slug}, of {behind}", "Delete one of the two files"
    like = f"{relation.percent} % the same words as article {slug}"
    if relation.known.entry.state == "withdrawn":
        return (
            f"{like}, which was withdrawn",
            "Delete it, or state an id of its own to publish it all the same",
        )
    remedy = f"Delete one of the two files, and write what is new into {behind}"
    return f"{like}, of {behind}", f"{remedy}; or state an id of its own"


def _remark(recorded: Recorded) -> str | None:
    relation = recorded.relation
    if recorded.same_as is not None:
        like = f" ({relation.percent} % the same words)" if relation else ""
        return (
            f"the same story as article {recorded.same_as}{like}: published, but not sent to "
            "chats. To send it, state an id of its own, or urgency: breaking"
        )
    if relation is None:
        return None
    known = relation.known
    file = f" ({known.path})" if known.path else ""
    state = "" if known.entry.state == "published" else f", which is {known.entry.state}"
    return (
        f"possible copy of article {known.entry.slug}{file}{state}: "
        f"{relation.percent} % the same words"
    )
