"""Whoever changes something says why; the history keeps it."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import Model
from django.http import HttpRequest

from integrity.validators import validate_text
from reviews.admin.history import HistoryAdmin
from reviews.admin.opened import OPENED, OpenedAdmin, OpenedForm

FIELD = "change_reason"
LAST = (FIELD, OPENED)


class ReasonForm(OpenedForm):
    change_reason = forms.CharField(
        label="Reason for this change",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        validators=[validate_text, MaxLengthValidator(1000)],
        help_text="What you changed and why, in a sentence. It is kept in the history.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            del self.fields[FIELD]

    @property
    def reason(self) -> str:
        return self.cleaned_data.get(FIELD, "Added")


class ReasonAdmin(OpenedAdmin, HistoryAdmin):
    """An admin whose form asks for the reason of each change, and hands it to the history."""

    form = ReasonForm
    last = LAST
    actions = None

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj._change_reason = form.reason
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: ARG002
        changed: list[Model] = formset.save(commit=False)
        for row in [*changed, *formset.deleted_objects]:
            row._history_user, row._change_reason = request.user, form.reason
        for row in formset.deleted_objects:
            row.delete()
        for row in changed:
            row.save()
        formset.save_m2m()
