"""Moments: to the store and back, exact to the millisecond."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.moment import from_ms, to_ms

MOMENTS = st.datetimes(timezones=st.just(UTC))


@given(moment=MOMENTS)
def test_a_moment_comes_back_without_what_is_finer_than_a_millisecond(moment: datetime) -> None:
    back = from_ms(to_ms(moment))

    assert timedelta(0) <= moment - back < timedelta(milliseconds=1)
    assert to_ms(back) == to_ms(moment)
    assert back.tzinfo is UTC


@given(one=MOMENTS, other=MOMENTS)
def test_moments_keep_their_order(one: datetime, other: datetime) -> None:
    assert (to_ms(one) <= to_ms(other)) or one > other


@pytest.mark.parametrize(
    ("moment", "milliseconds"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), 0),
        (datetime(1969, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC), -1),
        (datetime(2026, 7, 31, 14, tzinfo=timezone(timedelta(hours=2))), 1_785_499_200_000),
        (datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), 253_402_300_799_999),
    ],
)
def test_milliseconds_are_counted_from_1970_in_utc(moment: datetime, milliseconds: int) -> None:
    assert to_ms(moment) == milliseconds


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        to_ms(datetime(2026, 7, 31, 12))  # noqa: DTZ001 - that is the point
