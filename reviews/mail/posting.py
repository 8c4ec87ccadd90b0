"""Handing mails to the mail server, again and later where it would not take one.

At least once: a mail is posted a second time only where nobody knows whether the server took it,
and then with the same Message-ID, by which mail programs know the two for one.
"""

from contextlib import suppress
from smtplib import SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from articles.letters import WAITS, headers
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
    mail.attempts, mail.failed_at, mail.next_attempt_at = 0, None, timezone.now()
    mail.save()
    post_later(mail)


def _attempt(mail: Mail) -> None:
    mail.attempts += 1
    if not (mail.to.is_active and mail.goes_to):
        _give_up(mail, "The account is not active, or has no mail address.")
        return
    try:
        _hand_over(message(mail))
    except SMTPRecipientsRefused as refused:
        _put_off(mail, refused, for_good=all(c >= 500 for c, _ in refused.recipients.values()))
    except Exception as error:  # noqa: BLE001  whatever it is, it is tried again and then listed
        _put_off(mail, error)
    else:
        mail.sent_at, mail.error = timezone.now(), ""


def _hand_over(letter: EmailMultiAlternatives) -> None:
    """Return when the server took it; what goes wrong in taking leave is no failure."""
    connection = get_connection()
    try:
        connection.open()
        connection.send_messages([letter])
    finally:
        with suppress(Exception):
            connection.close()


def _put_off(mail: Mail, error: Exception, *, for_good: bool = False) -> None:
    said = in_words(error)[:1000]
    if for_good or mail.attempts > len(WAITS):
        _give_up(mail, said)
    else:
        mail.error = said
        mail.next_attempt_at = timezone.now() + WAITS[mail.attempts - 1]


def in_words(error: Exception) -> str:
    """Return what went wrong, with the server's own words where it said something."""
    if isinstance(error, SMTPRecipientsRefused):
        replies = [f"{code} {_text(said)}" for code, said in error.recipients.values()]
        return f"The mail server does not take mail for this address: {'; '.join(replies)}"
    if isinstance(error, SMTPResponseException):
        return f"The mail server refused it: {error.smtp_code} {_text(error.smtp_error)}"
    if isinstance(error, SMTPServerDisconnected):
        return f"The mail server broke off: {error}"
    if isinstance(error, TimeoutError):
        return "The mail server did not answer in time."
    if isinstance(error, OSError):
        return f"The mail server could not be reached: {error}"
    return f"The mail could not be made: {type(error).__name__}: {error}"


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


def _give_up(mail: Mail, why: str) -> None:
    mail.failed_at, mail.error = timezone.now(), why


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
