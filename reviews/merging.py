"""Records of the library merged and split by editors, and what readers are told of it."""

import hashlib
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from citations import importing, merging
from citations.models import Citation
from integrity.canonical import canonical
from reviews.corrections import follow
from reviews.notices import put_up
from reviews.refusals import Forbidden, Refused
from reviews.who import is_editor

CHANGED = (
    "Somebody changed one of the two records while you looked at them. Nothing was merged: this "
    "is how they stand now."
)
ONLY_EDITORS = "Only an editor can merge records, split them again, or tell them apart."


def seen(works: Iterable[Citation]) -> str:
    """Return a digest of what a person sees of records that are to be merged."""
    records = sorted((work.full_csl() for work in works), key=lambda item: item["id"])
    return hashlib.sha256(canonical(records)).hexdigest()[:32]


@transaction.atomic
def merge(
    *, stays: int, goes: int, take: Collection[str], fingerprint: str, by: Any, reason: str
) -> Citation:
    """Merge the record with the key `goes` into the other; texts go on citing it by either key.

    Arguments: `take` are the CSL variables that the record which stays takes from the other;
    `fingerprint` is what `seen` gave for what the person saw. Nothing submitted or published
    changes. Returns the record that stays.
    """
    require_editor(by)
    records = locked(stays, goes)
    if len(records) != 2:
        raise Refused("Choose two records of the library.")
    for record in records.values():
        if record.merged_into:
            raise Refused(merged_already(record))
    if seen(records.values()) != fingerprint:
        raise Refused(CHANGED)
    require_reason(reason)
    kept, other = records[stays], records[goes]
    try:
        merging.merge(kept, other, take, by=by, reason=reason)
    except (ValidationError, ValueError) as error:
        raise Refused(*getattr(error, "messages", [str(error)])) from error
    put_up(list(kept.notices.all()))
    follow([kept], by=by)
    return kept


@transaction.atomic
def split(*, merged: int, by: Any, reason: str) -> Citation:
    """Let a merged record stand for itself again, with its own identifiers."""
    require_editor(by)
    found = Citation.objects.filter(pk=merged).values_list("merged_into", flat=True).first()
    records = locked(merged, found or merged)
    record = records.get(merged)
    if record is None or record.merged_into is None or record.merged_into_id != found:
        raise Refused("This record stands for itself already, or somebody merged it again.")
    require_reason(reason)
    record.merged_into = records[record.merged_into.pk]
    other = merging.split(record, by=by, reason=reason)
    follow([record, other], by=by)
    return record


def locked(*keys: int) -> dict[int, Citation]:
    """Return the records, locked in one order, with no import under way that adds to them."""
    importing.take_turns()
    records = Citation.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
    return {record.pk: record for record in records}


def merged_already(record: Citation) -> str:
    last = record.history.select_related("history_user").latest()
    who = last.history_user.get_full_name() if last.history_user else "Somebody"
    return (
        f"{who or last.history_user} merged [@{record.key}] into [@{record.kept.key}] meanwhile. "
        "Nothing was done now."
    )


def require_editor(by: Any) -> None:
    if not is_editor(by):
        raise Forbidden(ONLY_EDITORS)


def require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("Say why, in a sentence.")
