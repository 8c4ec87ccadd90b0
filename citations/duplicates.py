"""Records that seem to be of one work: the same title, year and first author."""

from typing import NamedTuple

from django.db.models import Count

from citations.matching import work_key
from citations.models import COMPARED, Citation

GROUPS = 20  # on a page
_RECORDS = 200  # on a page: many a year has its "Editorial"


class Duplicates(NamedTuple):
    """Groups of records, and where the next page begins, None on the last one."""

    groups: list[list[Citation]]
    next: int | None


def duplicates(after: int | None = None) -> Duplicates:
    """Return the groups that come after the number `after`, in three queries.

    They are in the order of an index, so that a page costs the same in a large library.
    """
    there = Citation.objects.filter(COMPARED)
    if after is not None:
        there = there.filter(match_key__gt=after)
    numbers = there.order_by("match_key").values("match_key").annotate(records=Count("*"))
    found = list(numbers.filter(records__gt=1).values_list("match_key", flat=True)[: GROUPS + 1])
    shown = found[:GROUPS]
    there = Citation.objects.filter(COMPARED, match_key__in=shown).prefetch_related("notices")
    records = there.order_by("match_key", "pk")
    groups: dict[object, list[Citation]] = {}
    for record in records[:_RECORDS]:
        groups.setdefault(work_key(record.csl()), []).append(record)
    same = [group for key, group in groups.items() if key and len(group) > 1]
    return Duplicates(same, shown[-1] if len(found) > GROUPS else None)
