"""Texts: the bot's own words, in the reader's language. The only door to Fluent."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

_LOCALE = Path(__file__).parent / "locale"
_RTL = frozenset({"ar", "fa", "he", "ps", "ur", "yi"})


def languages() -> list[str]:
    """List the languages that the bot speaks, as BCP 47 tags."""
    return sorted(path.stem for path in _LOCALE.glob("*.ftl"))


def choose_language(wanted: str | None) -> str:
    """Find the language we speak that is nearest to a wished one (RFC 4647 §3.4); else English."""
    tag = (wanted or "").lower()
    spoken = {language.lower(): language for language in languages()}
    while tag:
        if tag in spoken:
            return spoken[tag]
        tag = tag.rpartition("-")[0]
    return "en"


class Texts:
    """The words of one language: `texts("welcome", title=…)`.

    Raises:
        KeyError: there is no such text. A test holds every language to the same keys.
    """

    def __init__(self, language: str | None) -> None:
        self.language = choose_language(language)
        self._bundle = _bundle(self.language)

    def __call__(self, key: str, **values: str | int) -> str:
        """Give a text with its values in place, plurals by the rules of the language."""
        pattern = self._bundle.get_message(key).value
        text, errors = self._bundle.format_pattern(pattern, values)
        if errors:
            raise KeyError(f"{self.language}/{key}: {errors[0]}")
        return str(text)


@cache
def _bundle(language: str) -> Any:
    from fluent.runtime import FluentBundle, FluentResource

    # Isolates keep a left-to-right name from turning a right-to-left sentence around.
    bundle = FluentBundle([language], use_isolating=language.partition("-")[0] in _RTL)
    bundle.add_resource(FluentResource((_LOCALE / f"{language}.ftl").read_text(encoding="utf-8")))
    return bundle
