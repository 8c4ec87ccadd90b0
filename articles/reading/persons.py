"""Forms that a person fills in: a field that only programs see, and the time it takes to write."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

SOONEST, LATEST = 3, 24 * 60 * 60  # seconds between a form's page and its sending
SALT = "articles.reading.persons"


def stamp() -> str:
    """Return a mark of now, which nobody else can make."""
    return signing.TimestampSigner(salt=SALT).sign("form")


class FromAPerson(forms.Form):
    """What makes it harder for programs to fill the board's list. No service elsewhere is asked."""

    website = forms.CharField(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    opened = forms.CharField(required=False, initial=stamp, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.data.get("website"):
            raise forms.ValidationError(
                _("A field that people do not see was filled in. Send the form again without it.")
            )
        if problem := _age_problem(str(self.data.get("opened", ""))):
            self.data = {**self.data.dict(), "opened": stamp()}  # type: ignore[attr-defined]
            raise forms.ValidationError(problem)
        return cleaned


def _age_problem(opened: str) -> Any:
    signer = signing.TimestampSigner(salt=SALT)
    try:
        signer.unsign(opened, max_age=LATEST)
    except signing.BadSignature:
        return _("This page was open for too long. Look over what you wrote, and send it again.")
    try:
        signer.unsign(opened, max_age=SOONEST)
    except signing.SignatureExpired:
        return ""
    return _("That was faster than a person writes. Wait a few seconds, and send it again.")
