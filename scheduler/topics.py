"""Topics: the settings' tables `[topics.…]`, checked and turned into values for the feeds.

WrongTopic   one of them can't be used; `config.py` adds where it stands
"""

from __future__ import annotations

import difflib
import json
import re
from typing import NoReturn

from feeds.topic import Topic, Topics, read_code
from seeds.values import WrongValue, language

_FIELDS = ("names", "code", "label")
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


class WrongTopic(ValueError):
    """A topic can't be used. `key` is its path below `topics`, with dots."""

    def __init__(self, key: str, found: str, remedy: str) -> None:
        super().__init__(f"{key} {found}")
        self.key = key
        self.found = found
        self.remedy = remedy


def read_topics(tables: object) -> Topics:
    """Read the tables below `[topics]`, by their keys: what an article's topics are called.

    Raises:
        WrongTopic: something in them is unknown, or of the wrong kind, or means two topics.
    """
    if not isinstance(tables, dict):
        raise WrongTopic("", "is no table", 'Write [topics.city], then label.en = "City" below.')
    topics = [_topic(key, table) for key, table in tables.items()]
    meant: dict[str, str] = {}
    for topic in topics:
        for spelling in dict.fromkeys(filter(None, (topic.slug, topic.code, *topic.names))):
            other = meant.setdefault(spelling.casefold(), topic.slug)
            if other != topic.slug:
                where = "code" if spelling == topic.code else "names"
                found = f"has {json.dumps(spelling, ensure_ascii=False)}, and so has {other}"
                raise WrongTopic(f"{topic.slug}.{where}", found, "Keep it in one of the two.")
    return Topics(own=tuple(topics))


def _topic(key: str, table: object) -> Topic:
    if not _SLUG.fullmatch(key):
        remedy = 'Name it as in an address, such as [topics.public-transport]; the rest is "names".'
        raise WrongTopic(key, "is no name for a topic", remedy)
    if not isinstance(table, dict):
        raise WrongTopic(key, "is no table", f'Write [topics.{key}], then label.en = "…" below.')
    for name in table:
        if name not in _FIELDS:
            near = difflib.get_close_matches(name, _FIELDS, n=1, cutoff=0.5)
            remedy = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(_FIELDS)}."
            raise WrongTopic(f"{key}.{name}", "is no setting", remedy)
    return Topic(
        slug=key,
        labels=_labels(f"{key}.label", table.get("label", {})),
        names=_names(f"{key}.names", table.get("names", [])),
        code=_code(f"{key}.code", table["code"]) if "code" in table else None,
    )


def _labels(key: str, value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        _refuse(key, value, 'Write one for each language: label.en = "Transport".')
    labels: dict[str, str] = {}
    for tag, label in value.items():
        try:
            known = language(tag)
        except WrongValue as error:
            raise WrongTopic(f"{key}.{tag}", "is for no language", f"{error.remedy}.") from error
        if not isinstance(label, str) or not label.strip():
            _refuse(f"{key}.{tag}", label, "Write a text of at least one character.")
        labels[known] = " ".join(label.split())
    return labels


def _names(key: str, value: object) -> tuple[str, ...]:
    remedy = 'Write a list of texts, such as ["Verkehr", "tráfico"].'
    if not isinstance(value, list):
        _refuse(key, value, remedy)
    for name in value:
        if not isinstance(name, str) or not name.strip():
            _refuse(key, value, remedy)
    return tuple(value)


def _code(key: str, value: object) -> str:
    code = read_code(value) if isinstance(value, str) else None
    if code is None:
        _refuse(key, value, 'Write a code of IPTC Media Topics, such as "medtop:15000000".')
    return code


def _refuse(key: str, value: object, remedy: str) -> NoReturn:
    raise WrongTopic(key, f"is {json.dumps(value, default=str, ensure_ascii=False)}", remedy)
