"""Site and documents: addresses that are taken at their word, bytes that know their names."""

from __future__ import annotations

import gzip

import pytest

from feeds.document import Document
from tests.fakes.entries import SITE, make_article, make_entry


def test_a_path_is_named_below_the_site_s_root() -> None:
    assert SITE.address("/feed.atom") == "https://news.example.org/feed.atom"


def test_an_entry_is_read_at_its_own_address() -> None:
    assert SITE.link(make_entry(slug="bridge")) == "https://news.example.org/articles/bridge"


@pytest.mark.parametrize("url", ["https://example.com/a", "http://example.com", "HTTPS://E.COM/"])
def test_an_author_s_own_web_address_is_taken(url: str) -> None:
    assert SITE.link(make_entry(make_article(url=url))) == url


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "/bare/path", "//host/x", "ftp://host/x", ""]
)
def test_any_other_address_is_not_put_on_other_people_s_screens(url: str) -> None:
    entry = make_entry(make_article(url=url), slug="bridge")

    assert SITE.link(entry) == "https://news.example.org/articles/bridge"


def test_equal_bodies_have_equal_validators_and_others_do_not() -> None:
    one, same, other = (Document(body=body, media_type="text/plain") for body in (b"a", b"a", b"b"))

    assert (one.etag, one.etag_gzip) == (same.etag, same.etag_gzip)
    assert len({one.etag, one.etag_gzip, other.etag, other.etag_gzip}) == 4


def test_a_validator_is_strong_and_in_quotes() -> None:
    etag = Document(body=b"a", media_type="text/plain").etag

    assert etag.startswith('"')
    assert etag.endswith('"')


def test_the_gzip_of_a_body_is_the_same_at_every_start() -> None:
    body = b"The bridge reopened. " * 100

    first, second = (Document(body=body, media_type="text/plain").gzipped for _ in range(2))

    assert first == second
    assert gzip.decompress(first) == body
    assert first[4:8] == bytes(4)
