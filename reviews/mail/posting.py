"""Handing mails to the mail server, again and later where it would not take one.

At least once: a mail is posted a second time only where nobody knows whether the server took it,
and then with the same Message-ID, by which mail programs know the two for one.
"""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from articles.letters import give_up, hand_over, headers, put_off
from reviews.models import Mail


@task()
def post(key: str) -> None:
    """Post one mail. Its row is locked meanwhile, so that no two workers post it."""
    with transaction.atomic():
        rows = Mail.objects.unsent().select_for_update(of=("self",), skip_locked=True)
        mail = rows.select_related("to").filter(pk=key, next_attempt_at__lte=timezone.now()).first()
        if mail is None:
            return
        _attempt(mail)
        mail.save()
        if mail.sent_at is None and mail.failed_at is None:
            post_later(mail)


def post_later(mail: Mail) -> None:
    post.using(run_after=mail.next_attempt_at).enqueue(str(mail.pk))


def send_again(mail: Mail) -> None:
    """Begin anew with a mail that was given up."""
    mail.begin()
    mail.save()
    post_later(mail)


def _attempt(mail: Mail) -> None:
    mail.attempts += 1
    if not (mail.to.is_active and mail.goes_to):
        give_up(mail, "The account is not active, or has no mail address.")
        return
    try:
        hand_over(message(mail))
    except Exception as error:  # noqa: BLE001  whatever it is, it is tried again and then listed
        put_off(mail, error)
    else:
        mail.sent_at, mail.error = timezone.now(), ""


def message(mail: Mail) -> EmailMultiAlternatives:
    """Return the mail as text and HTML; a digest has those of its parts."""
    context: dict[str, Any] = {
        "person": mail.to,
        "subject": mail.subject,
        "parts": mail.parts.order_by("created_at", "pk") if not mail.path else [mail],
        "is_digest": not mail.path,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }
    letter = EmailMultiAlternatives(
        subject=f"{settings.SITE_NAME}: {mail.subject}",
        body=render_to_string("mail/letter.txt", context),
        to=[mail.goes_to],
        headers=headers(mail.pk),
    )
    letter.attach_alternative(render_to_string("mail/letter.html", context), "text/html")
    return letter
