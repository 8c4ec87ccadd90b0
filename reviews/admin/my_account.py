"""A person's own page: how often they are written to."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from reviews.models import MailChoice


class MailForm(forms.Form):
    rhythm = forms.ChoiceField(
        label="When do you want to hear of what waits for you?",
        choices=[("at_once", "At once, a mail for each thing"), ("daily", "In one mail a day")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one.", "invalid_choice": "Choose one of these."},
    )

    def save(self, user: Any) -> None:
        daily = self.cleaned_data["rhythm"] == "daily"
        MailChoice.objects.update_or_create(user=user, defaults={"daily": daily})


def my_account(request: HttpRequest) -> HttpResponse:
    daily = MailChoice.objects.filter(user=request.user.pk, daily=True).exists()
    form = MailForm(request.POST or None, initial={"rhythm": "daily" if daily else "at_once"})
    if request.method == "POST" and form.is_valid():
        form.save(request.user)
        messages.success(request, "Saved.")
        return HttpResponseRedirect(reverse("admin:my_account"))
    context = {
        **admin.site.each_context(request),
        "title": "My account",
        "form": form,
        "errors": form.non_field_errors(),
    }
    return TemplateResponse(request, "admin/my_account.html", context)
