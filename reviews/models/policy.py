import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from integrity.models import Sealed


class Policy(Sealed):
    """The numbers that the board works by. A change is a new version; none is rewritten."""

    version = models.PositiveIntegerField(unique=True)
    quorum = models.PositiveSmallIntegerField(
        "board members who must sign",
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    review_days = models.PositiveSmallIntegerField(
        "days for a review", default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    review_interval_months = models.PositiveSmallIntegerField(
        "months until an edition is reviewed again",
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    review_interval_months_safety = models.PositiveSmallIntegerField(
        "months until an edition about dosing or safety is reviewed again",
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    grace_days = models.PositiveSmallIntegerField(
        "days of grace for a review that is overdue",
        default=30,
        validators=[MinValueValidator(0), MaxValueValidator(365)],
    )
    source_checks_required = models.BooleanField(
        "every reference is checked before an approval is signed", default=False
    )
    reason = models.TextField()
    adopted_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "policies"
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(condition=models.Q(quorum__gte=1), name="policy_quorum_positive")
        ]

    def __str__(self) -> str:
        return f"policy, version {self.version}"

    @classmethod
    def in_force(cls) -> "Policy":
        return cls.objects.order_by("-version")[0]

    def review_due(self, reviewed: datetime.date, *, safety: bool = False) -> datetime.date:
        """Return the day on which an edition reviewed on `reviewed` is due again."""
        interval = self.review_interval_months_safety if safety else self.review_interval_months
        months = reviewed.month - 1 + interval
        year, month = reviewed.year + months // 12, months % 12 + 1
        first_of_next = datetime.date(year + month // 12, month % 12 + 1, 1)
        last_day = (first_of_next - datetime.timedelta(days=1)).day
        return datetime.date(year, month, min(reviewed.day, last_day))
