"""From what happened to a mail for each person, in the worker and not in the verb."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from reviews.mail.message import Message
from reviews.mail.posting import post_later
from reviews.models import Mail, MailChoice


def tell(event: str, *, wait: datetime.timedelta | None = None, **facts: Any) -> None:
    """Queue that `event`, a name of `events`, is told. Call it in the verb's transaction."""
    later = timezone.now() + wait if wait else None
    write.using(run_after=later).enqueue(event, facts)


@task(takes_context=True)
def write(context: Any, event: str, facts: dict[str, Any]) -> None:
    """Keep a mail for each person; repeated after a kill, it keeps none twice."""
    from reviews.mail.events import EVENTS

    for number, message in enumerate(EVENTS[event](**facts)):
        keep(message, once=f"{context.task_result.id}-{number}")


@transaction.atomic
def keep(message: Message, *, once: str) -> int:
    """Keep `message` for each of its people who can be written to; return how many are new.

    `once` names what is told: the same thing is never kept twice for the same person.
    """
    to = {person.pk: person for person in message.to if _can_be_written_to(person, message)}
    told = set(
        Mail.objects.filter(once__in=[f"{once}-{key}" for key in to]).values_list("to", flat=True)
    )
    may_wait = not (message.address or message.at_once)
    choices = MailChoice.objects.filter(user__in=to if may_wait else [], daily=True)
    daily = set(choices.values_list("user", flat=True))
    mails = [_mail(message, key, once, daily) for key in to if key not in told]
    Mail.objects.bulk_create(mails, ignore_conflicts=True)
    for mail in mails:
        if mail.next_attempt_at:
            post_later(mail)
    return len(mails)


def _can_be_written_to(person: Any, message: Message) -> bool:
    return bool(person.is_active and (message.address or person.email))


def _mail(message: Message, key: int, once: str, daily: set[int]) -> Mail:
    return Mail(
        to_id=key,
        address=message.address,
        once=f"{once}-{key}",
        subject=message.subject,
        paragraphs=message.paragraphs,
        path=message.path,
        label=message.label,
        next_attempt_at=None if key in daily else timezone.now(),
    )
