"""Finding in one text everything that can hurt."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from articles.critical_terms.finding import Finding, Kind
from articles.critical_terms.frequencies import frequencies
from articles.critical_terms.legible import Legible
from articles.critical_terms.negations import negations
from articles.critical_terms.quantities import age_groups, quantities
from articles.critical_terms.units import UNIT_ALONE, canonical
from articles.critical_terms.vocabulary import terms
from articles.sentences import Sentence, sentences

_UNIT_ALONE = re.compile(UNIT_ALONE)

Span = tuple[Kind, str, int, int]


def find(text: str) -> list[Finding]:
    """Return what can hurt in `text`, in order; the time it takes grows with the text's length."""
    return list(_found(text))


@lru_cache(maxsize=32)  # the wordings of a few articles, each asked for several times over
def _found(text: str) -> tuple[Finding, ...]:
    legible = Legible(text)
    stretches = sentences(text)
    starts = [sentence.start for sentence in stretches]
    spans = sorted(_spans(legible.words), key=lambda span: (span[2], span[3], span[0], span[1]))
    return tuple(_finding(text, legible, span, stretches, starts) for span in spans)


def _spans(words: str) -> Iterator[Span]:
    how_often = frequencies(words)
    counted = [span for span in quantities(words) if not _inside(span, how_often)]
    yield from how_often
    yield from counted
    for unit in _UNIT_ALONE.finditer(words):
        span = Kind.UNIT, canonical(unit[0]), *unit.span()
        if not _inside(span, counted) and not _inside(span, how_often):
            yield span
    yield from age_groups(words)
    yield from negations(words)
    yield from terms(words)


def _inside(span: Span, others: list[Span]) -> bool:
    """Return whether one of `others`, in order and apart from each other, overlaps `span`."""
    place = bisect_right(others, span[2], key=lambda other: other[3])
    return place < len(others) and others[place][2] < span[3]


def _finding(
    text: str, legible: Legible, span: Span, stretches: list[Sentence], starts: list[int]
) -> Finding:
    kind, value, first, last = span
    start, end = legible.span(first, last)
    sentence = stretches[max(0, bisect_right(starts, start) - 1)]
    return Finding(kind, value, start, end, text[start:end], sentence.text)
