from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_noop as _

from articles.constraints import one_fact
from articles.models import Declaration, Submission
from integrity.models import Sealed
from reviews.conflicts import disclosed
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

    APPROVE = "approve", _("Approved")
    APPROVE_WITH_DISSENT = "approve_with_dissent", _("Approved with dissent")
    REQUEST_CHANGES = "request_changes", _("Changes requested")
    REAFFIRM = "reaffirm", _("Re-affirmed")

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

SHORT_DISSENT = 500  # characters of it on the page of the answer
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
    specialties = ArrayField(
        models.BigIntegerField(), default=list, help_text="Verified: keys of topics."
    )
    institution = models.CharField(max_length=300, blank=True)
    is_outside = models.BooleanField("is from outside the authors' institutions", default=False)
    licence = models.CharField(max_length=302, blank=True)
    licence_until = models.DateField(null=True)
    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    conflict = models.JSONField(
        default=dict, help_text="The outcome of reviews.conflicts, and what it was computed from."
    )
    is_free = models.BooleanField("is free of conflict", default=True)
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
        indexes = [
            models.Index(fields=["signed_digest", "member"], name="decision_digest_member"),
            models.Index(fields=["member", "-signed_at", "-id"], name="decision_of_member"),
            models.Index(fields=["-signed_at", "-id"], name="decision_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} by {self.printed_name}"

    @property
    def printed_signature(self) -> dict[str, Any]:
        """Return the signature as pages and editions print it."""
        return {
            "name": self.printed_name,
            "credentials": self.credentials,
            "affiliation": self.affiliation,
            "verdict": self.get_verdict_display(),
            "meaning": self.meaning,
            "signed_at": self.signed_at.isoformat(),
            "disclosures": self.disclosures,
            "dissent": self.dissent,
        }

    @property
    def dissent(self) -> str:
        """Return the dissent in the short form that readers see."""
        if self.verdict != Verdict.APPROVE_WITH_DISSENT:
            return ""
        return Truncator(self.reason).chars(SHORT_DISSENT)

    @property
    def disclosures(self) -> list[dict[str, str]]:
        """Return what the member had declared and counted when they signed, as pages print it."""
        return disclosed(self.conflict)
