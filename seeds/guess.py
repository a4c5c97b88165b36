"""Guess: which legacy encoding a file is in; the only door to chardet."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

# Detection reads a file's first 200 kB: beyond them only a superset is sure to hold. chardet's
# own list also maps ISO 8859-2 to windows-1250, which is no superset of it: Polish would suffer.
_SUPERSETS = {
    "iso-8859-1": "windows-1252",
    "iso-8859-9": "windows-1254",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
}

# Escape-sequence encodings are plain ASCII to a UTF-8 decoder: it would read nonsense, contented.
SEVEN_BIT = re.compile(rb"\x1b[$(]|~\{")

_LIKELY = ("windows-1252", "windows-1250", "iso-8859-2", "windows-1251", "windows-1254", "macroman")
_SAMPLE = 20_000
_FEW = 20
_SURER = 1.3

# No word mixes alphabets, or has a fraction or a currency among its letters.
_LATIN = "A-Za-zß-öø-ÿĀ-ž"
_OTHER = "\u0370-\u058f\u0590-\u06ff\ufb50-\ufefc"
_IMPLAUSIBLE = re.compile(
    rf"[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}]|[¢¤¥¦¨¬¯±²³µ¶¸¹¼½¾×÷№][a-zß-öø-ÿ]|[\x80-\x9f]"
)


def guess_encoding(raw: bytes, around: str = "") -> str | None:
    """Name the codec that a file without a mark is most likely in; None if none makes sense.

    `around` is text that the bytes were found in: their letters are likely to be its letters.
    """
    if SEVEN_BIT.search(raw) or b"\x00" in raw:
        return next(_detected(raw), None)
    candidates = [codec for codec in (*_detected(raw), *_LIKELY) if _reads(raw, codec)]
    letters = {letter for letter in around if not letter.isascii()}
    if letters and candidates:
        return max(candidates, key=lambda codec: _likeness(raw.decode(codec), letters))
    sane = (codec for codec in candidates if not _IMPLAUSIBLE.search(raw.decode(codec)))
    # What chardet found, found wanting, is still better than a guess without it.
    return next(sane, None) or next(_detected(raw), None)


def _detected(raw: bytes) -> Iterator[str]:
    """Yield what chardet holds likely, the likelier first."""
    import chardet  # 45 ms that a folder of UTF-8 never needs
    from chardet import EncodingEra

    everything = chardet.detect(raw, prefer_superset=False, no_match_encoding="ascii")
    found = [everything]
    if sum(byte > 0x7F for byte in raw[:_SAMPLE]) < _FEW:
        # So few letters look like anything: then the Web's encodings are likelier than a
        # Macintosh's or a mainframe's, which chardet holds as likely.
        era = EncodingEra.MODERN_WEB | EncodingEra.LEGACY_ISO
        modern = chardet.detect(
            raw, encoding_era=era, prefer_superset=False, no_match_encoding="ascii"
        )
        surer = everything["confidence"] > modern["confidence"] * _SURER
        found = [everything, modern] if surer else [modern, everything]
    for each in found:
        encoding = (each["encoding"] or "ascii").lower()
        encoding = _SUPERSETS.get(encoding, encoding)
        if _is_possible(raw, encoding):
            yield encoding


def _is_possible(raw: bytes, encoding: str) -> bool:
    """Say if a detected encoding is one at all: not what strict decoding has already ruled out."""
    if encoding in {"ascii", "utf-8"}:
        return False
    if encoding.startswith(("iso-2022", "hz", "utf-7")) and not SEVEN_BIT.search(raw):
        return False
    if b"\x00" in raw and not encoding.startswith(("utf-16", "utf-32")):
        return False
    try:
        codecs.lookup(encoding)
    except LookupError:
        return False
    return True


def _reads(raw: bytes, codec: str) -> bool:
    try:
        raw.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _likeness(text: str, letters: set[str]) -> float:
    strange = [character for character in text if not character.isascii()]
    return sum(character in letters for character in strange) / max(1, len(strange))
