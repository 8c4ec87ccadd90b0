"""Mails to readers who asked and left an address, which is deleted with the mail that answers.

The worker sends them, so that nobody waits for a mail server who asks or signs. No row but the
asking itself holds the address.
"""

import logging
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from articles.letters import WAITS, headers
from articles.models import Asking, ReaderQuestion
from articles.questions.progress import Progress, progress

UNCONFIRMED_FOR = timedelta(days=7)
_SALT = "articles.questions.confirm"

logger = logging.getLogger(__name__)


def ask_to_confirm(asking: Asking) -> None:
    """Queue the link that confirms an address, in the transaction that keeps it."""
    send_link.enqueue(asking.pk)


@task()
def send_link(key: int, tries: int = 1) -> None:
    """Mail the link that confirms an address; where that fails, try again and later."""
    asking = Asking.objects.select_related("question__draft").filter(pk=key).first()
    if asking is None or not asking.email or asking.confirmed_at or _send(asking, "confirm"):
        return
    if tries <= len(WAITS):
        later = timezone.now() + WAITS[tries - 1]
        send_link.using(run_after=later).enqueue(key, tries + 1)


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
    """Queue that those who wait are told what came of such questions."""
    tell_askers.enqueue(which)


@task()
def tell_askers(which: dict[str, Any]) -> None:
    tell(**which)


def tell(**which: Any) -> int:
    """Mail the outcome to all who confirmed an address, and delete it; return to how many.

    An address whose mail could not be sent stays for the next time.
    """
    wanted = ReaderQuestion.objects.filter(**which)
    ended = Q(question__declined_at__isnull=False) | Q(question__draft__standing__withdrawal=None)
    waiting = Asking.objects.filter(ended, question__in=wanted, confirmed_at__isnull=False)
    keys = waiting.exclude(email="").order_by("pk").values_list("pk", flat=True)
    return sum(map(_tell_one, list(keys)))


@transaction.atomic
def _tell_one(key: int) -> bool:
    """Its row is locked meanwhile, so that no two mail it at once."""
    rows = Asking.objects.select_for_update(of=("self",), skip_locked=True)
    asking = rows.select_related("question__draft").filter(pk=key).exclude(email="").first()
    if asking is None:
        return False
    state = progress(asking.question)
    if state not in {Progress.ANSWERED, Progress.DECLINED} or not _send(asking, state.value):
        return False
    Asking.objects.filter(pk=key).update(email="", confirmed_at=None)
    return True


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
    own = headers(uuid5(NAMESPACE_URL, f"{what} {asking.token}"))
    try:
        EmailMessage(subject, body.lstrip("\n"), None, [asking.email], headers=own).send()
    except OSError as error:  # the address, and what was asked, stay out of the log
        logger.warning("A mail to a reader was not sent: %s", type(error).__name__)
        return False
    return True
