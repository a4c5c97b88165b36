"""Batch: what only shows when articles are read side by side: what stands in several of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from seeds.article import Article, Remark
from seeds.words import is_paragraph, weight, words

_HOUSE_FILES = 3
_HOUSE_WEIGHTS = (12, 240)
_TOP, _END = 1, 3
_SHOWN = 3
_SHORTEST_TOPIC = 6


@dataclass(slots=True)
class _Line:
    """A line that several articles share. `titles` are digests: copies of a story count once."""

    path: str
    line: int
    text: str
    titles: set[int]
    others: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Topic:
    name: str
    path: str
    count: int = 0


class Batch:
    """Articles that are checked together. It keeps a few marks of each, not its text."""

    def __init__(self) -> None:
        self._titles: dict[int, list[tuple[str, int | None]]] = {}
        self._once: dict[int, tuple[str, int, int]] = {}
        self._shared: dict[int, _Line] = {}
        self._topics: dict[str, _Topic] = {}

    def add(self, article: Article, path: str) -> None:
        """Take an article in. `path` is what to call its file by."""
        title = _digest(article.title)
        if article.title_source != "derived":
            line = next((block.line for block in article.blocks if block.role == "headline"), None)
            self._titles.setdefault(title, []).append((path, line))
        text = [block for block in article.blocks if block.role in {"body", "subhead", "quote"}]
        for place, block in enumerate(text):
            # House text stands at the top, at the end, or is no running text.
            outer = place < _TOP or place >= len(text) - _END
            if outer or not is_paragraph(block.text):
                self._add_line(block.text, block.line, path, title)
        for topic in article.topics:
            known = self._topics.setdefault(topic.casefold(), _Topic(topic, path))
            known.count += 1

    def remarks(self) -> Iterator[tuple[str, Remark]]:
        """Tell what stands in several articles, each remark with the path of the file it is on."""
        yield from self._on_titles()
        yield from self._on_lines()
        yield from self._on_topics()

    def _add_line(self, text: str, line: int, path: str, title: int) -> None:
        if not _HOUSE_WEIGHTS[0] <= weight(text) <= _HOUSE_WEIGHTS[1]:
            return
        key = _digest(text)
        shared = self._shared.get(key)
        if shared is None:
            first = self._once.setdefault(key, (path, line, title))
            if first[2] == title:
                return
            del self._once[key]
            shared = self._shared[key] = _Line(first[0], first[1], text, {first[2]})
        if title not in shared.titles:
            shared.titles.add(title)
            if len(shared.others) < _SHOWN:
                shared.others.append(path)

    def _on_titles(self) -> Iterator[tuple[str, Remark]]:
        for places in self._titles.values():
            for path, line in places if len(places) > 1 else ():
                others = [other for other, _ in places if other != path]
                text = f"{_listed(others)} has the same headline: tell the two stories apart"
                yield path, Remark(line=line, text=text, code="title-repeated")

    def _on_lines(self) -> Iterator[tuple[str, Remark]]:
        for shared in self._shared.values():
            if len(shared.titles) < _HOUSE_FILES:
                continue
            count = len(shared.titles) - 1
            text = (
                f"this line stands in {count} other articles ({_listed(shared.others, count)}): "
                "delete it in all if it is not the articles' own"
            )
            yield shared.path, Remark(line=shared.line, text=text, code="house-line")

    def _on_topics(self) -> Iterator[tuple[str, Remark]]:
        """Remark on the rarer of two topics that are one slip of the keyboard apart."""
        spelt: dict[str, list[_Topic]] = {}
        for key, topic in self._topics.items():
            if len(key) >= _SHORTEST_TOPIC and not any(map(str.isdigit, key)):
                for near in {key, *(key[:at] + key[at + 1 :] for at in range(1, len(key)))}:
                    spelt.setdefault(near, []).append(topic)
        told: set[str] = set()
        for alike in spelt.values():
            usual = max(alike, key=lambda topic: topic.count)
            for topic in alike:
                if topic is usual or topic.name in told:
                    continue
                told.add(topic.name)
                files = "file" if usual.count == 1 else "files"
                text = (
                    f"the topic {topic.name!r} is spelt nearly like {usual.name!r} "
                    f"({usual.count} {files}): make it one, if it is"
                )
                yield topic.path, Remark(line=None, text=text, code="topic-nearly")


def _digest(text: str) -> int:
    """Name a line by its words, in eight bytes."""
    said = " ".join(words(text)) or text
    return int.from_bytes(blake2b(said.encode(errors="replace"), digest_size=8).digest(), "big")


def _listed(paths: list[str], total: int = 0) -> str:
    more = (total or len(paths)) - min(len(paths), _SHOWN)
    shown = ", ".join(paths[:_SHOWN])
    return f"{shown} and {more} more" if more > 0 else shown
