"""Bytes to text that any XML document may hold, losing nothing that a reader would miss."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from seeds.errors import UnreadableArticle
from seeds.guess import SEVEN_BIT, guess_encoding

LIMIT_BYTES = 2_000_000
"""The largest text that is read. A novel has a third of this."""

LIMIT_LINES = 50_000
"""The most lines that are read: a novel wrapped at sixty signs has half of them."""

_UTF8_REMEDY = "Save it as plain text in UTF-8"

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),  # before UTF-16, whose mark it starts with
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

_OTHER_FORMATS = (
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a rich-text (RTF) document"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
)

_LATIN_1 = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1"})
# The encodings of scripts. Python knows others by name (punycode) that cost square time.
LEGACY = re.compile(
    r"(?:windows-?|cp-?|iso-?8859-|iso-2022-|koi8-|gb|big5|shift[_-]?jis|sjis|euc-|mac|tis-|ks_c)"
    r"[\w-]{0,20}"
)
"""Names of the encodings that texts were written in before UTF-8."""

# Tabs and newlines are legal; all else here is what XML 1.0 §2.2 forbids or discourages.
_ILLEGAL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
    # Zero-width characters that carry no meaning. ZWJ and ZWNJ do, in Persian, Hindi and emoji;
    # LRM, RLM and ALM do, in Arabic and Hebrew.
    + "\u00ad\u180e\u200b\u2060\ufeff"
    # Embeddings and overrides: with them a title can show other words than it holds.
    + "\u202a-\u202e]"
)
_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_ISOLATES = re.compile("[\u2066-\u2069]")
# Whatever can be a combining mark, and more: no letter, no blank, nothing below the marks.
_PILE = re.compile("[^\\w\\s\x00-\u02ff]{31,}")
_HIGHEST_PILE = 30
_UNWRITTEN = frozenset({"Cn", "Co"})
_FEW_STRAYS = 4
_NOISE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A file's text, and the name of the encoding it was in (`utf-8`, `windows-1252`)."""

    text: str
    encoding: str


def decode(raw: bytes, path: str, limit_bytes: int = LIMIT_BYTES) -> Decoded:
    """Decode a file without loss, or refuse it: a question mark in a name is a false name.

    A byte-order mark decides; then strict UTF-8; then the likeliest legacy encoding. UTF-8 that
    was once read as something else ("BrÃ¼cke") is put right.

    Raises:
        UnreadableArticle: empty, too large, no text, or in no encoding that fits.
    """
    _refuse_non_text(raw, path, limit_bytes)
    decoded = _by_mark(raw, path) or _by_strict_utf8(raw) or _by_guess(raw, path)
    _refuse_noise(decoded.text, path)
    return Decoded(text=_unscramble(decoded.text), encoding=decoded.encoding)


def decode_named(raw: bytes, name: str, path: str, limit_bytes: int = LIMIT_BYTES) -> Decoded:
    """Decode what names its own encoding, as pages and mails do, where that is true of it.

    Raises:
        UnreadableArticle: as `decode`.
    """
    _refuse_non_text(raw, path, limit_bytes)
    name = name.strip().lower()
    # Pages that name Latin 1 are in its superset, as all browsers read them.
    name = "windows-1252" if name in _LATIN_1 else name
    plain = _is_utf8(raw) and not SEVEN_BIT.search(raw)
    if plain or not LEGACY.fullmatch(name):
        return decode(raw, path, limit_bytes)
    try:
        text = raw.decode(name)
    except (UnicodeDecodeError, LookupError):
        return decode(raw, path, limit_bytes)
    _refuse_noise(text, path)
    return Decoded(text=text, encoding=name)


def clean(text: str) -> str:
    """Drop what XML 1.0 forbids and what hides; one kind of newline, one kind of space; NFC.

    Meaningful joiners and direction marks stay, so Persian, Hindi and emoji read as written.
    """
    text = _NEWLINES.sub("\n", text)
    if not text.isascii():
        text = _SPACES.sub(" ", text)
        text = unicodedata.normalize("NFC", _lower_piles(_ILLEGAL.sub("", text)))
        return _balance_isolates(_lower_piles(text))  # one mark may have become two
    return _ILLEGAL.sub("", text)


def lines_of(text: str) -> list[str]:
    """Cut a decoded text where `clean` breaks its lines, and change nothing else in it."""
    return _NEWLINES.sub("\n", text).split("\n")


def dropped(line: str) -> Counter[str]:
    """Count the characters of a decoded line that `clean` drops, each by itself."""
    if line.isascii() and line.isprintable():
        return Counter()
    gone = Counter(_ILLEGAL.findall(line))
    rest = _ILLEGAL.sub("", line)
    level = _lower_piles(rest)
    if level != rest:
        gone += Counter(rest) - Counter(level)
    return gone + (Counter(level) - Counter(_balance_isolates(level)))


def _refuse_non_text(raw: bytes, path: str, limit_bytes: int) -> None:
    if len(raw) > limit_bytes:
        raise too_large(path, len(raw), limit_bytes)
    if not raw.strip(b" \t\r\n\x00\xff\xfe\xef\xbb\xbf"):
        raise UnreadableArticle(path, None, "the file is empty", "Write a headline and a paragraph")
    for magic, what in _OTHER_FORMATS:
        if raw.startswith(magic):
            raise UnreadableArticle(path, None, f"this is {what}, not text", _UTF8_REMEDY)


def too_large(path: str, size_bytes: int, limit_bytes: int = LIMIT_BYTES) -> UnreadableArticle:
    """Refuse a file by its size, before or after reading it."""
    return UnreadableArticle(
        path,
        None,
        f"{size_bytes:,} bytes are more than an article's {limit_bytes:,}",
        "Cut it into several files",
    )


def refuse_many_lines(text: str, path: str) -> None:
    """Refuse a text of more lines than any article: each of them costs more than its letters."""
    if text.count("\n") > LIMIT_LINES:
        reason = f"it has more than {LIMIT_LINES:,} lines"
        raise UnreadableArticle(path, LIMIT_LINES + 1, reason, "Cut it into several files")


def _by_mark(raw: bytes, path: str) -> Decoded | None:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            codec = "utf-8-sig" if encoding == "utf-8" else encoding
            try:
                return Decoded(text=raw.decode(codec), encoding=encoding)
            except UnicodeDecodeError as error:
                raise _broken(raw, path, encoding, error.start) from None
    return None


def _by_strict_utf8(raw: bytes) -> Decoded | None:
    # UTF-16 without a mark is full of NULs, and for Latin letters even valid UTF-8.
    if _is_much(raw.count(0), 1000, len(raw)) or SEVEN_BIT.search(raw):
        return None
    try:
        return Decoded(text=raw.decode(), encoding="utf-8")
    except UnicodeDecodeError:
        return _by_line(raw)


def _is_much(strays: int, share: int, length: int) -> bool:
    """Say if so many strays make a text doubtful: one in `share`, but a few in a note do not."""
    return strays * (share if strays > _FEW_STRAYS else 8) > length


def _by_line(raw: bytes) -> Decoded | None:
    """Read a UTF-8 file into which a few lines of another encoding were pasted."""
    lines = raw.split(b"\n")
    broken = [number for number, line in enumerate(lines) if not _is_utf8(line)]
    wide = sum(1 for line in lines if not line.isascii())
    # Without a line of real, non-ASCII UTF-8 nothing speaks for UTF-8: guess for the whole file.
    if len(broken) * 20 >= len(lines) or len(broken) * 2 > wide:
        return None
    strays = set(broken)
    sound = "".join(line.decode() for number, line in enumerate(lines) if number not in strays)
    encoding = guess_encoding(b"\n".join(lines[number] for number in broken), sound)
    if encoding is None:
        return None
    try:
        text = "\n".join(
            line.decode(encoding if number in strays else "utf-8")
            for number, line in enumerate(lines)
        )
    except UnicodeDecodeError:
        return None
    return Decoded(text=text, encoding=f"utf-8 and {encoding}")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _by_guess(raw: bytes, path: str) -> Decoded:
    encoding = guess_encoding(raw)
    if encoding is None:
        if b"\x00" not in raw and _is_utf8(raw):  # a stray escape in honest UTF-8
            return Decoded(text=raw.decode(), encoding="utf-8")
        raise UnreadableArticle(path, None, "this is not text in any known encoding", _UTF8_REMEDY)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise _broken(raw, path, encoding, error.start) from None
    # Chance bytes read as UTF-16 hit characters that no language has; letters never do.
    if sum(1 for character in text if unicodedata.category(character) in _UNWRITTEN) * 50 > len(
        text
    ):
        raise UnreadableArticle(path, None, "this is binary data, not text", _UTF8_REMEDY)
    return Decoded(text=text, encoding=encoding)


def _broken(raw: bytes, path: str, encoding: str, offset: int) -> UnreadableArticle:
    line = raw.count(b"\n", 0, offset) + 1
    return UnreadableArticle(
        path, line, f"byte {offset + 1} of the file is not {encoding}", _UTF8_REMEDY
    )


def _refuse_noise(text: str, path: str) -> None:
    """Refuse what decodes and yet is no writing: machine code is legal in many encodings."""
    if _is_much(len(_NOISE.findall(text)), 100, len(text)):
        raise UnreadableArticle(path, None, "this is binary data, not text", _UTF8_REMEDY)
    if not any(character.isalpha() for character in text):
        raise UnreadableArticle(
            path, None, "the file holds no words", "Write a headline and a paragraph"
        )


def _unscramble(text: str) -> str:
    if text.isascii():
        return text
    # Only this function: ftfy's fix_text also flattens curly quotes and ligatures.
    from ftfy import fix_encoding  # 95 ms that a folder of ASCII never needs

    return fix_encoding(text)


def _lower_piles(text: str) -> str:
    """Keep thirty marks over a letter, as Unicode's stream-safe text does (UAX #15 §13).

    Normalising sorts the marks over a letter in square time: a file of them would hold the
    process for a quarter of an hour. Spelling a word takes four at most.
    """
    return _PILE.sub(lambda found: "".join(_unpiled(found.group())), text)


def _unpiled(run: str) -> Iterator[str]:
    height = 0
    for character in run:
        height = height + 1 if unicodedata.combining(character) else 0
        if height <= _HIGHEST_PILE:
            yield character


def _balance_isolates(text: str) -> str:
    """Drop the direction isolates that a line opens and does not close, or the other way round."""
    if not _ISOLATES.search(text):
        return text
    return "\n".join(_balance_line(line) for line in text.split("\n"))


def _balance_line(line: str) -> str:
    characters = list(line)
    opened: list[int] = []
    for place, character in enumerate(characters):
        if character in "\u2066\u2067\u2068":
            opened.append(place)
        elif character == "\u2069":
            if opened:
                opened.pop()
            else:
                characters[place] = ""
    for place in opened:
        characters[place] = ""
    return "".join(characters)
