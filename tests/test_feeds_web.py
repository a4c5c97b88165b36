"""The web server over real HTTP: status, headers and bytes of every address."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from lxml import html
from sqlalchemy import text

from feeds.web import Health
from tests.fakes.entries import SITE
from tests.fakes.newsstand import NewsStand, Reply, open_newsstand


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[NewsStand]:
    async with open_newsstand(tmp_path) as newsstand:
        yield newsstand


async def test_the_feed_is_served_with_all_that_a_reader_needs(server: NewsStand) -> None:
    await server.publish()

    reply = await server.get("/feed.atom")

    assert reply.status == 200
    assert [shown.title for shown in feedparser.parse(reply.body).entries] == ["News of bridge"]
    assert reply.headers["Content-Type"] == "application/atom+xml"
    assert reply.headers["Content-Length"] == str(len(reply.body))
    assert reply.headers["Cache-Control"] == "max-age=60"
    assert reply.headers["Vary"] == "Accept-Encoding"
    assert reply.headers["Last-Modified"] == "Mon, 23 Nov 2026 08:30:00 GMT"
    assert reply.headers["ETag"].startswith('"')
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert reply.headers["Set-Cookie"] is None


async def test_the_first_reader_finds_a_feed_that_nobody_printed_yet(server: NewsStand) -> None:
    reply = await server.get("/feed.atom")

    assert reply.status == 200
    assert feedparser.parse(reply.body).feed.title == "The Evening Wire"


@pytest.mark.parametrize("path", ["/", "/feed.atom", "/articles/bridge", "/style.css"])
async def test_what_did_not_change_is_not_sent_again(server: NewsStand, path: str) -> None:
    await server.publish()
    first = await server.get(path)

    again = await server.get(path, If_None_Match=first.headers["ETag"])

    assert again.status == 304
    assert again.body == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert again.headers["Vary"] == "Accept-Encoding"
    assert again.headers["Content-Type"] is None
    assert again.headers["Content-Length"] is None


async def test_a_date_serves_as_a_condition_where_no_tag_is_sent(server: NewsStand) -> None:
    await server.publish()
    first = await server.get("/feed.atom")

    same = await server.get("/feed.atom", If_Modified_Since=first.headers["Last-Modified"])
    older = await server.get("/feed.atom", If_Modified_Since="Sun, 06 Nov 1994 08:49:37 GMT")

    assert (same.status, older.status) == (304, 200)


@pytest.mark.parametrize("path", ["/", "/feed.atom", "/articles/bridge", "/style.css", "/nothing"])
async def test_gzip_holds_the_same_document(server: NewsStand, path: str) -> None:
    await server.publish()
    plain = await server.get(path)

    zipped = await server.get(path, Accept_Encoding="gzip")

    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.body) == plain.body
    assert len(zipped.body) < len(plain.body)
    assert zipped.headers["ETag"] != plain.headers["ETag"] or plain.status == 404


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/feed.atom", "/articles/bridge", "/style.css", "/favicon.ico", "/favicon.svg"),
        *("/robots.txt", "/health", "/nothing", "/articles/nothing"),
    ],
)
async def test_head_answers_as_get_does_without_a_body(server: NewsStand, path: str) -> None:
    await server.publish()

    get = await server.ask("GET", path)
    head = await server.ask("HEAD", path)

    assert head.status == get.status
    assert head.body == b""
    assert lines(head) == lines(get)


def lines(reply: Reply) -> list[tuple[str, str]]:
    return [(name, value) for name, value in reply.headers.items() if name.lower() != "date"]


@pytest.mark.parametrize("path", ["/", "/feed.atom", "/articles/bridge", "/health", "/style.css"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_other_methods_are_told_which_there_are(
    server: NewsStand, path: str, method: str
) -> None:
    await server.publish()

    reply = await server.ask(method, path)

    assert reply.status == 405
    assert reply.headers["Allow"] == "GET, HEAD"


async def test_a_page_lets_nothing_foreign_in(server: NewsStand) -> None:
    await server.publish()

    for path in ("/", "/articles/bridge", "/nothing", "/favicon.svg", "/health", "/style.css"):
        headers = (await server.get(path)).headers
        assert headers["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'self'; img-src 'self' data:; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert headers["Set-Cookie"] is None


async def test_an_unknown_address_gets_a_page_of_its_own(server: NewsStand) -> None:
    reply = await server.get("/articles/nothing", If_None_Match="*")

    assert reply.status == 404
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert reply.headers["Cache-Control"] == "no-cache"
    assert b"Nothing is printed here" in reply.body


async def test_a_withdrawn_article_is_gone(server: NewsStand) -> None:
    await server.publish()
    await server.publish(status="withdrawn")

    reply = await server.get("/articles/bridge", If_None_Match="*")

    assert reply.status == 410
    assert b"withdrawn by its publisher" in reply.body


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/articles/bridge/", "/articles/bridge"),
        ("/feed.atom/?a=b%20c", "/feed.atom?a=b%20c"),
        ("/articles/%D9%86%0D%0Ax/", "/articles/%D9%86%0D%0Ax"),
        ("/sandbox", "/sandbox/"),
        ("//feed.atom/", "/feed.atom"),
        ("//", "/"),
    ],
)
async def test_a_slash_too_many_or_too_few_is_put_right(
    server: NewsStand, path: str, target: str
) -> None:
    reply = await server.get(path)

    assert reply.status == 301
    assert reply.headers["Location"] == target


@pytest.mark.parametrize("path", ["/nothing/", "//evil.example/", "/articles/", "/articles"])
async def test_no_redirect_leads_astray(server: NewsStand, path: str) -> None:
    assert (await server.get(path)).status == 404


async def test_the_routes_of_other_rooms_are_reached(server: NewsStand) -> None:
    reply = await server.get("/sandbox/chat")

    assert (reply.status, reply.body) == (200, b"yard chat")


@pytest.mark.parametrize(("status", "code"), [("ok", 200), ("degraded", 200), ("down", 503)])
async def test_health_fails_only_when_nothing_can_be_trusted(
    server: NewsStand, status: str, code: int
) -> None:
    server.health = Health(status=status, facts={"seq": 7})  # type: ignore[arg-type]

    reply = await server.get("/health")

    assert reply.status == code
    assert json.loads(reply.body) == {"status": status, "seq": 7}
    assert reply.headers["Cache-Control"] == "no-store"


async def test_a_failure_inside_tells_nothing_of_itself(server: NewsStand) -> None:
    server.broken = RuntimeError("the password is hunter2")

    reply = await server.get("/health")

    assert reply.status == 500
    assert reply.body == b"500 Something broke here, not with you.\n"
    assert (await server.get("/feed.atom")).status == 200


async def test_a_page_that_the_store_can_not_give_now_is_asked_for_again_later(
    server: NewsStand,
) -> None:
    await server.publish()
    async with server.archive._database.write() as connection:
        await connection.execute(text("ALTER TABLE entry RENAME TO away"))

    reply = await server.get("/articles/bridge")

    assert reply.status == 503
    assert reply.headers["Retry-After"] == "30"
    assert (await server.get("/feed.atom")).status == 200


@pytest.mark.parametrize(
    "accept", ["text/html", "application/rss+xml", "image/png", "*/*;q=0", "garbage"]
)
async def test_no_accept_header_is_refused(server: NewsStand, accept: str) -> None:
    reply = await server.get("/feed.atom", Accept=accept)

    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/atom+xml")


async def test_ranges_and_deltas_get_the_whole(server: NewsStand) -> None:
    whole = await server.get("/feed.atom")

    ranged = await server.get("/feed.atom", Range="bytes=0-9")
    delta = await server.get("/feed.atom", A_IM="feed")

    assert (ranged.status, ranged.body) == (200, whole.body)
    assert (delta.status, delta.body) == (200, whole.body)


async def test_an_old_client_that_speaks_http_1_0_is_served(server: NewsStand) -> None:
    raw = await server.talk(b"GET /feed.atom HTTP/1.0\r\n\r\n")

    head, _, body = raw.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert b"chunked" not in head
    assert body.endswith(b"</feed>\n")


async def test_a_connection_is_kept_for_more_than_one_request(server: NewsStand) -> None:
    request = b"GET /feed.atom HTTP/1.1\r\nHost: a\r\n"

    raw = await server.talk(request + b"\r\n" + request + b"Connection: close\r\n\r\n")

    assert raw.count(b"HTTP/1.1 200 OK") == 2


async def test_two_readers_a_moment_apart_get_the_same_answer(server: NewsStand) -> None:
    await server.publish()

    first = await server.get("/feed.atom")
    await asyncio.sleep(1.1)
    second = await server.get("/feed.atom")

    assert lines(first) == lines(second)
    assert first.body == second.body


async def test_a_reader_polling_while_articles_come_in_never_gets_half_a_feed(
    server: NewsStand,
) -> None:
    lengths: list[int] = []

    async def poll() -> None:
        while not lengths or lengths[-1] < 8:
            reply = await server.get("/feed.atom")
            read = feedparser.parse(reply.body)
            assert not read.bozo
            assert reply.headers["Content-Length"] == str(len(reply.body))
            lengths.append(len(read.entries))

    async def publish() -> None:
        for number in range(8):
            await server.publish(f"n{number}")

    await asyncio.gather(poll(), publish())

    assert lengths == sorted(lengths)


async def test_every_link_of_the_front_page_leads_somewhere(server: NewsStand) -> None:
    await server.publish(language="ar")
    await server.publish("تونس")

    found = links((await server.get("/")).body)

    assert len(found) >= 7
    for path in found:
        assert (await server.get(path)).status == 200, path


def links(body: bytes) -> list[str]:
    """Collect the paths of our own that a page leads to or loads."""
    hrefs = [node.get("href", "") for node in html.document_fromstring(body.decode()).iter()]
    return [href.removeprefix(SITE.url) for href in hrefs if href.startswith((SITE.url, "/"))]


async def test_a_change_is_in_the_feed_within_a_blink(server: NewsStand) -> None:
    await server.get("/feed.atom")
    loop = asyncio.get_running_loop()
    began = loop.time()

    await server.publish()
    reply = await server.get("/feed.atom")

    took = timedelta(seconds=loop.time() - began)
    assert b"News of bridge" in reply.body
    assert took < timedelta(seconds=1)
