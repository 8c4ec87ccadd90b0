from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from articles.constraints import one_fact
from articles.models import Declaration, Submission
from integrity.models import sealed_history
from integrity.validators import validate_text


class BoardMember(models.Model):
    """A named person of the medical advisory board, as printed beside each signature."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="board_member"
    )
    name = models.CharField("printed name", max_length=200, validators=[validate_text])
    credentials = models.CharField(max_length=200, validators=[validate_text])
    specialty = models.CharField(max_length=200, blank=True, validators=[validate_text])
    affiliation = models.CharField(max_length=300, blank=True, validators=[validate_text])
    institution = models.CharField(
        max_length=300,
        blank=True,
        validators=[validate_text],
        help_text="Where they work, as it would stand in an author's affiliation.",
    )
    specialties = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text="Keys of topics."
    )
    licence_number = models.CharField(max_length=100, blank=True, validators=[validate_text])
    licence_authority = models.CharField(
        "licensing authority", max_length=200, blank=True, validators=[validate_text]
    )
    licence_until = models.DateField("licence valid until", null=True, blank=True)
    verified_how = models.TextField(
        "how credentials were verified", blank=True, validators=[validate_text]
    )
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    is_active = models.BooleanField("serves on the board", default=True)

    history = sealed_history()

    class Meta:
        ordering = ["name"]
        constraints = [
            one_fact("board_member", "verified"),
            models.CheckConstraint(
                condition=Q(verified_at=None, verified_how="")
                | (Q(verified_at__isnull=False) & ~Q(verified_how="")),
                name="board_member_verified_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}"

    @property
    def verified_specialties(self) -> list[int]:
        """Return the topics that the member counts as an expert in: none before verification."""
        return self.specialties if self.verified_at else []

    @property
    def licence(self) -> str:
        return ", ".join(filter(None, [self.licence_authority, self.licence_number]))


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def open(self) -> "AssignmentQuerySet":
        return self.filter(closed_at=None)

    def accepted(self) -> "AssignmentQuerySet":
        return self.filter(accepted_at__isnull=False)


class Assignment(models.Model):
    """A member's task to review one submission: an invitation, until the member accepts it.

    With the acceptance stand the conflict that was found and the declaration it was found in. An
    assignment ends once, in one of the ways of `Outcome`; who declines may name a `colleague`.
    """

    class Outcome(models.TextChoices):
        SIGNED = "signed", "Signed"
        DECLINED = "declined", "Declined"
        RECUSED = "recused", "Recused"
        REMOVED = "removed", "Taken off by an editor"
        ROUND_ENDED = "round_ended", "The round ended"

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="assignments")
    member = models.ForeignKey(BoardMember, on_delete=models.PROTECT, related_name="assignments")
    due = models.DateField()
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    conflict = models.JSONField(
        null=True, blank=True, help_text="The outcome of reviews.conflicts when it was accepted."
    )
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    outcome_reason = models.TextField(blank=True, validators=[validate_text])
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    colleague = models.ForeignKey(
        BoardMember, on_delete=models.PROTECT, null=True, blank=True, related_name="suggested_in"
    )

    # Rows of its history from before have none of these.
    sealed_later = (
        *("accepted_at", "accepted_by_id", "declaration_id", "conflict", "colleague_id"),
    )

    objects = AssignmentQuerySet.as_manager()
    history = sealed_history()

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            one_fact("assignment", "assigned"),
            one_fact("assignment", "accepted"),
            one_fact("assignment", "closed"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, conflict__isnull=True, declaration=None)
                | Q(accepted_at__isnull=False, conflict__isnull=False),
                name="assignment_accepted_with_conflict",
            ),
            models.CheckConstraint(
                condition=Q(colleague=None) | Q(outcome="declined"),
                name="assignment_colleague_when_declined",
            ),
            models.UniqueConstraint(
                fields=["submission", "member"],
                condition=Q(closed_at=None),
                name="assignment_open_once",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at=None)
                | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="assignment_closed_with_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["member", "due", "id"],
                name="assignment_waiting",
                condition=Q(closed_at=None),
            ),
            models.Index(
                F("closed_at").desc(nulls_first=True), "due", "id", name="assignment_list"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} reviews {self.submission}"

    @property
    def is_invitation(self) -> bool:
        """Return whether it waits for its member's answer."""
        return self.accepted_at is None and self.closed_at is None
