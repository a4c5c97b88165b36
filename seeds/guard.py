"""Guard: refuses a summary that somebody else wrote unless the article bears out all it says.

It can't prove that a summary is true; it catches what is cheap to catch, and in doubt it
refuses: the article's own sentences are always there to fall back on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seeds.atoms import Lexicon, lexicon, names, numbers, plain, quotations, small_words
from seeds.furniture import is_boilerplate
from seeds.sentences import sentences
from seeds.summary import HARD_CAP
from seeds.words import Vocabulary, ends_sentence, is_cjk, stems, vocabulary, weight, words

_WINDOW = 3
_MOST_NEW = 0.2
_SAME = 0.7
_SHORTEST_WEIGHT = 40
_MARKUP = re.compile(r"<[a-zA-Z/!]|\*\*|__|\]\(|`|^\s*(?:[#>*-]|\d+[.)])\s|&[a-z]+;|[{}\n]")
_ADDRESS = re.compile(
    r"https?:|www\.|\b[\w-]+\.(?:com|org|net|io|me|ru|info|xyz)\b|\S+@\S+|(?:^|\s)@\w|(?:^|\s)#\w",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"(?<!\w)[A-ZÀ-ÖØ-ÞА-ЯЁҐЄІЇ](?=\w)")
_CASELESS = re.compile("[\u0590-\u07ff\u0900-\u10ff\u1100-\u11ff\u1780-\u17ff\u3040-\ud7af]")


@dataclass(frozen=True, slots=True)
class _Source:
    """The article as the check sees it: its sentences, and what each one holds."""

    sentences: list[str]
    words: set[str]
    numbers: list[set[str]]
    names: list[set[str]]
    stems: list[set[str]]
    plain: str
    small: set[str]
    initials: str
    lexicon: Lexicon
    vocabulary: Vocabulary

    def words_of(self, place: int) -> set[str]:
        """List the words of a sentence, folded."""
        return set(words(self.sentences[place]))

    def around(self, first: int) -> range:
        """Name the adjacent sentences that count as one place."""
        return range(first, min(first + _WINDOW, len(self.sentences)))


def objections(
    summary: str, paragraphs: Sequence[str], title: str, language: str | None = None
) -> tuple[str, ...]:
    """List what speaks against a summary of an article, in an operator's words; () lets it pass.

    Numbers, names and quotations must be the article's; those of one sentence must stand close
    together in it; a claim keeps its claimant, and a denial its "not". Markup, addresses and
    orders are refused whatever the article says: a text may carry orders to a language model.
    """
    said = [summary[span.start : span.end] for span in sentences(summary, language)]
    bad_form = tuple(_form(summary, said, lexicon(language)))
    if bad_form:
        return bad_form
    source = _read(paragraphs, title, language)
    found: list[str] = []
    for sentence in said:
        found += _facts(sentence, source)
        found += _closeness(sentence, source)
    found += _novelty(summary, source)
    return tuple(dict.fromkeys(found))


def _form(summary: str, said: Sequence[str], table: Lexicon) -> Iterator[str]:
    if not summary.strip() or plain(summary).strip(" .!") in {"none", "null", "n/a"}:
        yield "it gives no summary"
        return
    if _MARKUP.search(summary):
        yield "it has markup or several lines"
    if _ADDRESS.search(summary):
        yield "it has an address, a handle or a tag"
    if not _SHORTEST_WEIGHT <= weight(summary) <= HARD_CAP:
        yield "it is too short or too long"
    if not ends_sentence(summary):
        yield "its last sentence has no end"
    for sentence in said:
        bare = plain(sentence).lstrip("\"'“„«»「¿¡ ")
        if is_boilerplate(sentence) or table.orders.match(bare):
            yield "it tells its reader to do something"


def _read(paragraphs: Sequence[str], title: str, language: str | None) -> _Source:
    table = lexicon(language)
    small = vocabulary(language, " ".join([title, *paragraphs[:3]])[:2000])
    pieces = [title]
    for paragraph in paragraphs:
        pieces += [paragraph[span.start : span.end] for span in sentences(paragraph, language)]
    text = " ".join(pieces)
    return _Source(
        sentences=[plain(piece) for piece in pieces],
        words=set(words(plain(text))),
        numbers=[numbers(piece, table) for piece in pieces],
        names=[_parts(names(piece.partition(" ")[2], set())) for piece in pieces],
        stems=[set(stems(piece, small)) for piece in pieces],
        plain=_letters(text),
        small=small_words(text) | set(map(plain, small.stop)),
        initials="".join(_INITIAL.findall(text)),
        lexicon=table,
        vocabulary=small,
    )


def _parts(found: Sequence[str]) -> set[str]:
    return {plain(part) for name in found for part in words(name)}


def _letters(text: str) -> str:
    return " ".join(words(plain(text)))


def _facts(sentence: str, source: _Source) -> Iterator[str]:
    known = set().union(*source.numbers)
    figures = numbers(sentence, source.lexicon)
    for number in sorted(figures - known):
        if not _is_read_otherwise(number, figures & known):
            yield f"the number {number} is not in the article"
    for name in names(sentence, source.small):
        if not _is_known(name, source):
            yield f"the name {name} is not in the article"
    for quotation in quotations(sentence):
        if _letters(quotation) not in source.plain:
            yield "it quotes words that are not in the article"


def _is_read_otherwise(number: str, known: set[str]) -> bool:
    """Say if "1.500" was taken for 1.5 while its other reading, 1500, is in the article."""
    digits = _digits(number)
    return any(_digits(reading) == digits for reading in known)


def _digits(number: str) -> str:
    return number.partition(" ")[0].replace(".", "").rstrip("0")


def _is_known(name: str, source: _Source) -> bool:
    folded = plain(name)
    if all(part in source.words for part in words(folded)):
        return True
    if len(folded) <= 5 and name.isupper():
        return name in source.initials
    # Languages decline their names: a long one is known by its beginning.
    return len(folded) > 5 and _begins(folded, source.words)


def _begins(word: str, known: set[str]) -> bool:
    head = word[: max(4, len(word) - 3)]
    return any(other.startswith(head) for other in known)


def _closeness(sentence: str, source: _Source) -> Iterator[str]:
    """Check a sentence against the three adjacent ones of the article that are nearest to it."""
    wanted = _parts(names(sentence, source.small))
    figures = numbers(sentence, source.lexicon) & set().union(*source.numbers)
    places = range(max(1, len(source.sentences) - _WINDOW + 1))
    fitting = [first for first in places if _holds(first, wanted & source.words, figures, source)]
    if not fitting:
        yield "it joins facts that stand apart in the article"
        return
    bag = set(stems(sentence, source.vocabulary))

    def shared(each: int) -> int:
        return len(bag & source.stems[each])

    first = max(fitting, key=lambda each: sum(map(shared, source.around(each))))
    nearest = max(
        source.around(first), key=lambda each: shared(each) ** 2 / (len(source.stems[each]) or 1)
    )
    # The words of one sentence about the person of the next: the commonest of confusions.
    if (
        shared(nearest) > _SAME * len(bag)
        and (wanted & source.words) - source.words_of(nearest) - source.words_of(0)
        and source.names[nearest] - wanted
    ):
        yield "it may give one person the deeds of another"
    yield from _stance(plain(sentence), first, nearest, source)


def _stance(said: str, first: int, nearest: int, source: _Source) -> Iterator[str]:
    """Check that a claim keeps its claimant, and that nothing is denied which is not."""
    there, table = source.sentences[nearest], source.lexicon
    if table.attribution.search(there) and not table.attribution.search(said):
        yield "it leaves out who says so"
    if table.negation.search(there) and not table.negation.search(said):
        yield "it leaves out a denial"
    around = " ".join(source.sentences[each] for each in source.around(first))
    if table.negation.search(said) and not table.negation.search(around):
        yield "it denies what the article does not deny"


def _holds(first: int, wanted: set[str], figures: set[str], source: _Source) -> bool:
    around = {0, *source.around(first)}  # what the headline names is known everywhere
    if not figures <= set().union(*(source.numbers[each] for each in around)):
        return False
    here = set(words(" ".join(source.sentences[each] for each in around)))
    return all(part in here or _begins(part, here) for part in wanted)


def _novelty(summary: str, source: _Source) -> Iterator[str]:
    said = set(stems(summary, source.vocabulary))
    if not is_cjk(summary):
        said = {stem for stem in said if len(stem) > 2 and not stem.isdigit()}
    known = set().union(*source.stems)
    new = {stem for stem in said if stem not in known and not _is_form_of(stem, known)}
    most = _MOST_NEW / 2 if _CASELESS.search(summary) else _MOST_NEW
    if said and len(new) > most * len(said):
        yield "too many of its words are not the article's"


def _is_form_of(stem: str, known: set[str]) -> bool:
    head = stem[: max(4, len(stem) - 2)]
    return len(stem) > 4 and any(other.startswith(head) for other in known)
