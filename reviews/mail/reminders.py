"""Reminders of a review that is due soon, and of one that is late; each once."""

import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from reviews.mail.message import Message
from reviews.mail.telling import keep
from reviews.models import Assignment

DAYS_BEFORE = 3


def remind(today: datetime.date | None = None) -> int:
    """Return how many reminders are new."""
    today = today or timezone.localdate()
    rows = Assignment.objects.open().select_related("member__user", "submission__article")
    soon = rows.filter(due__range=(today, today + datetime.timedelta(days=DAYS_BEFORE)))
    late = rows.filter(due__lt=today)
    return _each(soon, "soon", *SOON) + _each(late, "late", *LATE)


SOON = ("Your review is due soon", "is due")
LATE = ("Your review is late", "was due")


def _each(rows: QuerySet[Assignment], kind: str, subject: str, is_due: str) -> int:
    return sum(
        keep(_message(row, subject, is_due), once=f"{kind}-{row.pk}") for row in rows.iterator()
    )


def _message(row: Assignment, subject: str, is_due: str) -> Message:
    question = row.submission.article.question
    unanswered = [] if row.accepted_at else ["You have not accepted or declined it yet."]
    return Message(
        [row.member.user],
        f"{subject}: {question}",
        [f"Your review of “{question}” {is_due} on {row.due:%Y-%m-%d}.", *unanswered],
        reverse("admin:reviews_assignment_invitation", args=[row.pk]),
        "Open the review",
    )
