from django.conf import settings
from django.db import models

from articles.constraints import one_fact
from articles.models import Submission
from integrity.models import Sealed
from reviews.models.board import BoardMember
from reviews.models.policy import Policy


class Review(Sealed):
    """The board's review of one submission, held under the policy in force when it started."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="review")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="reviews")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [one_fact("review", "started")]
        permissions = [("manage_reviews", "Can assign reviewers, start, return and withdraw")]

    def __str__(self) -> str:
        return f"review of {self.submission}"


class Verdict(models.TextChoices):
    """What a signature says; `meaning` is printed above the signature and signed with it."""

    APPROVE = "approve", "Approved"
    APPROVE_WITH_DISSENT = "approve_with_dissent", "Approved with dissent"
    REQUEST_CHANGES = "request_changes", "Changes requested"
    REAFFIRM = "reaffirm", "Re-affirmed"

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_MEANINGS = {
    Verdict.APPROVE: "I have read this submission and its references, and I approve it for "
    "publication in exactly these words.",
    Verdict.APPROVE_WITH_DISSENT: "I have read this submission and its references, and I approve "
    "it for publication in exactly these words, with the dissent stated.",
    Verdict.REQUEST_CHANGES: "I have read this submission, and it must change, for the reason "
    "stated, before I can approve it.",
    Verdict.REAFFIRM: "I have read this edition again, and it is still right in exactly these "
    "words.",
}

WITH_REASON = (Verdict.APPROVE_WITH_DISSENT, Verdict.REQUEST_CHANGES)
APPROVING = (Verdict.APPROVE, Verdict.APPROVE_WITH_DISSENT, Verdict.REAFFIRM)


class ReviewDecision(Sealed):
    """One board member's signed verdict on one submission. Never edited, never deleted."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField(help_text="Counts the decisions on the submission.")
    member = models.ForeignKey(BoardMember, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=20, choices=Verdict)
    reason = models.TextField(blank=True)
    meaning = models.TextField()
    signed_digest = models.BinaryField(max_length=32)
    printed_name = models.CharField(max_length=200)
    credentials = models.CharField(max_length=200)
    affiliation = models.CharField(max_length=300, blank=True)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["submission__number", "number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="decision_number_once"),
            models.CheckConstraint(
                condition=models.Q(verdict__in=Verdict.values), name="decision_verdict_is_known"
            ),
            one_fact("decision", "signed"),
            models.CheckConstraint(
                condition=~models.Q(verdict__in=WITH_REASON) | ~models.Q(reason=""),
                name="decision_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["signed_digest", "member"], name="decision_digest_member")]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} by {self.printed_name}"

    @property
    def printed_signature(self) -> dict[str, str]:
        """Return the signature as pages and editions print it."""
        return {
            "name": self.printed_name,
            "credentials": self.credentials,
            "affiliation": self.affiliation,
            "verdict": self.get_verdict_display(),
            "meaning": self.meaning,
            "signed_at": self.signed_at.isoformat(),
        }
