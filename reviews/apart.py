"""Records that look like one work, and that an editor tells apart, or compares again."""

from collections.abc import Collection, Iterable
from itertools import combinations
from typing import Any

from django.db import transaction
from django.db.models import Q
from simple_history.utils import bulk_create_with_history

from citations.duplicates import pair
from citations.models import Citation, DifferentWorks
from integrity.models import delete_with_reason, save_with_reason
from reviews.merging import locked, merged_already, require_editor, require_reason, seen
from reviews.refusals import Refused

CHANGED = (
    "Somebody changed one of these records while you looked at them. Nothing was kept: this is "
    "how they stand now."
)


@transaction.atomic
def tell_apart(*, works: Collection[int], fingerprint: str, by: Any, reason: str) -> list[Citation]:
    """Keep that no two of `works` are one, until their title, year or first author changes.

    Arguments: `fingerprint` is what `seen` gave for what the person saw. Returns the records.
    """
    require_editor(by)
    records = list(locked(*works).values())
    if len(records) < 2:
        raise Refused("Choose two records, or more.")
    for record in records:
        if record.merged_into:
            raise Refused(merged_already(record))
    if seen(records) != fingerprint:
        raise Refused(CHANGED)
    if len({record.match_key for record in records}) > 1:
        raise Refused("Their title, year or first author differ, so nobody takes them for one.")
    require_reason(reason)
    _keep(records, by, reason)
    return records


@transaction.atomic
def compare_again(*, work: int, by: Any, reason: str) -> Citation:
    """Let the record be compared again with all that it was told apart from."""
    require_editor(by)
    record = locked(work).get(work)
    told = list(_of(record).select_related("first", "second")) if record else []
    if record is None or not told:
        raise Refused("This record is compared with all others already.")
    require_reason(reason)
    for one in told:
        delete_with_reason(one, by, reason)
    others = [one.second if one.first_id == record.pk else one.first for one in told]
    save_with_reason(record, by, f"Compared again with {_keys(others)}: {reason}")
    return record


def told_apart(record: Citation) -> list[tuple[Citation, Any]]:
    """Return the records that `record` was told apart from, with who said so, when and why."""
    told = list(_of(record).select_related("first", "second"))
    rows = DifferentWorks.history.filter(id__in=[one.pk for one in told])
    last = {row.id: row for row in rows.select_related("history_user").order_by("history_date")}
    others = ((one, one.second if one.first_id == record.pk else one.first) for one in told)
    return sorted(((other, last.get(one.pk)) for one, other in others), key=lambda it: it[0].key)


def _of(record: Citation) -> Any:
    return DifferentWorks.standing().filter(Q(first=record) | Q(second=record))


def _keep(records: list[Citation], by: Any, reason: str) -> None:
    pairs = {pair(*two) for two in combinations(records, 2)}
    keys = [record.pk for record in records]
    there = DifferentWorks.objects.filter(first__in=keys, second__in=keys).select_for_update()
    compared_by = str(records[0].match_key)
    for one in there:
        pairs.discard((one.first_id, one.second_id))
        if one.compared_by != compared_by:
            one.compared_by = compared_by
            save_with_reason(one, by, reason)
    fresh = [
        DifferentWorks(first_id=first, second_id=second, compared_by=compared_by)
        for first, second in sorted(pairs)
    ]
    bulk_create_with_history(fresh, DifferentWorks, default_user=by, default_change_reason=reason)
    for record in records:
        others = [other for other in records if other is not record]
        save_with_reason(record, by, f"Told apart from {_keys(others)}: {reason}")


def _keys(records: Iterable[Citation]) -> str:
    return ", ".join(f"[@{record.key}]" for record in records)
