"""Readers report what is wrong with an answer."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from articles.models import ProblemReport
from articles.reading import answers
from articles.reading.caching import for_everyone
from articles.reading.persons import FromAPerson
from articles.reading.throttling import throttled
from articles.reading.views import moved
from articles.reading.withdrawals import withdrawn
from integrity.text import unix_newlines


class ReportForm(FromAPerson, forms.ModelForm):
    class Meta:
        model = ProblemReport
        fields = ["text", "email"]
        labels = {
            "text": _("What is wrong?"),
            "email": _("Your mail address, if you want an answer"),
        }
        help_texts = {
            "text": _("Quote the words that you mean, and the source that says otherwise.")
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 8, "maxlength": 5000}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
        error_messages = {
            "text": {
                "required": _("Say what is wrong with the answer."),
                "min_length": _("Say a little more about what is wrong: a sentence helps most."),
                "max_length": _("Shorten your report to 5000 characters: it has %(show_value)s."),
                "null_characters_not_allowed": _(
                    "Delete the control character (NUL) in your report."
                ),
            },
            "email": {
                "invalid": _(
                    "This is no mail address, like name@example.org. Correct it, or leave it out."
                ),
                "max_length": _("This mail address is too long. Correct it, or leave it out."),
                "null_characters_not_allowed": _("Delete the control character (NUL) in it."),
            },
        }

    def clean_text(self) -> str:
        return unix_newlines(self.cleaned_data["text"])  # browsers count and send them differently


@never_cache  # the form carries a token of this visitor's own
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
@throttled("report", most=10, seconds=600)
def report(request: HttpRequest, slug: str) -> HttpResponse:
    found = answers.current(slug, with_text=False)
    if found is None:
        return moved(request, slug)
    if found.is_withdrawn:
        return withdrawn(request, found)
    form = ReportForm(request.POST or None, instance=ProblemReport(edition_id=found.edition_id))
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("site:report_received", found.slug)
    return render(request, "site/report.html", {"answer": found, "form": form})


@for_everyone
def report_received(request: HttpRequest, slug: str) -> HttpResponse:
    found = answers.current(slug, with_text=False)
    if found is None:
        return moved(request, slug)
    if found.is_withdrawn:
        return withdrawn(request, found)
    return render(request, "site/report_received.html", {"answer": found})
