"""Fragment: the passages in a piece of HTML, such as a CMS keeps in a field; no page round it."""

from __future__ import annotations

import re
from html import unescape

from seeds.errors import UnreadableArticle
from seeds.passages import Passages

# No two attempts of this pattern look at the same character: it is linear on any input.
_TAG = re.compile(r"<(/?)([A-Za-z][^\s/<>]*+)([^<>]*+)>")
_ATTRIBUTE = re.compile(r"(?<![\w:-])([\w:-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))")
_CELLS = frozenset({"td", "th"})
_MOST_TAGS = 40_000
_REMEDY = "Cut it into several files"
_LONGEST_TAG = 5000


def read_fragment(
    html: str, path: str, line: int = 1, *, lined: bool = True, layout: bool = False
) -> Passages:
    """Read a piece of HTML that starts at `line` of the file.

    `lined` says that a line break in it is one in the file; in a JSON string it is none. In mail
    tables are `layout`: each cell is a passage.

    Raises:
        UnreadableArticle: it has more tags than any article.
    """
    passages = Passages(path)
    html = _without_comments(html)
    here = 0
    for count, tag in enumerate(_TAG.finditer(html)):
        if count > _MOST_TAGS:
            raise UnreadableArticle(path, None, "it has more markup than an article", _REMEDY)
        _say(passages, html[here : tag.start()], line, lined)
        if lined:
            line += html.count("\n", here, tag.end())
        here = tag.end()
        name = tag[2].lower()
        if layout and name in _CELLS:
            name = "div"
        if tag[1]:
            passages.end(name)
        else:
            passages.start(name, _attributes(tag[3]) if name == "img" else {}, line)
    _say(passages, html[here:], line, lined)
    return passages.close()


def _say(passages: Passages, text: str, line: int, lined: bool) -> None:
    if text:
        blank = text[: len(text) - len(text.lstrip())]
        passages.text(unescape(text), line + (blank.count("\n") if lined else 0))


def _without_comments(html: str) -> str:
    """Drop comments and declarations, keeping their line breaks."""
    kept: list[str] = []
    here = 0
    while (start := html.find("<!", here)) >= 0:
        closing = "-->" if html.startswith("<!--", start) else ">"
        end = html.find(closing, start)
        kept.append(html[here:start])
        here = len(html) if end < 0 else end + len(closing)
        kept.append("\n" * html.count("\n", start, here))
    kept.append(html[here:])
    return "".join(kept)


def _attributes(text: str) -> dict[str, str]:
    return {
        found[1].lower(): unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(text[:_LONGEST_TAG])
    }
