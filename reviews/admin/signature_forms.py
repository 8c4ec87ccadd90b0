"""The forms with which a member signs. What was typed is shown again, but for the password."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest

from integrity.validators import validate_text
from reviews import signing
from reviews.models import Verdict
from reviews.models.decision import WITH_REASON

CHOICES = [
    (Verdict.APPROVE.value, "Approve"),
    (Verdict.APPROVE_WITH_DISSENT.value, "Approve with dissent"),
    (Verdict.REQUEST_CHANGES.value, "Request changes"),
]


class CredentialsForm(forms.Form):
    """The name of the password field is what the throttle leaves out of its own records."""

    username = forms.CharField(
        label="Your user name",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    code = forms.CharField(
        label="Code from your authenticator app",
        required=False,
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
        help_text="Six digits, good for one signature.",
    )

    @property
    def wrong(self) -> list[dict[str, Any]]:
        """Return the fields with errors, each with the id that leads to it."""
        return [
            {"id": self._id(field), "label": field.label, "errors": field.errors}
            for field in self
            if field.errors
        ]

    def _id(self, field: forms.BoundField) -> str:
        return field.id_for_label

    def confirm(self, request: HttpRequest) -> None:
        """Raises Refused where this is not the session's own account."""
        signing.confirm(
            request,
            username=self.cleaned_data["username"],
            password=self.cleaned_data["password"],
            code=self.cleaned_data.get("code", ""),
        )


class SignForm(CredentialsForm):
    verdict = forms.ChoiceField(label="Your verdict", choices=CHOICES, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Reason, dissent or comment",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        validators=[validate_text, MaxLengthValidator(20_000)],
        help_text="Needed for a dissent and for requested changes. It is part of what you sign.",
    )

    def clean(self) -> None:
        super().clean()
        needed = self.cleaned_data.get("verdict") in WITH_REASON and "reason" not in self.errors
        if needed and not self.cleaned_data["reason"]:
            self.add_error("reason", "Say why: the reason is part of what you sign.")

    def _id(self, field: forms.BoundField) -> str:
        return f"verdict-{CHOICES[0][0]}" if field.name == "verdict" else super()._id(field)

    @property
    def verdicts(self) -> list[dict[str, Any]]:
        """Return each choice with the statement that it signs."""
        chosen = self["verdict"].value()
        return [
            {
                "value": value,
                "label": label,
                "meaning": Verdict(value).meaning,
                "is_chosen": value == chosen,
            }
            for value, label in CHOICES
        ]


class EndForm(forms.Form):
    """Asks why an assignment ends; `outcomes` are those that the person may choose."""

    outcome = forms.ChoiceField(label="What do you want to do?", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why, in a sentence",
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        validators=[validate_text, MaxLengthValidator(2000)],
        help_text="It goes into the record, which editors and auditors read.",
    )

    def __init__(self, *args: Any, outcomes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]
        if len(outcomes) == 1:
            self.initial["outcome"] = outcomes[0][0]
