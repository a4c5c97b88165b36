"""Boundaries: whether a full stop, or whatever ends sentences in a script, ends this one."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from seeds.abbreviations import Abbreviations, abbreviations
from seeds.quotes import is_open
from seeds.words import vocabulary

_MARKS = ".!?…‽。！？．｡।॥؟۔։።။។"
_CLOSERS = (
    r"(?:[\"'”’»›)\]）」』】》〉*_]|[“‘«‹](?![\w¿¡])|[ \u00a0\u202f][»›”](?=\s|$|[,.;:!?…)]))*"
)
_END = (
    r"(?P<mark>\.(?:[ \u00a0]\.)+|[{marks}]+)(?P<closers>{closers})(?:\[\d{{1,3}}\])*(?P<gap>\s*)"
)
_OPENERS = "\"'“”„«»‘’‚「『(\\[（【¿¡‹›*_ \u00a0\u202f"
# What stands in such brackets is one thing with the sentence around it, while they soon close.
_BRACKETS = re.compile(
    r"\([^()\n]{1,300}\)|\[[^\[\]\n]{1,300}\]|（[^（）\n]{1,200}）|「[^「」\n]{1,300}」|『[^『』\n]{1,300}』"
)
_CJK_QUOTES = re.compile(r"“[^“”\n]{1,300}”")
_HAN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_IS_HAN = re.compile(f"[{_HAN}]")
_IS_HANGUL = re.compile("[\uac00-\ud7af]")
_WITHOUT_CASE = re.compile("[\u10a0-\u10ff]")  # Georgian letters call themselves lower
_TOLD = re.compile("と|って|など|、|，")
_SAID_ZH = re.compile("[^。！？，、]{1,12}(?:说|說|道|表示|称|稱|指出|补充|補充|强调|強調)[。，：]")
_ACRONYM = re.compile(r"(?:[^\W\d_]{1,2}\.-?)+[^\W\d_]{1,2}")
_HOUR = re.compile(r"[ap]\.m", re.IGNORECASE)
_AFTER_HOUR = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:January|February|March|April|May|June|July|"
    r"August|September|October|November|December|Eastern|Pacific|Central|Mountain|GMT|UTC|"
    r"[A-Z]{2,3}T?)\b"
)
_ORDINALS = re.compile("de|da|no|nb|nn|fi|cs|sk|sl|hr|sr|bs|hu|pl|tr|et|lv|is|lb|fo")
_ROMAN = re.compile("[IVXL]{1,5}")
_ORDINAL = re.compile(r"\d{1,2}|[IVXL]{1,5}")
_ORDINAL_NEXT = re.compile(r"\d{1,2}\.")
# A name's, not a sentence's ("J. De Boer"), and two that are names themselves.
_PARTICLES = re.compile("de|de[lnrs]|della|l[aeo]|l[eo]s|[ae]l|d[aiou]|d[ao]s|v[ao]n|ter|will|may")
_KOREAN_END = re.compile("[다요까죠]$")
_GLUED_WORD = re.compile(r"[a-zß-öø-ÿа-яёіїєґ\u0600-\u06ff]{3,}$|\d{4}$|[%)]$")
_SURE = "。！？．｡।॥؟۔։።။។;\u037e"
_QUOTES = frozenset("\"'”’»›」』“‘«‹")
_HELD_BY_DASH = re.compile(r"[–—-]+\s*[^\W\dA-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ_]")
_DUTCH_ARTICLE = re.compile(r"[st] [A-Z]")
_QUOTED = 400
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_DOMAINS = re.compile("com|org|net|io|gov|edu|info|js|py", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """What the rules need to know of a language."""

    language: str
    short: Abbreviations
    openers: frozenset[str]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stop:
    """A mark that may end a sentence, with what stands around it.

    `numbered`: the sentence is but a number so far. `interrupted`: a quotation goes on behind
    a dash (« ... — he said. — ... »). `head`: what follows, without the marks that open it.
    """

    mark: str
    closers: str
    gap: str
    before: str
    after: str
    head: str
    numbered: bool
    interrupted: bool


def boundaries(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield where a sentence ends and where the next one starts, in order.

    `language` is the first part of a BCP 47 tag. Takes time linear in the text's length.
    """
    rules = _rules(language)
    held = _held(text, language)
    start = 0
    for found in rules.pattern.finditer(text):
        end = found.end("gap")
        if end >= len(text):
            return
        place = found.start()
        while held and held[0][1] <= place:
            held.popleft()
        if held and held[0][0] < place and _is_embraced(held[0], text, start, found.end("closers")):
            continue
        after = text[end : end + 80]
        stop = _Stop(
            mark=found["mark"],
            closers=found["closers"],
            gap=found["gap"],
            before=text[max(start, place - 60) : place],
            after=after,
            head=after.lstrip(_OPENERS),
            interrupted=after[0] in "–—-" and end - start <= _QUOTED and is_open(text[start:end]),
            numbered=place - start <= 8 and not any(map(str.isalpha, text[start:place])),
        )
        if _ends(stop, rules):
            yield found.start("gap"), end
            start = end


@cache
def _rules(language: str) -> _Rules:
    small = vocabulary(language, "")
    marks = _MARKS + (";\u037e" if language == "el" else "")
    return _Rules(
        language=language,
        short=abbreviations(language),
        openers=small.stop | small.dangling,
        pattern=re.compile(_END.format(marks=re.escape(marks), closers=_CLOSERS)),
    )


def _held(text: str, language: str) -> deque[tuple[int, int]]:
    """Find what stands in brackets, and in the quotation marks of Chinese and Japanese."""
    spans = [found.span() for found in _BRACKETS.finditer(text)]
    if language in {"zh", "ja"}:
        spans += [found.span() for found in _CJK_QUOTES.finditer(text)]
    return deque(sorted(spans))


def _is_embraced(bracket: tuple[int, int], text: str, start: int, closed: int) -> bool:
    """Say if a mark within a bracket leaves the sentence around the bracket open."""
    opened, ends = bracket
    if closed < ends:
        return opened > start or text[opened] not in "([（"
    return opened > start and text[opened] in "([（"


def _ends(stop: _Stop, rules: _Rules) -> bool:
    if "\n" in stop.gap:
        return True
    if _is_held(stop):
        return False
    if stop.mark[-1] in _SURE or (stop.mark[-1] in "!?" and _IS_HAN.match(stop.head)):
        return not _is_told(stop)
    if not stop.head or _goes_on(stop.head):
        return False
    return _after_blank(stop, rules) if stop.gap else _is_glued(stop)


def _is_held(stop: _Stop) -> bool:
    """Say if what follows belongs to what stands before: a comma, a dash and "she said"."""
    if stop.after[0] in ",;:，；：、،؛)" or _HELD_BY_DASH.match(stop.after) or stop.interrupted:
        return True
    if stop.mark == "．" and stop.after[0].isdigit():
        return True
    # A Korean particle: “…”라고
    return not stop.gap and stop.closers != "" and _IS_HANGUL.match(stop.after) is not None


def _is_told(stop: _Stop) -> bool:
    """Say if a Chinese or Japanese quotation is followed by who said it."""
    if not stop.closers:
        return False
    return _TOLD.match(stop.after) is not None or _SAID_ZH.match(stop.after) is not None


def _goes_on(head: str) -> bool:
    """Say if a text goes on in lower case, as no sentence starts."""
    if not head[0].islower() or _WITHOUT_CASE.match(head):
        return False
    return not head[1:2].isupper() and not _DUTCH_ARTICLE.match(head)


def _is_glued(stop: _Stop) -> bool:
    """Say if the blank between two sentences was lost, as it is in a scraped text."""
    last = stop.before.rsplit(maxsplit=1)[-1:] or [""]
    upcoming = stop.head.split(maxsplit=1)[0].rstrip(".,!?;:\"'”’»)")
    if stop.closers:
        return stop.head[0].isupper() and not stop.head[0].isdigit()
    if _IS_HANGUL.match(stop.head):
        return _KOREAN_END.search(stop.before) is not None
    if "." in last[0] or "." in upcoming or "@" in last[0] or "/" in last[0]:
        return False
    titled = stop.head[0].isupper() and not upcoming[1:2].isupper()
    arabic = "\u0600" <= stop.head[0] <= "\u06ff"
    if _DOMAINS.fullmatch(upcoming) or not (titled or arabic):
        return False
    return _GLUED_WORD.search(stop.before) is not None


def _after_blank(stop: _Stop, rules: _Rules) -> bool:
    if stop.mark == ".":
        return _full_stop(stop, rules)
    if stop.closers and rules.short.said and rules.short.said.match(stop.head):
        return False  # “Who pays?” Moss asked.
    return not stop.before.endswith(("[", "(")) and bool(stop.before.strip(_OPENERS))


def _full_stop(stop: _Stop, rules: _Rules) -> bool:
    if stop.numbered or set(stop.closers) & _QUOTES:
        return not stop.numbered
    # Of "l'art" and "dell'avv", the word after the apostrophe.
    chunks = [re.split("['’]", chunk.lstrip(_OPENERS))[-1] for chunk in stop.before.split()[-2:]]
    word, previous = chunks[-1] if chunks else "", chunks[0] if len(chunks) > 1 else ""
    wide = previous + word if previous.endswith(".") and len(previous) <= 4 >= len(word) else word
    kind = rules.short.kind(wide) or rules.short.kind(word)
    if kind is not None:
        return _after_abbreviation(kind, stop, rules, previous)
    if _HOUR.fullmatch(wide):
        return not stop.head[0].isdigit() and not _AFTER_HOUR.match(stop.head)
    if _ACRONYM.fullmatch(word) or (len(word) == 1 and word.isalpha()):
        return _after_letters(word, previous, stop, rules)
    if _ORDINALS.fullmatch(rules.language) and _ORDINAL.fullmatch(word):
        # "3. Mai", "Karel IV. Novák", "18. 7. 2026"
        held = stop.head[0].isalpha() or wide != word or _ORDINAL_NEXT.match(stop.head)
        hour = wide == word and rules.short.kind(previous.rstrip(".")) is not None  # godz. 10.
        return not held or hour or _opens(stop, rules)
    return True


def _after_abbreviation(kind: str, stop: _Stop, rules: _Rules, previous: str) -> bool:
    if kind == "year":
        # "В 1890 г. Пушкин ..." is no sentence yet.
        return previous[-2:].isdigit() and len(stop.before.split()) > 3
    if kind == "number":
        return not (stop.head[0].isdigit() or _ROMAN.match(stop.head))
    if kind == "either":
        return _opens(stop, rules)
    return kind == "end" and len(stop.before.split()) > 2 and not stop.head[0].isdigit()


def _after_letters(word: str, previous: str, stop: _Stop, rules: _Rules) -> bool:
    """Decide after an initial, a unit or an acronym ("J.", "10 m.", "U.S.")."""
    if word.islower() and previous[-1:].isdigit():
        return True
    return _opens(stop, rules) and not _PARTICLES.fullmatch(_first_word(stop.head))


def _opens(stop: _Stop, rules: _Rules) -> bool:
    """Say if what follows starts with a word that often opens a sentence ("The")."""
    return stop.head[1:2] != "." and _first_word(stop.head) in rules.openers


def _first_word(head: str) -> str:
    found = _FIRST_WORD.match(head)
    return found.group().lower() if found else ""
