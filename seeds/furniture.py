"""Furniture: what a page sets around an article - buttons, offers, notices, counters, labels."""

from __future__ import annotations

import re

from seeds.cues import COLON, bare, cues
from seeds.words import ends_sentence, is_paragraph, weight, words

_BOILERPLATE_WEIGHT = 240
_SHORT_WEIGHT = 110
_PITCH_WEIGHTS = (200.0, 500.0)
_HEAD_WEIGHT = 140
_TAGS_WEIGHT = 300
_BUTTONS = 16
# "— Ada Byron (@ada) September 14, 2026" signs a post that the article shows.
_SIGNED = re.compile(r"[—–-]{1,2}\s.*\(@\w+\)")
_LABEL_LENGTH = 40
_RIGHTS = re.compile(r"(?:©|ⓒ|\(c\)|c\)|copyright)\s*(?:©\s*)?\d{4}\b")
_ADDRESS = re.compile(
    r"(?:https?://\S+|www\.\S+|@\w{2,30}|#\w+|[\w.+-]+@[\w-]+\.[\w.-]+|\S+\.(?:com|org|net)/\S*)"
)
_NUMBER = re.compile(r"[\d.,]+")
_TRAIL = re.compile(r"\s[>»›→]\s.*\w|\w\s?/\s\w.*\s/\s\w")
_COUNT = re.compile(r"[\W_]*(?:\d[\d.,:/\s]*[kKmM]?[\W_]*)?(?:[^\W\d_][\W_]*){0,2}")


def is_boilerplate(line: str, *, opening: bool = False) -> bool:
    """Say if a line is the house's, not the article's: a button, an appeal, a notice.

    `opening` asks it of a text's first line, where "Machine translation fails in court" and
    "Sign up for the marathon" are news: there a phrase must be all, or open a whole sentence.
    """
    label = bare(line)
    if _SIGNED.match(line) and weight(line) <= _SHORT_WEIGHT:
        return True
    if label in cues().furniture or _RIGHTS.match(label) or _is_labelled_button(line):
        return True
    heavy = weight(line)
    if heavy <= _BOILERPLATE_WEIGHT and label.startswith(cues().boilerplate):
        return not opening or ends_sentence(line) or _is_little_more(label, cues().boilerplate)
    if (
        heavy > _SHORT_WEIGHT
        or is_paragraph(line)
        or not label.startswith(cues().short_boilerplate)
    ):
        return False
    return not opening or _is_little_more(label, cues().short_boilerplate)


def is_button(line: str) -> bool:
    """Say if a line is nothing but buttons, counters and addresses ("Share Tweet 12 Print")."""
    if weight(line) > 160:
        return False
    if _COUNT.fullmatch(line):
        return True
    found = words(_ADDRESS.sub(" ", line))
    if not found:
        return True
    if len(found) > _BUTTONS:
        return False
    known = cues().buttons
    numbers = sum(word.isdigit() for word in found)
    return numbers * 2 <= len(found) and all(word in known or word.isdigit() for word in found)


def is_ad(line: str) -> bool:
    """Say if a line only labels an advertisement: the article goes on around it."""
    return len(line) <= _LABEL_LENGTH and bare(line) in cues().ads


def is_note(line: str) -> bool:
    """Say if a line is a correction or an editor's note: the article's, but no news."""
    label = bare(line[:_LABEL_LENGTH])
    return label.startswith(cues().notes) and COLON.search(line[: _LABEL_LENGTH * 2]) is not None


def is_pitch(line: str) -> bool:
    """Say if a line offers or forbids something: a newsletter, an account, cookies, an app.

    One word of that kind is news as often as not; two different ones in a short text are a notice,
    and three in a longer one.
    """
    short, long = _PITCH_WEIGHTS
    heavy = weight(line)
    return heavy <= long and count_pitches(line) >= (2 if heavy <= short else 3)


def count_pitches(line: str) -> int:
    """Count the different words of offers and notices in a line, up to three."""
    text = bare(line)
    found = 0
    for stem in cues().ascii_pitch if text.isascii() else cues().pitch:
        if stem in text:
            found += 1
            if found == 3:
                break
            text = text.replace(stem, " ")
    return found


def is_row_of_names(line: str) -> bool:
    """Say if a line sets names or labels in a row, as menus do, and says nothing of them."""
    found = line.split()
    capitals = sum(word[:1].isupper() for word in found)
    return len(found) >= 3 and capitals * 10 >= len(found) * 6


def is_comments_head(line: str) -> bool:
    """Say if a line opens the readers' comments ("12 Comments", "Leave a reply")."""
    if weight(line) > _HEAD_WEIGHT:
        return False
    label = bare(_NUMBER.sub("", line))
    known = cues().comments
    if label in known:
        return True
    # "12 thoughts on “Bridge reopens”"
    return line[:1].isdigit() and any(label.startswith(head + " ") for head in known)


def is_tag_list(line: str) -> bool:
    """Say if a line labels, or labels and holds, a list of topics ("Tags: bridges, trams")."""
    if weight(line) > _TAGS_WEIGHT:
        return False
    label = bare(line)
    if label in cues().tags:
        return True
    head = re.split(r"[:：]", line, maxsplit=1)[0]
    if head != line and bare(head) in cues().tags:
        return not ends_sentence(line)
    return line.lstrip().startswith("#") and all(word.startswith("#") for word in line.split())


def _is_labelled_button(line: str) -> bool:
    """Say if a button of several words says what it is for ("Share this story: Bridge reopens")."""
    colon = COLON.search(line[:40])
    if colon is None or ends_sentence(line):
        return False
    label = bare(line[: colon.start()])
    return " " in label and label in cues().furniture


def _is_little_more(label: str, phrases: tuple[str, ...]) -> bool:
    return any(label.startswith(phrase) and len(label) <= len(phrase) + 8 for phrase in phrases)


def is_trail(line: str) -> bool:
    """Say if a line is an address, or the way to a page ("Home > News > Port Merrin")."""
    return _TRAIL.search(line) is not None or _ADDRESS.match(line) is not None
