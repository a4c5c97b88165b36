"""Summary: the article's own sentences, chosen by place, centrality and what the headline says.

Measured on a thousand human summaries, the lead is hard to beat, and a lead re-ranked by the
other two beats it; nothing heavier does. Every sentence is a span of the body, word for word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seeds.article import Span, Summary
from seeds.candidates import Candidate, Lean, find_candidates
from seeds.clip import clip_sentence
from seeds.scoring import score
from seeds.words import Vocabulary, ends_sentence, is_cjk, stems, vocabulary, weight

SOFT_BUDGET = 300
"""What a summary aims at, in Latin letters' worth (`weight`): in Chinese, 120 signs."""

HARD_CAP = 450
"""What no summary exceeds: a longer lead is cut at a clause, with an ellipsis."""

DECK_BUDGET = 1.4 * SOFT_BUDGET
"""What a stated standfirst and the lead may weigh together."""

_RANKED = 14
_LEAST_NEWS = 3
_MOST = 5
_FULL = 0.85
_FLOOR = 0.15
_NEAR = 0.25
_ALIKE = 0.65
_UNNAMED = 0.25
_LEANING = 0.3


def summarize(
    paragraphs: Sequence[str],
    title: str,
    language: str | None = None,
    *,
    sure: Sequence[bool] = (),
    standfirst: str | None = None,
) -> Summary:
    """Sum up a body in its own sentences, in their order, in about `SOFT_BUDGET` characters.

    `sure` says of each paragraph whether it is certainly the article's; `standfirst` is one that
    the author stated, and opens the summary where it fits beside the lead. The spans point into
    the paragraphs joined by blank lines, or into the standfirst. An empty body gives "".
    """
    sample = title + " " + " ".join(paragraphs[:3])[:2000]
    small = vocabulary(language, sample)
    spoken = language or small.language
    found = find_candidates(paragraphs, sure, spoken, small, HARD_CAP)
    ranked = found[:_RANKED]
    draft = _Draft(
        ranked=ranked,
        leans=[each.lean(small) for each in ranked],
        scores=score(ranked, found, title, small),
        headline=set(stems(title, small)),
    )
    pieces = _with_deck(_piece_of_deck(standfirst), draft, small)
    return _of(_body(draft, small) if pieces is None else pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """The sentences to choose from, the first ones of the body, and what each is worth."""

    ranked: list[Candidate]
    leans: list[Lean | None]
    scores: list[float]
    headline: set[str]


@dataclass(frozen=True, slots=True)
class _Piece:
    """What enters a summary as it stands. `cut`: an ellipsis follows, for the rest is left out."""

    text: str
    span: Span
    cut: bool = False


def _piece_of_deck(standfirst: str | None) -> _Piece | None:
    deck = (standfirst or "").strip()
    if not standfirst or not deck or weight(deck) > HARD_CAP:
        return None
    start = standfirst.index(deck)
    return _Piece(deck, Span(start=start, end=start + len(deck), within="standfirst"))


def _with_deck(deck: _Piece | None, draft: _Draft, small: Vocabulary) -> list[_Piece] | None:
    """Open with the standfirst, and tell the lead too unless it is the same; None: without it.

    A standfirst may hold context and no news: alone it stands only if it restates the lead.
    """
    if deck is None or not draft.ranked:
        return [deck] if deck else None
    lead = draft.ranked[0]
    said, told = set(stems(deck.text, small)), set(lead.stems)
    shared = len(said & told)
    fits = weight(deck.text) <= SOFT_BUDGET
    restated = shared >= 0.5 * len(said) or shared >= 0.4 * len(told)
    if shared > _ALIKE * min(len(said), len(told)):
        # The same twice: told once, by the fuller one that fits.
        longer = len(told) >= len(said) and weight(lead.text) <= SOFT_BUDGET
        return [deck] if fits and not longer else None
    heavy = weight(deck.text) + 1 + weight(lead.text)
    if heavy <= DECK_BUDGET:
        return [deck, *_pieces(_chosen(draft, picked=[0], length=heavy))]
    return [deck] if fits and restated else None


def _body(draft: _Draft, small: Vocabulary) -> list[_Piece]:
    if not draft.ranked:
        return []
    lead, best = draft.ranked[0], max(draft.scores)
    if weight(lead.text) <= SOFT_BUDGET or draft.scores[0] < best - _NEAR:
        chosen = _chosen(draft)
        if chosen:
            return _pieces(chosen)
    if weight(lead.text) <= HARD_CAP:
        return _pieces([lead])
    spans = clip_sentence(lead.text, SOFT_BUDGET, small)
    if len(spans) > 1:
        # Cut in its middle to keep who said it, it reads worse than whole sentences from below.
        chosen = _chosen(draft)
        if chosen:
            return _pieces(chosen)
    start = lead.span.start
    return [
        _Piece(
            lead.text[span.start : span.end],
            Span(start=start + span.start, end=start + span.end),
            cut=not place,
        )
        for place, span in enumerate(spans)
    ]


def _pieces(chosen: Sequence[Candidate]) -> list[_Piece]:
    return [_Piece(each.text, each.span) for each in chosen]


def _chosen(draft: _Draft, picked: Sequence[int] = (), length: float = 0.0) -> list[Candidate]:
    """Choose the best sentences that fit, none without what it leans on; in the text's order."""
    taken = list(picked)
    left = [place for place in range(len(draft.ranked)) if place not in taken]
    while left and len(taken) < _MOST and length <= SOFT_BUDGET * _FULL:
        ready = [place for place in left if _stands(place, draft, taken)]
        if not ready:
            break
        place = max(ready, key=lambda each: (_worth(each, draft, taken), -each))
        if taken and _worth(place, draft, taken) < _FLOOR:
            break
        left.remove(place)
        heavy = weight(draft.ranked[place].text) + bool(length)
        if length + heavy <= SOFT_BUDGET and not _repeats(place, draft, taken):
            taken.append(place)
            length += heavy
    return [draft.ranked[place] for place in sorted(taken)]


def _stands(place: int, draft: _Draft, taken: list[int]) -> bool:
    lean = draft.leans[place]
    return not place or lean in {None, "lead"} or (lean == "previous" and place - 1 in taken)


def _worth(place: int, draft: _Draft, taken: list[int]) -> float:
    named = draft.leans[place] != "lead" or not place or 0 in taken or place - 1 in taken
    leans = _LEANING if place and draft.leans[place] == "previous" else 0.0
    return draft.scores[place] - leans - (0.0 if named else _UNNAMED)


def _repeats(place: int, draft: _Draft, taken: list[int]) -> bool:
    """Say if a sentence adds too little to the headline, or to a picked one."""
    bag = set(draft.ranked[place].stems)
    if not bag:
        return bool(taken)
    # The lead tells the news even where the headline has told half of it.
    new = _LEAST_NEWS if place else 1
    if len(bag - draft.headline) < new and len(bag & draft.headline) * 2 > len(bag):
        return True
    return any(len(bag & set(draft.ranked[other].stems)) > _ALIKE * len(bag) for other in taken)


def _of(pieces: Sequence[_Piece]) -> Summary:
    text = ""
    for place, piece in enumerate(pieces):
        if place:
            text += _gap(pieces[place - 1], piece)
        text += piece.text + ("…" if piece.cut else "")
    return Summary(text=text, origin="extractive", spans=tuple(piece.span for piece in pieces))


def _gap(above: _Piece, below: _Piece) -> str:
    if above.cut:
        return ""
    if above.span.within == "standfirst" and not ends_sentence(above.text):
        return "\n"  # a standfirst may be a headline's sister, without a full stop
    # Chinese and Japanese part sentences by their full stop alone.
    return "" if is_cjk(above.text[-8:] + below.text[:8]) else " "
