"""The sentences of a paragraph that changed, as they stand in the text that readers will see."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from articles.markup import citation_keys, plain_text
from articles.sentences import sentences
from articles.wordwise import Mark, Paragraph, Run, earlier, later


class Stands(NamedTuple):
    """A sentence in plain words; `nth` of the same words in its wording, from 0."""

    exact: str
    nth: int


class Stretch(NamedTuple):
    """A sentence with what is gone from it; `old` and `new` are where it begins in either text.

    `stands` says where readers will see it: None where it is the same, or gone.
    """

    runs: tuple[Run, ...]
    old: int
    new: int
    stands: Stands | None

    @property
    def is_changed(self) -> bool:
        return any(run.mark != Mark.SAME for run in self.runs)


def stretches(given: Sequence[Paragraph], before: str) -> Iterator[list[Stretch]]:
    """Yield each paragraph sentence by sentence.

    Arguments: `before` is what stands before them in the same wording.
    """
    told = _Told(before)
    for paragraph in given:
        if paragraph.mark in {Mark.SAME, Mark.REMOVED}:
            yield [Stretch(paragraph.runs, 0, 0, None)]
            if paragraph.mark == Mark.SAME:
                told.add(later(paragraph.runs))
        else:
            yield [_standing(stretch, told) for stretch in _cut(paragraph.runs)]
            told.add("\n\n")


def _standing(stretch: Stretch, told: "_Told") -> Stretch:
    text = later(stretch.runs)
    exact = plain(text)
    if exact and stretch.is_changed:
        stretch = stretch._replace(stands=Stands(exact, told.count(exact)))
    told.add(text)
    return stretch


class _Told:
    """What readers have read so far, in plain words; it is read as Markdown only when asked for."""

    def __init__(self, text: str) -> None:
        self._plain, self._pending = "", [text]

    def add(self, text: str) -> None:
        self._pending.append(text)

    def count(self, exact: str) -> int:
        pending = "\n\n".join(self._pending)
        self._plain, self._pending = f"{self._plain} {plain(pending)}", []
        return self._plain.count(exact)


def plain(text: str) -> str:
    """Return the words of Markdown in one line, as a reader sees them."""
    return " ".join(plain_text(text).split())


def cited_otherwise(runs: Sequence[Run]) -> tuple[list[str], list[str]]:
    """Return the keys that a sentence cites now and did not, and those that it cited and does not.

    Of a sentence that is new, or that took another one in, there are none.
    """
    old, new = earlier(runs), later(runs)
    if len(sentences(old)) != len(sentences(new)):
        return [], []
    then, now = citation_keys(old), citation_keys(new)
    return [key for key in now if key not in then], [key for key in then if key not in now]


def _cut(runs: Sequence[Run]) -> Iterator[Stretch]:
    """Cut `runs` where a sentence of the later text begins; what is gone goes with what follows."""
    starts = [one.start for one in sentences(later(runs))][1:]
    old = 0
    for _, pieces in groupby(_pieces(runs, starts), key=lambda one: bisect_right(starts, one[0])):
        (new, first), *others = pieces
        found = (first, *(run for _, run in others))
        yield Stretch(found, old, new, None)
        old += len(earlier(found))


def _pieces(runs: Sequence[Run], starts: list[int]) -> Iterator[tuple[int, Run]]:
    """Yield each run, cut at `starts`, after where in the later text it is."""
    at = 0
    for run in runs:
        if run.mark == Mark.REMOVED:
            yield at, run
            continue
        end = at + len(run.text)
        inside = starts[bisect_right(starts, at) : bisect_left(starts, end)]
        for here, there in pairwise((at, *inside, end)):
            yield here, Run(run.mark, run.text[here - at : there - at])
        at = end
