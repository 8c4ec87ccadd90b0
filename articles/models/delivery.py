from django.db import models
from django.utils import timezone


class Delivery(models.Model):
    """How far the mail is that a row stands for: tried, put off, or given up.

    `articles.letters` says when it is tried again and when that ends.
    """

    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField("given up", null=True, blank=True)
    error = models.TextField("what the mail server said", blank=True)

    class Meta:
        abstract = True

    def begin(self) -> None:
        """Have it tried from now on, as if it never had been."""
        self.attempts, self.failed_at, self.next_attempt_at = 0, None, timezone.now()
