"""Logs: to standard error, as lines of text or JSON, and never with a secret in them."""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal, TextIO
from urllib.parse import quote, quote_plus

HIDDEN = "(hidden)"

# Shorter passwords would hide common words everywhere, and so give themselves away; in URLs and
# after `password=` they are hidden at any length.
_SHORTEST_SECRET = 8

_PATTERNS = (
    (re.compile(r"(?<=/bot)\d+(?::|%3A)[\w-]+", re.ASCII | re.IGNORECASE), HIDDEN),
    (re.compile(r"\d{6,}(?::|%3A)[\w-]{35,}", re.ASCII | re.IGNORECASE), HIDDEN),
    (re.compile(r"(://[^\s/:@]*):[^\s/]+@"), rf"\1:{HIDDEN}@"),
    (re.compile(r"\b(password|secret_token)=('[^']*'|[^\s&'\"]+)", re.IGNORECASE), rf"\1={HIDDEN}"),
)

# They name every request or wake-up, httpx and telegram with the token in it: for debugging only.
_TALKATIVE = ("aiohttp", "asyncio", "httpcore", "httpx", "telegram", "uvicorn", "watchfiles")

# They name every statement and row, at any level below this one.
_STORE = ("aiosqlite", "alembic", "sqlalchemy")

_PLAIN_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


def set_up_logs(
    level: Literal["debug", "info", "warning", "error"],
    format: Literal["text", "json"],  # noqa: A002  as the setting is called
    secrets: Iterable[str],
    stream: TextIO | None = None,
) -> None:
    """Send every log line, warning and unforeseen error of this process to `stream` (stderr).

    Secrets are taken out of the finished text, tracebacks included: the given ones in plain and
    URL-encoded form, whatever looks like a bot token, and passwords in URLs.
    """
    redact = redactor(secrets)
    shape = _Json(redact) if format == "json" else _Text()
    handler = _Handler(stream or sys.stderr)
    handler.setFormatter(_Redacting(shape, redact))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.DEBUG if level == "debug" else logging.WARNING)
    for name in _STORE:
        logging.getLogger(name).setLevel(logging.WARNING)
    # It writes a traceback for every answer that is no JSON; the lane and the poller tell of those.
    logging.getLogger("telegram.request").setLevel(logging.CRITICAL)
    # `timetable.py` itself tells of late, skipped and failed runs, once and in our words.
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    logging.captureWarnings(True)
    sys.excepthook = _tell_the_last_words
    threading.excepthook = _tell_of_a_thread


def redactor(secrets: Iterable[str]) -> Callable[[str], str]:
    """Make the function that hides `secrets`, bot tokens and URLs' passwords in a text."""
    forms = _forms(secrets)

    def redact(text: str) -> str:
        for form in forms:
            text = text.replace(form, HIDDEN)
        for pattern, instead in _PATTERNS:
            text = pattern.sub(instead, text)
        return text

    return redact


def _forms(secrets: Iterable[str]) -> list[str]:
    """Write each secret in every way it is met in, the longest first."""
    forms = {
        form
        for secret in secrets
        if len(secret) >= _SHORTEST_SECRET
        for form in (
            secret,
            quote(secret, safe=""),
            quote(secret),
            quote_plus(secret),
            repr(secret)[1:-1],
        )
    }
    return sorted(forms, key=len, reverse=True)


class _Redacting(logging.Formatter):
    """Whatever shape a line takes: the finished text is what gets cleaned."""

    def __init__(self, shape: logging.Formatter, redact: Callable[[str], str]) -> None:
        super().__init__()
        self._shape = shape
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(self._shape.format(record))


class _Text(logging.Formatter):
    """`2026-07-31T12:00:00.123Z INFO    feeds.publish: 3 articles published`."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        return _moment(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        # A file's name or a server's answer may hold line ends: they must not pass for a line.
        record.message = "".join(
            char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
            for char in record.message
        )
        return super().formatMessage(record)


class _Json(logging.Formatter):
    """One object a line: time, level, logger, message, traceback, and the record's extras."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__()
        # JSON writes quotes and backslashes in its own way: clean before it does.
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        line |= {
            name: str(value) for name, value in vars(record).items() if name not in _PLAIN_FIELDS
        }
        return json.dumps({name: self._redact(value) for name, value in line.items()})


class _Handler(logging.StreamHandler[TextIO]):
    """A handler whose own failure says no more than its name: the record may hold a secret."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        error = sys.exc_info()[0]
        if error and not issubclass(error, BrokenPipeError):
            text = f"a log line of {record.name} can't be written: {error.__name__}\n"
            self.stream.write(text)


def _moment(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _tell_the_last_words(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("scheduler").critical("unforeseen error", exc_info=(kind, error, trace))


def _tell_of_a_thread(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None:
        _tell_the_last_words(failed.exc_type, failed.exc_value, failed.exc_traceback)
