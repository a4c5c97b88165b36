"""The proof page: one file, safe, legible in light and dark, and in any direction."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from scheduler.preview import preview_entry
from scheduler.proof import pull_proof
from scheduler.proofpage import proof_style, render_proof, render_sheet
from seeds.article import Article, Remark
from seeds.formats import read_article
from tests.fakes.entries import SITE, make_article

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
SAMPLES = Path(__file__).parent.parent / "seeds" / "articles"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)> \"'&amp;"


def page(article: Article, *remarks: Remark) -> str:
    return render_proof(pull_proof(article, remarks), preview_entry(article, NOW), SITE)


def parse(text: str) -> Any:  # whose answers have no one type: XPath's are of five
    return html.fromstring(text)


def sample(path: str) -> Article:
    return read_article((SAMPLES / path).read_bytes(), path)


def test_the_page_shows_roles_marks_credit_and_remarks_at_their_lines() -> None:
    article = sample("transport/iron-bridge-reopens.txt")
    tree = parse(page(article, Remark(line=3, text="is this the deck?")))

    rows = tree.xpath("//li[starts-with(@id, 'L')]")
    assert [row.get("id") for row in rows] == [f"L{block.line}" for block in article.blocks]
    assert rows[0].xpath("normalize-space(span[2])") == "headline"
    assert rows[2].xpath("string(.//span[@class='credit'])") == "Mary Tolland / Merrin Courier"
    assert "is this the deck?" in rows[1].text_content()
    assert tree.xpath("string(//ul[@class='remarks']//a/@href)") == "#L3"
    marks = [mark.text_content() for mark in tree.xpath("//ol//mark")]
    assert " ".join(marks) == article.summary.text


def test_the_page_shows_what_chat_feed_and_page_would() -> None:
    article = sample("transport/iron-bridge-reopens.txt")
    tree = parse(page(article))

    views = [view.text_content() for view in tree.xpath("//article")]
    assert [view.split(maxsplit=1)[0] for view in views] == ["Telegram", "Feed", "Page"]
    assert all(article.title in view for view in views)
    assert [article.summary.text in view for view in views] == [True, True, False]
    assert "What changes for cyclists" in views[2]


def test_every_word_of_the_article_is_escaped() -> None:
    article = make_article(
        EVIL, (EVIL,), path=f"{EVIL}.txt", author=EVIL, topics=(EVIL,), language=None
    )

    shown = page(article, Remark(line=1, text=EVIL), Remark(line=None, text=EVIL))

    tree = parse(shown)
    assert tree.xpath("//script | //img | //@onerror") == []
    assert EVIL in tree.xpath("string(//h1)")


def test_the_page_loads_nothing_and_allows_only_its_own_style() -> None:
    tree = parse(page(make_article()))

    assert tree.xpath("//link | //script | //img | //iframe | //@style | //@src") == []
    (style,) = tree.xpath("//style/text()")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert f"'sha256-{digest}'" in policy
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("schools/school-garden-ar.txt", "rtl"),
        ("culture/lighthouse-150-ja.txt", "ltr"),
        ("seal-pups-counted.txt", "ltr"),
    ],
)
def test_the_rows_run_as_the_article_does(path: str, way: str) -> None:
    tree = parse(page(sample(path)))

    assert tree.xpath("//ol[@class='rows']/@dir") == [way]


def test_what_is_withdrawn_is_shown_as_its_notice() -> None:
    shown = page(make_article(status="withdrawn"))

    assert "withdrawn" in shown
    assert "The bridge over the river" not in parse(shown).xpath("string(//div[@class='views'])")


def test_a_page_with_a_frame_of_its_own_can_take_the_sheet_alone() -> None:
    article = make_article()
    sheet = render_sheet(pull_proof(article, ()), preview_entry(article, NOW), SITE)

    assert sheet.startswith('<div class="proof">')
    assert sheet in page(article)


def test_text_stands_out_from_its_ground_as_wcag_asks_in_light_and_dark() -> None:
    schemes = re.findall(r":root \{(.*?)\n *\}", proof_style(), re.DOTALL)
    light = dict(re.findall(r"--([\w-]+): #(\w+);", schemes[0]))
    dark = light | dict(re.findall(r"--([\w-]+): #(\w+);", schemes[1]))
    tones = ("ink", "soft", "alarm", "head", "deck", "sign", "picture", "house", "text", "other")
    pairs = [(tone, ground) for tone in (*tones, "link") for ground in ("page", "card")]
    pairs += [("ink", "mark"), ("alarm", "alarm-ground"), ("ink", "bubble"), ("link", "bubble")]

    low = [
        (tone, ground)
        for scheme in (light, dark)
        for tone, ground in pairs
        if _contrast(scheme[tone], scheme[ground]) < 4.5
    ]

    assert low == []


def _contrast(one: str, other: str) -> float:
    """Compare two colours as WCAG 2.2 does (relative luminance, 1 to 21)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    whole = "".join(sign * 2 for sign in colour) if len(colour) == 3 else colour
    parts = [int(whole[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
