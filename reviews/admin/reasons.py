"""Whoever changes something says why; the history keeps it."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import Model
from django.http import HttpRequest

from integrity.validators import validate_text
from reviews.admin.history import HistoryAdmin

FIELD = "change_reason"
OPENED = "opened"  # hidden; see reviews/admin/opened.py
LAST = (FIELD, OPENED)


class ReasonForm(forms.ModelForm):
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


class ReasonAdmin(HistoryAdmin):
    """An admin whose form asks for the reason of each change, and hands it to the history."""

    form = ReasonForm
    actions = None

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the reason last, and only where something can be changed."""
        fieldsets = [
            (name, {**options, "fields": [f for f in options["fields"] if f not in LAST]})
            for name, options in super().get_fieldsets(request, obj)
        ]
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        last = [name for name in LAST if name in self.form.declared_fields]
        return [*fieldsets, (None, {"fields": last})]

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
