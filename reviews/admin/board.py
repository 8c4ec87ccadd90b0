"""Who reviews what: a member's own list, and the whole queue for editors and auditors."""

from typing import Any

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from reviews.admin import comments, ending, inviting, reaffirming, review
from reviews.admin.history import HistoryAdmin
from reviews.admin.reading import ReadOnlyAdmin, days_left, without_text
from reviews.admin.review import sees_all
from reviews.models import Assignment


class OpenFilter(admin.SimpleListFilter):
    title = "whether it is open"
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        return [("yes", "Open"), ("late", "Late"), ("no", "Done")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        is_open = Q(closed_at=None)
        late = is_open & Q(due__lt=timezone.localdate())
        conditions = {"yes": is_open, "late": late, "no": ~is_open}
        return queryset.filter(conditions.get(str(self.value()), Q()))


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin, HistoryAdmin):
    search_fields = ["submission__article__question"]
    ordering = [F("closed_at").desc(nulls_first=True), "due", "pk"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        rows = without_text(super().get_queryset(request), "submission")
        rows = rows.select_related("submission__article", "member")
        rows = rows.prefetch_related("submission__article__topics")
        return rows if sees_all(request.user) else rows.filter(member__user=request.user.pk)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        columns = ["question", "topics", "number", "due", "standing", "history_link"]
        if sees_all(request.user):
            return [*columns[:1], "member", *columns[1:]]
        return columns[:-1]

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:  # noqa: ARG002
        return None

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [OpenFilter, "member"] if sees_all(request.user) else [OpenFilter]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = "Reviews" if sees_all(request.user) else "My reviews"
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """An assignment's page is the review itself."""
        row = self.get_object(request, object_id)
        if row is None:
            return super().change_view(request, object_id, form_url, extra_context)
        return HttpResponseRedirect(_review_page(row))

    @admin.display(description="question", ordering="submission__article__question")
    def question(self, row: Assignment) -> str:
        return format_html(
            '<a href="{}">{}</a>', _review_page(row), row.submission.article.question
        )

    @admin.display(description="topics")
    def topics(self, row: Assignment) -> str:
        return ", ".join(topic.name for topic in row.submission.article.topics.all())

    @admin.display(description="submission")
    def number(self, row: Assignment) -> int:
        return row.submission.number

    @admin.display(description="standing")
    def standing(self, row: Assignment) -> str:
        if row.closed_at:
            return row.get_outcome_display()
        return f"{days_left(row.due)}{'' if row.accepted_at else ', not answered'}"

    @admin.display(description="history")
    def history_link(self, row: Assignment) -> str:
        url = reverse("admin:reviews_assignment_history", args=[row.pk])
        name = f"History: {row.member.name}, {row.submission.article.question}"
        return format_html('<a href="{}" aria-label="{}">History</a>', url, name)

    def get_urls(self) -> list[URLPattern]:
        """Before Django's own, which take whatever comes first for a row's key."""
        view = self.admin_site.admin_view
        return [
            path(
                "submission/<uuid:pk>/review/",
                view(review.review),
                name="reviews_submission_review",
            ),
            path(
                "submission/<uuid:pk>/comment/",
                view(comments.comment),
                name="reviews_submission_comment",
            ),
            path(
                "submission/<uuid:pk>/sources/",
                view(comments.check_sources),
                name="reviews_submission_sources",
            ),
            path("comment/<uuid:pk>/", view(comments.answer), name="reviews_comment_answer"),
            path("comment/<uuid:pk>/place/", view(comments.place), name="reviews_comment_place"),
            path(
                "edition/<uuid:pk>/reaffirm/",
                view(reaffirming.reaffirm),
                name="reviews_edition_reaffirm",
            ),
            path(
                "<int:pk>/invitation/",
                view(inviting.invitation),
                name="reviews_assignment_invitation",
            ),
            path("<int:pk>/decline/", view(inviting.decline), name="reviews_assignment_decline"),
            path("<int:pk>/end/", view(ending.end), name="reviews_assignment_end"),
            *super().get_urls(),
        ]


def _review_page(row: Assignment) -> str:
    return reverse("admin:reviews_submission_review", args=[row.submission_id])
