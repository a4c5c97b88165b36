"""Parts: the lines of a plain text on their way to blocks, and what each one looks like."""

from __future__ import annotations

from dataclasses import dataclass, replace

from seeds.article import Caption, Role
from seeds.lines import Line, read_lines
from seeds.related import split_related
from seeds.words import ends_sentence, is_paragraph, weight

_CUT_SHORT = ("...", "…", "[…]", "[...]")


@dataclass(slots=True, eq=False)
class Part:
    """A line; `role` is None until a pass claims it, `weight` and the two signs are its look.

    `closed`: it ends as a sentence does. `running`: it is surely running text, by its length.
    """

    line: Line
    weight: float
    closed: bool
    running: bool
    role: Role | None = None
    sure: bool = True
    caption: Caption | None = None
    name: str | None = None

    @property
    def text(self) -> str:
        """What the line says."""
        return self.line.text

    @property
    def is_free(self) -> bool:
        """Say if no pass has claimed the line yet."""
        return self.role is None

    @property
    def is_cut_short(self) -> bool:
        """Say if it ends in an ellipsis, as the first words of another article do."""
        return self.text.rstrip("\"'”’») ").endswith(_CUT_SHORT)


def read_parts(text: str, first_line: int) -> list[Part]:
    """Cut a text into its lines, with what follows a related head on a line of its own."""
    parts: list[Part] = []
    for line in read_lines(text, first_line):
        split = split_related(line.text)
        if split is None or not split[1]:
            parts.append(_part(line))
            continue
        parts.append(_part(replace(line, text=split[0])))
        parts.append(_part(replace(line, text=split[1], after_gap=False)))
    return parts


def _part(line: Line) -> Part:
    return Part(
        line=line,
        weight=weight(line.text),
        closed=ends_sentence(line.text),
        running=is_paragraph(line.text),
    )
