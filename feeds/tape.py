"""Tape: a name punched as a teleprinter would, in the five holes of ITA2. Our ornament."""

from __future__ import annotations

import unicodedata

# ITU-T S.1, letters shift: bit n is track n + 1. A to Z, in order.
_LETTERS = (3, 25, 14, 9, 1, 13, 26, 20, 6, 11, 15, 18, 28, 12, 24, 22, 23, 10, 5, 16, 7, 30, 19,
            29, 21, 17)  # fmt: skip
_SPACE = 4
_PITCH = 10
_TRACKS = (6, 15, 29, 38, 47)  # the feed holes run between the second track and the third
_FEED_HOLES = 22
HEIGHT = 53


def punch(name: str) -> tuple[int, ...]:
    """Encode a name, each letter as five bits; what ITA2 has no letter for is left out.

    A name with none of its letters becomes RYRY: each hole in turn, how operators have always
    tested a line.
    """
    plain = unicodedata.normalize("NFKD", name).upper()
    codes = [
        _LETTERS[ord(letter) - ord("A")] if "A" <= letter <= "Z" else _SPACE
        for letter in plain
        if letter == " " or "A" <= letter <= "Z"
    ]
    if not any(code != _SPACE for code in codes):
        codes = punch_letters("RYRYRYRY")
    return (*codes, _SPACE, _SPACE, _SPACE)


def punch_letters(letters: str) -> list[int]:
    """Encode capital letters of the Latin alphabet."""
    return [_LETTERS[ord(letter) - ord("A")] for letter in letters]


def holes(codes: tuple[int, ...]) -> tuple[int, str, str]:
    """Place the holes: the tape's width, the code holes and the feed holes as SVG paths.

    A hole is a line of no length: drawn with round caps it is a dot.
    """
    code_holes, feed_holes = [], []
    for column, code in enumerate(codes):
        x = _PITCH * column + _PITCH // 2
        feed_holes.append(f"M{x} {_FEED_HOLES}h0")
        code_holes += [f"M{x} {y}h0" for track, y in enumerate(_TRACKS) if code >> track & 1]
    return _PITCH * len(codes), "".join(code_holes), "".join(feed_holes)
