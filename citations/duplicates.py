"""Records that seem to be of one work: the same title, year and first author."""

from collections import Counter
from collections.abc import Collection, Iterable
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import Count

from citations.matching import work_key
from citations.models import COMPARED, Citation, DifferentWorks

GROUPS = 20  # on a page
_RECORDS = 200  # on a page: many a year has its "Editorial"
Pair = tuple[int, int]


class Duplicates(NamedTuple):
    """Groups of records, and where the next page begins, None on the last one."""

    groups: list[list[Citation]]
    next: int | None


def duplicates(after: int | None = None) -> Duplicates:
    """Return the groups that come after the number `after`, in a fixed number of queries.

    They are in the order of an index, so that a page costs the same in a large library. What an
    editor told apart is left out.
    """
    there = Citation.objects.filter(COMPARED)
    numbers = there.order_by("match_key").values("match_key").annotate(records=Count("*"))
    numbers = numbers.filter(records__gt=1)
    unsettled = numbers.exclude(match_key__in=_settled(numbers))
    if after is not None:
        unsettled = unsettled.filter(match_key__gt=after)
    found = list(unsettled.values_list("match_key", flat=True)[: GROUPS + 1])
    shown = found[:GROUPS]
    records = there.filter(match_key__in=shown).prefetch_related("notices")
    groups: dict[object, list[Citation]] = {}
    for record in records.order_by("match_key", "pk")[:_RECORDS]:
        groups.setdefault(work_key(record.csl()), []).append(record)
    pairs = DifferentWorks.standing().filter(first__match_key__in=shown)
    told = set(pairs.values_list("first_id", "second_id"))
    same = [part for key, group in groups.items() if key for part in not_apart(group, told)]
    return Duplicates(same, shown[-1] if len(found) > GROUPS else None)


def not_apart(group: Iterable[Citation], told: Collection[Pair]) -> list[list[Citation]]:
    """Return the parts of `group` in which each record may be another one of that part."""
    parts: list[list[Citation]] = []
    for record in group:
        joined = [part for part in parts if any(pair(one, record) not in told for one in part)]
        parts = [part for part in parts if part not in joined]
        parts.append([*chain.from_iterable(joined), record])
    return [part for part in parts if len(part) > 1]


def pair(one: Citation, other: Citation) -> Pair:
    return min(one.pk, other.pk), max(one.pk, other.pk)


def _settled(numbers: Any) -> list[int]:
    """Return the numbers of which every two records were told apart."""
    told = Counter(DifferentWorks.standing().values_list("first__match_key", flat=True))
    records = dict(numbers.filter(match_key__in=told).values_list("match_key", "records"))
    return [key for key, count in records.items() if told[key] >= count * (count - 1) // 2]
