from django.conf import settings
from django.db import models

from articles.constraints import one_fact
from articles.models import Submission
from integrity.models import Sealed
from reviews.models.board import BoardMember


class SourceCheck(Sealed):
    """What a member found who compared a reference with the sentences that cite it.

    It holds for exactly those sentences and that record, by their digests. Of a member's checks of
    a reference the latest counts.
    """

    class Verdict(models.TextChoices):
        SUPPORTS = "supports", "Supports it"
        PARTLY = "partly", "Partly"
        DOES_NOT = "does_not", "Does not"
        COULD_NOT_CHECK = "could_not_check", "Could not check"

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="source_checks"
    )
    member = models.ForeignKey(BoardMember, on_delete=models.PROTECT, related_name="source_checks")
    key = models.CharField(max_length=100)
    verdict = models.CharField(max_length=20, choices=Verdict)
    sentences_digest = models.BinaryField(max_length=32)
    record_digest = models.BinaryField(max_length=32)
    is_carried_over = models.BooleanField(default=False)
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["submission__number", "checked_at"]
        constraints = [
            one_fact("source_check", "checked"),
            models.CheckConstraint(
                condition=models.Q(
                    verdict__in=["supports", "partly", "does_not", "could_not_check"]
                ),
                name="source_check_verdict_is_known",
            ),
        ]
        indexes = [models.Index(fields=["submission", "member", "key"], name="source_check_of")]

    def __str__(self) -> str:
        return f"{self.key}: {self.get_verdict_display()}"
