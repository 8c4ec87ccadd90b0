"""How often in a row someone failed to sign with an account, and what follows from it."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from integrity.models import database_now
from reviews import who
from reviews.models import SigningAttempt, SigningHold
from reviews.signers import hold

LIMIT = 5


@transaction.atomic
def note(user: Any, *, succeeded: bool) -> None:
    """Write the attempt down; after five failures in a row the account's signing is suspended."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # attempts at once queue up
    number = SigningAttempt.objects.filter(user=user).count() + 1
    SigningAttempt(
        user=user, number=number, attempted_at=database_now(), succeeded=succeeded
    ).save()
    if not succeeded and not who.held(user) and _failures(user) >= LIMIT:
        hold(user, cause=SigningHold.Cause.FAILURES, by=user, attempt=number)


def _failures(user: Any) -> int:
    """Return how many failed since the last success, or since the last that led to a hold."""
    attempts = SigningAttempt.objects.filter(user=user)
    succeeded = attempts.filter(succeeded=True).order_by("-number").first()
    held = SigningHold.objects.filter(user=user).order_by("-attempt").first()
    since = max(succeeded.number if succeeded else 0, held.attempt if held else 0)
    return attempts.filter(number__gt=since).count()
