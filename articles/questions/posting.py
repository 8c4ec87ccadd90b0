"""Handing over the one mail that a reader who asked is to get now: the link that confirms the
address, or what came of the question.

As with mails to the desk: at least once, tried again by the waits of `articles.letters`, and then
given up and listed. No row but the asking itself holds the address, so how far its mail is stands
there as well, and both go together.
"""

import datetime
import logging
from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from articles.letters import hand_over, headers, put_off
from articles.models import Asking
from articles.questions.progress import Progress, progress
from articles.questions.tokens import confirm_token

CONFIRM = "confirm"
MOST = 1000  # mails at once

logger = logging.getLogger(__name__)


def begin(askings: Iterable[Asking]) -> int:
    """Queue the mail of each, in the transaction that leads to it; return how many these are."""
    begun = list(askings)
    for asking in begun:
        asking.begin()
        _post_later(asking)
    Asking.objects.bulk_update(begun, ["attempts", "failed_at", "next_attempt_at"])
    return len(begun)


@transaction.atomic
def try_again() -> int:
    """Begin anew with the mails that were given up; return how many."""
    return begin(Asking.objects.given_up().select_for_update(of=("self",)))


def take_up(before: datetime.datetime) -> None:
    """Queue again what was to be tried before then and was not."""
    for asking in Asking.objects.filter(next_attempt_at__lt=before)[:MOST]:
        _post_later(asking)


def due(asking: Asking) -> str:
    """Return which mail the reader is to get now, if any."""
    if asking.confirmed_at is None:
        return CONFIRM
    state = progress(asking.question)
    return state.value if state in {Progress.ANSWERED, Progress.DECLINED} else ""


@task()
def post(key: int) -> None:
    """Post what is due to one reader. Its row is locked meanwhile, so that no two post it."""
    with transaction.atomic():
        rows = Asking.objects.select_for_update(of=("self",), skip_locked=True)
        rows = rows.select_related("question__draft__standing")
        asking = rows.filter(pk=key, next_attempt_at__lte=timezone.now()).first()
        if asking is not None:
            _attempt(asking, due(asking))


def _attempt(asking: Asking, what: str) -> None:
    row = Asking.objects.filter(pk=asking.pk)
    if not what:
        row.mail_no_more()
    elif not _is_sent(asking, what):
        asking.save()
        if asking.next_attempt_at:
            _post_later(asking)
    elif what == CONFIRM:
        row.mail_no_more()
    else:
        row.forget_addresses()


def _post_later(asking: Asking) -> None:
    post.using(run_after=asking.next_attempt_at).enqueue(asking.pk)


def _is_sent(asking: Asking, what: str) -> bool:
    asking.attempts += 1
    try:
        hand_over(_letter(asking, what))
    except Exception as error:  # noqa: BLE001  whatever it is, it is tried again and then listed
        # The address, and what was asked, stay out of the log.
        logger.warning("A mail to a reader was not sent: %s", type(error).__name__)
        put_off(asking, error, unsaid=asking.email)
        return False
    return True


def _letter(asking: Asking, what: str) -> EmailMessage:
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
    return EmailMessage(subject, body.lstrip("\n"), None, [asking.email], headers=own)
