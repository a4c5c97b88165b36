"""The words around the articles, their dates and directions."""

from __future__ import annotations

import dataclasses
import string
from datetime import UTC, datetime, timedelta, timezone
from importlib.resources import files

import msgspec
import pytest

from feeds.words import Words, day, direction, language_of, minute, words
from tests.fakes.entries import SITE, make_article, make_entry

LANGUAGES = sorted(
    file.name.removesuffix(".toml") for file in files("feeds").joinpath("locale").iterdir()
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_phrase_with_the_same_placeholders(language: str) -> None:
    raw = files("feeds").joinpath("locale", f"{language}.toml").read_text(encoding="utf-8")

    said = msgspec.toml.decode(raw)

    english = dataclasses.asdict(words("en"))
    assert said["language"] == language
    assert said.keys() == {field.name for field in dataclasses.fields(Words)}
    for name, phrase in said.items():
        assert placeholders(phrase) == placeholders(english[name]), name


def placeholders(phrase: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase)} - {None}


@pytest.mark.parametrize(
    ("tag", "found"), [("de-AT", "de"), ("EN", "en"), ("tlh", "en"), ("", "en")]
)
def test_a_language_without_words_is_served_in_english(tag: str, found: str) -> None:
    assert words(tag).language == found


@pytest.mark.parametrize(
    ("tag", "way"),
    [
        ("ar", "rtl"),
        ("fa-IR", "rtl"),
        ("he", "rtl"),
        ("ur", "rtl"),
        ("ur-Latn", "ltr"),
        ("az-Arab", "rtl"),
        ("en", "ltr"),
        ("zh-Hant-TW", "ltr"),
        ("are", "ltr"),
    ],
)
def test_a_script_decides_the_direction_before_the_language_does(tag: str, way: str) -> None:
    assert direction(tag) == way


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("en", "23 November 2026"),
        ("en-US", "November 23, 2026"),
        ("de", "23. November 2026"),
        ("fr-CA", "23 novembre 2026"),
        ("xx", "23 November 2026"),
        ("not a tag", "23 November 2026"),
        ("", "23 November 2026"),
    ],
)
def test_a_day_is_written_as_its_language_does(tag: str, written: str) -> None:
    assert day(datetime(2026, 11, 23, tzinfo=UTC), tag) == written


def test_moments_are_told_in_universal_time() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=timezone(timedelta(hours=-5)))

    assert minute(late, "en") == "24 November 2026, 04:30 UTC"


def test_midnight_sharp_is_a_day_without_a_time() -> None:
    assert minute(datetime(2026, 11, 23, tzinfo=UTC), "en") == "23 November 2026"


@pytest.mark.parametrize("year", [1, 999, 1989, 9999])
def test_any_year_can_be_written(year: int) -> None:
    assert str(year) in day(datetime(year, 3, 1, tzinfo=UTC), "en")


def test_an_article_without_a_usable_tag_is_in_the_language_of_the_site() -> None:
    stated = [None, "", "french, mostly", "fr"]

    found = [language_of(make_entry(make_article(language=tag)), SITE) for tag in stated]

    assert found == ["en", "en", "en", "fr"]
