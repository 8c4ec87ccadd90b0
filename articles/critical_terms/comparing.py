"""Which findings one text has and another lacks or tells otherwise."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

from articles.critical_terms.finding import Finding, Kind
from articles.critical_terms.looking import find
from articles.sentences import sentences

ALIKE = 0.4  # of the words of two sentences, so that one counts as the other rewritten
MOST_PAIRS = 200_000  # beyond it, as where a whole text is new, sentences are paired in order


class Change(NamedTuple):
    """A finding that is new, gone, or stands for another one now."""

    kind: Kind
    before: Finding | None
    after: Finding | None

    @property
    def is_added(self) -> bool:
        return self.before is None

    @property
    def is_removed(self) -> bool:
        return self.after is None


Group = list[Finding]  # those of one sentence


class Compared(NamedTuple):
    """What changed between two texts, and the sentences that only one of them has.

    `moved` are pairs of a sentence that stands behind other words now, the same in both texts.
    """

    changes: list[Change]
    gone: list[Group]
    new: list[Group]
    moved: list[tuple[Group, Group]]


def compare(before: str, after: str) -> list[Change]:
    """Return what changed from `before` to `after`, in the order in which to look at it.

    A sentence that only moved changes nothing. Within a sentence order counts: two doses that
    changed places are two changes.
    """
    found = compared(before, after)
    alone = [*((group, []) for group in found.gone), *(([], group) for group in found.new)]
    return in_order(found.changes + [change for pair in alone for change in between(*pair)])


def in_order(changes: list[Change]) -> list[Change]:
    """Return `changes` in the order in which to look at them."""
    order = list(Kind)
    return sorted(changes, key=lambda change: (order.index(change.kind), _place(change)))


def compared(before: str, after: str) -> Compared:
    """Compare two texts sentence by sentence.

    Sentences in which nothing can hurt and that both texts have in one order hold the others in
    their place: behind "For adults:" a dose is compared with what stood there, wherever else that
    stands now.
    """
    pairs: list[tuple[Group, Group]] = []
    gone: list[Group] = []
    new: list[Group] = []
    for stretch in _stretches(by_sentence(before), by_sentence(after)):
        paired, *alone = _matched(*without_common(*stretch))
        pairs += paired
        gone += alone[0]
        new += alone[1]
    moved = in_both(gone, new)
    paired, gone, new = _matched(*without_common(gone, new))
    changes = [change for pair in (*pairs, *paired) for change in between(*pair)]
    return Compared(changes, gone, new, moved)


def only_in(text: str, other: str) -> list[Finding]:
    """Return the findings of `text` whose value `other` has nowhere: for texts told differently."""
    known = {(finding.kind, finding.value) for finding in find(other)}
    return [finding for finding in find(text) if (finding.kind, finding.value) not in known]


def by_sentence(text: str) -> list[tuple[str, Group]]:
    """Return the sentences of `text` in one line each, with the findings in them."""
    found: list[tuple[str, Group]] = [(_line(one.text), []) for one in sentences(text)]
    starts = [one.start for one in sentences(text)]
    for finding in find(text):
        found[max(0, bisect_right(starts, finding.start) - 1)][1].append(finding)
    return found


def _line(text: str) -> str:
    return " ".join(text.split())


def _sentence(group: Group) -> str:
    return _line(group[0].sentence) if group else ""


def _stretches(
    old: list[tuple[str, Group]], new: list[tuple[str, Group]]
) -> Iterator[tuple[list[Group], list[Group]]]:
    """Yield the groups of both texts between the harmless sentences that both have in order."""
    quiet = [[n for n, (_, group) in enumerate(text) if not group] for text in (old, new)]
    lines, others = ([text[n][0] for n in at] for at, text in zip(quiet, (old, new), strict=True))
    blocks = SequenceMatcher(None, lines, others, autojunk=False).get_matching_blocks()
    cuts = [(quiet[0][i + n], quiet[1][k + n]) for i, k, size in blocks for n in range(size)]
    start, begin = 0, 0
    for end, last in (*cuts, (len(old), len(new))):
        yield (
            [group for _, group in old[start:end] if group],
            [group for _, group in new[begin:last] if group],
        )
        start, begin = end + 1, last + 1


def in_both(old: list[Group], new: list[Group]) -> list[tuple[Group, Group]]:
    """Pair the sentences that stand in both texts, as often as they stand in both."""
    places: dict[str, list[Group]] = {}
    for group in reversed(new):
        places.setdefault(_sentence(group), []).append(group)
    return [
        (group, places[_sentence(group)].pop()) for group in old if places.get(_sentence(group))
    ]


def without_common(old: list[Group], new: list[Group]) -> tuple[list[Group], list[Group]]:
    """Leave out the sentences that stand in both texts, as often as they stand in both."""
    common = Counter(map(_sentence, old)) & Counter(map(_sentence, new))
    return _left(old, Counter(common)), _left(new, Counter(common))


def _left(groups: list[Group], common: Counter[str]) -> list[Group]:
    left = []
    for group in groups:
        if common[_sentence(group)] > 0:
            common[_sentence(group)] -= 1
        else:
            left.append(group)
    return left


def _matched(
    old: list[Group], new: list[Group]
) -> tuple[list[tuple[Group, Group]], list[Group], list[Group]]:
    """Pair each sentence with the one it was rewritten to, the most alike first.

    Returns the pairs, and what is left of either text.
    """
    if len(old) == len(new) == 1:
        return [(old[0], new[0])], [], []
    pairs: list[tuple[Group, Group]] = []
    left, right = dict(enumerate(old)), dict(enumerate(new))
    for i, k in _most_alike(old, new):
        if i in left and k in right:
            pairs.append((left.pop(i), right.pop(k)))
    return pairs, list(left.values()), list(right.values())


def _most_alike(old: list[Group], new: list[Group]) -> list[tuple[int, int]]:
    if len(old) * len(new) > MOST_PAIRS:
        return [(place, place) for place in range(min(len(old), len(new)))]
    words = [set(_sentence(group).lower().split()) for group in old]
    others = [set(_sentence(group).lower().split()) for group in new]
    likeness = [
        (_likeness(one, other), i, k)
        for i, one in enumerate(words)
        for k, other in enumerate(others)
    ]
    alike = [(i, k, ratio) for ratio, i, k in likeness if ratio >= ALIKE]
    return [(i, k) for i, k, _ in sorted(alike, key=lambda pair: -pair[2])]


def _likeness(words: set[str], others: set[str]) -> float:
    return 2 * len(words & others) / (len(words) + len(others))


def between(old: Group, new: Group) -> list[Change]:
    """Return what one sentence has and the other lacks or tells otherwise."""
    return [
        change
        for kind in Kind
        for change in _of_kind(
            kind,
            [finding for finding in old if finding.kind == kind],
            [finding for finding in new if finding.kind == kind],
        )
    ]


def _of_kind(kind: Kind, old: Group, new: Group) -> list[Change]:
    if len(old) == len(new):
        return [
            Change(kind, one, other)
            for one, other in zip(old, new, strict=True)
            if one.value != other.value
        ]
    values = [finding.value for finding in old], [finding.value for finding in new]
    return [
        Change(kind, one, other)
        for tag, i, j, k, m in SequenceMatcher(None, *values, autojunk=False).get_opcodes()
        if tag != "equal"
        for one, other in zip_longest(old[i:j], new[k:m])
    ]


def _place(change: Change) -> int:
    finding = change.after or change.before
    return finding.start if finding else 0
