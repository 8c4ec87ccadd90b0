"""The history of accounts (Django's own users, but for passwords and times of signing in), and the
links with which passwords are chosen."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from simple_history import register
from simple_history.models import HistoricalRecords

from integrity.models import SealedHistory

UNTOLD = ["password", "last_login"]


class AccountRecords(HistoricalRecords):
    def post_save(self, instance: Any, created: bool, using: Any = None, **kwargs: Any) -> None:
        """Signing in, or hashing a password anew, is no change of an account."""
        saved = kwargs.get("update_fields")
        if not saved or not set(saved) <= set(UNTOLD):
            super().post_save(instance, created, using=using, **kwargs)


register(
    User,
    app="reviews",
    records_class=AccountRecords,
    excluded_fields=UNTOLD,
    bases=[SealedHistory],
    history_id_field=models.UUIDField(default=uuid.uuid4),
    history_change_reason_field=models.TextField(null=True, blank=True),
)


class PasswordLink(models.Model):
    """A link to choose a password was mailed; kept for a day, so that nobody is flooded."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="password_links"
    )
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"link for {self.user}"
