"""Words: what the pages say around the articles, and how languages are dated and directed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import msgspec
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime

from feeds.document import Site
from feeds.entry import Entry
from seeds.words import words as split_words

_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_RTL_LANGUAGES = re.compile("ar|arc|ckb|dv|fa|he|iw|ji|ks|ps|sd|syr|ug|ur|yi")
_RTL_SCRIPTS = re.compile("adlm|arab|hebr|nkoo|rohg|syrc|thaa")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The phrases of one language. `{…}` are filled in by the caller."""

    language: str
    skip: str
    latest: str
    empty: str
    subscribe: str
    feed: str
    feed_how: str
    telegram: str
    telegram_how: str
    sandbox: str
    sandbox_how: str
    qr: str
    published: str
    updated: str
    by: str
    correction: str
    correction_of: str
    moment: str
    related: str
    original: str
    all_articles: str
    not_found: str
    not_found_why: str
    withdrawn: str
    withdrawn_why: str
    made_by: str


def words(language: str) -> Words:
    """Give the phrases of a language, by its first subtag; English where we have none."""
    return _WORDS.get(_primary(language), _WORDS["en"])


def language_of(entry: Entry, site: Site) -> str:
    """Name the language of an entry: the article's where that is a BCP 47 tag, else the site's."""
    stated = entry.article.language
    return stated if stated and _TAG.fullmatch(stated) else site.language


@lru_cache(maxsize=256)
def direction(language: str) -> Literal["ltr", "rtl"]:
    """Say which way a language is written; a script subtag decides before the language does."""
    subtags = language.lower().split("-")
    script = next((tag for tag in subtags[1:] if len(tag) == 4 and tag.isalpha()), None)
    if script is not None:
        return "rtl" if _RTL_SCRIPTS.fullmatch(script) else "ltr"
    return "rtl" if _RTL_LANGUAGES.fullmatch(subtags[0]) else "ltr"


def day(moment: datetime, language: str) -> str:
    """Write the day of a moment, in UTC, as the language does: 23 November 2026."""
    return format_date(moment.astimezone(UTC), "long", locale=_locale(language))


def minute(moment: datetime, language: str) -> str:
    """Write the day and the minute of a moment, with its time zone.

    Midnight sharp is how a date without a time is stored: then the day is all there is to say.
    """
    utc = moment.astimezone(UTC)
    if utc.time() == time.min:
        return day(utc, language)
    clock = format_datetime(utc, "HH:mm", locale=_locale(language))
    return words(language).moment.format(day=day(utc, language), time=clock)


@lru_cache(maxsize=64)
def calendar(language: str) -> frozenset[str]:
    """Give the days of the week and the months of a language, each by its first four letters.

    So they are found in most of their cases (понедельник, понедельника). Latin names of three
    letters are left out: in English, one of them is a common verb.
    """
    locale = _locale(language)
    names = {
        name
        for names in (locale.days, locale.months)
        for kind in ("format", "stand-alone")
        for name in names[kind]["wide"].values()
    }
    parts = Counter(part for name in names for part in set(split_words(name)))
    # What several names share (segunda-feira, terça-feira) tells none of them.
    return frozenset(
        part[:4]
        for part, times in parts.items()
        if times == 1 and (len(part) > 3 or not part.isascii())
    )


def _read_words() -> dict[str, Words]:
    found = {}
    for file in files("feeds").joinpath("locale").iterdir():
        said = msgspec.toml.decode(file.read_bytes(), type=Words)
        found[said.language] = said
    return found


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


@lru_cache(maxsize=256)
def _locale(language: str) -> Locale:
    # Plain `en` would date as the United States do, and 5 April would read as 4 May
    # to a mind half awake; who wants that says en-US.
    tag = "en-001" if language.lower() == "en" else language
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        fallback = _primary(language)
        return Locale.parse(fallback) if fallback != language and fallback else Locale("en", "001")


_WORDS = _read_words()
