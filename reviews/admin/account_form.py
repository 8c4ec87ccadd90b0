"""What an editor fills in for an account, and whose account it may be."""

from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import User

from reviews.admin.opened import OpenedForm
from reviews.admin.reasons import ReasonForm
from reviews.groups import may_give


def may_change(person: Any, account: User) -> bool:
    """Return whether `person` may change `account`: their own, or one that is not above them."""
    if person.is_superuser or person.pk == account.pk:
        return True
    groups = set(account.groups.values_list("name", flat=True))
    return not account.is_superuser and groups <= may_give(person)


class ProfileForm(OpenedForm):
    def clean(self) -> None:
        """Say where two added one at once; Django says it beside a field that nobody sees."""
        super().clean()
        row = self.instance
        if row._state.adding and type(row).objects.filter(user=row.user_id).exists():
            self.add_error(
                None,
                "Somebody added this meanwhile, so yours was not saved. Open the page again to "
                "see what is there.",
            )


class AccountForm(ReasonForm):
    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "groups", "is_active"]
        field_classes = {"username": UsernameField}
        widgets = {"groups": forms.CheckboxSelectMultiple}
        help_texts = {
            "groups": "What the person may do at the desk. To be in a byline they need an author "
            "profile too, to review and sign a seat on the board.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"first_name", "last_name", "email"} & self.fields.keys():
            self.fields[name].required = True

    def clean_username(self) -> str:
        name = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Another account has this user name: choose another one.")
        return str(name)

    def clean_email(self) -> str:
        address = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=address).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(
                "Another account has this address. Each person has one account, which can be in "
                "several groups."
            )
        return str(address)

    @property
    def reason(self) -> str:
        """Return the reason, with the groups where they change: they are no column of the row."""
        if "groups" not in self.changed_data:
            return super().reason
        names = ", ".join(sorted(group.name for group in self.cleaned_data["groups"])) or "none"
        return f"{super().reason} (groups now: {names})"
