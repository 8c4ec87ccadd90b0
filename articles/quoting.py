"""A passage of a text by its words: W3C's TextQuoteSelector, found again in a later text.

https://www.w3.org/TR/annotation-model/#text-quote-selector
"""

import re
from difflib import SequenceMatcher
from enum import StrEnum
from html import unescape
from typing import NamedTuple

CONTEXT = 40  # characters of prefix and suffix
SHORT = 24  # a passage shorter than this is found by its surroundings only
MENDED = 0.75  # how alike surroundings are in which no more than a word was mended
ENOUGH = 12  # characters of surroundings that tell one place from another


# In the renderer's own HTML: the numbers of citations, the arrows back to them, and every tag.
_LEFT_OUT = re.compile(r'<sup class="citation">.*?</sup>|<a class="backlink".*?</a>', re.DOTALL)
_SPACE = re.compile(r"\s+")
_HEADING = re.compile(r"<h([1-6])[ >].*?</h\1>", re.DOTALL)
_MARK = "\0"  # stands in no text
_TAG = re.compile(r'<[a-z/](?:[^>"]|"[^"]*")*>')


class Quote(NamedTuple):
    """`exact` words between `prefix` and `suffix`; `position` is where they stood, as a hint."""

    exact: str
    prefix: str
    suffix: str
    position: int


class Carried(StrEnum):
    SAME = "same"
    MOVED = "moved"
    GONE = "gone"


class Place(NamedTuple):
    """Where a quote is in a text: the same, moved to other surroundings, or gone (start 0)."""

    carried: Carried
    start: int


def text_of(html: str) -> str:
    """Return the words of stored HTML in one line, without the numbers of citations."""
    words = unescape(_TAG.sub("", _LEFT_OUT.sub("", html)))
    return " ".join(words.split())


def headings_in(html: str) -> list[tuple[int, str]]:
    """Return where each heading of stored HTML begins in its `text_of`, with its words."""
    found = [text_of(heading[0]) for heading in _HEADING.finditer(html)]
    marked = text_of(_HEADING.sub(lambda heading: f"{_MARK}{heading[0]}", html))
    places = [place for place, character in enumerate(marked) if character == _MARK]
    return [
        (place - before, words)
        for before, (place, words) in enumerate(zip(places, found, strict=True))
    ]


def quote(text: str, start: int, end: int) -> Quote:
    return Quote(
        text[start:end],
        text[max(0, start - CONTEXT) : start],
        text[end : end + CONTEXT],
        start,
    )


def locate(wanted: Quote, text: str, before: str = "") -> Place:
    """Find `wanted` in `text`.

    `before` is the text that it was taken from. With it, a repetition of the words that stood
    elsewhere already is not taken for the passage when the passage itself is gone.
    """
    others = [other for other in _quotes(wanted.exact, before) if other.position != wanted.position]
    best, found = -1, Place(Carried.GONE, 0)
    for other in _quotes(wanted.exact, text):
        alike = _alike(wanted, other)
        if any(_alike(elsewhere, other) > alike for elsewhere in others):
            continue
        near = abs(other.position - wanted.position)
        if alike > best or (alike == best and near < abs(found.start - wanted.position)):
            best, found = alike, Place(_carried(wanted, other), other.position)
    if best < ENOUGH and best < len(wanted.prefix) + len(wanted.suffix):
        alone = best >= 0 and len(wanted.exact) >= SHORT
        return found if alone else Place(Carried.GONE, 0)
    return found


def find_passage(text: str, passage: str, prefix: str = "", suffix: str = "") -> Quote | None:
    """Return the quote of `passage`, as a person typed or selected it, or None if it is not there.

    Of several the one whose surroundings are most like `prefix` and `suffix`, else the first.
    """
    words = " ".join(passage.split())
    around = Quote(words, _SPACE.sub(" ", prefix), _SPACE.sub(" ", suffix), 0)
    return max(_quotes(words, text), key=lambda one: _alike(around, one), default=None)


def _quotes(exact: str, text: str) -> list[Quote]:
    if not exact:
        return []
    starts = (match.start() for match in re.finditer(f"(?={re.escape(exact)})", text))
    return [quote(text, start, start + len(exact)) for start in starts]


def _alike(one: Quote, other: Quote) -> int:
    """Return how many characters of the surroundings are the same, outwards from the passage."""
    return _shared(one.prefix[::-1], other.prefix[::-1]) + _shared(one.suffix, other.suffix)


def _shared(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _carried(wanted: Quote, found: Quote) -> Carried:
    """Return whether it stands where it stood: one side is the same, or a word was mended there."""
    is_same = _same_place(wanted.prefix, found.prefix) or _same_place(wanted.suffix, found.suffix)
    return Carried.SAME if is_same else Carried.MOVED


def _same_place(before: str, now: str) -> bool:
    return before == now or SequenceMatcher(None, before, now, autojunk=False).ratio() >= MENDED
