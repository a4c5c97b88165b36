"""Plain text, as an editor pastes it: each line gets the role it plays for a reader."""

from __future__ import annotations

from collections.abc import Sequence

from seeds.article import Block, Remark
from seeds.body import is_littered, mark_body, mark_strays, mark_surroundings
from seeds.ending import find_end
from seeds.extent import find_comments, find_extent
from seeds.headline import derive_title, find_headline
from seeds.manuscript import Manuscript
from seeds.marks import mark_lines, mark_related
from seeds.parts import Part, read_parts
from seeds.prelude import find_lead, lead_above, lead_below, mark_bylines, mark_standfirst
from seeds.stated import Stated


def parse_plain(
    text: str, stated: Stated, first_line: int = 1, encoding: str = "utf-8"
) -> Manuscript:
    """Read a cleaned text below its front matter. `first_line` is where it starts in the file.

    What can't be told for sure stays in the body, for losing an author's sentence is worse than
    keeping a stray line; what enters a summary is chosen more strictly, later.
    """
    parts = read_parts(text, first_line)
    mark_lines(parts)
    mark_related(parts)
    mark_bylines(parts)
    littered = is_littered(parts)
    text_parts = parts[: find_comments(parts)]
    first, end = find_extent(text_parts, littered=littered)
    end = find_end(text_parts, first, end, littered=littered)
    first = find_lead(parts, first, end)
    title, source = find_headline(parts, first, stated)
    first = lead_below(parts, lead_above(parts, first), end)
    standfirst = mark_standfirst(parts, first, title, stated)
    if end:
        mark_surroundings(parts, first, end, littered=littered)
    if end and littered:
        mark_strays(parts[first:end])
    mark_body(parts)
    remarks: list[Remark] = []
    if source == "derived":
        title, remarks = derive_title(parts)
    blocks = [
        Block(role=part.role or "body", text=part.text, line=part.line.number, sure=part.sure)
        for part in parts
    ]
    if source == "stated" and not any(block.role == "headline" for block in blocks):
        blocks.insert(0, Block(role="headline", text=title, line=stated.lines.get("title", 1)))
    return Manuscript(
        stated=stated,
        title=title,
        title_source=source,
        standfirst=stated.standfirst or standfirst,
        standfirst_source="stated" if stated.standfirst else "guessed" if standfirst else None,
        author=_author(parts[:first]) or _author(parts[first:end]) or _author(parts[end:]),
        blocks=tuple(blocks),
        captions=tuple(part.caption for part in parts if part.caption),
        remarks=tuple(remarks),
        format="text",
        encoding=encoding,
    )


def _author(parts: Sequence[Part]) -> str | None:
    """Join the names of bylines, each once. Below an article are its readers' names as well."""
    return ", ".join(dict.fromkeys(part.name for part in parts if part.name)) or None
