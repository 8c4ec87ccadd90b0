"""Two records of one work made one: which stays, and what it takes from the other.

The other record stays in the table with `merged_into`, so that its key, and identifiers that only
it has, go on leading to the work.
"""

from collections.abc import Collection, Mapping
from typing import Any

from citations.columns import columns_of
from citations.formats.labels import label
from citations.formats.record import IDENTIFYING, Item
from citations.models import Citation, Notice
from integrity.models import save_with_reason

_UNIQUE = ("doi", "pmid", "pmcid")


def differing(one: Item, other: Item) -> list[str]:
    """Return the CSL variables in which two records differ, in the order of the first."""
    names = dict.fromkeys([*one, *other])
    return [name for name in names if name != "id" and one.get(name) != other.get(name)]


def merged_item(stays: Item, goes: Item, take: Collection[str]) -> Item:
    """Return `stays` with what `goes` says, or does not say, of the variables `take`.

    Raises ValueError with a sentence where nothing would be left to know the work by.
    """
    names = dict.fromkeys([*stays, *goes])
    chosen = {name: (goes if name in take else stays).get(name) for name in names}
    item = {name: value for name, value in chosen.items() if value} | {"id": stays["id"]}
    if not any(name in item for name in IDENTIFYING):
        named = ", ".join(label(name) for name in IDENTIFYING)
        raise ValueError(f"Keep one of these: {named}.")
    return item


def merge(
    stays: Citation, goes: Citation, take: Collection[str], *, by: Any, reason: str
) -> list[Notice]:
    """Merge `goes` into `stays`. Returns the notices that came along.

    The caller holds both rows locked, and neither is merged. An identifier that was not taken
    stays with the record that goes: whoever brings it finds the work.
    """
    item = merged_item(stays.full_csl(), goes.full_csl(), take)
    for record in goes.merged.select_for_update():
        record.merged_into = stays
        save_with_reason(record, by, reason)
    own = _identifiers(stays), _identifiers(goes)
    # Two records cannot have one identifier, not even for a moment.
    free = dict.fromkeys(_UNIQUE)
    Citation.objects.filter(pk=goes.pk).update(merged_into=stays, **free)
    for column, value in columns_of(item).items():
        setattr(stays, column, value)
    stays.clean()
    save_with_reason(stays, by, f"[@{goes.key}] was merged into this: {reason}")
    goes.merged_into = stays
    _leave(goes, stays, own)
    save_with_reason(goes, by, f"Merged into [@{stays.key}]: {reason}")
    return _bring_notices(stays, goes, by, reason)


def split(record: Citation, *, by: Any, reason: str) -> Citation:
    """Let a merged record stand for itself again. Returns the record that it was merged into.

    It gets back the identifiers that it had; what else the other record took stays there. The
    caller holds both rows locked.
    """
    stays = record.kept
    before = record.history.filter(merged_into=None).latest()
    had = _identifiers(before)
    back = {name: had[name] for name in _UNIQUE if had[name] == getattr(stays, name)}
    now = {name: getattr(record, name) for name in back}
    Citation.objects.filter(pk=record.pk).update(**dict.fromkeys(back))
    for name, value in now.items():
        setattr(stays, name, value)
    save_with_reason(stays, by, f"[@{record.key}] stands for itself again: {reason}")
    for name, value in back.items():
        setattr(record, name, value)
    record.merged_into = None
    save_with_reason(record, by, f"Stands for itself again: {reason}")
    return stays


def _identifiers(record: Any) -> dict[str, str | None]:
    return {name: getattr(record, name) for name in _UNIQUE}


def _leave(
    goes: Citation, stays: Citation, own: tuple[Mapping[str, Any], Mapping[str, Any]]
) -> None:
    """Let `goes` have the identifiers of the two that `stays` did not take."""
    for name in _UNIQUE:
        both = {record[name] for record in own if record[name]}
        setattr(goes, name, next(iter(both - {getattr(stays, name)}), None))


def _bring_notices(stays: Citation, goes: Citation, by: Any, reason: str) -> list[Notice]:
    there = set(stays.notices.values_list("nature", "noticed_on"))
    fresh = [
        Notice(citation=stays, nature=notice.nature, noticed_on=notice.noticed_on, url=notice.url)
        for notice in goes.notices.all()
        if (notice.nature, notice.noticed_on) not in there
    ]
    for notice in fresh:
        save_with_reason(notice, by, f"Came with [@{goes.key}]: {reason}")
    return fresh
