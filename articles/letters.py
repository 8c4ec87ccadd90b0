"""What all mails of the site share: their headers, and how they are handed to the mail server,
again and later where it would not take them, until they are given up."""

import datetime
import re
from contextlib import suppress
from smtplib import SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone
from django.utils.encoding import punycode

from articles.models.delivery import Delivery
from integrity.text import legible

WAITS = [datetime.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720)]
LONGEST = 1000  # characters of what the mail server said
LEFT_OUT = "\u2026"


def headers(once: object) -> dict[str, str]:
    """Return those of a mail that `once` names: a repeat has the same Message-ID."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return {"Message-ID": f"<{once}@{domain}>", "Auto-Submitted": "auto-generated"}


def hand_over(letter: EmailMessage) -> None:
    """Return when the server took it; what goes wrong in taking leave is no failure."""
    connection = get_connection()
    try:
        connection.open()
        connection.send_messages([letter])
    finally:
        with suppress(Exception):
            connection.close()


def put_off(mail: Delivery, error: Exception, *, unsaid: str = "") -> None:
    """Set when `mail` is tried again, or give it up: now, where its recipient is refused for good.

    Arguments: `unsaid` is an address that is not to be read in the reason.
    """
    said = legible(in_words(error))
    said = (without(unsaid, said) if unsaid else said)[:LONGEST]
    if _is_for_good(error) or mail.attempts > len(WAITS):
        give_up(mail, said)
    else:
        mail.error, mail.next_attempt_at = said, timezone.now() + WAITS[mail.attempts - 1]


def give_up(mail: Delivery, why: str) -> None:
    mail.failed_at, mail.next_attempt_at, mail.error = timezone.now(), None, why


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


def without(address: str, said: str) -> str:
    """Return what was `said` without `address`, its parts, and whatever else looks like one.

    A server repeats it as it was, without its tag, rewritten for a relay, or only its name.
    """
    name, _, domain = address.rpartition("@")
    parts = {name, name.partition("+")[0], domain, punycode(domain)} - {""}
    either = "|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True))
    said = re.sub(r"[^\s<>]*@[^\s<>]*", LEFT_OUT, said)
    return re.sub(rf"(?:(?<!\w)|(?<=%40))(?:{either})(?!\w)", LEFT_OUT, said, flags=re.IGNORECASE)


def _is_for_good(error: Exception) -> bool:
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _ in error.recipients.values())


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
