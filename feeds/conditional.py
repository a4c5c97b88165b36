"""What to answer to a request for a finished document: RFC 9110's conditions, decided purely."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache

from feeds.document import Document

Headers = list[tuple[bytes, bytes]]

CODINGS = ("gzip", "identity")
"""The content codings we serve, the smallest bytes first."""

_NO_BODY = b""
_ENTITY_TAG = re.compile(rb'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE_FORMS = (
    # RFC 9110 §5.6.7, in order: IMF-fixdate, RFC 850, asctime.
    r"\w{3}, (?P<day>\d\d) (?P<month>\w{3}) (?P<year>\d{4}) (?P<clock>\d\d:\d\d:\d\d) GMT",
    r"\w{6,9}, (?P<day>\d\d)-(?P<month>\w{3})-(?P<year>\d\d) (?P<clock>\d\d:\d\d:\d\d) GMT",
    r"\w{3} (?P<month>\w{3}) (?P<day>[ \d]\d) (?P<clock>\d\d:\d\d:\d\d) (?P<year>\d{4})",
)
_HTTP_DATES = tuple(re.compile(form, re.ASCII) for form in _DATE_FORMS)


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, finished: any server can send it as it is."""

    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class _Variant:
    """One representation of a document: its bytes in one encoding, and its two answers."""

    coding: str
    etag: bytes
    whole: Answer
    head: Answer
    not_modified: Answer


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document set in type: every answer it can give is ready. See `set_in_type`."""

    document: Document
    status: int
    variants: tuple[_Variant, ...]
    modified: datetime | None

    def choose(self, method: str, headers: Sequence[tuple[bytes, bytes]]) -> Answer:
        """Answer a GET or HEAD whose header names are in lower case.

        If-None-Match beats If-Modified-Since (RFC 9110 §13.2.2); what is not understood is
        ignored; an encoding is always found, so there is no 406; Range is ignored (§14.2).
        """
        accept, match, since = _conditions(headers)
        variant = self.variants[0] if len(self.variants) == 1 else self._accepted(accept)
        if self.status == 200 and (match is not None or since is not None):
            if match is not None:
                unchanged = match == variant.etag or _matches(match, variant.etag)
            else:
                unchanged = self._unmodified(since)
            if unchanged:
                return variant.not_modified
        return variant.head if method == "HEAD" else variant.whole

    def _accepted(self, accept: bytes | None) -> _Variant:
        codings = preferred(accept)
        for coding in codings:
            for variant in self.variants:
                if variant.coding == coding:
                    return variant
        return self.variants[-1]

    def _unmodified(self, since: bytes | None) -> bool:
        moment = None if since is None else http_date(since)
        return moment is not None and self.modified is not None and self.modified <= moment


def set_in_type(document: Document, headers: Headers, *, status: int = 200) -> Sheet:
    """Prepare all answers of a document, so that a request costs a few look-ups.

    `headers` go with every answer; of these a 304 repeats only what RFC 9110 §15.4.5 asks for:
    a browser judges the rest by the answer it has kept. An error page (`status` other than
    200) has no validators and no conditions (§13.2.1).
    """
    variants = [_variant(document, "identity", headers, status)]
    if len(document.gzipped) < len(document.body):
        variants.insert(0, _variant(document, "gzip", headers, status))
    modified = document.last_modified
    if modified is not None:
        modified = modified.replace(microsecond=0)
    return Sheet(document, status, tuple(variants), modified)


_IN_304 = frozenset({b"cache-control", b"vary"})


def _variant(document: Document, coding: str, headers: Headers, status: int) -> _Variant:
    zipped = coding == "gzip"
    body = document.gzipped if zipped else document.body
    tag = (document.etag_gzip if zipped else document.etag).encode()
    common: Headers = [*headers, (b"vary", b"Accept-Encoding")]
    whole: Headers = [
        (b"content-type", document.media_type.encode()),
        (b"content-length", b"%d" % len(body)),
        *common,
    ]
    if zipped:
        whole.append((b"content-encoding", coding.encode()))
    if status == 200:
        whole.append((b"etag", tag))
        if document.last_modified is not None:
            stamp = format_datetime(document.last_modified.astimezone(UTC), usegmt=True)
            whole.append((b"last-modified", stamp.encode()))
    kept = [(name, value) for name, value in common if name in _IN_304]
    return _Variant(
        coding=coding,
        etag=tag,
        whole=Answer(status, whole, body),
        head=Answer(status, whole, _NO_BODY),
        not_modified=Answer(304, [*kept, (b"etag", tag)], _NO_BODY),
    )


def _conditions(
    headers: Sequence[tuple[bytes, bytes]],
) -> tuple[bytes | None, bytes | None, bytes | None]:
    accept = match = since = None
    for name, value in headers:
        # Lines of one name are one list (§5.3); two dates make a list, which is no date.
        if name == b"accept-encoding":
            accept = value if accept is None else accept + b", " + value
        elif name == b"if-none-match":
            match = value if match is None else match + b", " + value
        elif name == b"if-modified-since":
            since = value if since is None else since + b", " + value
    return accept, match, since


def _matches(condition: bytes, etag: bytes) -> bool:
    """Compare weakly (§13.1.2): a proxy that compressed for us has put W/ before our tag."""
    return condition.strip() == b"*" or etag in _ENTITY_TAG.findall(condition)


@lru_cache(maxsize=128)
def preferred(accept: bytes | None) -> tuple[str, ...]:
    """Order the content codings an Accept-Encoding allows, best first (§12.5.3).

    Without the field only `identity` is sure to be understood. At equal weight the smaller
    bytes win, so `identity` comes after what was asked for by name.
    """
    if accept is None:
        return ("identity",)
    weights: dict[str, float] = {}
    for part in accept.decode("latin-1").lower().split(","):
        coding, _, parameters = part.partition(";")
        coding = coding.strip().removeprefix("x-")
        if coding:
            weights[coding] = _weight(parameters)
    rest = weights.pop("*", None)
    if rest is not None:
        weights = dict.fromkeys(CODINGS, rest) | weights
    weights.setdefault("identity", 0.0001)
    order = sorted(weights, key=lambda coding: (-weights[coding], coding == "identity"))
    return tuple(coding for coding in order if weights[coding] > 0)


def _weight(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0  # a weight that can't be read asks for nothing
    return weight if 0 <= weight <= 1 else 0.0


@lru_cache(maxsize=128)
def http_date(value: bytes) -> datetime | None:
    """Read a date in one of the three forms of RFC 9110 §5.6.7; None for anything else.

    A year of two digits is the latest that ends so and lies before 2070: old clients only
    repeat a date that we sent them.
    """
    text = value.decode("latin-1").strip()
    found = next((match for form in _HTTP_DATES if (match := form.fullmatch(text))), None)
    if found is None or found["month"].lower() not in _MONTHS:
        return None
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += 2000 if year < 70 else 1900
    hour, minute, second = map(int, found["clock"].split(":"))
    try:
        return datetime(
            year,
            _MONTHS.index(found["month"].lower()) + 1,
            int(found["day"]),
            hour,
            minute,
            min(second, 59),  # a leap second is a second of its minute
            tzinfo=UTC,
        )
    except ValueError:
        return None
