"""Editions and withdrawals: what readers can read, could read, and can no longer."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles.models import Contributor, Edition, Withdrawal
from reviews.admin.overview import SOON
from reviews.admin.reading import ReadOnlyAdmin
from reviews.who import membership


class StandingFilter(admin.SimpleListFilter):
    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        return [
            ("current", "Current"),
            ("due", "Current, review overdue"),
            ("soon", "Current, review due in 90 days"),
            ("retracted", "Current, cites work retracted since its approval"),
            ("past", "Past"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        current = Q(standing__isnull=False, standing__withdrawal=None)
        today = timezone.localdate()
        conditions = {
            "current": current,
            "due": current & Q(standing__review_due__lt=today),
            "soon": current & Q(standing__review_due__range=(today, today + SOON)),
            "retracted": current & Q(standing__notices__contains=[{"kind": "retraction"}]),
            "past": ~current,
        }
        return queryset.filter(conditions.get(str(self.value()), Q()))


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ["question", "number", "published_at", "stands", "review_due", "reaffirm"]
    list_filter = [StandingFilter, "kind"]
    search_fields = ["question"]
    ordering = ["-published_at"]
    fields = ["question", "number", "kind", "public_note", "published_at", "stands", "text"]
    readonly_fields = ["stands", "text"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        """Add whether this person may re-affirm each edition."""
        rows = super().get_queryset(request).select_related("article", "standing__withdrawal")
        if membership(request.user) is None:
            return rows.annotate(may_reaffirm=Value(False))
        own = Contributor.objects.filter(article=OuterRef("article"), user=request.user.pk)
        return rows.annotate(may_reaffirm=~Exists(own))

    @admin.display(description="standing")
    def stands(self, edition: Any) -> str:
        standing = getattr(edition, "standing", None)
        if standing is None:
            return "Superseded"
        return "Withdrawn" if standing.withdrawal else "Current"

    @admin.display(description="review due", ordering="standing__review_due")
    def review_due(self, edition: Any) -> Any:
        return edition.standing.review_due if self.stands(edition) == "Current" else None

    @admin.display(description="re-affirm")
    def reaffirm(self, edition: Any) -> str:
        if not edition.may_reaffirm or self.stands(edition) != "Current":
            return ""
        url = reverse("admin:reviews_edition_reaffirm", args=[edition.pk])
        return format_html(
            '<a href="{}">Re-affirm<span class="visually-hidden">: {}</span></a>',
            url,
            edition.question,
        )

    @admin.display(description="text")
    def text(self, edition: Edition) -> str:
        url = reverse("site:edition", args=[edition.article.slug, edition.number])
        return format_html('<a href="{}">The page that readers see</a>', url)


@admin.register(Withdrawal)
class WithdrawalAdmin(ReadOnlyAdmin):
    list_display = ["question", "category", "printed_name", "withdrawn_at"]
    list_filter = ["category"]
    search_fields = ["article__question", "sentence"]
    ordering = ["-withdrawn_at"]
    list_select_related = ["article"]
    fields = [
        *("article", "edition", "category", "sentence", "replacement"),
        *("withdrawn_at", "printed_name"),
    ]

    @admin.display(description="question", ordering="article__question")
    def question(self, withdrawal: Withdrawal) -> str:
        return withdrawal.article.question
