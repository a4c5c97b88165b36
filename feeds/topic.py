"""Topic: what an article is about, in the words of many languages, and by IPTC's code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

import msgspec

from feeds.identity import mint_topic_slug

_CODE = re.compile(
    r"(?:medtop:|https?://cv\.iptc\.org/newscodes/mediatopic/)?"
    r"(0[1-9]0{6}|1[0-7]0{6}|2\d{7})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic. `slug` names it in addresses; `code` is IPTC's, eight digits, without a prefix.

    `labels` maps BCP 47 tags to what people read; `names` are more spellings that mean it.
    """

    slug: str
    labels: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    code: str | None = None

    def label(self, *languages: str) -> str | None:
        """Give the label in the first of some languages that has one, else in any; or None.

        `de-AT` is served by `de`, and `pt` by `pt-BR` (RFC 4647 §3.4, and its reverse).
        """
        for language in languages:
            found = self._label(language.lower())
            if found is not None:
                return found
        return next(iter(self.labels.values()), None)

    def _label(self, language: str) -> str | None:
        known = {tag.lower(): label for tag, label in self.labels.items()}
        wanted = language
        while wanted and wanted not in known:
            wanted = wanted.rpartition("-")[0]
        if wanted:
            return known[wanted]
        primary = language.partition("-")[0]
        return next(
            (label for tag, label in known.items() if tag.partition("-")[0] == primary), None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """The topics that a publication knows by more than their names: the operator's, then IPTC's."""

    own: tuple[Topic, ...] = ()
    _index: dict[str, Topic] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._index.update(_indexed(map(_completed, self.own)))

    def resolve(self, name: str) -> Topic:
        """Find the topic that a name, a label in any language, or a code means.

        An unknown name is a topic of its own, with no label; equal names give equal topics.
        """
        code = read_code(name)
        spelling = code or _folded(name)
        found = self._index.get(spelling) or _media_topics().get(spelling)
        if found is None and code is None:
            found = self._index.get(mint_topic_slug(name))
        return found or Topic(slug=mint_topic_slug(code or name), code=code)


def read_code(text: str) -> str | None:
    """Read a Media Topics code, bare, as `medtop:…` or as its address; None where it is none."""
    found = _CODE.fullmatch(text.strip())
    return found[1] if found else None


def _completed(topic: Topic) -> Topic:
    """Lend a topic that has one of IPTC's codes IPTC's labels, where it has none of its own."""
    known = _media_topics().get(topic.code) if topic.code else None
    return replace(topic, labels={**known.labels, **topic.labels}) if known else topic


def _spellings(topic: Topic) -> Iterator[str]:
    yield topic.slug
    if topic.code:
        yield topic.code
    yield from map(_folded, topic.names)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


@cache
def _media_topics() -> dict[str, Topic]:
    read = msgspec.toml.decode(files("feeds").joinpath("mediatopics.toml").read_bytes())
    topics = [
        Topic(slug=row["slug"], labels=row["label"], names=tuple(row.get("names", ())), code=code)
        for code, row in read.items()
    ]
    return _indexed(topics)


def _indexed(topics: Iterable[Topic]) -> dict[str, Topic]:
    index: dict[str, Topic] = {}
    known = list(topics)
    for topic in known:
        for spelling in _spellings(topic):
            index.setdefault(spelling, topic)
    # A label means its topic too, where no other topic is called so.
    for topic in known:
        for label in topic.labels.values():
            index.setdefault(_folded(label), topic)
    return index
