"""Proofreading: what a line's own words give away, whatever article it stands in."""

from __future__ import annotations

import re

from seeds.words import ends_sentence, weight

_SHORT_WEIGHT = 110
_LISTED = re.compile(r"(?:[-–—•*·▪]|\d{1,3}[.)])\s")

# "TK" is an editor's "to come", spelt so that no word holds it. Bowls and games number
# themselves in Roman figures.
_PLACEHOLDER = re.compile(
    r"lorem ipsum(?: dolor)?|\bTK(?:TK)+\b|\bTK\b(?![ -](?:\d|Maxx\b))|\bX{4,}\b"
    r"|(?<!Bowl )(?<!Mania )\bXXX\b(?! Olymp)|\[(?:TK|TBC|TBD|NAME|DATE|QUOTE|insert [^\]]{1,40})\]"
)
_LOREM = re.compile(r"lorem ipsum", re.IGNORECASE)

_ADDRESS = re.compile(r"<?(?:(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>?", re.IGNORECASE)
_LINKED = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_HANDLES = re.compile(r"[@#][\w.]+(?:[\s,]+[@#][\w.]+)*")
_CRUMBS = re.compile(r"[^|>»›•→]{1,40}(?:\s+[|>»›•→]\s+[^|>»›•→]{1,40}){2,}")
_APPEAL = re.compile(
    r"\b(?:click|tap|swipe) (?:here|below|up)\b|\bcliquez ici\b|\bha(?:z|ga) clic\b"
    r"|\bklick(?:en sie|e)? hier\b|\bclique aqui\b|\bclicca qui\b|\bklik hier\b|\bkliknij tutaj\b"
    r"|\bнажмите (?:здесь|сюда)\b|\bнатисніть тут\b|\bburaya tıklayın\b|انقر هنا|اینجا کلیک کنید"
    r"|यहां क्लिक करें|यहाँ क्लिक करें|点击这里|點擊這裡|こちらをクリック|여기를 클릭",
    re.IGNORECASE,
)

_MARKS = re.compile('[“”„‟"]')
_IN_WORD = re.compile(r'(?<=[\u05d0-\u05ea])"(?=[\u05d0-\u05ea])')  # Hebrew abbreviates so
_INCHES = re.compile(r'\d"')
_PAIRS = (("«", "»"), ("「", "」"), ("『", "』"), ("《", "》"))


def placeholder(text: str) -> str | None:
    """Find what was to be replaced before publishing ("TK", "XXX", "Lorem ipsum")."""
    found = _PLACEHOLDER.search(text) or _LOREM.search(text)
    return found.group() if found else None


def furniture(text: str) -> str | None:
    """Say what a line looks like, if it looks like the house's and not like an article's."""
    if weight(text) > _SHORT_WEIGHT:
        return None
    ends = ends_sentence(text)
    appeal = _APPEAL.search(text)
    looks = (
        (_ADDRESS.fullmatch(text), "an address alone on its line"),
        (_HANDLES.fullmatch(text), "names of accounts or tags alone on their line"),
        (appeal and (appeal.start() == 0 or not ends), "an appeal to press something"),
        (not ends and _CRUMBS.fullmatch(text), "a row of buttons"),
        (not ends and not _LISTED.match(text) and is_shouted(text), "a line in capitals"),
    )
    return next((name for found, name in looks if found), None)


def is_shouted(text: str) -> bool:
    """Say if several words are in capitals alone: a single one may be a name."""
    letters = [sign for sign in text if sign.isupper() or sign.islower()]
    return len(letters) >= 8 and " " in text.strip() and not any(map(str.islower, letters))


def is_linked(text: str) -> bool:
    """Say if a line holds a web address that a reader could follow."""
    return _LINKED.search(text) is not None


def has_open_quotes(text: str) -> bool:
    """Say if a paragraph opens quotation marks that it doesn't close, or the other way round.

    Guillemets count as open only if none closes: a quote in a quote may share its last mark.
    """
    for opening, closing in _PAIRS:
        if (opening in text) != (closing in text):
            return True
    bare = _IN_WORD.sub("", text)
    return len(_MARKS.findall(bare)) % 2 == 1 and not _INCHES.search(bare)


def opens_quoted(text: str) -> bool:
    """Say if a paragraph begins with a quotation mark: each of a long quotation's does."""
    return text.startswith(("“", "„", "‟", "”", '"', "«", "»", "「", "『", "《"))
