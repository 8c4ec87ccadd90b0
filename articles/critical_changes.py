"""What can hurt among the changes of a passage, each at the paragraph it stands in.

A changed paragraph is compared with what it was, never with the whole text: a dose that is gone
here is gone here, also where the same words stand elsewhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import NamedTuple

from articles.critical_terms import Change, Finding, find
from articles.critical_terms.comparing import Group, by_sentence, compared, in_both
from articles.under_headings import LEADING, Headings, heading_of, is_heading, under_headings
from articles.wordwise import Mark, Paragraph, earlier, later


class Told(NamedTuple):
    """A change in the paragraph at `place`, which stands under headings."""

    place: int
    change: Change
    under: Headings


class Moved(NamedTuple):
    """Sentences that stand in the same words under another heading, or behind other words."""

    place: int
    findings: tuple[Finding, ...]
    was: Headings
    now: Headings


class Headed(NamedTuple):
    """A heading that changed above paragraphs that stayed; `place` is its own or the first's."""

    place: int
    findings: tuple[Finding, ...]
    was: Headings
    now: Headings


class Whole(NamedTuple):
    """Paragraphs in a row that were added or removed as a whole, of one section."""

    mark: Mark
    places: tuple[int, ...]
    heading: str  # its own, or "" where the paragraphs are part of a section
    under: Headings
    findings: tuple[tuple[int, Finding], ...]


@dataclass
class CriticalChanges:
    told: list[Told] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    headed: list[Headed] = field(default_factory=list)
    whole: list[Whole] = field(default_factory=list)


class _Stand(NamedTuple):
    """A paragraph as it was and as it is, with the headings above it then and now."""

    place: int
    mark: Mark
    old: str
    new: str
    was: Headings
    now: Headings


class _Alone(NamedTuple):
    """A sentence that only one of the texts has at its place."""

    stand: _Stand
    group: Group
    is_new: bool


def critical_changes(given: Sequence[Paragraph]) -> CriticalChanges:
    """Return what can hurt among the changes of a passage, by how to tell it."""
    stands = list(_rewritten(_stands(given)))
    found = CriticalChanges(headed=list(_headed(stands)))
    heads = {one.place for one in found.headed}
    gone: list[_Alone] = []
    new: list[_Alone] = []
    for stand in stands:
        if stand.mark == Mark.CHANGED and not (stand.place in heads and is_heading(stand.new)):
            inside = compared(stand.old, stand.new)
            found.told += [Told(stand.place, one, stand.now) for one in inside.changes]
            found.moved += [
                Moved(stand.place, tuple(now), stand.was, stand.now) for _, now in inside.moved
            ]
            gone += [_Alone(stand, group, is_new=False) for group in inside.gone]
            new += [_Alone(stand, group, is_new=True) for group in inside.new]
        elif stand.mark == Mark.REMOVED:
            gone += [_Alone(stand, group, is_new=False) for group in _groups(stand.old)]
        elif stand.mark == Mark.ADDED:
            new += [_Alone(stand, group, is_new=True) for group in _groups(stand.new)]
    moves = list(_across(gone, new))
    stayed = {id(one) for pair in moves for one in pair}
    found.moved += _elsewhere(moves)
    left = [one for one in (*gone, *new) if id(one) not in stayed]
    found.told += _single(left)
    found.whole = [one for one in _whole(stands, left) if not (heads and _is_bare(one, stands))]
    return found


def _groups(text: str) -> list[Group]:
    return [group for _, group in by_sentence(text) if group]


def _stands(given: Sequence[Paragraph]) -> list[_Stand]:
    olds = [earlier(one.runs) for one in given]
    news = [later(one.runs) for one in given]
    was = under_headings(olds)  # a paragraph that was not there yet is an empty one
    now = under_headings(news)
    marks = (one.mark for one in given)
    return list(map(_Stand, range(len(given)), marks, olds, news, was, now))


def _rewritten(stands: list[_Stand]) -> Iterator[_Stand]:
    """Take one paragraph that is gone, with a new one in its place, for one that was rewritten."""
    runs = [list(run) for _, run in groupby(stands, key=lambda stand: stand.mark)]
    replaced: dict[int, _Stand] = {}
    for before, after in pairwise(runs):
        old, new = before[0], after[0]
        is_pair = (old.mark, new.mark, len(before), len(after)) == (Mark.REMOVED, Mark.ADDED, 1, 1)
        if is_pair and not is_heading(old.old) and not is_heading(new.new):
            replaced[old.place] = new._replace(mark=Mark.CHANGED, old=old.old, was=old.was)
    skipped = {new.place for new in replaced.values()}
    for stand in stands:
        if stand.place in replaced:
            yield replaced[stand.place]
        elif stand.place not in skipped:
            yield stand


def _headed(stands: list[_Stand]) -> Iterator[Headed]:
    """Yield each heading that changed above paragraphs in which something can hurt."""
    found: dict[tuple[Headings, Headings], list[tuple[int, list[Finding]]]] = {}
    heading: _Stand | None = None
    for stand in stands:
        if is_heading(stand.new):
            heading = stand
        elif stand.mark in {Mark.SAME, Mark.CHANGED} and stand.was != stand.now:
            was, now = _apart(stand.was, stand.now)
            findings = find(stand.new)
            if findings or find(". ".join(was + now)):
                is_its = heading is not None and heading.mark != Mark.SAME
                place = heading.place if is_its and heading else stand.place
                found.setdefault((was, now), []).append((place, findings))
    for (was, now), below in found.items():
        yield Headed(below[0][0], tuple(one for _, some in below for one in some), was, now)


def _apart(was: Headings, now: Headings) -> tuple[Headings, Headings]:
    """Leave out the headings that stand above both."""
    shared = 0
    while shared < min(len(was), len(now)) and was[shared] == now[shared]:
        shared += 1
    return was[shared : shared + 1], now[shared : shared + 1]


def _across(gone: list[_Alone], new: list[_Alone]) -> Iterator[tuple[_Alone, _Alone]]:
    """Pair the sentences that left one paragraph with the same ones that came to another."""
    by_group = {id(one.group): one for one in (*gone, *new)}
    for then, now in in_both([one.group for one in gone], [one.group for one in new]):
        yield by_group[id(then)], by_group[id(now)]


def _elsewhere(moves: list[tuple[_Alone, _Alone]]) -> Iterator[Moved]:
    """Yield what moved to another heading, what moved together as one."""
    found: dict[tuple[int, int], list[tuple[_Alone, _Alone]]] = {}
    for then, now in moves:
        is_its_heading = is_heading(now.stand.new)
        if then.stand.was != now.stand.now and not is_its_heading:
            found.setdefault((then.stand.place, now.stand.place), []).append((then, now))
    for pairs in found.values():
        then, now = pairs[0]
        findings = tuple(finding for _, one in pairs for finding in one.group)
        yield Moved(now.stand.place, findings, then.stand.was, now.stand.now)


def _single(left: list[_Alone]) -> Iterator[Told]:
    """Yield what is gone from a paragraph that stayed, or new in it."""
    for one in left:
        if one.stand.mark == Mark.CHANGED:
            for finding in one.group:
                pair = (None, finding) if one.is_new else (finding, None)
                yield Told(one.stand.place, Change(finding.kind, *pair), one.stand.now)


def _is_bare(one: Whole, stands: list[_Stand]) -> bool:
    """Return whether it is headings only: what they stood above tells of them."""
    texts = (stand.new or stand.old for stand in stands if stand.place in one.places)
    return bool(one.heading) and all(map(is_heading, texts))


def _whole(stands: list[_Stand], left: list[_Alone]) -> Iterator[Whole]:
    held: dict[int, list[Finding]] = {}
    for one in left:
        held.setdefault(one.stand.place, []).extend(one.group)
    for stretch in _stretches(stands):
        places = tuple(stand.place for stand in stretch)
        findings = tuple((place, finding) for place in places for finding in held.get(place, []))
        if findings:
            first = stretch[0]
            text, under = (first.new, first.now) if first.new else (first.old, first.was)
            heading = heading_of(text)
            yield Whole(first.mark, places, heading.words if heading else "", under, findings)


def _stretches(stands: list[_Stand]) -> Iterator[list[_Stand]]:
    """Yield what was added or removed as a whole, a section with the sections in it at once."""
    for mark, run in groupby(stands, key=lambda stand: stand.mark):
        if mark in {Mark.SAME, Mark.CHANGED}:
            continue
        stretch: list[_Stand] = []
        level = LEADING
        for stand in run:
            heading = heading_of(stand.new or stand.old)
            if heading and heading.level <= level and heading.level < LEADING and stretch:
                yield stretch
                stretch = []
            if heading and not stretch:
                level = heading.level
            stretch.append(stand)
        yield stretch
