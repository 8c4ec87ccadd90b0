"""Under which headings the paragraphs of a text stand, as Markdown that was split at empty lines.

A short line that leads over to what follows counts as one: "For adults:", or a line all in bold.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from articles.markup import plain_text

_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*)$|^(\S.*)\n {0,3}(?:(=+)|-+)[ \t]*$", re.MULTILINE)
_LEADS = re.compile(r"(?:\*\*|__)[^\n]{1,100}(?:\*\*|__)[.:]?|(?![-*#>|\d])[^\n]{1,80}:\**")
LEADING = 7  # below the six levels of headings

Headings = tuple[str, ...]


class Above(NamedTuple):
    level: int
    words: str


def heading_of(text: str) -> Above | None:
    """Return the heading that a paragraph begins with, or that it is."""
    return next(_within(text), None)


def is_heading(text: str) -> bool:
    """Return whether a paragraph is a heading, and nothing besides."""
    stripped = text.strip()
    found = _HEADING.match(stripped)
    is_whole = found is not None and found.end() == len(stripped)
    return is_whole or _LEADS.fullmatch(stripped) is not None


def under_headings(paragraphs: Iterable[str]) -> Iterator[Headings]:
    """Yield the words of the headings above each paragraph, the topmost first."""
    above: list[Above] = []
    for text in paragraphs:
        yield tuple(one.words for one in above)
        for heading in _within(text):
            above = [*(one for one in above if one.level < heading.level), heading]


def _within(text: str) -> Iterator[Above]:
    if _LEADS.fullmatch(text.strip()):
        yield Above(LEADING, _words(text))
    for found in _HEADING.finditer(text):
        level = len(found[1]) if found[1] else 1 if found[4] else 2
        yield Above(level, _words(found[2] or found[3] or ""))


def _words(text: str) -> str:
    return " ".join(plain_text(text).split()).rstrip(":")
