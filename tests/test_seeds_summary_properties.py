from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from seeds.summary import HARD_CAP, summarize
from seeds.words import weight

WORDS = st.sampled_from(
    ["bridge", "The river", "he said", "“", "”", '"', "«", "»", "U.S.", "3.", "(AP) —", "But",
     "。", "橋", "「", "」と述べた", "?", "!", "…", ":", ";", ",", " — ", "पुल", "।", "الجسر", "؟",
     "สะพาน"]
)  # fmt: skip
TEXT = st.lists(WORDS | st.text(max_size=20), max_size=60).map(
    lambda parts: " ".join(parts).strip()
)


@settings(max_examples=200)
@given(
    st.lists(TEXT, max_size=8),
    TEXT,
    st.sampled_from([None, "en", "de", "fr", "ru", "ar", "hi", "zh", "ja", "ko", "th", "tr"]),
    st.none() | TEXT,
)
def test_a_summary_is_exactly_its_spans(
    paragraphs: list[str], title: str, language: str | None, deck: str | None
) -> None:
    summary = summarize(paragraphs, title, language, standfirst=deck)

    said = {"body": "\n\n".join(paragraphs), "standfirst": deck or ""}
    rest = summary.text
    for span in summary.spans:
        piece = said[span.within][span.start : span.end]
        assert piece
        assert rest.startswith(piece)
        rest = rest.removeprefix(piece)
        # Nothing is ours but a blank, a line break after a standfirst, an ellipsis after a cut.
        rest = rest[1:] if rest[:1] in {" ", "\n", "…"} else rest
    assert rest == ""
    assert weight(summary.text) <= HARD_CAP + 1
    body = [span for span in summary.spans if span.within == "body"]
    assert all(above.end <= below.start for above, below in pairwise(body))
    assert all(span.within == "body" for span in summary.spans[1:])
