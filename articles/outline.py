"""Headings of a part, nested under the page's own: from h3, without a skipped level, to h6."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it.token import Token

from articles.commonmark import words

SHALLOWEST, DEEPEST = 3, 6
MAX_SLUG = 60


class Heading(NamedTuple):
    """A heading of a page: its anchor, its words, and its level (2 for h2)."""

    id: str
    text: str
    level: int


def nest(tokens: list[Token], prefix: str) -> list[Heading]:
    """Set level and id of each heading in `tokens` and return them.

    The topmost headings become h3 whatever level they were written with. Every id is `prefix`, a
    hyphen and the heading's words, with a number behind it where two are the same.
    """
    return list(_nested(tokens, prefix))


def _nested(tokens: list[Token], prefix: str) -> Iterator[Heading]:
    outline: list[int] = []
    anchors = _Anchors(prefix)
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type != "heading_open":
            continue
        text = words(inline.children)
        if not text:  # a screen reader would announce a heading and read nothing
            opening.tag = closing.tag = "p"
            continue
        level = _level(outline, int(opening.tag[1]))
        opening.tag = closing.tag = f"h{level}"
        heading = Heading(anchors.new(text), text, level)
        opening.attrs = {"id": heading.id}
        yield heading


def _level(outline: list[int], written: int) -> int:
    """Return the page's level for a heading; `outline` has those it stands under, as written."""
    while outline and outline[-1] >= written:
        outline.pop()
    outline.append(written)
    return min(SHALLOWEST + len(outline) - 1, DEEPEST)


class _Anchors:
    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._used: set[str] = set()
        self._repeats: Counter[str] = Counter()

    def new(self, text: str) -> str:
        slug = re.sub(r"[\W_]+", "-", text.lower())[:MAX_SLUG].strip("-") or "section"
        anchor = first = f"{self._prefix}-{slug}"
        while anchor in self._used:
            self._repeats[first] += 1
            anchor = f"{first}-{self._repeats[first] + 1}"
        self._used.add(anchor)
        return anchor
