"""Conditions and encodings of RFC 9110, decided without a server."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.conditional import Answer, Sheet, http_date, preferred, set_in_type
from feeds.document import Document

MODIFIED = datetime(2026, 11, 23, 8, 30, 5, 250000, tzinfo=UTC)
DOCUMENT = Document(
    body=b"<feed>" + b"news " * 500 + b"</feed>",
    media_type="application/atom+xml",
    last_modified=MODIFIED,
)
COMMON = [
    (b"cache-control", b"max-age=60"),
    (b"x-content-type-options", b"nosniff"),
    (b"access-control-allow-origin", b"*"),
]
SHEET = set_in_type(DOCUMENT, COMMON)
TAG = DOCUMENT.etag.encode()
TAG_GZIP = DOCUMENT.etag_gzip.encode()
ON_TIME = b"Mon, 23 Nov 2026 08:30:05 GMT"
BEFORE = b"Mon, 23 Nov 2026 08:30:04 GMT"


def get(*headers: tuple[bytes, bytes], method: str = "GET", sheet: Sheet = SHEET) -> Answer:
    return sheet.choose(method, headers)


def field(answer: Answer, name: bytes) -> bytes | None:
    return dict(answer.headers).get(name)


def test_a_plain_request_gets_the_plain_body_with_both_validators() -> None:
    answer = get()

    assert answer == Answer(
        200,
        [
            (b"content-type", b"application/atom+xml"),
            (b"content-length", b"%d" % len(DOCUMENT.body)),
            *COMMON,
            (b"vary", b"Accept-Encoding"),
            (b"etag", TAG),
            (b"last-modified", ON_TIME),
        ],
        DOCUMENT.body,
    )


def test_gzip_is_another_representation_with_a_tag_of_its_own() -> None:
    answer = get((b"accept-encoding", b"gzip, deflate, br"))

    assert field(answer, b"content-encoding") == b"gzip"
    assert field(answer, b"etag") == TAG_GZIP != TAG
    assert field(answer, b"content-length") == b"%d" % len(answer.body)
    assert gzip.decompress(answer.body) == DOCUMENT.body


@pytest.mark.parametrize("coding", [b"identity", b"gzip"])
def test_head_has_the_headers_of_get_and_no_body(coding: bytes) -> None:
    full = get((b"accept-encoding", coding))
    head = get((b"accept-encoding", coding), method="HEAD")

    assert head == Answer(200, full.headers, b"")


@pytest.mark.parametrize(
    "condition",
    [
        TAG,
        b"W/" + TAG,
        b"*",
        b" * ",
        b'"other", ' + TAG,
        b'W/"other",W/' + TAG,
        b'"a,b" , ' + TAG + b' , "c"',
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_tag_that_is_known_is_not_sent_again(condition: bytes, method: str) -> None:
    answer = get((b"if-none-match", condition), method=method)

    assert answer.status == 304


@pytest.mark.parametrize(
    "condition", [b'"other"', b"", TAG.strip(b'"'), b"W/", b'"' + TAG, b"garbage \xff", TAG_GZIP]
)
def test_a_tag_that_is_unknown_gets_the_whole(condition: bytes) -> None:
    assert get((b"if-none-match", condition)).status == 200


def test_tags_on_several_lines_are_one_list() -> None:
    assert get((b"if-none-match", b'"other"'), (b"if-none-match", TAG)).status == 304


def test_the_tag_of_one_encoding_does_not_vouch_for_another() -> None:
    plain_tag = get((b"accept-encoding", b"gzip"), (b"if-none-match", TAG))
    gzip_tag = get((b"accept-encoding", b"gzip"), (b"if-none-match", TAG_GZIP))

    assert plain_tag.status == 200
    assert gzip_tag.status == 304
    assert field(gzip_tag, b"etag") == TAG_GZIP


def test_a_304_repeats_what_a_cache_needs_and_nothing_of_a_body() -> None:
    answer = get((b"if-none-match", TAG))

    assert answer == Answer(
        304,
        [
            (b"cache-control", b"max-age=60"),
            (b"vary", b"Accept-Encoding"),
            (b"etag", TAG),
        ],
        b"",
    )


@pytest.mark.parametrize(
    "since",
    [
        ON_TIME,
        b"Monday, 23-Nov-26 08:30:05 GMT",
        b"Mon Nov 23 08:30:05 2026",
        b"Tue, 24 Nov 2026 00:00:00 GMT",
        b"Fri, 01 Jan 9999 00:00:00 GMT",
    ],
)
def test_three_forms_of_a_date_are_understood(since: bytes) -> None:
    assert get((b"if-modified-since", since)).status == 304


@pytest.mark.parametrize(
    "since",
    [
        BEFORE,
        b"Sunday, 06-Nov-94 08:49:37 GMT",
        b"Sun Nov  6 08:49:37 1994",
        b"",
        b"yesterday",
        b"Mon, 23 Nov 2026 08:30:05",
        b"Mon, 23 Nov 2026 08:30:05 +0100",
        b"Mon, 31 Feb 2027 08:30:05 GMT",
        b"Mon, 23 Foo 2027 08:30:05 GMT",
        b"Mon, 23 Nov 2027 25:30:05 GMT",
        b"2027-11-23T08:30:05Z",
        b"9999999999",
        b"\xff\xfe",
    ],
)
def test_an_earlier_date_or_garbage_gets_the_whole(since: bytes) -> None:
    assert get((b"if-modified-since", since)).status == 200


def test_two_dates_are_no_date() -> None:
    answer = get((b"if-modified-since", ON_TIME), (b"if-modified-since", ON_TIME))

    assert answer.status == 200


def test_a_tag_beats_a_date() -> None:
    changed = get((b"if-none-match", b'"other"'), (b"if-modified-since", ON_TIME))
    unchanged = get((b"if-none-match", TAG), (b"if-modified-since", BEFORE))

    assert (changed.status, unchanged.status) == (200, 304)


def test_a_document_without_a_date_ignores_dates() -> None:
    sheet = set_in_type(Document(body=b"a", media_type="text/plain"), [])

    answer = get((b"if-modified-since", b"Fri, 01 Jan 9999 00:00:00 GMT"), sheet=sheet)

    assert answer.status == 200
    assert field(answer, b"last-modified") is None


def test_an_error_page_has_no_validators_and_no_conditions() -> None:
    sheet = set_in_type(DOCUMENT, COMMON, status=404)

    answer = get((b"if-none-match", b"*"), (b"accept-encoding", b"gzip"), sheet=sheet)

    assert answer.status == 404
    assert field(answer, b"etag") is None
    assert field(answer, b"last-modified") is None
    assert field(answer, b"content-encoding") == b"gzip"


def test_bytes_that_gzip_would_swell_are_sent_as_they_are() -> None:
    sheet = set_in_type(Document(body=b"a", media_type="text/plain"), [])

    answer = get((b"accept-encoding", b"gzip"), sheet=sheet)

    assert (answer.body, field(answer, b"content-encoding")) == (b"a", None)


def test_a_range_is_ignored() -> None:
    assert get((b"range", b"bytes=0-9")) == get()


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        (None, "identity"),
        (b"", "identity"),
        (b"gzip", "gzip"),
        (b"GZIP", "gzip"),
        (b"x-gzip", "gzip"),
        (b"deflate, gzip;q=1.0, *;q=0.5", "gzip"),
        (b"*", "gzip"),
        (b"*;q=0.1", "gzip"),
        (b"br", "identity"),
        (b"gzip;q=0", "identity"),
        (b"gzip;q=0, *", "identity"),
        (b"gzip ; q=0.001", "gzip"),
        (b"identity;q=1, gzip;q=0.5", "identity"),
        (b"identity;q=0.5, gzip;q=0.5", "gzip"),
        (b"identity;q=0", "identity"),
        (b"*;q=0", "identity"),
        (b"identity;q=0, gzip", "gzip"),
        (b"gzip;q=banana", "identity"),
        (b"gzip;q=nan", "identity"),
        (b"gzip;q=-1", "identity"),
        (b",,;;=,gzip", "gzip"),
        (b"\xff", "identity"),
    ],
)
def test_the_encoding_is_the_best_that_was_asked_for(accept: bytes | None, coding: str) -> None:
    headers = [] if accept is None else [(b"accept-encoding", accept)]

    answer = get(*headers)

    assert answer.status == 200
    assert field(answer, b"content-encoding") == (b"gzip" if coding == "gzip" else None)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"]),
            st.binary(max_size=60),
        )
    )
)
def test_no_request_can_be_bad_enough_to_be_refused(headers: list[tuple[bytes, bytes]]) -> None:
    assert get(*headers).status in {200, 304}


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2069, 12, 31)))  # noqa: DTZ001
def test_each_form_reads_as_the_moment_it_names(naive: datetime) -> None:
    moment = naive.replace(microsecond=0, tzinfo=UTC)
    month = MONTHS[moment.month - 1]

    forms = [
        f"Mon, {moment:%d} {month} {moment.year:04d} {moment:%H:%M:%S} GMT",
        f"Monday, {moment:%d}-{month}-{moment.year % 100:02d} {moment:%H:%M:%S} GMT",
        f"Mon {month} {moment.day:2d} {moment:%H:%M:%S} {moment.year:04d}",
    ]

    assert [http_date(form.encode()) for form in forms] == [moment] * 3


MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def test_a_leap_second_is_a_second_of_its_minute() -> None:
    assert http_date(b"Sat, 31 Dec 2016 23:59:60 GMT") == datetime(
        2016, 12, 31, 23, 59, 59, tzinfo=UTC
    )


def test_what_was_asked_for_by_name_comes_before_identity() -> None:
    assert preferred(b"gzip;q=0.5, br") == ("br", "gzip", "identity")
