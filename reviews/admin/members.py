"""The medical advisory board: who serves on it, as printed beside each signature."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from reviews.admin.reasons import ReasonAdmin
from reviews.models import BoardMember


@admin.register(BoardMember)
class BoardMemberAdmin(ReasonAdmin):
    """Seats are made on the page of their account; nobody changes their own."""

    list_display = ["name", "credentials", "specialty", "user", "is_active", "open_reviews"]
    list_filter = ["is_active"]
    list_select_related = ["user"]
    search_fields = ["name", "specialty", "user__username"]
    fields = ["user", "name", "credentials", "specialty", "affiliation", "is_active"]
    readonly_fields = ["user"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[BoardMember]:
        is_open = Q(assignments__isnull=False, assignments__closed_at=None)
        return super().get_queryset(request).annotate(load=Count("assignments", filter=is_open))

    @admin.display(description="open reviews", ordering="load")
    def open_reviews(self, member: Any) -> int:
        return int(member.load)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        own = obj is not None and obj.user_id == request.user.pk
        return super().has_change_permission(request, obj) and not own
