"""What changed between two texts: by paragraphs, and word by word within a changed one."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, starmap

WORD_LIMIT = 4_000  # words in a changed passage; comparing longer ones takes seconds
PAIRS_LIMIT = 10_000  # pairs of changed paragraphs of which the alike are looked for
ALIKE = 0.5  # of the words; what shares less is clearer as a whole
_BETWEEN = re.compile(r"(\s+|[.,;:!?)\]]+(?=\s|$))")  # so that a full stop is no part of a word


class Mark(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Run:
    """Words that stand in both texts (SAME), in the later (ADDED) or in the earlier (REMOVED)."""

    mark: Mark
    text: str


@dataclass(frozen=True)
class Paragraph:
    mark: Mark
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Fold:
    """Paragraphs in a row that all changed, or that are all the same and may be folded away."""

    is_changed: bool
    paragraphs: tuple[Paragraph, ...]


def runs(before: str, after: str) -> tuple[Run, ...]:
    """Return the runs of both texts in order: without REMOVED they make `after`, without ADDED
    `before`."""
    lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return tuple(_joined(_by_lines(*lines)))


def earlier(given: Iterable[Run]) -> str:
    """Return the text that runs were made of as it was."""
    return "".join(run.text for run in given if run.mark != Mark.ADDED)


def later(given: Iterable[Run]) -> str:
    """Return the text that runs were made of as it is now."""
    return "".join(run.text for run in given if run.mark != Mark.REMOVED)


def paragraphs(before: str, after: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of both texts in order, a changed one with its earlier words.

    Those that are not REMOVED, joined by an empty line, make `after` without its REMOVED runs.
    """
    old, new = _split(before), _split(after)
    found: list[Paragraph] = []
    for tag, i, j, k, m in _steps(old, new):
        if tag == "equal":
            found += [Paragraph(Mark.SAME, _whole(Mark.SAME, text)) for text in new[k:m]]
        else:
            found += starmap(_paragraph, _paired(old[i:j], new[k:m]))
    return tuple(found)


def folds(given: Sequence[Paragraph]) -> list[Fold]:
    """Return `given` in stretches that changed and stretches that did not."""
    stretches = groupby(given, key=lambda paragraph: paragraph.mark != Mark.SAME)
    return [Fold(is_changed, tuple(stretch)) for is_changed, stretch in stretches]


def _split(text: str) -> list[str]:
    return text.split("\n\n") if text else []


def _paragraph(before: str | None, after: str | None) -> Paragraph:
    if before is None or after is None:
        mark = Mark.ADDED if before is None else Mark.REMOVED
        return Paragraph(mark, _whole(mark, after if before is None else before))
    return Paragraph(Mark.CHANGED, runs(before, after))


def _whole(mark: Mark, text: str | None) -> tuple[Run, ...]:
    return (Run(mark, text),) if text else ()


def _paired(before: list[str], after: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """Pair alike paragraphs in their order; the others stand alone."""
    start = 0
    for old in before:
        place = _like(old, after, start) if len(before) * len(after) <= PAIRS_LIMIT else None
        if place is None:
            yield old, None
            continue
        yield from ((None, new) for new in after[start:place])
        yield old, after[place]
        start = place + 1
    yield from ((None, new) for new in after[start:])


def _like(old: str, after: list[str], start: int) -> int | None:
    """Return the place of the paragraph from `start` on that shares most words with `old`."""
    words = _words(old)
    shares = [_share(words, _words(new)) for new in after[start:]]
    best = max(shares, default=0.0)
    return start + shares.index(best) if best > ALIKE else None


def _words(text: str) -> Counter[str]:
    return Counter(word for word in _BETWEEN.split(text) if word and not word.isspace())


def _share(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _by_lines(before: list[str], after: list[str]) -> Iterator[Run]:
    for tag, i, j, k, m in _steps(before, after):
        old, new = "".join(before[i:j]), "".join(after[k:m])
        if tag == "equal":
            yield Run(Mark.SAME, new)
        else:
            yield from _by_words(old, new)


def _by_words(old: str, new: str) -> Iterator[Run]:
    before, after = _BETWEEN.split(old), _BETWEEN.split(new)
    matcher = SequenceMatcher(None, before, after)
    if len(before) + len(after) > WORD_LIMIT or matcher.ratio() <= ALIKE:
        yield from (Run(Mark.REMOVED, old), Run(Mark.ADDED, new))
        return
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield Run(Mark.SAME, "".join(after[k:m]))
        else:
            yield Run(Mark.REMOVED, "".join(before[i:j]))
            yield Run(Mark.ADDED, "".join(after[k:m]))


def _steps(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield difflib's opcodes; what both begin and end with costs nothing."""
    shorter = min(len(before), len(after))
    start = end = 0
    while start < shorter and before[start] == after[start]:
        start += 1
    while end < shorter - start and before[-1 - end] == after[-1 - end]:
        end += 1
    if start:
        yield "equal", 0, start, 0, start
    middle = before[start : len(before) - end], after[start : len(after) - end]
    for tag, i, j, k, m in SequenceMatcher(None, *middle).get_opcodes():
        yield tag, i + start, j + start, k + start, m + start
    if end:
        yield "equal", len(before) - end, len(before), len(after) - end, len(after)


def _joined(found: Iterator[Run]) -> Iterator[Run]:
    """Leave empty runs out and join neighbours of one mark."""
    full = (run for run in found if run.text)
    for mark, neighbours in groupby(full, key=lambda run: run.mark):
        yield Run(mark, "".join(run.text for run in neighbours))
