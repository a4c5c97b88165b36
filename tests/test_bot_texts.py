"""Texts: every language says everything that the code asks for, and nothing else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, serialize
from fluent.syntax import ast as ftl

import bot
from bot.texts import Texts, choose_language, languages

HOUSE = Path(bot.__file__).parent.parent
LOCALE = HOUSE / "bot" / "locale"


def messages(language: str) -> dict[str, ftl.Message]:
    resource = FluentParser().parse((LOCALE / f"{language}.ftl").read_text(encoding="utf-8"))
    junk = [entry.content for entry in resource.body if isinstance(entry, ftl.Junk)]
    assert not junk, junk
    return {entry.id.name: entry for entry in resource.body if isinstance(entry, ftl.Message)}


def placeholders(message: ftl.Message) -> set[str]:
    return set(re.findall(r"\{\s*\$(\w+)", serialize(ftl.Resource([message]))))


def strings_in_code() -> set[str]:
    """List every string of the rooms that speak to readers, and the heads of f-strings."""
    found: set[str] = set()
    paths = [path for path in (HOUSE / "bot").rglob("*.py") if "sandbox" not in path.parts]
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def asked_for() -> set[str]:
    """List the keys that the code gives to `texts(...)` directly."""
    found: set[str] = set()
    for path in (HOUSE / "bot").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"""[tT]exts(?:\([\w.]+\))?\(\s*"([a-z-]+)\"""", source))
    return found


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_same_texts_with_the_same_values(language: str) -> None:
    mine, english = messages(language), messages("en")

    assert mine.keys() == english.keys()
    for key, message in mine.items():
        assert placeholders(message) == placeholders(english[key]), key


@pytest.mark.parametrize("language", languages())
def test_every_text_can_be_said(language: str) -> None:
    texts = Texts(language)
    for key, message in messages(language).items():
        values: dict[str, str | int] = dict.fromkeys(placeholders(message), "VALUE")
        said = texts(key, **values)

        assert said.strip()
        assert said.count("VALUE") == len(values)
        assert "{" not in said


def test_everything_the_code_asks_for_is_there() -> None:
    assert asked_for() - messages("en").keys() == set()


def test_nothing_is_kept_that_the_code_does_not_ask_for() -> None:
    strings = strings_in_code()
    commands = {key for key in messages("en") if key.startswith("command-")}

    unused = messages("en").keys() - strings - commands
    assert unused == set()
    assert {key.removeprefix("command-") for key in commands} <= strings


def test_a_text_that_is_not_there_is_an_error() -> None:
    with pytest.raises(LookupError):
        Texts("en")("no-such-text")


def test_a_text_without_its_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="correction"):
        Texts("en")("correction", text="x")


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("DE-at", "de"),
        ("fr-CA", "fr"),
        ("es-419", "es"),
        ("zh-hans", "en"),
        ("tlh", "en"),
        ("d", "en"),
        ("../../etc/passwd", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_a_reader_is_spoken_to_in_the_nearest_language(wanted: str | None, spoken: str) -> None:
    assert choose_language(wanted) == spoken
    assert Texts(wanted).language == spoken


@pytest.mark.parametrize("language", languages())
def test_labels_and_menus_are_short_enough_for_every_screen(language: str) -> None:
    for key, message in messages(language).items():
        if key.startswith("button-"):
            assert len(Texts(language)(key)) <= 30
        if key.startswith("command-"):
            assert len(Texts(language)(key)) <= 60, message


def test_a_value_is_put_in_without_marks_that_nobody_sees() -> None:
    said = Texts("en")("correction", date="2026-11-23", text="It is open.")

    assert said == "Correction, 2026-11-23: It is open."
