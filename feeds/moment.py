"""Moments between the store, which counts unix milliseconds, and values, which are aware UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_ms(moment: datetime) -> int:
    """Count the whole milliseconds from 1970 to an aware moment; exact at any year."""
    return (moment - _EPOCH) // _MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """Give the aware UTC moment that `to_ms` counted."""
    return _EPOCH + milliseconds * _MILLISECOND
