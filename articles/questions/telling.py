"""Mails to readers who asked and left an address, which is deleted with the mail that answers."""

import logging
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from articles.models import Asking, ReaderQuestion
from articles.questions.progress import Progress, progress

UNCONFIRMED_FOR = timedelta(days=7)
_SALT = "articles.questions.confirm"

logger = logging.getLogger(__name__)


def ask_to_confirm(asking: Asking) -> None:
    """Send the link that confirms an address, after the transaction."""
    transaction.on_commit(partial(_send, asking, "confirm"), robust=True)


def confirm_token(asking: Asking) -> str:
    return signing.dumps([asking.pk, asking.email], salt=_SALT)


def confirmed(token: str) -> Asking | None:
    """Return the asking whose address `token` confirms, if there still is one."""
    try:
        pk, email = signing.loads(token, salt=_SALT, max_age=UNCONFIRMED_FOR)
    except signing.BadSignature:
        return None
    return Asking.objects.filter(pk=pk, email=email).select_related("question").first()


def tell_of(**which: Any) -> None:
    """Tell those who wait what came of such questions, once this transaction has ended."""
    transaction.on_commit(partial(tell, **which), robust=True)


def tell(**which: Any) -> int:
    """Mail the outcome to all who confirmed an address, and delete it; return to how many.

    An address whose mail could not be sent stays for the next time.
    """
    wanted = ReaderQuestion.objects.filter(**which)
    ended = Q(question__declined_at__isnull=False) | Q(question__draft__standing__withdrawal=None)
    waiting = Asking.objects.filter(ended, question__in=wanted, confirmed_at__isnull=False).exclude(
        email=""
    )
    sent = 0
    for asking in waiting.select_related("question__draft").order_by("pk"):
        state = progress(asking.question)
        if state in {Progress.ANSWERED, Progress.DECLINED} and _send(asking, state.value):
            Asking.objects.filter(pk=asking.pk).update(email="", confirmed_at=None)
            sent += 1
    return sent


def forget_unconfirmed() -> int:
    """Delete addresses that nobody confirmed in time; return how many."""
    old = Asking.objects.filter(
        confirmed_at=None, asked_at__lt=timezone.now() - UNCONFIRMED_FOR
    ).exclude(email="")
    return old.update(email="")


def _send(asking: Asking, what: str) -> bool:
    context = {
        "asking": asking,
        "question": asking.question,
        "answer": asking.question.draft,
        "token": confirm_token(asking),
        "site": settings.SITE_URL,
        "site_name": settings.SITE_NAME,
    }
    subject, _, body = render_to_string(f"mail/asked_{what}.txt", context).partition("\n")
    try:
        send_mail(subject, body.lstrip("\n"), None, [asking.email])
    except OSError as error:  # the address, and what was asked, stay out of the log
        logger.warning("A mail to a reader was not sent: %s", type(error).__name__)
        return False
    return True
