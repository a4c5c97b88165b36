"""Captions: what a picture shows, told apart from the article and from who made the picture."""

from __future__ import annotations

import re
from functools import cache

from seeds.article import Caption
from seeds.cues import cues
from seeds.words import fold, weight

_CAPTION_WEIGHT = 1000
_CREDIT_LENGTH = 100
_TAIL = 160
_CAPITALS = "A-ZÀ-ÖØ-ÞĀĄĆČĘĚĞİŁŃŇŐŒŘŚŞŠŤŮŰŹŻŽΑ-ΩА-ЯЁҐЄІЇ"

# Agencies and archives whose name after a slash, alone in brackets, signs a picture.
_AGENCIES = (
    "AFP|AP|AP Photo|Reuters|REUTERS|Getty|Getty Images|EPA|EPA-EFE|EFE|dpa|DPA|ANSA|APA|ANP|ANA|"
    "Belga|Keystone|KEYSTONE|LUSA|Lusa|PAP|TASS|ТАСС|РИА Новости|RIA Novosti|Sputnik|Ukrinform|"
    "Укрінформ|УНІАН|UNIAN|Interfax|Интерфакс|Xinhua|新华社|新華社|中新社|CNA|中央社|Kyodo|共同|共同通信|"
    "時事|時事通信|Jiji|Yonhap|연합뉴스|뉴시스|뉴스1|PTI|ANI|IANS|AA|Anadolu|Anadolu Agency|AAP|CP|"
    "The Canadian Press|PA|PA Wire|PA Media|NTB|TT|Ritzau|Lehtikuva|STR|IRNA|ISNA|Bloomberg|Alamy|"
    "Shutterstock|iStock|Depositphotos|Unsplash|Pixabay|Wikimedia|Wikimedia Commons|Imago|IMAGO|"
    "imago images|picture alliance|NurPhoto|SOPA Images|Zuma|ZUMA|SIPA|Sipa|Abaca|MAXPPP|"
    "Hans Lucas|LaPresse|Fotogramma|Europa Press|Notimex|Estadão Conteúdo|"
    "Folhapress|Agência Brasil|NASA|ESA"
)
_SIGNED = re.compile(
    rf"[(\[（【](?P<credit>[^()\[\]（）【】]{{2,80}}(?:/|／|\svia\s)\s*(?:{_AGENCIES})"
    rf"(?:\s*/[^()\[\]]{{2,40}})?)[)\]）】]\.?\s*$"
)
_SIGNED_FIRST = re.compile(
    rf"[(\[（【](?P<credit>(?:{_AGENCIES})\s*[/／]\s*[^()\[\]（）【】]{{2,80}})[)\]）】]\.?\s*$"
)
_DASHED = re.compile(
    rf"[.!?。]\s*(?:[–—-]\s*)?(?P<credit>[^\W\d_][^.!?()]{{1,50}}\s?/\s?(?:{_AGENCIES}))\s*$"
)
_WORD = rf"[{_CAPITALS}][\w.'’-]{{0,20}}"
_NAME = rf"{_WORD}(?:\s(?:{_WORD}|de|da|di|van|von|der|el|al|y)){{0,4}}"
# "(Mohamed El Saife/CBC)": two names and a slash in brackets are a photographer and a house.
_TWO_NAMES = re.compile(rf"[(\[](?P<credit>{_NAME}\s?/\s?{_NAME}(?:\s?/\s?{_NAME})?)[)\]]\.?\s*$")
# "... in Prag.Unsplash/Kelly Sikkema": glued to the sentence, as no author writes.
_GLUED = re.compile(
    rf"(?<=[a-zß-öø-ÿ)])[.!?](?P<credit>{_NAME}\s?/\s?{_NAME}(?:\s?/\s?{_NAME})?)\s*$"
)
_ALONE = re.compile(
    rf"^[^\w]*(?P<credit>(?:[^\W\d_][^.!?:;]{{1,60}}?\s?(?:/|\||／|\bvia\b|-)\s?)?(?:{_AGENCIES})(?:\s?[/|／]\s?[^.!?:;]{{2,40}})?)\)?\s*$"
)
_TWO_ALONE = re.compile(rf"^(?P<credit>{_WORD}\s{_NAME}\s/\s{_WORD}\s{_NAME})$")
# No credit is without one of these, unless it is a line of its own.
_HINT = re.compile(
    r"[/|:：=＝©ⓒ()（）\[\]【】／]|(?:[Pp]hoto|[Ff]ot|[Pp]icture|[Ii]mage|via)\b|[Ff]ot\."
)
_SHOT = re.compile(
    r"[（(＝=](?P<credit>[^（）()＝=。、]{2,24}?)\s?(?:撮影|摄|攝|摄影|攝影|提供|供图|供圖)[）)]?\s*$"
)


def read_caption(line: str) -> Caption | None:
    """Read a line as a picture's caption, with its credit split off; None if it is none.

    Marks such as "(FILES)" stay in the text: they tell a reader that the picture is old.
    """
    if weight(line) > _CAPTION_WEIGHT:
        return None
    text, credit = split_credit(line)
    if credit is not None or _is_from_archive(line):
        return Caption(text=text, credit=credit)
    return None


def split_credit(line: str) -> tuple[str, str | None]:
    """Part a caption into what it says and whom it credits ("(Photo by Mary Smith / AP)")."""
    start = max(0, len(line) - _TAIL)
    tail = line[start:]
    if len(line) > _CREDIT_LENGTH and _HINT.search(tail) is None:
        return line, None
    for pattern in _patterns():
        found = pattern.search(tail)
        if found is None:
            continue
        credit = found["credit"].strip(" .,;:：/|")
        if credit and len(credit) <= _CREDIT_LENGTH:
            # A sentence's own full stop may stand before the credit: it stays with the sentence.
            kept = found.start() + (1 if tail[found.start()] in ".!?。！？।؟۔" else 0)
            return line[: start + kept].rstrip(" -–—|"), credit
    return line, None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return (
        *(_bracketed(), _trailing(), _SIGNED, _SIGNED_FIRST, _DASHED),
        *(_TWO_NAMES, _GLUED, _ALONE, _TWO_ALONE, _SHOT, _named()),
    )


@cache
def _named() -> re.Pattern[str]:
    """Match "Ein Bus am Hafen Foto: Lena Brandt": a capital, a colon and nothing but names."""
    capital = "|".join(
        re.escape(cue.capitalize()) for cue in cues().credit if len(cue) > 3 and cue.isalpha()
    )
    name = rf"{_NAME}(?:\s?[/,|–-]\s?{_NAME}){{0,3}}"
    return re.compile(rf"(?<=[\w)»”\"])\s?(?:{capital})\s?[:：]\s?(?P<credit>{name})\s*$")


@cache
def _words() -> str:
    # Longest first, or "Photo" would take the "Photo" of "Photo by" and leave the "by".
    return "|".join(re.escape(cue) for cue in cues().credit)


@cache
def _bracketed() -> re.Pattern[str]:
    """Match "(Photo by X)", "[Foto: X]", "（写真：X）", "(X 摄)" at the end of a line."""
    # Without a colon only a name may follow: "(Image of the river)" credits nobody.
    name = f"(?-i:(?=[{_CAPITALS}]))"
    return re.compile(
        rf"[(\[（【](?:(?:{_words()})(?:\s*[:：=＝／]\s*|\s+{name}|(?<=[©ⓒ]))"
        r"(?P<credit>[^()\[\]（）【】]{2,100}))[)\]）】]\.?\s*$",
        re.IGNORECASE,
    )


@cache
def _trailing() -> re.Pattern[str]:
    """Match an unbracketed "Photo: X", "Fot. X" or "© X" that starts a line or a sentence."""
    return re.compile(
        rf"(?:^|[.!?。！？।؟۔|]\s*|\s[-–—|]\s+|\s(?=©))"
        rf"(?:(?:{_words()})\s*[:：=＝]\s*|(?:photo by|photos by|photograph by|picture by|image by|"
        r"photo courtesy of|foto von|foto di|foto de|photo de|fot\.|©|ⓒ|\(c\))\s*)"
        r"(?P<credit>[^.!?。:：()]{2,80}(?:\.(?=\S)[^.!?。:：()]{1,30})?)\.?\s*$",
        re.IGNORECASE,
    )


def _is_from_archive(line: str) -> bool:
    return fold(line[:80]).startswith(cues().archive)
