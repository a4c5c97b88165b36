"""Source: an article file as its editor sees it, line by line, before anything is tidied away."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from seeds.article import Article, Block, Remark
from seeds.frontmatter import split_front_matter
from seeds.text import clean, decode, dropped, lines_of

_MOST_NAMED = 4
# One behind a full stop is a typist's habit, one before a figure sets a table's columns.
_GAP = re.compile(r"(?<=[^\W\d_]|[,;])[ \u00a0]{2,}(?=[^\W\d_])")
_JOINED = ("body", "standfirst", "caption", "quote")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What an article's text looked like. Lines count from 1, as everywhere.

    `stated` says on which line each field of the front matter stands, by its name. `foreign` is
    the first line that is in another encoding than the rest; None where all are in one.
    """

    lines: tuple[str, ...] = ()
    stated: Mapping[str, int] = field(default_factory=dict)
    foreign: int | None = None

    def line(self, name: str) -> int | None:
        """Give the line of a stated field, if it is known."""
        return self.stated.get(name)


def read_source(raw: bytes, path: str, timezone: tzinfo = UTC) -> Source:
    """Read the bytes of a text file for their looks; it costs as much as reading it once more.

    Raises:
        UnreadableArticle: as reading the article would.
    """
    decoded = decode(raw, path)
    stated, _, _ = split_front_matter(clean(decoded.text), path, timezone)
    foreign = None
    if " and " in decoded.encoding:
        foreign = next(
            (number for number, line in enumerate(raw.split(b"\n"), 1) if not _is_utf8(line)), None
        )
    return Source(lines=tuple(lines_of(decoded.text)), stated=stated.lines, foreign=foreign)


def remarks_on_source(article: Article, source: Source) -> Iterator[Remark]:
    """Tell what reading has put right, and where an editor would put it right in the file."""
    if " and " in article.encoding:
        text = f"read as {article.encoding}, line by line: save all of it in UTF-8"
        yield Remark(line=source.foreign, text=text, code="mixed-encodings")
    yield from _on_dropped(source)
    yield from _on_gaps(source)
    yield from _on_wrapping(article, source)


def _on_dropped(source: Source) -> Iterator[Remark]:
    gone: Counter[str] = Counter()
    where: list[int] = []
    for number, line in enumerate(source.lines, 1):
        if found := dropped(line):
            gone += found
            where.append(number)
    if gone:
        kinds = _listed([f"{count} × {_named(sign)}" for sign, count in gone.most_common()])
        total = gone.total()
        text = (
            f"{total} hidden {_plural(total, 'character was', 'characters were')} dropped "
            f"({kinds}){_on_lines(where)}: delete {_plural(total, 'it', 'them')} in the file"
        )
        yield Remark(line=where[0], text=text, code="characters-dropped")


def _on_gaps(source: Source) -> Iterator[Remark]:
    found = [number for number, line in enumerate(source.lines, 1) if _GAP.search(line.strip())]
    if found:
        text = f"more than one blank between two words{_on_lines(found)}: delete all but one"
        yield Remark(line=found[0], text=text, code="double-spaces")


def _on_wrapping(article: Article, source: Source) -> Iterator[Remark]:
    if article.format != "text":  # in Markdown a paragraph may have as many lines as it likes
        return
    joined = [
        block.line
        for block in article.blocks
        if block.role in _JOINED and _is_joined(block, source)
    ]
    if joined:
        text = (
            f"{len(joined)} {_plural(len(joined), 'paragraph was', 'paragraphs were')} joined from "
            "short lines: write each on one line, to be sure where it ends"
        )
        yield Remark(line=joined[0], text=text, code="lines-joined")


def _is_joined(block: Block, source: Source) -> bool:
    if block.line > len(source.lines):
        return False
    line = " ".join(clean(source.lines[block.line - 1]).split())
    return len(block.text) > len(line) and block.text.startswith(line)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _named(sign: str) -> str:
    number = f"U+{ord(sign):04X}"
    name = unicodedata.name(sign, "")
    return f"{number} {name.lower()}" if name else number


def _on_lines(numbers: list[int]) -> str:
    """Name the lines that a remark is about, where they are more than the one it stands on."""
    return f" on lines {_listed([str(number) for number in numbers])}" if len(numbers) > 1 else ""


def _listed(items: list[str]) -> str:
    more = len(items) - _MOST_NAMED
    shown = ", ".join(items[:_MOST_NAMED])
    return f"{shown} and {more} more" if more > 0 else shown


def _plural(count: int, one: str, many: str) -> str:
    return one if count == 1 else many
