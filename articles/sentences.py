"""Plain text as sentences: what a finding, a comment or a check of a source stands in."""

import re
from typing import NamedTuple

# A list item or an empty line ends a sentence without a mark; a line end inside one does not.
_END = re.compile(
    r"[.!?\u2026][\"'\u201d\u2019)\]]*\s+|\n\s*\n\s*|\n\s*(?=[-*#>|\u2022]|\d+[.)]\s)"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:[a-z]|e\.g|i\.e|vs|cf|ca|approx|al|fig|figs|no|nos|dr|prof|mr|mrs|ms|st|incl|resp|max|"
    r"min|sec|hr|hrs|wk|viz|ref|refs|vol|ed|[bqt]\.i\.d|[bt]\.d|[qt]\.d\.s|[ip]\.[vmo]|s\.c|o\.d|"
    r"p\.r\.n))\.$",
    re.IGNORECASE,
)
_ALWAYS_GOES_ON = re.compile(r"\b(?:e\.g|i\.e|vs|cf|ca|approx|al|fig|figs|dr|prof|mr|mrs)\.$", re.I)
_STARTS = re.compile(r"[A-Z0-9\"'\u201c\u2018(\[*_<>\u2264\u2265\u2022-]")


class Sentence(NamedTuple):
    start: int
    end: int
    text: str


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of `text` in order, without the space around them.

    An abbreviation's full stop ends none where a small letter or a number's unit follows.
    """
    found: list[Sentence] = []
    start = 0
    for end in _END.finditer(text):
        if end[0].strip() and not _ends(text, end):
            continue
        _add(found, text, start, end.end())
        start = end.end()
    _add(found, text, start, len(text))
    return found


def _ends(text: str, end: re.Match[str]) -> bool:
    before = text[max(0, end.start() - 12) : end.start() + 1]
    if _ALWAYS_GOES_ON.search(before):
        return False
    following = text[end.end() : end.end() + 1]
    if _ABBREVIATION.search(before):
        return following.isupper()
    return not following or _STARTS.match(following) is not None or not following.islower()


def _add(found: list[Sentence], text: str, start: int, end: int) -> None:
    words = text[start:end]
    if words.strip():
        first = start + len(words) - len(words.lstrip())
        found.append(Sentence(first, first + len(words.strip()), words.strip()))
