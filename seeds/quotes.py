"""Quotes: whether a sentence holds a quotation whole, a piece of one, or nothing else."""

from __future__ import annotations

import re

_MARK = re.compile('["“”„«»「」『』‘]')
# A closing mark that an old encoding turned into a question mark: “real dump?, and said ...
_LOST = re.compile(r"(?<=\w)\?(?=[,.;]|\s[a-z])|[.,]\?(?=\s|$)")
_STRAIGHT = re.compile(r'(?<!\d)"|(?<=\d)"(?=[\s.,;:!?)]|$)')
_QUOTED = re.compile(
    r"“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|»[^«»]*«|「[^「」]*」|『[^『』]*』|\"[^\"]*\"|”[^”]*”|‘[^‘’]{20,}’"
)


def has_quotes(text: str) -> bool:
    """Say if there is any quotation mark in a text."""
    return _MARK.search(text) is not None


def opens_quoted(text: str) -> bool:
    """Say if a text begins within quotation marks."""
    return _MARK.match(text) is not None


def is_open(text: str) -> bool:
    """Say if a quotation starts in a text and does not end, or ends and did not start."""
    if not has_quotes(text):
        return False
    low, left, right = text.count("„"), text.count("“"), text.count("”")
    if low:  # „…“ in German, Czech, Bulgarian; „…” in Polish, Romanian
        curly = low != left + right
    elif left:
        curly = left != right and left != right + len(_LOST.findall(text))
    else:
        curly = right % 2 == 1  # ”…” in Swedish and Finnish
    return (
        curly
        or text.count("«") != text.count("»")
        or text.count("「") != text.count("」")
        or text.count("『") != text.count("』")
        or len(_STRAIGHT.findall(text)) % 2 == 1
    )


def is_only_quoted(text: str) -> bool:
    """Say if all words of a text stand in quotation marks, and nobody's name around them."""
    rest = _QUOTED.sub("", text)
    return rest != text and not any(map(str.isalnum, rest))
