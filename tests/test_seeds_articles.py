from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import pytest

import seeds
from seeds.article import Article
from seeds.formats import read_article
from seeds.lint import lint

ROOT = Path(str(seeds.__file__)).with_name("articles")
PATHS = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.txt"))
GOLDEN = Path(__file__).with_name("golden") / "seeds.json"
RENEW = bool(os.environ.get("RENEW_GOLDEN"))


def read(path: str) -> Article:
    return read_article((ROOT / path).read_bytes(), path)


def facts(article: Article) -> dict[str, object]:
    """Tell what a reader would notice if it changed; runs of one role become `body x5`."""
    return {
        "title": article.title,
        "standfirst": article.standfirst,
        "author": article.author,
        "topics": list(article.topics),
        "roles": _runs([block.role for block in article.blocks]),
        "captions": [[caption.text, caption.credit] for caption in article.captions],
        "related": list(article.related),
        "summary": article.summary.text,
        "summary_origin": article.summary.origin,
    }


def _runs(roles: Sequence[str]) -> str:
    counted = [(role, len(list(run))) for role, run in groupby(roles)]
    return " ".join(role if count == 1 else f"{role} x{count}" for role, count in counted)


@pytest.mark.skipif(not RENEW, reason="set RENEW_GOLDEN=1 to write what is read now, then read it")
def test_renew_the_golden_file() -> None:
    golden = {path: facts(read(path)) for path in PATHS}
    GOLDEN.write_text(json.dumps(golden, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@pytest.mark.parametrize("path", PATHS)
def test_each_sample_is_read_as_its_golden_record_says(path: str) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))

    assert facts(read(path)) == golden[path]


@pytest.mark.parametrize("path", PATHS)
def test_each_samples_summary_is_its_own_words(path: str) -> None:
    article = read(path)

    if article.summary.origin == "extractive":
        pieces = [article.body_text[span.start : span.end] for span in article.summary.spans]
        assert article.summary.text in {" ".join(pieces), "".join(pieces)}
        assert pieces[0] == article.body_text[: len(pieces[0])]


@pytest.mark.parametrize("path", PATHS)
def test_no_sample_loses_a_word_or_gives_an_editor_cause_to_worry(path: str) -> None:
    article = read(path)

    text = (ROOT / path).read_text(encoding="utf-8")
    assert text.endswith(" ".join(block.text for block in article.blocks[-1:]) + "\n")
    assert all(block.text in text for block in article.blocks)
    assert article.remarks == ()
    assert article.status == "usable"
    worries = {remark.code for remark in lint(article, now=datetime(2026, 12, 1, tzinfo=UTC))}
    assert worries <= {"standfirst-guessed", "related-no-link"}
