"""Two people on one record: the second is told what changed, and loses nothing."""

import datetime
import re
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.formats import date_format, localize_input
from django.utils.text import Truncator
from django.utils.timezone import localtime

from reviews.admin.concurrency import fingerprints, merge, read_fingerprints
from reviews.record import printed_name

OPENED = "opened"
SHOWN = 1000  # characters of what somebody else wrote; the history has the rest
VERSION = re.compile("^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class OpenedForm(forms.ModelForm):
    """A form that knows what its record was when it was opened.

    Where something else stands by the time it is sent, what this person left alone shows what was
    saved meanwhile, what both changed keeps this person's words with the other's beside them, and
    nothing is saved until it is sent again. The caller holds the record locked.
    """

    data: Any
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theirs: list[str] = []
        self.both: dict[str, str] = {}
        self._since = ""
        self.initial[OPENED] = self._stamp  # called once subclasses have filled in their fields

    def full_clean(self) -> None:
        if self.is_bound and not self.instance._state.adding:
            self._take_in()
        super().full_clean()

    def clean(self) -> None:
        super().clean()
        if not (self.theirs or self.both):
            return
        self.add_error(None, self._told())
        for name, text in self.both.items():
            shown = Truncator(text).chars(SHOWN) or "nothing"
            self.add_error(
                name, f"Somebody else wrote here meanwhile: “{shown}”. Yours stands below."
            )

    def _stamp(self) -> str:
        """Return the version of the record in its history, if it has one, and what it shows."""
        if self.instance._state.adding:
            return ""
        version = self.instance.history.latest().pk if self._has_history else ""
        return f"{version} {fingerprints(self._now())}"

    @property
    def _has_history(self) -> bool:
        return hasattr(self.instance, "history")

    def _now(self) -> dict[str, Any]:
        return {
            name: _in_form(field.prepare_value(self.get_initial_for_field(field, name)))
            for name, field in self.fields.items()
            if name != OPENED
        }

    def _take_in(self) -> None:
        """Compare what was shown, what stands now and what was sent, field by field."""
        opened = str(self.data.get(self.add_prefix(OPENED), ""))
        shown = read_fingerprints(opened)
        if not shown:
            return
        now = self._now()
        merged = merge({name: self._sent(name) for name in now}, now, shown)
        self.data = self.data.copy()
        for name in merged.theirs:
            self._send(name, now[name])
        self.theirs = merged.theirs
        self.both = {name: self._words(name, now[name]) for name in merged.both}
        self._since = found[0] if (found := VERSION.match(opened)) else ""
        self._send(OPENED, self._stamp())

    def _sent(self, name: str) -> Any:
        widget = self.fields[name].widget
        return _in_form(widget.value_from_datadict(self.data, self.files, self.add_prefix(name)))

    def _send(self, name: str, value: Any) -> None:
        self.data.setlist(self.add_prefix(name), value if isinstance(value, list) else [value])

    def _words(self, name: str, value: Any) -> str:
        choices = {str(key): str(label) for key, label in getattr(self.fields[name], "choices", ())}
        parts = value if isinstance(value, list) else [value]
        return ", ".join(str(choices.get(part, part)) for part in parts)

    def _told(self) -> str:
        changed = [name for name in self.fields if name in self.theirs or name in self.both]
        labels = ", ".join(str(self[name].label) for name in changed)
        return (
            f"{self._who()}, while you had it open: {labels}. Nothing of "
            "yours was saved yet, and nothing is lost: what you typed stands below, beside what "
            "was saved meanwhile. Look at it, and save again."
        )

    def _who(self) -> str:
        rows = []
        if self._has_history:
            history = self.instance.history.order_by("history_date").select_related("history_user")
            seen = history.filter(pk=self._since or None).values("history_date")
            rows = list(history.filter(history_date__gt=seen))
        if not rows:
            return "Somebody changed this record"
        names = [printed_name(row.history_user) for row in rows if row.history_user]
        who = " and ".join(dict.fromkeys(names)) or "Somebody"
        at = date_format(localtime(rows[-1].history_date), "j F Y, H:i")
        return f"{who} changed this record on {at} UTC"


class OpenedAdmin:
    """Locks what is saved by an `OpenedForm`; the form's own fields, `last`, stand last."""

    last: tuple[str, ...] = (OPENED,)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show them only where something can be changed."""
        fieldsets = [
            (name, {**options, "fields": [f for f in options["fields"] if f not in self.last]})
            for name, options in super().get_fieldsets(request, obj)  # type: ignore[misc]
        ]
        if obj is None or not self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            return fieldsets
        return [*fieldsets, (None, {"fields": self.last})]

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Lock the record that is to be saved, and read it after who saved it just before."""
        record = super().get_object(request, object_id, from_field)  # type: ignore[misc]
        if record is None or request.method != "POST":
            return record
        rows = type(record).objects.select_for_update(no_key=True)
        rows.filter(pk=record.pk).first()
        return super().get_object(request, object_id, from_field)  # type: ignore[misc]


def _in_form(value: Any) -> Any:
    """Return `value` as a browser sends it."""
    if isinstance(value, list | tuple):
        return sorted(map(str, value))
    if isinstance(value, datetime.date):
        value = localize_input(value)
    return "" if value is None else "\n".join(str(value).strip().splitlines())
