"""A link to choose a password is handed over while its person waits, and never kept: it is a
secret. Where it cannot be, a mail is kept that leads to where one asks for another."""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from reviews.mail.message import Message
from reviews.mail.telling import keep
from reviews.models import Mail

ONCE = "link"


@transaction.atomic
def link_failed(user: User) -> None:
    """Keep the mail. There is one for an account, however often a link is asked for meanwhile."""
    ended = Q(sent_at__isnull=False) | Q(failed_at__isnull=False)
    Mail.objects.filter(ended, once=f"{ONCE}-{user.pk}").delete()  # the new one stands for it
    now = timezone.now()
    message = Message(
        [user],
        "Your link to choose a password could not be sent",
        [
            (
                f"On {now:%Y-%m-%d} at {now:%H:%M} UTC, a link to choose a new password was asked "
                f"for, for the account with the user name {user.get_username()}. The mail server "
                "did not take the mail with it."
            ),
            (
                "If you still need one, ask for it again. If it was not you who asked, do nothing: "
                "your password stays as it is."
            ),
        ],
        reverse("admin_password_reset"),
        "Ask for a new link",
        at_once=True,
    )
    keep(message, once=ONCE)
