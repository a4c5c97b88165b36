"""Mutations: files spoilt as chance, a bad disk or a hostile hand would spoil them."""

from __future__ import annotations

import io
import zipfile
from random import Random

from tests.fakes.drafts import pack_word

# What parsers are known to stumble over; each is put in whole, or a thousand times.
_TRAPS: tuple[bytes, ...] = (
    b"\x00", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\x1b$B", b"\r", b"\x0b\x0c",
    b"\xe2\x80\xa8", b"\xe2\x80\xae", b"\xe2\x81\xa6", b"\xed\xa0\x80", b"\xf4\x8f\xbf\xbf",
    b"\xcc\x81", b"\xe0\xa5\x8d", b"\xf0\x9f\x91\xa9\xe2\x80\x8d", b"---\n", b"---\nsummary: |\n",
    b"a: &a [*a]\n", b"!!python/none ", b"title: ", b"embargo: 9999-99-99\n",
    b"published: 0001-01-01T00:00:00+14:00\n", b"<", b">", b"</p>", b"<p>", b"<p", b"<div>",
    b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?xml version='1.0' encoding='utf-7'?>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"&#0;", b"&#xD800;", b"&amp;", b"<script>",
    b"<svg onload=x>", b"{", b"}", b"[", b"]", b'"', b"\\", b"\\ud800", b"\\u0000", b"1e999",
    b"null", b"-0", b":", b",", b"Content-Type: multipart/mixed; boundary=x\n\n--x\n", b"--x--\n",
    b"=?utf-8?q?=00?=", b"=?x?b?!?=", b"Content-Transfer-Encoding: base64\n", b"=\n", b"=00",
    b"PK\x03\x04", b"PK\x05\x06", b"# ", b"> ", b"- ", b"1. ", b"* ", b"**", b"`", b"```\n",
    b"[a](", b"![](", b"|", b"\t", b"    ", b"(", b")", b"\xe3\x80\x90", b"(Photo by X / AP)",
    b"Read more:\n", b"By ", b"X says:\n", b"Reply\n", b"Share\n", b"...", b"\xe3\x80\x82", b"A. ",
    b"1.1.2026 ", b"\n\n", b" ",
)  # fmt: skip
_ENCODINGS = (
    "utf-16", "utf-16-le", "utf-32", "cp1252", "cp1251", "cp1256", "gb18030", "shift_jis", "cp949",
    "iso2022_jp", "hz", "utf-7", "koi8_r", "cp037",
)  # fmt: skip


def mutate(raw: bytes, chance: Random) -> bytes:
    """Spoil a file in a few places. Equal states of `chance` give equal files."""
    if raw.startswith(b"PK\x03\x04") and chance.random() < 0.7:
        return _mutated_word(raw, chance)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        raw = chance.choice(_WAYS)(raw, chance)
    return raw


def _mutated_word(raw: bytes, chance: Random) -> bytes:
    """Spoil what is in the archive: spoilt from outside, its checksums alone would refuse it."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            document = archive.read("word/document.xml")
    except (KeyError, zipfile.BadZipFile):
        return raw
    return pack_word(mutate(document.partition(b"<w:body>")[2].rpartition(b"</w:body>")[0], chance))


def _place(raw: bytes, chance: Random) -> int:
    return chance.randrange(len(raw) + 1)


def _flip(raw: bytes, chance: Random) -> bytes:
    if not raw:
        return raw
    at = chance.randrange(len(raw))
    return raw[:at] + bytes([raw[at] ^ 1 << chance.randrange(8)]) + raw[at + 1 :]


def _noise(raw: bytes, chance: Random) -> bytes:
    at = _place(raw, chance)
    return raw[:at] + chance.randbytes(chance.randint(1, 20)) + raw[at + chance.randrange(3) :]


def _cut(raw: bytes, chance: Random) -> bytes:
    at = _place(raw, chance)
    return raw[:at] + raw[at + chance.choice((1, 10, 100, 1000)) :]


def _truncate(raw: bytes, chance: Random) -> bytes:
    return raw[: _place(raw, chance)]


def _repeat(raw: bytes, chance: Random) -> bytes:
    at, length = _place(raw, chance), chance.choice((1, 10, 100, 1000))
    times = chance.choice((2, 2, 3, 50))
    return raw[:at] + raw[at : at + length] * times + raw[at + length :]


def _swap(raw: bytes, chance: Random) -> bytes:
    first, second = sorted((_place(raw, chance), _place(raw, chance)))
    return raw[second:] + raw[first:second] + raw[:first]


def _trap(raw: bytes, chance: Random) -> bytes:
    at = _place(raw, chance)
    return raw[:at] + chance.choice(_TRAPS) * chance.choice((1, 1, 1, 3, 100, 1000)) + raw[at:]


def _line_trap(raw: bytes, chance: Random) -> bytes:
    lines = raw.split(b"\n")
    at = chance.randrange(len(lines))
    lines[at] = chance.choice(_TRAPS) + lines[at] + chance.choice((b"", chance.choice(_TRAPS)))
    return b"\n".join(lines)


def _shuffle_lines(raw: bytes, chance: Random) -> bytes:
    lines = raw.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


def _recode(raw: bytes, chance: Random) -> bytes:
    return raw.decode("utf-8", "replace").encode(chance.choice(_ENCODINGS), "replace")


_WAYS = (
    _flip, _flip, _noise, _cut, _truncate, _repeat, _swap, _trap, _trap, _line_trap, _shuffle_lines,
    _recode,
)  # fmt: skip
