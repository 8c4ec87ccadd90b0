"""Mails to readers who asked and left an address, which is deleted with the mail that answers.

The worker sends them (`posting`), so that nobody waits for a mail server who asks or signs.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from articles.models import Asking, ReaderQuestion
from articles.questions.posting import begin
from articles.questions.tokens import UNCONFIRMED_FOR

GIVEN_UP_FOR = timedelta(days=30)


def ask_to_confirm(asking: Asking) -> None:
    """Queue the link that confirms an address, in the transaction that keeps it."""
    begin([asking])


def tell_of(**which: Any) -> None:
    """Queue that those who wait are told what came of such questions."""
    tell_askers.enqueue(which)


@task()
def tell_askers(which: dict[str, Any]) -> None:
    tell(**which)


@transaction.atomic
def tell(**which: Any) -> int:
    """Queue a mail to all who confirmed an address and can be told now; return to how many.

    Who is being told, or could not be, is left.
    """
    waiting = Asking.objects.ended().filter(
        question__in=ReaderQuestion.objects.filter(**which),
        confirmed_at__isnull=False,
        next_attempt_at=None,
        failed_at=None,
    )
    rows = waiting.exclude(email="").order_by("pk")
    return begin(rows.select_for_update(of=("self",), skip_locked=True))


def forget_addresses() -> int:
    """Delete those that nobody confirmed in time, or that could not be told; return how many."""
    now = timezone.now()
    unconfirmed = Q(confirmed_at=None, asked_at__lt=now - UNCONFIRMED_FOR)
    unreachable = Q(failed_at__lt=now - GIVEN_UP_FOR)
    return Asking.objects.filter(unconfirmed | unreachable).exclude(email="").forget_addresses()
