import hashlib
from typing import Any

from django.conf import settings
from django.db import models

from articles.models import Article, Submission
from integrity.canonical import canonical
from integrity.models import facts
from integrity.seals import SEAL_BYTES, printable

GENESIS = bytes(32)
CHAINING = ("previous_hash", "hash")  # columns that the seal of a line does not cover


class Verb(models.TextChoices):
    """Everything that is decided. The words are what a record line says."""

    SUBMIT = "submit", "Submitted"
    TAKE_BACK = "take_back", "Taken back"
    ASSIGN = "assign", "Reviewer assigned"
    ACCEPT = "accept", "Invitation accepted"
    DECLINE = "decline", "Review declined"
    END_ASSIGNMENT = "end_assignment", "Assignment ended"
    START_REVIEW = "start_review", "Review started"
    SIGN = "sign", "Signed"
    REQUEST_CHANGES = "request_changes", "Changes requested"
    RETURN = "return_to_authors", "Returned to the authors"
    APPROVE = "approve", "Approved"
    REVISE = "revise", "Revision started"
    DISCARD = "discard_revision", "Revision discarded"
    WITHDRAW = "withdraw", "Withdrawn"
    REAFFIRM = "reaffirm", "Re-affirmed"
    COMMENT = "comment", "Comment"
    ANSWER = "answer", "Comment answered"
    RESOLVE = "resolve", "Comment resolved"
    REOPEN = "reopen", "Comment opened again"
    NOTICE = "notice", "Notice on a source"
    CORRECT = "correct_source", "Record of a source corrected"
    BRING_FORWARD = "bring_forward", "Review brought forward"
    DUE = "due", "Review due"
    OVERDUE = "overdue", "Review overdue"
    LAPSED = "lapsed", "Review overdue, beyond grace"
    CLOSE_REPORT = "close_report", "Problem report closed"
    DECLARE = "declare", "Interests declared"
    ADOPT_POLICY = "adopt_policy", "Policy adopted"
    ENROL = "enrol_authenticator", "Authenticator set up"
    REMOVE = "remove_authenticator", "Authenticator removed"
    HOLD = "hold_signing", "Signing suspended"
    RESTORE = "restore_signing", "Signing restored"


class Record(models.Model):
    """A line of the append-only, hash-chained list of everything that was decided.

    `rows` names each sealed row that the verb wrote, with its seal, so that a missing row is
    noticed. `hash` covers the line, its seal and the hash before it.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    actor_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=20, choices=Verb)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, null=True, related_name="record")
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, related_name="record"
    )
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    rows = models.JSONField(default=list)
    seal = models.BinaryField(max_length=SEAL_BYTES)
    previous_hash = models.BinaryField(max_length=32, unique=True)
    hash = models.BinaryField(max_length=32, unique=True)

    class Meta:
        verbose_name_plural = "record"
        ordering = ["number"]
        indexes = [
            models.Index(
                fields=["article", "at"], name="record_notices", condition=models.Q(verb="notice")
            )
        ]
        permissions = [("inspect_record", "Can take the inspection bundle of an article")]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_verb_display()}"

    def content(self) -> dict[str, Any]:
        """Return what the seal covers: every column but the seal and the two hashes."""
        return {column: value for column, value in facts(self).items() if column not in CHAINING}

    def chained_hash(self, content: dict[str, Any] | None = None) -> bytes:
        """Return SHA-256 over the hash before, the seal and the line in canonical JSON."""
        covered = self.content() if content is None else content
        line = canonical({column: printable(value) for column, value in covered.items()})
        return hashlib.sha256(bytes(self.previous_hash) + bytes(self.seal) + line).digest()
