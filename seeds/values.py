"""The values a head may state: each reader takes a string, or says what it should have been."""

from __future__ import annotations

import posixpath
import re
from datetime import UTC, datetime, tzinfo
from typing import TypeVar, get_args
from urllib.parse import urlsplit

from seeds.article import Status, Urgency

# BCP 47 (RFC 5646 §2.1) without its grandfathered and private tags: language, script, region,
# variants. Whether the registry holds the tag is not checked.
_LANGUAGE = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*)",
    re.IGNORECASE,
)
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_SPACED_OFFSET = re.compile(r"\s+(?=[+-]\d{1,2}(?::?\d\d)?$|Z$)")
_STATUS: dict[str, Status] = {name: name for name in get_args(Status)}
_URGENCY: dict[str, Urgency] = {name: name for name in get_args(Urgency)}
_Word = TypeVar("_Word")


class WrongValue(ValueError):
    """A stated value can't be taken. The message is the reason; `remedy` says what to write."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.remedy = remedy


def line_of_text(value: str) -> str:
    """Put a value on one line: titles and names hold no line breaks."""
    return " ".join(value.split())


def moment(value: str, timezone: tzinfo) -> datetime:
    """Read an ISO 8601 date or time as aware UTC; without an offset it is `timezone`'s.

    A date alone is the start of that day.
    """
    text = _SPACED_OFFSET.sub("", value.strip())
    text = re.sub(r"([+-]\d)(?=$|:)", lambda found: f"{found[1][0]}0{found[1][1]}", text)
    try:
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=timezone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise WrongValue(
            f"{value!r} is not a date", "Write it as 2026-09-14 or 2026-09-14T08:30:00+02:00"
        ) from None


def language(value: str) -> str:
    """Read a BCP 47 language tag, in the customary case: `pt-BR`, `zh-Hant`."""
    found = _LANGUAGE.fullmatch(value.strip().replace("_", "-"))
    if found is None:
        raise WrongValue(f"{value!r} is not a language tag", "Write a tag such as en, de or pt-BR")
    parts = [found["language"].lower()]
    if found["script"]:
        parts.append(found["script"].title())
    if found["region"]:
        parts.append(found["region"].upper())
    return "-".join(parts) + found["variants"].lower()


def web_address(value: str) -> str:
    """Read an absolute http or https URL."""
    remedy = "Write the whole address, such as https://example.org/news/bridge"
    try:
        parts = urlsplit(value.strip())
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname)
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        whole = False
    if not whole or not _IRI.fullmatch(value.strip()):
        raise WrongValue(f"{value!r} is not a web address", remedy)
    return value.strip()


def iri(value: str) -> str:
    """Read an absolute IRI, as an Atom id must be (RFC 4287 §4.2.6)."""
    if not _IRI.fullmatch(value.strip()):
        raise WrongValue(
            f"{value!r} is not an absolute IRI",
            "Write one such as tag:example.org,2026:bridge, or leave it out: an id is minted",
        )
    return value.strip()


def status(value: str) -> Status:
    """Read a publication status."""
    return _one_of(value, _STATUS)


def urgency(value: str) -> Urgency:
    """Read an urgency."""
    return _one_of(value, _URGENCY)


def _one_of(value: str, known: dict[str, _Word]) -> _Word:
    try:
        return known[value.strip().lower()]
    except KeyError:
        raise WrongValue(
            f"{value!r} is none of {', '.join(known)}", f"Write {' or '.join(known)}"
        ) from None


def image_path(value: str, article_path: str) -> str:
    """Read a picture's web address, or its path from the article's folder to one below the root."""
    path = value.strip().replace("\\", "/")
    if re.match(r"https?:", path, re.IGNORECASE):
        return web_address(value)
    remedy = "Put the picture into the article's folder and write its name, or a web address"
    if path.startswith("/") or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", path):
        raise WrongValue(f"the image {value!r} is not beside the article", remedy)
    whole = posixpath.normpath(posixpath.join(posixpath.dirname(article_path), path))
    if whole == ".." or whole.startswith("../"):
        raise WrongValue(f"the image {value!r} lies outside the seeds folder", remedy)
    return path
