"""What holds of any file at all: chance bytes, spoilt articles, and articles nobody wrote."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds.entry import Entry
from feeds.xmlfeed import render_atom
from seeds.article import Article
from seeds.errors import UnreadableArticle
from seeds.formats import read_article
from seeds.text import clean, decode
from tests.fakes.drafts import WRITERS, make_draft
from tests.fakes.entries import FEED_ID, MOMENT, SITE, make_entry
from tests.fakes.laws import broken_laws, broken_refusal, squash
from tests.fakes.mutations import mutate
from tests.fakes.readings import known_suffixes, readings

SUFFIXES = known_suffixes()
FIXTURES = [(reading.raw, reading.path) for reading in readings()]
chances = st.integers(0, 2**32).map(Random)


def read(raw: bytes, path: str) -> Article | None:
    """Read bytes and hold the outcome against the laws; None: refused, with file and remedy."""
    article, broken = None, []
    try:
        article = read_article(raw, path)
    except UnreadableArticle as refusal:
        broken = broken_refusal(refusal, path)
    assert broken == []
    assert article is None or broken_laws(article) == []
    return article


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=20, deadline=None)
@given(raw=st.binary(max_size=600))
@example(raw=b"")
@example(raw=b"\x00" * 600)
@example(raw=b"<" * 600)
@example(raw=b"{" * 600)
@example(raw=b"PK\x03\x04" * 100)
def test_any_bytes_are_an_article_or_a_refusal_with_a_remedy(raw: bytes, suffix: str) -> None:
    read(raw, f"news/chance{suffix}")


@settings(max_examples=80, deadline=None)
@given(fixture=st.sampled_from(FIXTURES), chance=chances)
def test_a_spoilt_article_is_an_article_or_a_refusal_with_a_remedy(
    fixture: tuple[bytes, str], chance: Random
) -> None:
    raw, path = fixture

    read(mutate(raw, chance), path)


@pytest.mark.parametrize("suffix", [suffix for suffix in WRITERS if suffix in SUFFIXES])
@settings(max_examples=12, deadline=None)
@given(chance=chances)
def test_any_article_is_read_whole_and_by_the_laws_in_any_format(
    chance: Random, suffix: str
) -> None:
    draft = make_draft(chance)

    for write in WRITERS[suffix]:
        article = read(write(draft, chance), f"draft{suffix}")

        if article is not None and suffix != ".html":  # a page's furniture is cut more boldly
            told = squash("".join(block.text for block in article.blocks))
            lost = [text for text in draft.paragraphs if squash(clean(text)) not in told]
            assert [text for text in lost if not _looks_scrambled(text)] == []


@settings(max_examples=80, deadline=None)
@given(chance=chances)
def test_each_line_of_a_text_ends_in_one_block_or_repeats_another(chance: Random) -> None:
    raw = WRITERS[".txt"][0](make_draft(chance), chance)

    article = read(raw, "draft.txt")

    if article is None:
        return
    source = clean(decode(raw, "draft.txt").text)
    told = squash("".join(block.text for block in article.blocks))
    for line in filter(None, map(squash, source.split("\n"))):
        if told.startswith(line):
            told = told.removeprefix(line)
        else:
            assert squash(source).count(line) > 1, f"lost: {line}"
    assert told == ""


@settings(max_examples=40, deadline=None)
@given(chance=chances)
def test_the_digest_of_an_article_is_that_of_its_words(chance: Random) -> None:
    draft = make_draft(chance)
    text = "\n\n".join(draft.lines())

    here = read(text.encode(), "draft.txt")
    there = read(f"\ufeff\r\n{text}\r\n\r\n".encode(), "moved/draft.txt")
    longer = read(f"{text}\n\nOne more line, and it is news.".encode(), "draft.txt")

    if here is not None and there is not None and longer is not None:
        assert here.digest() == there.digest() == read_article(text.encode(), "draft.txt").digest()
        assert here.digest() != longer.digest()


@pytest.mark.parametrize("suffix", [suffix for suffix in (".txt", ".json") if suffix in SUFFIXES])
def test_every_character_of_the_basic_plane_can_be_published(suffix: str) -> None:
    """No reader's parser chokes on a feed, and no letter is lost on the way to it."""
    step = 41  # so that each article has its share of what can't be written
    entries = []
    for first in range(step):
        signs = [chr(code) for code in range(first, 0x10000, step)]
        article = read(_written(signs, suffix), f"plane{suffix}")
        assert article is not None
        blocks = tuple(replace(block, role="body") for block in article.blocks)
        entries.append(make_entry(replace(article, blocks=blocks), key=first, slug=f"p{first}"))

    document = render_atom(SITE, entries, feed_id=FEED_ID, updated=MOMENT, refused=_shout)

    root = etree.fromstring(document.body)
    shown = set("".join(str(text) for text in root.itertext()))
    letters = {
        unicodedata.normalize("NFC", chr(code))
        for code in range(0x10000)
        if unicodedata.category(chr(code)).startswith("L")
    }
    assert {letter for letter in letters if not set(letter) <= shown} == set()


def _looks_scrambled(text: str) -> bool:
    """Say if chance put letters together that are put right as badly decoded ones."""
    return decode(text.encode(), "draft.txt").text != text


def _shout(entry: Entry, reason: str) -> None:
    pytest.fail(f"{entry.slug}: {reason}")


def _written(signs: list[str], suffix: str) -> bytes:
    words = [f"word{sign}word" for sign in signs]
    paragraphs = [" ".join(words[at : at + 40]) + " is said." for at in range(0, len(words), 40)]
    if suffix == ".json":  # it can tell even of half a character
        bodies = [{"contenttype": "text/plain", "value": "\n\n".join(paragraphs)}]
        item = {"uri": "urn:x", "headlines": [{"value": "Every sign"}], "bodies": bodies}
        return json.dumps(item).encode()
    return "\n\n".join(("Every sign", *paragraphs)).encode("utf-8", "replace")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_below_a_headline_is_read_by_the_laws(text: str) -> None:
    read(f"Bridge reopens\n\n{text}".encode("utf-8", "replace"), "bridge.txt")
