"""What a member signed and readers still read, though its review is overdue."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from articles.models import Contributor, Standing
from reviews.admin.my_desk import seat
from reviews.admin.reading import days_left
from reviews.admin.waiting import Section, Waiting
from reviews.models import ReviewDecision

OVERDUE = "Overdue: what you signed last"
MOST = 8  # the whole list is one click away


def overdue(user: Any) -> list[Section]:
    """Ask for what the mail to the last signers asks for, the longest overdue first."""
    signed = ReviewDecision.objects.filter(
        member=seat(user),
        submission__article=OuterRef("article"),
        signed_digest=OuterRef("edition__submission__digest"),
    )
    wrote = Contributor.objects.filter(article=OuterRef("article"), user=user)
    rows = (
        Standing.objects.current()
        .filter(Exists(signed), ~Exists(wrote), review_due__lt=timezone.localdate())
        .order_by("review_due", "pk")
        .values_list("edition", "edition__question", "review_due", "update_under_review")
    )
    waiting = [
        Waiting(
            question, reverse("admin:reviews_edition_reaffirm", args=[key]), _said(due, updated)
        )
        for key, question, due, updated in rows[:MOST]
    ]
    url = reverse("admin:articles_edition_changelist") + "?standing=due"
    return [Section(OVERDUE, "", url, waiting)] if waiting else []


def _said(due: Any, updated: bool) -> str:
    asked = (
        "An update of it is with the board."
        if updated
        else "Read it again: re-affirm it, or tell an editor what has to change."
    )
    return f"Review was due {due:%Y-%m-%d}, {days_left(due)}. {asked}"
