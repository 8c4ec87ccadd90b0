"""The history of accounts: Django's own users, but for passwords and times of signing in."""

import uuid
from typing import Any

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
