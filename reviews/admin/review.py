"""The page on which a member reads a submission and signs; editors and auditors read it too."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.debug import sensitive_post_parameters

from articles.manuscript import parse
from articles.models import State, Submission
from articles.wordings import compared
from reviews import workflow
from reviews.admin.reading import hexadecimal, without_text
from reviews.admin.signature_facts import disclosures, unable, what_is_signed
from reviews.admin.signature_forms import SignForm
from reviews.admin.since import since
from reviews.admin.sources import beside_sources, sources, wordings
from reviews.admin.threads import answered_since, threads
from reviews.commenting import WITH_THE_BOARD, may_comment
from reviews.eligibility import eligibility
from reviews.independent import is_hidden
from reviews.models import Assignment, Policy, Review, ReviewDecision, SourceCheck, Verb, Verdict
from reviews.quorum import still_open_to
from reviews.refusals import Forbidden, Refused
from reviews.rounds import ended_for
from reviews.source_checks import holding
from reviews.when import refusal
from reviews.who import a_party_to

NOT_ASKED = (
    "Only the board members who are asked to review this submission, editors and auditors can "
    "read it."
)


def sees_all(user: Any) -> bool:
    """Return whether `user` reads every review: editors and auditors do."""
    return bool(user.is_active and user.has_perm("reviews.view_reviewdecision"))


@sensitive_post_parameters("password", "code")
def review(request: HttpRequest, pk: Any) -> HttpResponse:
    """Show a submission to those who may read it; a POST signs it."""
    submission = get_object_or_404(
        Submission.objects.select_related("article", "submitted_by").prefetch_related("rendered"),
        pk=pk,
    )
    own = _own_assignment(request, submission)
    if not sees_all(request.user):
        if own is None:
            raise PermissionDenied(NOT_ASKED)
        if own.accepted_at is None:
            return HttpResponseRedirect(
                reverse("admin:reviews_assignment_invitation", args=[own.pk])
            )
    if own is None and request.method == "POST":
        raise PermissionDenied("Only a member who is asked to review this can sign it.")
    form, status = SignForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            signed = _sign(request, submission, form)
        except Refused as refused:
            is_forbidden = isinstance(refused, Forbidden)
            late = ended_for(submission, request.user) if is_forbidden else ""
            form.add_error(None, [late] if late else refused.sentences)
            status = 409 if late else 403 if is_forbidden else 200
        else:
            messages.success(request, _told(submission, signed))
            return HttpResponseRedirect(reverse("admin:index"))
    return _page(request, submission, own, form, status)


def _own_assignment(request: HttpRequest, submission: Submission) -> Assignment | None:
    own = Assignment.objects.filter(submission=submission, member__user=request.user.pk)
    return own.select_related("member").order_by("-assigned_at").first()


def _sign(request: HttpRequest, submission: Submission, form: SignForm) -> workflow.Signed:
    form.confirm(request)
    return workflow.sign(
        submission.article,
        by=request.user,
        submission=submission,
        verdict=Verdict(form.cleaned_data["verdict"]),
        reason=form.cleaned_data["reason"],
    )


def _told(submission: Submission, signed: workflow.Signed) -> str | SafeString:
    if signed.edition is not None:
        return format_html(
            "Signed. Yours was the last signature needed: edition {} is published. "
            '<a href="{}">Read it</a>',
            signed.edition.number,
            reverse("site:answer", args=[submission.article.slug]),
        )
    if signed.decision.verdict == Verdict.REQUEST_CHANGES:
        return "Signed. The article went back to its authors with your reason."
    return f"Signed. Still open: {' '.join(signed.still_open)}"


def _page(
    request: HttpRequest,
    submission: Submission,
    own: Assignment | None,
    form: SignForm,
    status: int,
) -> HttpResponse:
    open_one = own if own is not None and own.closed_at is None else None
    held = Review.objects.select_related("policy").filter(submission=submission).first()
    shown = reading(request, submission)
    beside_sources(shown["wordings"], shown["manuscript"])
    context = {
        **shown,
        **since(submission, shown["manuscript"], request.user, request.GET.get("since", "")),
        **_signing(request, submission, open_one, held, form, shown["manuscript"]),
        **_talk(request, submission, hidden=is_hidden(held, is_open=open_one is not None)),
        "title": submission.article.question,
        "own": own,
        "is_open": open_one is not None,
        "rules": open_rules(submission, request.user),
        "errors": form.non_field_errors(),
        "decisions": decisions_on(submission, hide_colleagues=open_one is not None),
        "assignments": _assignments(submission) if sees_all(request.user) else [],
        "list_name": "Reviews" if sees_all(request.user) else "My reviews",
        "opts": Assignment._meta,
        "verdicts": SourceCheck.Verdict.choices,
        "may_check": open_one is not None and submission.article.state in WITH_THE_BOARD,
    }
    if own is not None:
        with_checks(context["sources"], holding(submission, own.member), submission)
        context["checked"] = sum("check" in source for source in context["sources"])
    return TemplateResponse(request, "admin/reviews/review.html", context, status=status)


def _signing(
    request: HttpRequest,
    submission: Submission,
    own: Assignment | None,
    held: Review | None,
    form: SignForm,
    manuscript: dict[str, Any],
) -> dict[str, Any]:
    """Return the form for the member whose open assignment is `own`, or why there is none."""
    if own is None:
        return {"form": None, "typed": request.POST.get("reason", "")}
    policy = held.policy if held else Policy.in_force()
    sentence = refusal(submission.article, Verb.SIGN, request.user)
    known = eligibility(own.member, manuscript, policy)
    hindrances = unable(known, policy)
    if sentence or hindrances:
        said = {"refusal": sentence, "unable": hindrances}
        return {**said, "form": None, "typed": request.POST.get("reason", "")}
    facts = what_is_signed(submission, own.member, held.policy if held else None)
    return {"form": form, "signed": {**facts, "disclosures": disclosures(known)}}


def _talk(request: HttpRequest, submission: Submission, *, hidden: bool) -> dict[str, Any]:
    found = threads(submission.article, submission, request.user, hidden=hidden)
    return {
        "threads": found,
        "open_threads": sum(one["is_open"] for one in found),
        "answered": answered_since(found, submission),
        "may_answer": not a_party_to(submission.article, request.user),
        "may_comment": not may_comment(submission, request.user),
    }


def reading(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    """Return what the page shows of `submission`: everything that a signature covers."""
    manuscript = parse(bytes(submission.manuscript))
    shown = wordings(submission)
    found = sources(manuscript, shown)
    return {
        **admin.site.each_context(request),
        "wordings": shown,
        "compared": list(compared(manuscript)),
        "submission": submission,
        "manuscript": manuscript,
        "sources": found,
        "has_abstracts": any(source["abstract"] for source in found),
        "digest": hexadecimal(submission.digest),
    }


def with_checks(
    shown: list[dict[str, Any]], held: dict[str, SourceCheck], submission: Submission
) -> None:
    """Put beside each source what the member found of it, and on which submission."""
    for source in shown:
        if check := held.get(source["key"]):
            source["check"] = check.verdict
            source["check_label"] = check.get_verdict_display()
            if check.submission_id != submission.pk:
                source["checked_on"] = check.submission.number


def open_rules(submission: Submission, user: Any) -> list[str]:
    """Return what is missing for approval, while `submission` is under review."""
    review = Review.objects.select_related("policy").filter(submission=submission).first()
    if review is None or submission.article.state != State.UNDER_REVIEW:
        return []
    latest = submission.article.submissions.order_by("-number").values_list("pk", flat=True)[0]
    return still_open_to(user, submission, review.policy) if latest == submission.pk else []


def decisions_on(submission: Submission, *, hide_colleagues: bool) -> Any:
    """Return the article's decisions so far.

    An open review shows none on its own submission: a verdict is not shaped by a colleague's.
    """
    earlier = {"submission__article": submission.article_id}
    before = "lt" if hide_colleagues else "lte"
    found = ReviewDecision.objects.filter(
        **earlier, **{f"submission__number__{before}": submission.number}
    )
    return without_text(found, "submission")


def _assignments(submission: Submission) -> Any:
    return submission.assignments.select_related("member").order_by("pk")
