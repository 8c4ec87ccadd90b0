"""The articles' desk: the list, and who may see and change what. Its pages are modules beside."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from articles.models import (
    Article,
    ArticleTopic,
    Authorship,
    CitationReason,
    Contributor,
    State,
    Wording,
)
from integrity.models import delete_with_reason
from reviews.admin import editing, moving
from reviews.admin.article_filters import ForMe, asking, sees_all
from reviews.admin.bulk_assigning import assign_many, pick
from reviews.admin.concurrency import sentence_of
from reviews.admin.history import HistoryAdmin
from reviews.admin.inspecting import inspect
from reviews.admin.preview import preview
from reviews.admin.source_filters import OnTopic, Sources
from reviews.admin.verbs import verb_page
from reviews.admin.wanted import wanted, with_what_is_wanted
from reviews.who import is_author, is_editor

NO_PROFILE = (
    "You have no author profile yet, and articles are written by authors: ask an editor to "
    "make yours."
)
NO_PERMISSION = "Your account may not see articles, or may no longer."
NO_LONGER = (
    "You are no longer one of this article's authors, so you can neither see nor change it. What "
    "you typed was not saved: your browser's back button leads to it."
)
NOT_YOURS = "You may read this article. Only its authors and editors can change it."
LOCKED = {
    State.SUBMITTED: "It was submitted, so its text is locked until it comes back.",
    State.UNDER_REVIEW: "The board is reviewing exactly this text, so it is locked until it comes "
    "back.",
    State.APPROVED: "The board signed exactly this text. To change it, start a revision.",
}


@admin.register(Article)
class ArticleAdmin(HistoryAdmin):
    list_display = ["question", "state_in_words", "since", "what_is_wanted", "byline", "updated"]
    list_filter = [ForMe, "state", Sources, OnTopic]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["question"]
    ordering = ["-updated_at"]
    actions = ["assign_reviewers"]
    history_parts = (Wording, Authorship, ArticleTopic, CitationReason)

    desk_media = forms.Media(
        css={"all": ["desk/articles.css", "desk/review.css"]},
        js=["desk/unsaved.js", "desk/citing.js"],
    )

    @property
    def media(self) -> forms.Media:
        return super().media + self.desk_media

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        articles = with_what_is_wanted(super().get_queryset(request), request.user)
        articles = articles.prefetch_related("authorships__author")
        return articles if sees_all(request.user) else articles.filter(is_own=True)

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002
        queryset: QuerySet[Any],
        search_term: str,
    ) -> tuple[QuerySet[Any], bool]:
        return (asking(search_term, queryset) if search_term else queryset), False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Django's own would delete many at once."""
        return {name: a for name, a in super().get_actions(request).items() if name in self.actions}

    def has_assign_permission(self, request: HttpRequest) -> bool:
        return is_editor(request.user)

    @admin.action(description="Assign reviewers", permissions=["assign"])
    def assign_reviewers(
        self,
        request: HttpRequest,
        articles: QuerySet[Any],
    ) -> HttpResponse | None:
        return pick(request, articles)

    def find(self, request: HttpRequest, object_id: str, *, lock: bool = False) -> Any:
        """Return an article that this person may see.

        Raises Http404 for any other, and PermissionDenied with a sentence for who lost the
        permission: between a page and a click it can go.
        """
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied(NO_PERMISSION)
        articles = self.get_queryset(request)
        if lock:
            articles = articles.select_for_update(of=("self",), no_key=True)
        try:
            key = Article._meta.pk.to_python(unquote(object_id))
        except ValidationError:
            raise Http404 from None
        article = articles.filter(pk=key).first()
        if article is None:
            if Contributor.objects.filter(article=key, user=request.user.pk).exists():
                raise PermissionDenied(NO_LONGER)
            raise Http404
        return article

    @admin.display(description="state", ordering="state")
    def state_in_words(self, article: Article) -> SafeString:
        return format_html(
            '<span class="state state-{}">{}</span>', article.state, article.get_state_display()
        )

    @admin.display(description="in this state", ordering="state_since")
    def since(self, article: Article) -> str:
        return f"since {date_format(localtime(article.state_since), 'Y-m-d')}"

    @admin.display(description="what is wanted")
    def what_is_wanted(self, article: Article) -> str:
        return wanted(article)

    @admin.display(description="authors")
    def byline(self, article: Article) -> SafeString:
        names = ((place.author.name,) for place in article.authorships.all())
        return format_html_join(", ", "{}", names) or SafeString("-")

    @admin.display(description="updated", ordering="updated_at")
    def updated(self, article: Article) -> str:
        return date_format(localtime(article.updated_at), "Y-m-d H:i")

    def has_add_permission(self, request: HttpRequest) -> bool:
        may = super().has_add_permission(request)
        return may and (is_editor(request.user) or hasattr(request.user, "author"))

    def why_not_add(self, request: HttpRequest) -> str:
        return NO_PROFILE if super().has_add_permission(request) else ""

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Return whether this is a person who may change `obj`, in whatever state it is."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or is_editor(request.user) or is_author(obj, request.user))

    def why_not_change(self, request: HttpRequest, article: Article) -> str:
        if not self.has_change_permission(request, article):
            return NOT_YOURS
        return LOCKED.get(State(article.state), "")

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or not self.why_not_delete(request, obj))

    def why_not_delete(self, request: HttpRequest, article: Article) -> str:
        if not self.has_change_permission(request, article):
            return "Only its authors and editors can delete a draft."
        if article.state != State.DRAFT or article.submissions.exists():
            return "Only a draft that was never submitted can be deleted."
        return ""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.why_not_add(request) and not self.has_add_permission(request):
            messages.info(request, NO_PROFILE)
        return super().changelist_view(request, {"title": "Articles", **(extra_context or {})})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",  # noqa: ARG002
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        if object_id is None:
            return editing.add(request, self)
        return editing.change(request, self, object_id)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        article = self.find(request, object_id)
        if sentence := self.why_not_delete(request, article):
            raise PermissionDenied(sentence)
        try:
            return super().delete_view(request, object_id, extra_context)
        except IntegrityError as error:
            messages.error(request, sentence_of(error))
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        """Delete a draft, then its contributors: PostgreSQL lets them go in this order only."""
        key = obj.pk
        with transaction.atomic():
            delete_with_reason(obj, request.user, "Draft deleted")
            Contributor.objects.filter(article=key).delete()

    def get_urls(self) -> list[URLPattern]:
        """Put ours first: Django's own take any path that ends like theirs."""
        view = self.admin_site.admin_view
        return [
            path("assign/", view(assign_many), name="articles_article_assign"),
            path(
                "<path:object_id>/do/<slug:verb>/", view(self._verb), name="articles_article_verb"
            ),
            path("<path:object_id>/inspection.zip", view(inspect), name="articles_article_inspect"),
            path("<path:object_id>/address/", view(self._move), name="articles_article_address"),
            path("<path:object_id>/preview/", view(self._preview), name="articles_article_preview"),
            path(
                "<path:object_id>/preview/<slug:audience>/",
                view(self._preview),
                name="articles_article_preview",
            ),
            *super().get_urls(),
        ]

    def _verb(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        return verb_page(request, self, object_id, verb)

    def _move(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return moving.move_page(request, self, object_id)

    def _preview(self, request: HttpRequest, object_id: str, **audience: str) -> HttpResponse:
        return preview(request, self, object_id, **audience)
