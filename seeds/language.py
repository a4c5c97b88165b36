"""Language: which one a text is written in, by its look; the only door to CLD3."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from seeds.article import Article, Remark
from seeds.words import weight, words

_SAMPLE = 1000  # more adds milliseconds, and no certainty
_SHORTEST = 20  # in `weight`: below, a name or two would decide for a whole article
_LONG = 150
_SURE_OF_SHORT, _SURE_OF_LONG, _SURE_OF_MISTAKE = 0.9, 0.7, 0.95
_SURE_OF_NEIGHBOURS = 0.5  # they share what belongs to one of them for certain

# Scripts that one language of newspapers has to itself decide at once, and exactly.
_SCRIPTS = {
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "hy": "\u0531-\u0587",
    "he": "\u05d0-\u05ea",
    "bn": "\u0981-\u09e3",
    "pa": "\u0a01-\u0a75",
    "gu": "\u0a81-\u0af9",
    "or": "\u0b01-\u0b71",
    "ta": "\u0b82-\u0bd7",
    "te": "\u0c01-\u0c63",
    "kn": "\u0c81-\u0cf2",
    "ml": "\u0d01-\u0d63",
    "si": "\u0d81-\u0df3",
    "th": "\u0e01-\u0e4e",
    "lo": "\u0e81-\u0edf",
    "my": "\u1000-\u109f",
    "ka": "\u10a0-\u10ff",
    "am": "\u1200-\u137f",
    "km": "\u1780-\u17d3",
    "ko": "\u1100-\u11ff\uac00-\ud7a3",
    "kana": "\u3041-\u30ff",
    "han": "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
}
_MANY = "many"  # Latin, Cyrillic, Arabic, Devanagari: what is left of the letters
_RUNS = re.compile(
    "|".join(f"(?P<{name}>[{signs}]+)" for name, signs in _SCRIPTS.items())
    + rf"|(?P<{_MANY}>[^\W\d_])"
)

# Signs that the reform of 1956 made two of, in one order.
_SIMPLIFIED = frozenset(
    "这个们来时为说国会长对学动经发现关过还进见开问实业门间员报场东无车电书记认设话语让议请读应该产区医"
)
_TRADITIONAL = frozenset(
    "這個們來時為說國會長對學動經發現關過還進見開問實業門間員報場東無車電書記認設話語讓議請讀應該產區醫"
)

# Neighbours that letters can't tell apart; their own small words can.
_NEIGHBOURS = (
    {
        "id": "bahwa karena bisa setelah saat kota polisi uang kantor yaitu",
        "ms": "bahawa kerana selepas ialah iaitu manakala bandar polis wang",
    },
    {
        "da": "af efter blev bliver hvad ud nu kun mere siger noget ind hvor",
        "no": "av etter ble blir hva ut nå bare mer sier noe inn siden",
    },
    {
        "hr": "tijekom tko što nitko vijeće tjedan tjedna tvrtka tisuća uvjeti",
        "bs": "tokom ko šta niko vijeće sedmica sedmice općina hiljada uslovi",
        "sr-Latn": "tokom ko šta niko veće gde pre posle dve nedelje uslovi",
    },
)

_RARER = frozenset({"ms", "bs"})

# One tag for what some call by another, or what our detector does not tell apart.
_SAME = {
    "iw": "he",
    "nb": "no",
    "nn": "no",
    "bs": "hr",
    "sr": "hr",
    "sh": "hr",
    "cnr": "hr",
    "ms": "id",
    "yue": "zh",
    "cmn": "zh",
    "wuu": "zh",
    "tl": "fil",
    "prs": "fa",
    "pes": "fa",
    "arb": "ar",
}


class Guess(NamedTuple):
    """A language as a BCP 47 tag, and how sure we are of it, from 0 to 1."""

    language: str
    confidence: float


def detect(text: str) -> Guess | None:
    """Tell the language of a text by its first few thousand signs; None where that is unsure.

    Give it headline and body together: of a headline alone, one in ten stays unsure. Chinese in
    traditional signs is `zh-Hant`, in simplified ones `zh`; Norwegian of either kind is `no`.
    """
    sample = text[:_SAMPLE]
    heavy = weight(sample)
    if heavy < _SHORTEST:
        return None
    shares = _shares(sample)
    if not shares:
        return None
    script = max(shares, key=shares.__getitem__)
    if shares[script] < 0.5:
        return None
    if script != _MANY:
        return Guess(_written(sample) if script == "han" else script, shares[script])
    return _asked(sample, _SURE_OF_LONG if heavy >= _LONG else _SURE_OF_SHORT)


def doubt_language(article: Article) -> Remark | None:
    """Remark on a stated language that the text itself contradicts; None where all is well.

    Short texts and neighbours (Croatian and Serbian, Indonesian and Malay) are not judged.
    """
    if article.language is None or article.language_source != "stated":
        return None
    text = text_of(article.title, article.body_text)
    guess = detect(text) if weight(text) >= _LONG else None
    if guess is None or guess.confidence < _SURE_OF_MISTAKE:
        return None
    if _family(guess.language) == _family(article.language):
        return None
    said = f"the language is stated as {article.language}, and the text reads as {guess.language}"
    return Remark(
        line=None, text=f"{said}: mend the tag, or leave it out", code="language-doubtful"
    )


def text_of(title: str, body: str) -> str:
    """Join what a language is read from, so that all who ask get one answer."""
    return f"{title}\n\n{body}"


def _shares(sample: str) -> dict[str, float]:
    """Measure how much of the letters each script has; Japanese is one, whatever its mixture."""
    if sample.isascii():
        return {_MANY: 1.0} if any(map(str.isalpha, sample)) else {}
    counts: dict[str, int] = {}
    for run in _RUNS.finditer(sample):
        script = run.lastgroup or _MANY
        counts[script] = counts.get(script, 0) + run.end() - run.start()
    total = sum(counts.values())
    kana, han = counts.pop("kana", 0), counts.pop("han", 0)
    if kana + han:
        # A Chinese text may name a Japanese shop; a Japanese one can't do without its endings.
        counts["ja" if kana * 10 >= kana + han else "han"] = kana + han
    return {script: count / total for script, count in counts.items()}


def _written(sample: str) -> str:
    traditional = sum(sign in _TRADITIONAL for sign in sample)
    return "zh-Hant" if traditional > sum(sign in _SIMPLIFIED for sign in sample) else "zh"


def _asked(sample: str, enough: float) -> Guess | None:
    # A lone surrogate is no text to a compiled library.
    found = _identifier().FindLanguage(sample.encode("utf-8", "replace").decode())
    language = "he" if found.language == "iw" else found.language
    rows = next((rows for rows in _NEIGHBOURS if language in rows), None)
    if found.probability < (_SURE_OF_NEIGHBOURS if rows else enough):
        return None
    if rows:
        return Guess(_nearest(sample, rows, language), found.probability)
    # `ru-Latn` and its like are so rare that it is mostly something else.
    return None if "-" in language or language == "und" else Guess(language, found.probability)


def _nearest(sample: str, rows: dict[str, str], language: str) -> str:
    said = words(sample)
    hits = {name: sum(map(said.count, own.split())) for name, own in rows.items()}
    # Equal counts leave the detector's word standing, or the first of the row: the more common.
    return max(hits, key=lambda name: (hits[name], name == language and name not in _RARER))


def _family(tag: str) -> str:
    primary = tag.partition("-")[0].lower()
    return _SAME.get(primary, primary)


@cache
def _identifier() -> Any:
    # 4 MB of network and tables: only for who leaves languages unsaid. It ships no types.
    import gcld3  # type: ignore[import-untyped]

    return gcld3.NNetLanguageIdentifier(min_num_bytes=0, max_num_bytes=_SAMPLE * 4)
