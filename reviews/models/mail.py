"""Mails to people of the desk, and how often each of them wants to be written to."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from articles.models.delivery import Delivery


class MailChoice(models.Model):
    """How one person wants to hear; who has no row hears at once."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    daily = models.BooleanField("one mail a day, with everything in it", default=False)

    def __str__(self) -> str:
        return f"{self.user}: {'daily' if self.daily else 'at once'}"


class MailQuerySet(models.QuerySet["Mail"]):
    def unsent(self) -> "MailQuerySet":
        return self.filter(sent_at=None, failed_at=None)

    def failed(self) -> "MailQuerySet":
        return self.filter(failed_at__isnull=False)

    def held(self) -> "MailQuerySet":
        """Return what waits for the daily mail of its person."""
        return self.unsent().filter(next_attempt_at=None, digest=None)


class Mail(Delivery):
    """What one person is told, kept until it was sent and for a while after.

    A row with a `digest` is told in that mail; one without `next_attempt_at` waits for its day's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mails")
    address = models.EmailField(
        blank=True, default="", help_text="Where it goes, if not to the person's own address."
    )
    once = models.CharField(
        max_length=100, unique=True, help_text="What it tells to whom: nothing is told twice."
    )
    subject = models.CharField(max_length=400)
    paragraphs = models.JSONField(default=list)
    path = models.CharField(max_length=300, help_text="The one link that matters.")
    label = models.CharField(max_length=60, help_text="What following the link does.")
    digest = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="parts"
    )
    created_at = models.DateTimeField("written", db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(failed_at=None), name="mail_sent_or_failed"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="mail_waiting",
                condition=Q(sent_at=None, failed_at=None),
            ),
            models.Index(
                fields=["failed_at"], name="mail_failed", condition=Q(failed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def goes_to(self) -> str:
        return self.address or self.to.email
