"""Commenting on a submission, answering a comment, and ticking sources: each a page or a POST."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.models import Audience, Submission
from articles.quoting import Quote, find_passage, text_of
from articles.sentences import sentences
from integrity.validators import validate_text
from reviews import workflow
from reviews.admin.doing import done
from reviews.admin.too_late import is_script, kept_when_late
from reviews.commenting import GENERAL, may_comment
from reviews.models import Answer, Assignment, Comment
from reviews.refusals import Forbidden, Refused
from reviews.who import a_party_to

NOT_THERE = (
    "These words are not in the text for this audience. Copy them from it, or choose a sentence."
)
MOST = 20_000  # characters


def _prose(**options: Any) -> forms.CharField:
    return forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        validators=[validate_text, MaxLengthValidator(MOST)],
        **options,
    )


class CommentForm(forms.Form):
    """`texts` are the words of each wording, by audience."""

    audience = forms.ChoiceField(label="In the text for", required=False)
    sentence = forms.ChoiceField(
        label="On the sentence",
        required=False,
        help_text="Or copy the words below. Without either, the comment is on the whole.",
    )
    passage = forms.CharField(
        label="On the words",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    before = forms.CharField(required=False, max_length=200, strip=False, widget=forms.HiddenInput)
    after = forms.CharField(required=False, max_length=200, strip=False, widget=forms.HiddenInput)
    text = _prose(label="Your comment")
    is_blocking = forms.BooleanField(
        label="It must be resolved before approval",
        required=False,
        help_text="You, or an editor, then say when it is.",
    )

    def __init__(self, *args: Any, texts: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = texts
        self._sentences = {name: sentences(text) for name, text in texts.items()}
        labels = [(name, Audience(name).label) for name in texts]
        self.fields["audience"].choices = labels  # type: ignore[attr-defined]
        groups = [
            (
                label,
                [(f"{name}:{n}", one.text[:100]) for n, one in enumerate(self._sentences[name])],
            )
            for name, label in labels
        ]
        self.fields["sentence"].choices = [("", "–"), *groups]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["quote"], given["in"] = GENERAL, ""
        if chosen := given.get("sentence"):
            name, _, number = chosen.partition(":")
            one = self._sentences[name][int(number)]
            given["quote"], given["in"] = self._found(name, one.text, given, one.start), name
        elif passage := given.get("passage"):
            name = given.get("audience") or next(iter(self.texts))
            given["quote"], given["in"] = self._found(name, passage, given), name
        return given

    def _found(
        self, name: str, passage: str, given: dict[str, Any], start: int | None = None
    ) -> Quote:
        text = self.texts[name]
        around = given.get("before", ""), given.get("after", "")
        if start is not None:
            around = text[max(0, start - 40) : start], text[start + len(passage) :][:40]
        quote = find_passage(text, passage, *around)
        if quote is None:
            self.add_error("passage", NOT_THERE)
            return GENERAL
        return quote


class AnswerForm(forms.Form):
    text = _prose(label="Your answer", required=False)
    effect = forms.ChoiceField(required=False, choices=[("", ""), *Answer.Effect.choices])


@require_http_methods(["GET", "HEAD", "POST"])
@kept_when_late
def comment(request: HttpRequest, submission: Submission) -> HttpResponse:
    """The form for a comment, for who may make one; the review page sends its own form here."""
    if sentence := may_comment(submission, request.user):
        raise PermissionDenied(sentence)
    texts = {row.audience: text_of(bytes(row.html).decode()) for row in submission.rendered.all()}
    ordered = {name: texts[name] for name in Audience.values if name in texts}
    form = CommentForm(request.POST or None, texts=ordered, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = workflow.comment(
                submission,
                by=request.user,
                text=given["text"],
                audience=given["in"],
                quote=given["quote"],
                is_blocking=given["is_blocking"],
            )
        except Forbidden as refused:
            raise PermissionDenied(str(refused)) from refused
        except Refused as refused:
            form.add_error(None, refused.sentences)
        else:
            messages.success(request, "Your comment is kept, and shown to authors and reviewers.")
            return HttpResponseRedirect(f"{_review(submission)}#comment-{made.pk}")
    return _page(request, submission, form)


def _page(request: HttpRequest, submission: Submission, form: CommentForm) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": "Comment",
        "subtitle": submission.article.question,
        "form": form,
        "errors": form.non_field_errors(),
        "back_url": _review(submission),
        "list_name": "Reviews",
        "opts": Assignment._meta,
    }
    return TemplateResponse(request, "admin/reviews/comment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: Any) -> HttpResponse:
    """The thread of a comment, for who has a say in it; a POST answers or resolves it."""
    comment = get_object_or_404(
        Comment.objects.select_related("submission__article").prefetch_related("answers"), pk=pk
    )
    article = comment.submission.article
    if sentence := a_party_to(article, request.user):
        raise PermissionDenied(sentence)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = {"by": request.user, **form.cleaned_data}
        if done(form, workflow.answer, comment, **facts):
            messages.success(request, "Kept, and shown to authors and reviewers.")
            return HttpResponseRedirect(f"{_back(request, comment)}#comment-{comment.pk}")
    context = {
        **admin.site.each_context(request),
        "title": "Answer a comment",
        "subtitle": article.question,
        "form": form,
        "errors": form.non_field_errors(),
        "comment": comment,
        "back_url": _back(request, comment),
        "opts": Assignment._meta,
        "list_name": "Reviews",
    }
    return TemplateResponse(request, "admin/reviews/answer.html", context)


@require_safe
def place(request: HttpRequest, pk: Any) -> HttpResponse:
    """Lead to where this person reads the comment beside the text; mails link here."""
    comment = get_object_or_404(Comment.objects.select_related("submission__article"), pk=pk)
    if sentence := a_party_to(comment.submission.article, request.user):
        raise PermissionDenied(sentence)
    return HttpResponseRedirect(f"{_back(request, comment)}#comment-{comment.pk}")


@require_POST
@kept_when_late
def check_sources(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Keep the ticks that were sent: all of the page's, or the one that a script sends."""
    verdicts = {
        name.removeprefix("check-"): str(value)
        for name, value in request.POST.items()
        if name.startswith("check-")
    }
    try:
        kept = workflow.check_sources(submission, by=request.user, verdicts=verdicts)
    except Forbidden as refused:
        raise PermissionDenied(str(refused)) from refused
    except Refused as refused:
        if is_script(request):
            return HttpResponse(str(refused), status=409, content_type="text/plain")
        messages.error(request, str(refused))
        kept = 0
    if is_script(request):
        return HttpResponse(status=204)
    if kept:
        messages.success(request, f"Kept: {kept} reference{'' if kept == 1 else 's'} checked.")
    return HttpResponseRedirect(f"{_review(submission)}#sources")


def _review(submission: Submission) -> str:
    return reverse("admin:reviews_submission_review", args=[submission.pk])


def _back(request: HttpRequest, comment: Comment) -> str:
    """Return the page on which this person reads comments: the review, or the article."""
    article = comment.submission.article
    latest = article.submissions.order_by("-number").first() or comment.submission
    accepted = Assignment.objects.accepted().select_related("submission").filter(
        submission__article=article,
        submission__number__gte=comment.submission.number,
        member__user=request.user.pk,
    )  # fmt: skip
    if own := accepted.order_by("-submission__number").first():
        return _review(own.submission)
    if request.user.has_perm("reviews.view_reviewdecision"):
        return _review(latest)
    if request.user.has_perm("articles.view_article"):
        return reverse("admin:articles_article_change", args=[article.pk])
    return reverse("admin:index")
