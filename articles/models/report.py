from django.conf import settings
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.db import models
from django.db.models.functions import Now

from articles.constraints import one_fact
from articles.models.edition import Edition
from integrity.validators import validate_text


class ProblemReport(models.Model):
    """What a reader says is wrong with an answer; it ends in a recorded outcome."""

    class Outcome(models.TextChoices):
        CORRECTED = "corrected", "The answer was or will be corrected"
        WITHDRAWN = "withdrawn", "The answer was withdrawn"
        NO_CHANGE = "no_change", "Looked into; the answer stands"
        NOT_A_PROBLEM = "not_a_problem", "Not a problem with this answer"

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="problem_reports")
    text = models.TextField(
        "what is wrong",
        validators=[validate_text, MinLengthValidator(10), MaxLengthValidator(5000)],
    )
    email = models.EmailField("your mail address, if you want an answer", blank=True)
    reported_at = models.DateTimeField(db_default=Now(), editable=False)
    outcome = models.CharField(max_length=15, choices=Outcome, blank=True)
    outcome_note = models.TextField("what was done", blank=True, validators=[validate_text])
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        ordering = ["-reported_at"]
        constraints = [
            one_fact("problem_report", "closed"),
            models.CheckConstraint(
                condition=models.Q(outcome="", closed_at=None)
                | (~models.Q(outcome="") & models.Q(closed_at__isnull=False)),
                name="problem_report_closed_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"Report of {self.reported_at:%Y-%m-%d}"
