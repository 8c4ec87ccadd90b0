"""Lists that are read and never written: what was decided is added by verbs alone."""

import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone


class ReadOnlyAdmin(admin.ModelAdmin):
    """An admin without any form; Django's own log of changes has nothing to say of its rows."""

    actions: Any = None
    # Beside how many were found, how many there are would count the whole table once more.
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def viewed(self, request: HttpRequest, key: str) -> Any:
        """Return the row that a page shows. Raises Http404 or PermissionDenied."""
        row = self.get_object(request, key)
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return row


def hexadecimal(value: Any) -> str:
    return bytes(value).hex()


def without_text(rows: QuerySet[Any], *paths: str) -> QuerySet[Any]:
    """Leave the manuscripts' bytes, which no list shows, in the database."""
    return rows.select_related(*paths).defer(*(f"{path}__manuscript" for path in paths))


def days_left(due: datetime.date) -> str:
    days = (due - timezone.localdate()).days
    if days == 0:
        return "due today"
    number = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"{number} left" if days > 0 else f"{number} late"
