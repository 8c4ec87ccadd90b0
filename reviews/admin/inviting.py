"""An invitation to review: what is asked, what the conflict rule finds, and one click to accept.

The text is not on it: who has not accepted has not read.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from articles.interests import in_words
from articles.manuscript import parse
from integrity.validators import validate_text
from reviews import workflow
from reviews.admin.concurrency import sentence_of
from reviews.admin.doing import done
from reviews.admin.length import length_of
from reviews.admin.signature_facts import since_own_signature
from reviews.eligibility import Eligibility, topics_of
from reviews.inviting import colleagues, statement
from reviews.models import Assignment
from reviews.record import printed_name
from reviews.refusals import Refused

NOT_YOURS = "Only the member who is asked can answer this invitation."


class DeclineForm(forms.Form):
    """Asks why; the member can name another one who could review it."""

    reason = forms.CharField(
        label="Why, in a sentence",
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        validators=[validate_text, MaxLengthValidator(2000)],
        help_text="Editors read it; it goes into the record, not to the public.",
        error_messages={"required": "Say why, in a sentence."},
    )
    colleague: Any = forms.ModelChoiceField(
        queryset=None,
        label="Somebody else of the board who could review it",
        required=False,
        empty_label="Nobody in particular",
        help_text="Editors find them first in their list. They are not asked by this.",
        error_messages={"invalid_choice": "Choose one of the list, or nobody."},
    )

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].queryset = colleagues(assignment)  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it to whom it was sent; a POST accepts, and the text opens."""
    row = _own(request, pk)
    errors = _accept(request, row) if request.method == "POST" else []
    if row.accepted_at:
        return HttpResponseRedirect(_review(row))
    known = statement(row)
    manuscript = parse(bytes(row.submission.manuscript))
    context = {
        **_context(request, row, row.submission.article.question),
        "errors": errors,
        "asked_by": printed_name(row.assigned_by),
        "topics": list(topics_of(row.submission).values()),
        "authors": manuscript["authors"],
        "length": length_of(manuscript),
        "since": since_own_signature(row.submission, row.member),
        **_statement(known, row),
    }
    status = 409 if errors else 200
    return TemplateResponse(request, "admin/reviews/invitation.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    form = DeclineForm(request.POST or None, assignment=row, initial=_initial(request, row))
    if request.method == "POST" and form.is_valid() and _decline(request, row, form):
        messages.success(request, "Declined. The editors are told.")
        return HttpResponseRedirect(reverse("admin:index"))
    context = {
        **_context(request, row, "Decline to review"),
        "form": None if row.closed_at else form,
        "errors": form.non_field_errors(),
    }
    return TemplateResponse(request, "admin/reviews/decline.html", context)


def _own(request: HttpRequest, pk: int) -> Assignment:
    rows = Assignment.objects.select_related("submission__article", "member", "assigned_by")
    row = get_object_or_404(rows, pk=pk)
    if row.member.user_id != request.user.pk:
        raise PermissionDenied(NOT_YOURS)
    return row


def _accept(request: HttpRequest, row: Assignment) -> list[str]:
    """Accept, and return why not where it was refused; who accepted already has done so."""
    if row.accepted_at:
        return []
    try:
        accepted = workflow.accept(
            row.submission.article, by=request.user, submission=row.submission
        )
    except Refused as refused:
        row.refresh_from_db(fields=["accepted_at", "closed_at", "outcome"])
        return [] if row.accepted_at else refused.sentences
    except IntegrityError as error:
        return [sentence_of(error)]
    row.accepted_at = accepted.accepted_at
    messages.success(request, "Accepted. This is what you are asked to review.")
    return []


def _decline(request: HttpRequest, row: Assignment, form: DeclineForm) -> bool:
    facts = {"by": request.user, "submission": row.submission, **form.cleaned_data}
    return done(form, workflow.decline, row.submission.article, **facts)


def _initial(request: HttpRequest, row: Assignment) -> dict[str, str]:
    """Return the reason that whom the policy excludes would have to type."""
    if request.method == "POST" or not row.is_invitation:
        return {}
    is_excluded = statement(row).is_excluded
    return {"reason": "I have a conflict of interest."} if is_excluded else {}


def _statement(known: Eligibility, row: Assignment) -> dict[str, Any]:
    """Return what the page says of conflicts: each declared interest, those that touch first."""
    conflict, declaration = known.facts["conflict"], known.facts["declaration"]
    found = [{**interest, "words": in_words(interest)} for interest in conflict["interests"]]
    declare_url = reverse("admin:articles_declaration_add")
    return {
        "known": known,
        "tags": conflict["tags"],
        "declared_at": declaration and declaration.declared_at,
        "found": sorted(found, key=lambda one: (one["effect"] != "excluded", not one["touches"])),
        "undeclared": [] if known.is_excluded else known.conflicting,
        "unable": [one for one in known.refusals if one not in known.conflicting],
        "declare_url": f"{declare_url}?invitation={row.pk}",
    }


def _context(request: HttpRequest, row: Assignment, title: str) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "title": title,
        "opts": Assignment._meta,
        "list_name": "My reviews",
        "assignment": row,
    }


def _review(row: Assignment) -> str:
    return reverse("admin:reviews_submission_review", args=[row.submission_id])
