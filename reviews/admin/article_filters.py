"""Whose articles a person sees in the list, and by what part of theirs."""

from typing import Any

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

from articles.models import State
from reviews.admin.wanted import needing_reviewers
from reviews.who import is_editor

# What waits for an editor who had no part in it, one condition for each state.
UNATTENDED = Q(open_reviews=0) | Q(reviewing__lt=F("quorum"))
FOR_EDITORS = (Q(state=State.SUBMITTED), Q(UNATTENDED, state=State.UNDER_REVIEW))


class ForMe(admin.SimpleListFilter):
    title = "my part"
    parameter_name = "for_me"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        if not sees_all(request.user):
            return []
        return [
            ("mine", "Written by me"),
            ("editor", "Waiting for an editor"),
            ("reviewers", "Needs reviewers"),
        ]

    def queryset(
        self,
        request: HttpRequest,  # noqa: ARG002
        queryset: QuerySet[Any],
    ) -> QuerySet[Any]:
        if self.value() == "mine":
            return queryset.filter(is_own=True)
        if self.value() == "editor":
            submitted, unattended = FOR_EDITORS
            return queryset.filter(submitted | unattended, is_contributed=False)
        if self.value() == "reviewers":
            # Found once: the list asks for their number and for their rows.
            found = needing_reviewers().values_list("pk", flat=True)
            return queryset.filter(pk__in=list(found))
        return queryset


def sees_all(user: Any) -> bool:
    """Return whether `user` sees the articles of others: editors and auditors do."""
    return is_editor(user) or bool(user.has_perm("reviews.view_record"))
