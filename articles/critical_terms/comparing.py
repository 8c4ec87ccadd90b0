"""Which findings one text has and another lacks or tells otherwise."""

from collections import Counter
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from typing import NamedTuple

from articles.critical_terms.finding import Finding, Kind
from articles.critical_terms.looking import find

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


def compare(before: str, after: str) -> list[Change]:
    """Return what changed from `before` to `after`, in the order in which to look at it.

    A sentence that only moved changes nothing. Within a sentence order counts: two doses that
    changed places are two changes.
    """
    old, new = _without_common(_by_sentence(before), _by_sentence(after))
    changes = [change for pair in _paired(old, new) for change in _between(*pair)]
    order = list(Kind)
    return sorted(changes, key=lambda change: (order.index(change.kind), _place(change)))


def only_in(text: str, other: str) -> list[Finding]:
    """Return the findings of `text` whose value `other` has nowhere: for texts told differently."""
    known = {(finding.kind, finding.value) for finding in find(other)}
    return [finding for finding in find(text) if (finding.kind, finding.value) not in known]


Group = list[Finding]


def _by_sentence(text: str) -> list[Group]:
    return [list(group) for _, group in groupby(find(text), key=lambda finding: finding.sentence)]


def _sentence(group: Group) -> str:
    return " ".join(group[0].sentence.split()) if group else ""


def _without_common(old: list[Group], new: list[Group]) -> tuple[list[Group], list[Group]]:
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


def _paired(old: list[Group], new: list[Group]) -> list[tuple[Group, Group]]:
    """Pair each sentence with the one it was rewritten to: the most alike first."""
    if len(old) == len(new) == 1:
        return [(old[0], new[0])]
    pairs: list[tuple[Group, Group]] = []
    left, right = dict(enumerate(old)), dict(enumerate(new))
    for i, k in _most_alike(old, new):
        if i in left and k in right:
            pairs.append((left.pop(i), right.pop(k)))
    pairs += [(group, []) for group in left.values()]
    return pairs + [([], group) for group in right.values()]


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


def _between(old: Group, new: Group) -> list[Change]:
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
