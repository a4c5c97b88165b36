"""Manuscript: what a format's parser finds in a file, before it is summed up as an Article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from seeds.article import Block, Caption, Remark
from seeds.stated import Stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """One file, read. Each format's parser returns one, so all that follows knows no format.

    `title` is "" where the file has neither a headline nor a sentence to derive one from.
    """

    stated: Stated
    title: str
    title_source: Literal["stated", "line", "derived"]
    blocks: tuple[Block, ...]
    captions: tuple[Caption, ...] = ()
    standfirst: str | None = None
    standfirst_source: Literal["stated", "guessed"] | None = None
    author: str | None = None
    remarks: tuple[Remark, ...] = ()
    format: str
    encoding: str
