"""Reading the history tables: which change came when, by whom, and what stood before it."""

import uuid
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.db.models import ForeignKey, QuerySet, Value
from django.http import Http404

from reviews.record import printed_name

PER_PAGE = 50


def newest_first(histories: list[QuerySet[Any]], number: str) -> Any:
    """Return a page of changes, whatever table each is in; page 1 where `number` is none."""
    keys = [
        history.order_by().values_list("history_date", "history_id", Value(place))
        for place, history in enumerate(histories)
    ]
    newest = keys[0].union(*keys[1:], all=True).order_by("-history_date", "history_id")
    page = Paginator(newest, PER_PAGE).get_page(number)
    found: dict[Any, Any] = {}
    for place, history in enumerate(histories):
        wanted = [key for _, key, at in page if at == place]
        found |= _with_names(history).in_bulk(wanted, field_name="history_id")
    page.object_list = [found[key] for _, key, _ in page]
    return page


def find(histories: list[QuerySet[Any]], version_id: str) -> Any:
    """Raises Http404 where no history has this version, or where it names none at all."""
    try:
        key = uuid.UUID(version_id)
    except ValueError:
        raise Http404 from None
    for history in histories:
        version = _with_names(history).filter(history_id=key).first()
        if version is not None:
            return version
    raise Http404


def others(version: Any) -> QuerySet[Any]:
    """Return the other versions of the same row, the newest first."""
    key = version.instance_type._meta.pk.attname
    same_row = type(version).objects.filter(**{key: getattr(version, key)})
    return (
        _with_names(same_row)
        .exclude(history_id=version.history_id)
        .order_by("-history_date", "history_id")
    )


def entry(change: Any) -> dict[str, Any]:
    """Return what the history's pages print of one change."""
    return {
        "id": change.history_id,
        "at": change.history_date,
        "by": printed_name(change.history_user),
        "what": change.get_history_type_display(),
        "kind": change.instance_type._meta.verbose_name,
        "name": _name(change),
        "reason": change.history_change_reason or "",
    }


def related_name(version: Any, field: Any) -> str:
    """Return the name of the row that `field` leads to, also where that row is gone."""
    if getattr(version, field.attname) is None:
        return ""
    try:
        related = getattr(version, field.name)
    except ObjectDoesNotExist:
        related = None
    return str(related or "deleted since")


def _with_names(history: QuerySet[Any]) -> QuerySet[Any]:
    """Load what names are made of in the same query."""
    keys = [field.name for field in _foreign_keys(history.model)]
    return history.select_related("history_user", *keys)


def _foreign_keys(history: Any) -> list[Any]:
    return [field for field in history.tracked_fields if isinstance(field, ForeignKey)]


def _name(change: Any) -> str:
    columns = {field.attname: getattr(change, field.attname) for field in change.tracked_fields}
    row = change.instance_type(**columns)
    for field in _foreign_keys(change):
        if (related := getattr(change, field.name, None)) is not None:
            setattr(row, field.name, related)
    try:
        return str(row)
    except (AttributeError, ObjectDoesNotExist):
        return "deleted since"
