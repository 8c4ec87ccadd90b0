"""What changed between two texts, line by line, and word by word within a changed line."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
WORD_LIMIT = 4_000  # words in a changed passage; comparing longer ones takes seconds

Piece = tuple[str, str]


def compare(before: str, after: str) -> list[Piece]:
    """Return the pieces of both texts in order, each marked SAME, GONE or NEW.

    Without the GONE pieces they make `after`, without the NEW ones `before`.
    """
    lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return list(_joined(_lines(*lines)))


def _lines(before: list[str], after: list[str]) -> Iterator[Piece]:
    for mark, old, new in _pieces(before, after):
        old_words, new_words = re.split(r"(\s+)", old), re.split(r"(\s+)", new)
        if mark == SAME:
            yield SAME, new
        elif old and new and _are_alike(old_words, new_words):
            yield from _words(old_words, new_words)
        else:
            yield from ((GONE, old), (NEW, new))


def _are_alike(before: list[str], after: list[str]) -> bool:
    """Return whether to compare word by word: what shares little is clearer as a whole."""
    short = len(before) + len(after) <= WORD_LIMIT
    return short and SequenceMatcher(None, before, after).ratio() > 0.5


def _words(before: list[str], after: list[str]) -> Iterator[Piece]:
    for mark, old, new in _pieces(before, after):
        if mark == SAME:
            yield SAME, new
        else:
            yield from ((GONE, old), (NEW, new))


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    matcher = SequenceMatcher(None, before, after)
    for tag, i, j, k, m in matcher.get_opcodes():
        yield SAME if tag == "equal" else GONE, "".join(before[i:j]), "".join(after[k:m])


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Leave empty pieces out and join neighbours of one mark."""
    last_mark, text = "", ""
    for mark, piece in pieces:
        if not piece:
            continue
        if mark != last_mark and text:
            yield last_mark, text
            text = ""
        last_mark, text = mark, text + piece
    if text:
        yield last_mark, text
