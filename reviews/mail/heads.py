"""The head of the record by mail: kept where the site cannot reach it, it shows later whether the
record was cut or rebuilt."""

import datetime

from django.urls import reverse
from django.utils import timezone

from reviews.mail import people
from reviews.mail.message import Message
from reviews.mail.telling import keep
from reviews.verification.chain import head


def mail_head(now: datetime.datetime | None = None) -> int:
    """Write to each editor once a day; return to how many."""
    here = timezone.localtime(now or timezone.now())
    last = head()
    message = Message(
        people.editors(),
        f"Head of the record, {here:%Y-%m-%d}: {last.number}",
        [
            f"The last line of the record on {here:%Y-%m-%d at %H:%M %Z}, its number and its hash:",
            str(last),
            "Keep this mail. With it the site can be asked later whether its record is whole:",
            f"manage.py verify_record --against {last}",
        ],
        reverse("record_head"),
        "The head as it is now",
    )
    return keep(message, once=f"head-{here:%Y-%m-%d}")
