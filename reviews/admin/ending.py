"""An assignment that ends unsigned: its member recuses, or an editor takes them off."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from reviews import workflow
from reviews.admin.doing import done
from reviews.admin.review import sees_all
from reviews.admin.signature_forms import EndForm
from reviews.models import Assignment
from reviews.who import an_independent_editor

Outcome = Assignment.Outcome
BY_MEMBER = [(Outcome.RECUSED.value, "Recuse myself: I have a conflict of interest")]
BY_EDITOR = [(Outcome.REMOVED.value, "Take the member off this review")]


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the member, or an editor, why the assignment ends; a POST ends it."""
    rows = Assignment.objects.select_related("submission__article", "member")
    row = get_object_or_404(rows, pk=pk)
    form = EndForm(request.POST or None, outcomes=_outcomes(request, row))
    if request.method == "POST" and form.is_valid() and _end(request, row, form):
        messages.success(request, f"{row.member.name}: {row.get_outcome_display().lower()}.")
        return HttpResponseRedirect(reverse("admin:reviews_assignment_changelist"))
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "End this assignment",
        "opts": Assignment._meta,
        "list_name": "Reviews" if sees_all(request.user) else "My reviews",
        "assignment": row,
        "form": None if row.closed_at else form,
        "errors": form.non_field_errors(),
    }
    return TemplateResponse(request, "admin/reviews/end.html", context)


def _outcomes(request: HttpRequest, row: Assignment) -> list[tuple[str, str]]:
    """Raises PermissionDenied, with the sentence that says why, where the person has no choice."""
    own = BY_MEMBER if row.member.user_id == request.user.pk else []
    sentence = an_independent_editor(row.submission.article, request.user)
    if sentence and not own:
        raise PermissionDenied(sentence)
    return own if sentence else [*own, *BY_EDITOR]


def _end(request: HttpRequest, row: Assignment, form: EndForm) -> bool:
    outcome, reason = Outcome(form.cleaned_data["outcome"]), form.cleaned_data["reason"]
    return done(form, workflow.end_assignment, row, by=request.user, outcome=outcome, reason=reason)
