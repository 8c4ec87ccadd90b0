"""Two people on one record of the library: the second is told what changed, and loses nothing."""

import uuid
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localtime

from reviews.admin.reasons import FIELD, OPENED, ReasonForm
from reviews.record import printed_name

SHOWN = 300  # characters of what somebody else wrote


class OpenedForm(ReasonForm):
    """A form that knows which version of its record it was opened with.

    Where another one stands by the time it is sent, what this person left alone shows what was
    saved meanwhile, what both changed keeps this person's words with the other's beside them, and
    nothing is saved until it is sent again. The caller holds the record locked.
    """

    data: Any
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theirs: list[str] = []
        self.both: dict[str, str] = {}
        if self.instance._state.adding:
            del self.fields[OPENED]
            return
        latest = self.instance.history.latest()
        self.initial[OPENED] = str(latest.pk)
        self._before = self._version(self.data.get(self.add_prefix(OPENED), ""))
        if self._before and self._before.pk != latest.pk:
            self._take_in(self._before.instance)
            self.data[self.add_prefix(OPENED)] = str(latest.pk)

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

    def _version(self, key: str) -> Any:
        try:
            return self.instance.history.filter(pk=uuid.UUID(key)).first()
        except ValueError:
            return None

    def _take_in(self, opened: Any) -> None:
        """Compare what was opened, what stands now and what was sent, field by field."""
        before, now = type(self)(instance=opened), type(self)(instance=self.instance)
        self.data = self.data.copy()
        for name in self.fields.keys() - {FIELD, OPENED}:
            key = self.add_prefix(name)
            old, new = (_text(form[name].value()) for form in (before, now))
            mine = _text(self.data.get(key))
            if new in {old, mine}:
                continue
            if mine == old:
                self.data[key] = new
                self.theirs.append(name)
            else:
                self.both[name] = new

    def _told(self) -> str:
        rows = self.instance.history.filter(history_date__gt=self._before.history_date)
        rows = list(rows.select_related("history_user").order_by("history_date"))
        names = [printed_name(row.history_user) for row in rows if row.history_user]
        who = " and ".join(dict.fromkeys(names)) or "Somebody"
        at = date_format(localtime(rows[-1].history_date), "j F Y, H:i")
        changed = [name for name in self.fields if name in self.theirs or name in self.both]
        labels = ", ".join(str(self.fields[name].label or name) for name in changed)
        return (
            f"{who} changed this record on {at} UTC, while you had it open: {labels}. Nothing of "
            "yours was saved yet, and nothing is lost: what you typed stands below, beside what "
            "was saved meanwhile. Look at it, and save again."
        )


def _text(value: Any) -> str:
    return "" if value is None else "\n".join(str(value).strip().splitlines())
