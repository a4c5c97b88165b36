"""Stories in a language of their own, as many and as long as a test wants, no two alike."""

from __future__ import annotations

import random

_BEGINNINGS = ("bar", "ber", "cal", "cor", "dar", "fen", "gar", "hal", "jun", "kel", "lor", "mer")
_MIDDLES = ("an", "ba", "da", "del", "en", "ga", "il", "la", "mo", "na", "or", "pe", "rin", "vo")
_ENDINGS = ("berg", "by", "dale", "field", "ford", "ham", "ing", "ler", "mont", "ner", "son", "ton")
_SMALL = ("the", "of", "and", "in", "for", "with", "on", "near")


def story(seed: int, sentences: int = 16) -> list[str]:
    """Write the paragraphs of a story, three sentences each, 13 words a sentence."""
    chance = random.Random(seed)

    def word() -> str:
        if chance.random() < 0.25:
            return chance.choice(_SMALL)
        return chance.choice(_BEGINNINGS) + chance.choice(_MIDDLES) + chance.choice(_ENDINGS)

    said = [" ".join(word() for _ in range(13)).capitalize() + "." for _ in range(sentences)]
    return [" ".join(said[start : start + 3]) for start in range(0, sentences, 3)]


def with_other_words(paragraphs: list[str], count: int, seed: int = 0) -> list[str]:
    """Put other words in the place of `count` words, spread over the story."""
    chance = random.Random(seed)
    cut = [paragraph.split(" ") for paragraph in paragraphs]
    places = [(row, column) for row, words in enumerate(cut) for column in range(len(words))]
    for number, (row, column) in enumerate(chance.sample(places, count)):
        cut[row][column] = f"otherwise{'abcdefghij'[number % 10]}"
    return [" ".join(words) for words in cut]


def with_ending(paragraphs: list[str], share: float, seed: int = 900_000) -> list[str]:
    """Append paragraphs of another story, of a share of this one's length."""
    length = round(len(" ".join(paragraphs)) * share)
    words = " ".join(story(seed, 60))[:length].rpartition(" ")[0]
    return [*paragraphs, f"{words}."]
