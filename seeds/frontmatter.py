"""Front matter: a YAML block between `---` lines at the top of a text states what it can't say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo
from difflib import get_close_matches
from typing import Any

import yaml

from seeds import values
from seeds.article import Image, Remark
from seeds.errors import UnreadableArticle
from seeds.stated import Stated
from seeds.text import clean

LIMIT_CHARACTERS = 64_000
"""The longest block that is read as YAML; a head is forty lines at most."""

_DEPTH = 4  # more than the head's mapping, a list of pictures, and a picture's own mapping
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one takes a tenth of the time

_FIELDS = (
    "title",
    "standfirst",
    "summary",
    "author",
    "published",
    "topics",
    "language",
    "url",
    "image",
    "status",
    "embargo",
    "correction",
    "urgency",
    "id",
)
_IMAGE_FIELDS = ("path", "caption", "credit", "alt")

# What other programs call the same thing.
_OTHER_NAMES = {
    "headline": "title",
    "deck": "standfirst",
    "subtitle": "standfirst",
    "description": "summary",
    "excerpt": "summary",
    "abstract": "summary",
    "authors": "author",
    "byline": "author",
    "date": "published",
    "pubdate": "published",
    "tags": "topics",
    "tag": "topics",
    "category": "topics",
    "categories": "topics",
    "section": "topics",
    "lang": "language",
    "link": "url",
    "permalink": "url",
    "picture": "image",
    "photo": "image",
    "images": "image",
    "pictures": "image",
    "photos": "image",
    "priority": "urgency",
    "guid": "id",
    "uuid": "id",
}

_KEY_LINE = re.compile(rf"(?:{'|'.join((*_FIELDS, *_OTHER_NAMES))})\s*:(?:\s|$)", re.IGNORECASE)


def split_front_matter(text: str, path: str, timezone: tzinfo = UTC) -> tuple[Stated, str, int]:
    """Part a cleaned text into what its head states, the rest, and the line the rest starts at.

    A text that merely opens with a rule of dashes is all rest.

    Raises:
        UnreadableArticle: the block is meant as front matter and can't be taken, with the line.
    """
    opening = re.match(r"\n*---[ \t]*\n", text)
    if opening is None:
        return Stated(), text, 1
    closing = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE).search(
        text, opening.end()
    )
    block = text[opening.end() : closing.start() if closing else len(text)]
    top = text.count("\n", 0, opening.end())
    # The first line decides what was meant, or a rule above an article would refuse the article.
    meant = _KEY_LINE.match(block.lstrip("\n")) is not None
    if closing is None or len(block) > LIMIT_CHARACTERS:
        if meant:
            raise UnreadableArticle(path, top, *_unclosed(closing is None))
        return Stated(), text, 1
    rest = text[closing.end() :]
    line = text.count("\n", 0, closing.end()) + 1
    if not block.strip():
        return Stated(), rest, line
    try:
        pairs = _pairs(block, path, top)
    except UnreadableArticle:
        if meant or any(map(_KEY_LINE.match, block.split("\n"))):
            raise
        return Stated(), text, 1
    if not any(_known(pair.key) for pair in pairs):
        return Stated(), text, 1
    return _Head(path, timezone, top).read(pairs), rest, line


def _unclosed(no_end: bool) -> tuple[str, str]:
    if no_end:
        return "the front matter has no end", "Close it with a line of three dashes"
    return (
        f"the front matter is longer than {LIMIT_CHARACTERS:,} characters",
        "Put the text below the closing dashes",
    )


@dataclass(frozen=True, slots=True)
class _Pair:
    key: str
    line: int
    node: yaml.Node


def _pairs(block: str, path: str, top: int) -> list[_Pair]:
    """Read a block as a mapping; `top` is the file's line above its first."""
    try:
        _refuse_tricks(block, path, top)
        node = yaml.compose(block, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = top + 1 + (min(mark.line, block.count("\n")) if mark else 0)
        reason = f"the front matter is no YAML: {error.problem}"
        raise UnreadableArticle(path, line, reason, _YAML_REMEDY) from None
    except yaml.YAMLError as error:
        raise UnreadableArticle(path, top, f"no YAML: {error}", _YAML_REMEDY) from None
    if not isinstance(node, yaml.MappingNode):
        return []
    return list(_entries(node, path, top))


_YAML_REMEDY = 'Write each field as `name: value`, and quote values that hold a colon: "a: b"'


def _refuse_tricks(block: str, path: str, top: int) -> None:
    """Refuse what no editor types: ten lines of aliases can unfold into gigabytes."""
    depth = 0
    for event in yaml.parse(block, Loader=_LOADER):
        line = top + 1 + (event.start_mark.line if event.start_mark else 0)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            reason = "the front matter has an anchor or alias"
            raise UnreadableArticle(path, line, reason, "Write the value out, or quote it")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth >= _DEPTH:
            reason = "the front matter is nested too deep"
            raise UnreadableArticle(path, line, reason, "Write plain values, or a list of them")


def _entries(node: yaml.MappingNode, path: str, top: int) -> Iterator[_Pair]:
    seen: dict[str, int] = {}
    for key_node, value_node in node.value:
        line = top + 1 + (key_node.start_mark.line if key_node.start_mark else 0)
        if not isinstance(key_node, yaml.ScalarNode):
            raise UnreadableArticle(path, line, "a field's name is not a word", _YAML_REMEDY)
        key = key_node.value.strip().lower()
        if key in seen:
            reason = f"{key!r} is stated twice, first on line {seen[key]}"
            raise UnreadableArticle(path, line, reason, "Keep one of them")
        seen[key] = line
        yield _Pair(key, line, value_node)


def _known(key: str) -> bool:
    return key in _OTHER_NAMES or bool(get_close_matches(key, _FIELDS, 1, 0.75))


def _unknown(key: str, known: tuple[str, ...]) -> str:
    meant = get_close_matches(key, known, 1, 0.75)
    if not meant and _OTHER_NAMES.get(key) in known:
        meant = [_OTHER_NAMES[key]]
    hint = f"did you mean {meant[0]!r}?" if meant else f"known are {', '.join(known)}"
    return f"unknown field {key!r}: {hint}"


def _odd(line: int, text: str) -> Remark:
    return Remark(line=line, text=text, code="unknown-field")


class _Head:
    """One head as it is read: its pairs in, Stated out, remarks gathered on the way."""

    def __init__(self, path: str, timezone: tzinfo, top: int) -> None:
        self._path = path
        self._top = top
        self._remarks: list[Remark] = []
        self._lines: dict[str, int] = {}
        self._readers: dict[str, Callable[[_Pair], Any]] = {
            **dict.fromkeys(("title", "standfirst", "summary", "author", "correction"), self._text),
            "topics": self._topics,
            "image": self._images,
            "published": self._through(lambda value: values.moment(value, timezone)),
            "embargo": self._through(lambda value: values.moment(value, timezone)),
            "language": self._through(values.language),
            "url": self._through(values.web_address),
            "id": self._through(values.iri),
            "status": self._through(values.status),
            "urgency": self._through(values.urgency),
        }

    def read(self, pairs: list[_Pair]) -> Stated:
        stated: dict[str, Any] = {}
        for pair in pairs:
            if pair.key not in self._readers:
                self._remarks.append(_odd(pair.line, _unknown(pair.key, _FIELDS)))
                continue
            value = self._readers[pair.key](pair)
            if pair.key == "correction" and not value:
                text = "the correction says nothing, so none is declared: say what was wrong"
                self._remarks.append(Remark(line=pair.line, text=text, code="correction-empty"))
            if value:
                stated["images" if pair.key == "image" else pair.key] = value
                self._lines[pair.key] = pair.line
        return Stated(**stated, lines=self._lines, remarks=tuple(self._remarks))

    def _through(self, read: Callable[[str], Any]) -> Callable[[_Pair], Any]:
        def reader(pair: _Pair) -> Any:
            value = self._scalar(pair)
            if not value.strip():
                return None
            try:
                return read(value)
            except values.WrongValue as error:
                reason = f"{pair.key}: {error}"
                raise UnreadableArticle(self._path, pair.line, reason, error.remedy) from None

        return reader

    def _scalar(self, pair: _Pair) -> str:
        """Take a value as it was typed: YAML's own reading makes `no`, Norwegian, a False."""
        node = pair.node
        if not isinstance(node, yaml.ScalarNode):
            reason = f"{pair.key}: a single value is wanted"
            raise UnreadableArticle(self._path, pair.line, reason, "Write it on one line, quoted")
        if node.tag == "tag:yaml.org,2002:null":
            return ""
        # In quotes YAML can spell any character ("\\0"), also those that the file was rid of.
        return clean(str(node.value))

    def _text(self, pair: _Pair) -> str | None:
        if pair.key == "author" and isinstance(pair.node, yaml.SequenceNode):
            return ", ".join(self._list(pair, pair.node)) or None
        return values.line_of_text(self._scalar(pair)) or None

    def _list(self, pair: _Pair, node: yaml.SequenceNode) -> list[str]:
        items = [self._scalar(_Pair(pair.key, pair.line, item)) for item in node.value]
        return [item for item in map(values.line_of_text, items) if item]

    def _topics(self, pair: _Pair) -> tuple[str, ...]:
        if isinstance(pair.node, yaml.SequenceNode):
            items = self._list(pair, pair.node)
        else:
            items = [values.line_of_text(part) for part in re.split("[,،、，]", self._scalar(pair))]
        return tuple(dict.fromkeys(item for item in items if item))

    def _images(self, pair: _Pair) -> tuple[Image, ...]:
        node = pair.node
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        images = (self._image(_Pair(pair.key, self._line(each, pair), each)) for each in nodes)
        return tuple(image for image in images if image is not None)

    def _line(self, node: yaml.Node, pair: _Pair) -> int:
        return self._top + 1 + node.start_mark.line if node.start_mark else pair.line

    def _image(self, pair: _Pair) -> Image | None:
        if not isinstance(pair.node, yaml.MappingNode):
            return self._picture({"path": pair})
        parts: dict[str, _Pair] = {}
        for part in _entries(pair.node, self._path, self._top):
            if part.key in _IMAGE_FIELDS:
                parts[part.key] = part
            else:
                text = "image: " + _unknown(part.key, _IMAGE_FIELDS)
                self._remarks.append(_odd(part.line, text))
        return self._picture(parts)

    def _picture(self, parts: dict[str, _Pair]) -> Image | None:
        said = {name: values.line_of_text(self._scalar(part)) for name, part in parts.items()}
        if not said.get("path"):
            return None
        try:
            path = values.image_path(said["path"], self._path)
        except values.WrongValue as error:
            line = parts["path"].line
            raise UnreadableArticle(self._path, line, str(error), error.remedy) from None
        texts = {name: said.get(name) or None for name in _IMAGE_FIELDS[1:]}
        return Image(path=path, **texts)
