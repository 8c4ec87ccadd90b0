"""What readers asked and nobody has answered: the authors' next work."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator

from articles.models import ReaderQuestion, SynonymSet
from articles.questions.progress import Progress, progress
from articles.search.synonyms import keys
from integrity.validators import validate_text
from reviews.admin.opened import OpenedAdmin, OpenedForm
from reviews.admin.reading import ReadOnlyAdmin
from reviews.questions import begin_answer, decline
from reviews.refusals import Forbidden, Refused
from reviews.who import is_editor


class ProgressFilter(admin.SimpleListFilter):
    title = "how far it is"
    parameter_name = "progress"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        return [("all", "All"), ("begun", "Being answered or answered"), ("declined", "Declined")]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield {**first, "display": "Nobody has answered"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        if self.value() == "begun":
            return queryset.exclude(draft=None)
        if self.value() == "declined":
            return queryset.exclude(declined_at=None)
        return queryset if self.value() == "all" else queryset.filter(draft=None, declined_at=None)


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="Why it is not answered",
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        validators=[validate_text, MaxLengthValidator(2000)],
        help_text="All who asked it read this, on their page and in a mail.",
    )


@admin.register(ReaderQuestion)
class ReaderQuestionAdmin(ReadOnlyAdmin):
    list_display = ["beginning", "times", "first_asked_at", "last_asked_at", "how_far"]
    list_filter = [ProgressFilter]
    search_fields = ["text"]
    list_select_related = ["draft__standing"]
    ordering = ["-times", "first_asked_at"]

    @admin.display(description="question")
    def beginning(self, question: ReaderQuestion) -> str:
        return Truncator(question.text).chars(120)

    @admin.display(description="how far")
    def how_far(self, question: ReaderQuestion) -> str:
        return str(progress(question).label)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return request.user.has_perm("articles.delete_readerquestion")

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Keep nothing: the log would hold the words that are being deleted."""

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",  # noqa: ARG002
        extra_context: Any = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Show a question; while nobody has taken it, with what can be done about it."""
        question = self.viewed(request, object_id)
        form = DeclineForm(request.POST if "decline" in request.POST else None, label_suffix="")
        try:
            if request.method == "POST" and (done := self._act(request, question, form)):
                return done
        except Forbidden as refused:
            raise PermissionDenied(str(refused)) from refused
        except Refused as refused:
            form.errors.clear()
            self.message_user(request, str(refused), level="ERROR")
            return HttpResponseRedirect(request.path)
        return self._page(request, question, form)

    def _act(
        self, request: HttpRequest, question: ReaderQuestion, form: DeclineForm
    ) -> HttpResponse | None:
        if "answer" in request.POST:
            if not request.user.has_perm("articles.add_article"):
                raise PermissionDenied("Only an author can begin an answer.")
            article = begin_answer(question, by=request.user)
            self.message_user(request, "A draft was begun, and you are its author.")
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        if not is_editor(request.user):
            raise PermissionDenied("Only an editor can decline a reader's question.")
        if not form.is_valid():
            return None
        decline(question, by=request.user, reason=form.cleaned_data["reason"])
        self.message_user(request, "The question is declined; those who asked are told.")
        return HttpResponseRedirect(reverse("admin:articles_readerquestion_changelist"))

    def _page(
        self, request: HttpRequest, question: ReaderQuestion, form: DeclineForm
    ) -> HttpResponse:
        is_open = progress(question) == Progress.RECEIVED
        context = {
            **self.admin_site.each_context(request),
            "title": "A reader's question",
            "opts": self.opts,
            "question": question,
            "how_far": progress(question).label,
            "may_delete": self.has_delete_permission(request),
            "may_answer": is_open and hasattr(request.user, "author"),
            "form": form if is_open and is_editor(request.user) else None,
        }
        return TemplateResponse(request, "admin/reviews/question.html", context)


@admin.register(SynonymSet)
class SynonymSetAdmin(OpenedAdmin, admin.ModelAdmin):
    form = OpenedForm
    list_display = ["__str__"]
    search_fields = ["names"]
    fields = ["names"]

    def save_model(self, request: HttpRequest, obj: SynonymSet, form: Any, change: bool) -> None:  # noqa: ARG002
        obj.keys = [key for key in keys(obj.names) if key]
        obj.save()
