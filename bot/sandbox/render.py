"""render_html: a message's words as HTML for the chat page. Safe by construction: every character
of a message goes through `escape`, every tag comes from the table below.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from bot.sandbox.entities import Entity, FormattedText

_SIMPLE = {
    "bold": "strong",
    "italic": "em",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "hashtag": "span",
    "mention": "span",
    "custom_emoji": "span",
    "text_mention": "span",
}
_BLOCKS = {"pre", "blockquote", "expandable_blockquote"}
_OPEN_SCHEMES = ("http://", "https://", "tg://")


def render_html(content: FormattedText) -> str:
    """Give the HTML of a text and its marks; marks that cross are closed and opened again."""
    units = content.text.encode("utf-16-le", "surrogatepass")
    marks = [mark for mark in content.entities if mark.length > 0]
    borders = sorted({0, len(units) // 2, *(m.offset for m in marks), *(m.end for m in marks)})
    pieces: list[str] = []
    open_marks: list[Entity] = []
    for border, following in zip(borders, [*borders[1:], None], strict=True):
        wanted = [mark for mark in marks if mark.offset <= border < mark.end]
        kept = _shared(open_marks, wanted)
        pieces += [_tags(mark, content)[1] for mark in reversed(open_marks[kept:])]
        pieces += [_tags(mark, content)[0] for mark in wanted[kept:]]
        open_marks = wanted
        if following is not None:
            piece = units[border * 2 : following * 2].decode("utf-16-le", "replace")
            pieces.append(escape(_beside_blocks(piece, border, following, marks)))
    return "".join(pieces)


def _beside_blocks(piece: str, start: int, end: int, marks: list[Entity]) -> str:
    """Leave out the line break beside a block, which breaks the line by itself."""
    blocks = [mark for mark in marks if mark.kind in _BLOCKS]
    if any(block.end == start for block in blocks):
        piece = piece.removeprefix("\n")
    if any(block.offset == end for block in blocks):
        piece = piece.removesuffix("\n")
    return piece


def _shared(before: list[Entity], after: list[Entity]) -> int:
    count = 0
    for one, other in zip(before, after, strict=False):
        if one is not other:
            break
        count += 1
    return count


def _tags(mark: Entity, content: FormattedText) -> tuple[str, str]:
    simple = _SIMPLE.get(mark.kind)
    if simple is not None:
        css = f' class="{mark.kind}"' if simple == "span" else ""
        return f"<{simple}{css}>", f"</{simple}>"
    special: dict[str, Callable[[Entity, FormattedText], tuple[str, str]]] = {
        "text_link": _link,
        "url": _link,
        "bot_command": _command,
        "spoiler": _spoiler,
        "expandable_blockquote": _folded,
        "date_time": _time,
    }
    return special[mark.kind](mark, content) if mark.kind in special else ("", "")


def _link(mark: Entity, content: FormattedText) -> tuple[str, str]:
    address = mark.value or _words(mark, content)
    if not address.startswith(_OPEN_SCHEMES):
        return "<span>", "</span>"
    href = escape(address, quote=True)
    return f'<a href="{href}" target="_blank" rel="noopener noreferrer">', "</a>"


def _command(mark: Entity, content: FormattedText) -> tuple[str, str]:
    command = escape(_words(mark, content), quote=True)
    return f'<button type="button" class="command" data-command="{command}">', "</button>"


def _spoiler(_mark: Entity, _content: FormattedText) -> tuple[str, str]:
    return '<span class="spoiler" tabindex="0" role="button" aria-label="Hidden text">', "</span>"


def _folded(_mark: Entity, _content: FormattedText) -> tuple[str, str]:
    return '<blockquote class="folded" tabindex="0">', "</blockquote>"


def _time(mark: Entity, _content: FormattedText) -> tuple[str, str]:
    return f'<time class="moment" data-unix="{int(mark.value)}">', "</time>"


def _words(mark: Entity, content: FormattedText) -> str:
    units = content.text.encode("utf-16-le", "surrogatepass")
    return units[mark.offset * 2 : mark.end * 2].decode("utf-16-le", "replace")
