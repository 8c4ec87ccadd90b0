"""A question on its way to the board: sent, confirmed, followed, forgotten.

The form that sends it carries a signed mark of when its page was made and no session; a page that
follows it is at an address that nobody guesses.
"""

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from articles.models import Asking
from articles.questions.gathering import keep
from articles.questions.identity import problems as identifying
from articles.questions.progress import Progress, progress
from articles.questions.telling import ask_to_confirm
from articles.questions.tokens import confirmed
from articles.reading.persons import FromAPerson
from articles.reading.throttling import throttled
from articles.search.refusing import LONGEST, problem
from integrity.text import unix_newlines


class BoardForm(FromAPerson):
    question = forms.CharField(
        required=False,
        strip=True,
        label=_("Your question to the board"),
        help_text=_("It is stored. Leave out whatever could identify a patient."),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST, "dir": "auto"}),
        error_messages={
            "null_characters_not_allowed": _("Delete the control character (NUL) in your question.")
        },
    )
    email = forms.EmailField(
        required=False,
        label=_("Your mail address, if you want to be told"),
        help_text=_("We send one mail to confirm it and one with the answer, then delete it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _(
                "This is no mail address, like name@example.org. Correct it, or leave it out."
            )
        },
    )
    answer = forms.SlugField(required=False, widget=forms.HiddenInput)
    field_order = ("question", "email", "website", "opened", "answer")

    def clean_question(self) -> str:
        text = unix_newlines(self.cleaned_data["question"])
        if sentence := problem(text):
            raise forms.ValidationError(sentence)
        if found := identifying(text):
            raise forms.ValidationError(found)
        return text


@csrf_exempt  # nobody gains by having another send a question; who sends it is not known anyway
@never_cache
@require_POST
@throttled("board", most=5, seconds=600)
@sensitive_post_parameters("question", "email")
@sensitive_variables()
def send(request: HttpRequest) -> HttpResponse:
    form = BoardForm(request.POST)
    if not form.is_valid():
        return render(request, "site/board.html", {"form": form})
    with transaction.atomic():
        asking = keep(
            form.cleaned_data["question"],
            at_hand=form.cleaned_data["answer"],
            email=form.cleaned_data["email"],
        )
        if asking.email:
            ask_to_confirm(asking)
    return redirect("site:question", asking.token)


@never_cache
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """What became of a question, for whoever knows this address."""
    askings = Asking.objects.select_related("question__draft__standing")
    asking = get_object_or_404(askings, token=token)
    at = progress(asking.question)
    return _private(render(request, "site/question.html", _followed(asking, at)))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm an address. Opening the link changes nothing, since mail programs open links."""
    asking = confirmed(token)
    if asking is None:
        raise Http404
    if request.method == "POST":
        own = Asking.objects.filter(pk=asking.pk, email=asking.email, confirmed_at=None)
        own.mail_no_more(confirmed_at=timezone.now())
        return redirect("site:question", asking.token)
    return _private(render(request, "site/question_confirm.html", {"asking": asking}))


@csrf_exempt  # the address of the page is the secret
@never_cache
@require_POST
def forget(request: HttpRequest, token: str) -> HttpResponse:
    """Delete what is kept of one reader's asking; the question too, where nobody else asked it."""
    with transaction.atomic():
        asking = get_object_or_404(Asking.objects.select_for_update(), token=token)
        question = asking.question
        asking.delete()
        if question.draft_id is None and not question.askings.exists():
            question.delete()
    return _private(render(request, "site/question_forgotten.html", {}))


def _followed(asking: Asking, at: Progress) -> dict[str, Any]:
    steps = [Progress.RECEIVED, Progress.BEING_ANSWERED, Progress.ANSWERED]
    return {
        "asking": asking,
        "question": asking.question,
        "answer": asking.question.draft,
        "at": at,
        "steps": [(step.label, step == at) for step in steps],
    }


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the address of a page that only one reader knows out of other sites and of indexes."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
