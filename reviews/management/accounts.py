"""Accounts that a command is told the name of."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError

from integrity.text import legible


def active_account(name: str) -> Any:
    """Raises CommandError, with a sentence, where there is none or it is switched off."""
    users = get_user_model()
    user = users.objects.filter(**{users.USERNAME_FIELD: name}).first()
    if user is None:
        raise CommandError(f"There is no account {legible(name)}.")
    if not user.is_active:
        raise CommandError(f"The account {name} is switched off.")
    return user
