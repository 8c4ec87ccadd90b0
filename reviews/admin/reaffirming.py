"""The page on which a member signs that a current edition is still right."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from articles.models import Edition
from reviews import workflow
from reviews.admin.doing import done
from reviews.admin.meanwhile import meanwhile
from reviews.admin.review import decisions_on, reading
from reviews.admin.signature_facts import disclosures, unable, what_is_signed
from reviews.admin.signature_forms import CredentialsForm
from reviews.eligibility import eligibility
from reviews.models import Policy, Verdict
from reviews.when import is_current
from reviews.who import a_free_member, membership


@sensitive_post_parameters("password", "code")
def reaffirm(request: HttpRequest, pk: Any) -> HttpResponse:
    """Show a current edition to a member who is free to sign it again; a POST signs it."""
    edition = get_object_or_404(
        Edition.objects.select_related("article", "submission__article"), pk=pk
    )
    article = edition.article
    if sentence := a_free_member(article, request.user):
        raise PermissionDenied(sentence)
    form = CredentialsForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _signed(request, edition, form):
        due = article.standing.review_due
        messages.success(request, f"Re-affirmed. The next review is due on {due:%Y-%m-%d}.")
        return HttpResponseRedirect(reverse("admin:articles_edition_changelist"))
    return _page(request, edition, form)


def _signed(request: HttpRequest, edition: Edition, form: CredentialsForm) -> bool:
    def reaffirm() -> None:
        form.confirm(request)
        workflow.reaffirm(edition.article, by=request.user, edition=edition)

    return done(form, reaffirm)


def _page(request: HttpRequest, edition: Edition, form: CredentialsForm) -> HttpResponse:
    policy, member = Policy.in_force(), membership(request.user)
    assert member is not None  # noqa: S101  a_free_member has asked
    shown = reading(request, edition.submission)
    known = eligibility(member, shown["manuscript"], policy)
    is_there = is_current(edition.article) and edition.article.standing.edition_id == edition.pk
    hindrances = unable(known, policy) if is_there else []
    signed = what_is_signed(edition.submission, member, policy)
    context = {
        **shown,
        **(meanwhile(edition, request.user) if is_there else {}),
        "title": f"Re-affirm: {edition.question}",
        "edition": edition,
        "is_current": is_there,
        "unable": hindrances,
        "form": form if is_there and not hindrances else None,
        "errors": form.non_field_errors(),
        "signed": {**signed, "disclosures": disclosures(known)},
        "meaning": Verdict.REAFFIRM.meaning,
        "decisions": decisions_on(edition.submission, hide_colleagues=False),
        "list_name": "Editions",
        "opts": Edition._meta,
    }
    return TemplateResponse(request, "admin/reviews/reaffirm.html", context)
