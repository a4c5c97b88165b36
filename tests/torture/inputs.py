"""Inputs: the endless row of files that the torture feeds to the reader, each found by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from random import Random

from tests.fakes.drafts import WRITERS, make_draft
from tests.fakes.mutations import mutate
from tests.fakes.readings import known_suffixes, readings

_BULK = 400_000
"""How large the rare large input is, in bytes: fifty times an article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One file to be read. Its suffix alone tells its format."""

    kind: str
    raw: bytes
    path: str


class Inputs:
    """Makes the input of a number. Equal seeds and numbers give equal files."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._suffixes = known_suffixes()
        self._fixtures: Sequence[tuple[bytes, str]] = [
            (reading.raw, PurePosixPath(reading.path).suffix) for reading in readings()
        ]

    def make(self, number: int) -> Input:
        """Make input `number`: chance bytes, a spoilt fixture, or an article that nobody wrote."""
        chance = Random(f"{self._seed}:{number}")
        fate = chance.random()
        suffix = chance.choice(self._suffixes)
        if fate < 0.15:
            return self._named("bytes", chance.randbytes(chance.randrange(2000)), suffix)
        if fate < 0.45:
            return self._spoilt_fixture(chance, suffix)
        if fate < 0.70:
            return self._named("structure", self._structure(chance, suffix), suffix)
        if fate < 0.9995:
            spoilt = mutate(self._structure(chance, suffix), chance)
            return self._named("spoilt structure", spoilt, suffix)
        return self._named("bulk", self._bulk(chance, suffix), suffix)

    def _named(self, kind: str, raw: bytes, suffix: str) -> Input:
        return Input(kind=kind, raw=raw, path=f"torture{suffix}")

    def _spoilt_fixture(self, chance: Random, suffix: str) -> Input:
        fitting = [each for each in self._fixtures if each[1] == suffix] or self._fixtures
        raw, own = chance.choice(fitting)
        name = suffix if chance.random() < 0.1 else own  # now and then it has another's
        return self._named("spoilt fixture", mutate(raw, chance), name)

    def _structure(self, chance: Random, suffix: str) -> bytes:
        writers = WRITERS.get(suffix) or WRITERS[chance.choice(tuple(WRITERS))]
        return chance.choice(writers)(make_draft(chance), chance)

    def _bulk(self, chance: Random, suffix: str) -> bytes:
        part = mutate(self._structure(chance, suffix), chance)
        at = chance.randrange(len(part) + 1)
        piece = part[at : at + chance.choice((1, 2, 7, 100, 3000))] or b"a"
        room = chance.randrange(_BULK // 4, _BULK)
        return part[:at] + piece * (room // len(piece)) + part[at:]
