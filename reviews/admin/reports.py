"""What readers report, and how each report ended."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxLengthValidator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator

from articles.models import ProblemReport
from integrity.validators import validate_text
from reviews import workflow
from reviews.admin.doing import done
from reviews.admin.reading import ReadOnlyAdmin
from reviews.who import is_editor


class OpenFilter(admin.SimpleListFilter):
    title = "whether it is open"
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        return [("yes", "Open"), ("no", "Closed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        if self.value() in {"yes", "no"}:
            return queryset.filter(closed_at__isnull=self.value() == "yes")
        return queryset


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label="Outcome", choices=ProblemReport.Outcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label="What was found and done",
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        validators=[validate_text, MaxLengthValidator(5000)],
        help_text="It goes into the record, which editors and auditors read.",
    )


@admin.register(ProblemReport)
class ProblemReportAdmin(ReadOnlyAdmin):
    list_display = ["beginning", "question", "reported_at", "outcome"]
    list_filter = [OpenFilter, "outcome"]
    search_fields = ["text", "edition__question"]
    list_select_related = ["edition"]
    ordering = [F("closed_at").desc(nulls_first=True), "reported_at"]

    @admin.display(description="report")
    def beginning(self, report: ProblemReport) -> str:
        return Truncator(report.text).chars(100)

    @admin.display(description="question", ordering="edition__question")
    def question(self, report: ProblemReport) -> str:
        return report.edition.question

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",  # noqa: ARG002
        extra_context: Any = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Show a report; while it is open, with the form that closes it."""
        report = self.viewed(request, object_id)
        form = CloseForm(request.POST or None, label_suffix="")
        if request.method == "POST" and self._close(request, report, form):
            self.message_user(request, "The report is closed.")
            return HttpResponseRedirect(reverse("admin:articles_problemreport_changelist"))
        return self._page(request, report, form)

    def _close(self, request: HttpRequest, report: ProblemReport, form: CloseForm) -> bool:
        """Return whether the form closed the report. Raises PermissionDenied with a sentence."""
        if not is_editor(request.user):
            raise PermissionDenied("Only an editor can close a report.")
        if not form.is_valid():
            return False
        outcome = ProblemReport.Outcome(form.cleaned_data["outcome"])
        facts = {"by": request.user, "outcome": outcome, "note": form.cleaned_data["note"]}
        return done(form, workflow.close_report, report, **facts)

    def _page(self, request: HttpRequest, report: ProblemReport, form: CloseForm) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"Report on “{report.edition.question}”",
            "opts": self.opts,
            "report": report,
            "form": form if is_editor(request.user) and not report.closed_at else None,
            "errors": form.non_field_errors(),
            "shows_address": is_editor(request.user),
        }
        return TemplateResponse(request, "admin/reviews/report.html", context)
