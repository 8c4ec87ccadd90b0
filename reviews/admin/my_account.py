"""A person's own page: how often they are written to, and when a member is away."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from reviews.models import Absence, BoardMember, MailChoice
from reviews.who import membership


class AccountForm(forms.Form):
    """Arguments: `member` is the person's seat on the board, if they hold one."""

    rhythm = forms.ChoiceField(
        label="When do you want to hear of what waits for you?",
        choices=[("at_once", "At once, a mail for each thing"), ("daily", "In one mail a day")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one.", "invalid_choice": "Choose one of these."},
    )
    first_day = forms.DateField(
        label="Away from",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last_day = forms.DateField(
        label="Away until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="The last day away. Editors see both days when they look for reviewers; leave "
        "both empty while you are there.",
    )

    def __init__(self, *args: Any, member: BoardMember | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        if member is None:
            del self.fields["first_day"], self.fields["last_day"]

    def clean(self) -> None:
        first, last = (self.cleaned_data.get(name) for name in ("first_day", "last_day"))
        if self.errors or first is last is None:
            return
        if first is None or last is None:
            self.add_error("last_day" if first else "first_day", "Give both days, or neither.")
        elif last < first:
            self.add_error("last_day", "The last day cannot be before the first.")

    @transaction.atomic
    def save(self, user: Any) -> None:
        daily = self.cleaned_data["rhythm"] == "daily"
        MailChoice.objects.update_or_create(user=user, defaults={"daily": daily})
        if self.member is None:
            return
        days = {name: self.cleaned_data[name] for name in ("first_day", "last_day")}
        if days["first_day"]:
            Absence.objects.update_or_create(member=self.member, defaults=days)
        else:
            Absence.objects.filter(member=self.member).delete()


def my_account(request: HttpRequest) -> HttpResponse:
    member = membership(request.user)
    form = AccountForm(request.POST or None, member=member, initial=_initial(request, member))
    if request.method == "POST" and form.is_valid():
        form.save(request.user)
        messages.success(request, "Saved.")
        return HttpResponseRedirect(reverse("admin:my_account"))
    context = {**admin.site.each_context(request), "title": "My account", "form": form}
    return TemplateResponse(request, "admin/my_account.html", context)


def _initial(request: HttpRequest, member: BoardMember | None) -> dict[str, Any]:
    daily = MailChoice.objects.filter(user=request.user.pk, daily=True).exists()
    absence = Absence.objects.filter(member=member).first() if member else None
    return {
        "rhythm": "daily" if daily else "at_once",
        "first_day": absence and absence.first_day,
        "last_day": absence and absence.last_day,
    }
