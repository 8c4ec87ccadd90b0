"""Passwords chosen by a link: how many links are mailed, and what a changed address means."""

import datetime
from itertools import pairwise
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from reviews.models import PasswordLink, SigningHold
from reviews.signers import hold

CHOSEN = "Password chosen"  # the reason that the account's history gives
LINKS = 3
WITHIN = datetime.timedelta(hours=1)
KEPT = datetime.timedelta(days=1)


def may_mail_link(user: User) -> bool:
    """Return whether one more link may go to `user` now, and count it if so."""
    now = timezone.now()
    PasswordLink.objects.filter(sent_at__lt=now - KEPT).delete()
    if PasswordLink.objects.filter(user=user, sent_at__gt=now - WITHIN).count() >= LINKS:
        return False
    PasswordLink.objects.create(user=user, sent_at=now)
    return True


def after_choice(user: User, *, is_first: bool) -> SigningHold | None:
    """Suspend signing where the link went to another address than the last password's did.

    Call it in the transaction that saves the password. Of the first password there is none before.
    """
    other = _who_changed_address(user)
    if is_first or other is None:
        return None
    return hold(user, cause=SigningHold.Cause.RESET, by=other)


def _who_changed_address(user: User) -> Any:
    """Return who gave the account its address since its last password, or None."""
    rows = list(
        user.history.select_related("history_user").order_by("history_date", "history_id")  # type: ignore[attr-defined]
    )
    choices = [place for place, row in enumerate(rows) if row.history_change_reason == CHOSEN]
    since = rows[choices[-2] if len(choices) > 1 else 0 :]
    if not since or since[0].email.casefold() == user.email.casefold():
        return None
    setters = [now.history_user for was, now in pairwise(since) if was.email != now.email]
    return setters[-1] or user
