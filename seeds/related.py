"""Related: the lists of other articles that newspapers set below, beside and inside an article."""

from __future__ import annotations

import re

from seeds.cues import COLON, bare, cues
from seeds.words import ends_sentence, weight

_LABEL_WEIGHT = 200
_BOXED = re.compile(r"(?P<head>[【\[][^】\]]{2,30}[】\]])")
# "ALSO READ | Why the bridge closed": a label in capitals, in any language that has them.
_LABELLED = re.compile(r"(?=[^|]*[^\W\d_]{3})[^a-zß-öø-ÿа-яё|]{4,40}\s?\|\s?\w[^|]*$")


def split_related(line: str) -> tuple[str, str] | None:
    """Part a line that opens a list of other articles into its head and the first of them, or "".

    None: the line opens no such list.
    """
    if weight(line) > _LABEL_WEIGHT:
        return None
    if bare(line) in cues().related:
        return line, ""
    if _LABELLED.match(line) and not ends_sentence(line):
        label, _, rest = line.partition("|")
        return label.rstrip(), rest.strip()
    boxed = _BOXED.match(line)
    if boxed is not None and bare(boxed["head"]) in cues().related:
        return boxed["head"], line[boxed.end() :].strip()
    colon = COLON.search(line)
    if colon is None or bare(line[: colon.start()]) not in cues().related:
        # "Read more on Venezuela:" names its subject, and ends with the colon.
        opens = colon is not None and colon.end() == len(line) and len(line.split()) <= 7
        return (line, "") if opens and _opens_related(line) else None
    rest = line[colon.end() :]
    return None if ends_sentence(rest) else (line[: colon.end()].rstrip(), rest)


def _opens_related(line: str) -> bool:
    label = bare(line)
    return any(label.startswith(head + " ") for head in cues().related)
