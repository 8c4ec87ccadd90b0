"""What readers asked and nobody has answered yet, until somebody does.

There is no history of it and no line in the record: it can be deleted, and addresses are.
"""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from articles.constraints import one_fact
from articles.models.article import Article
from articles.models.delivery import Delivery
from integrity.validators import validate_text


class ReaderQuestionQuerySet(models.QuerySet["ReaderQuestion"]):
    def unanswered(self) -> "ReaderQuestionQuerySet":
        """Return what nobody has answered, declined or begun to answer."""
        return self.filter(draft=None, declined_at=None)


class ReaderQuestion(models.Model):
    """A question in the words of whoever asked it first; `key` are its stems, by which others
    that ask the same are counted here and not kept."""

    text = models.TextField(validators=[validate_text, MaxLengthValidator(5000)])
    key = models.TextField(unique=True, editable=False)
    at_hand = models.ForeignKey(
        Article,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="asked beside",
    )
    times = models.PositiveIntegerField("asked", default=1)
    first_asked_at = models.DateTimeField(db_default=Now(), editable=False)
    last_asked_at = models.DateTimeField(db_default=Now(), editable=False)
    draft = models.OneToOneField(
        Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="asked_as"
    )
    reason = models.TextField("why it is not answered", blank=True, validators=[validate_text])
    declined_at = models.DateTimeField(null=True, blank=True, editable=False)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects = ReaderQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-times", "first_asked_at"]
        verbose_name = "reader's question"
        constraints = [one_fact("reader_question", "declined")]
        indexes = [GinIndex(fields=["key"], name="question_similar", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.text[:100]


def _token() -> str:
    return secrets.token_urlsafe(24)


_ENDED = Q(question__declined_at__isnull=False) | Q(
    question__draft__standing__isnull=False, question__draft__standing__withdrawal=None
)


class AskingQuerySet(models.QuerySet["Asking"]):
    def ended(self) -> "AskingQuerySet":
        """Return those whose question was declined, or has an answer that is not withdrawn."""
        return self.filter(_ENDED)

    def given_up(self) -> "AskingQuerySet":
        """Return those whose mail was given up, and is still to be sent."""
        return self.filter(_ENDED | Q(confirmed_at=None), failed_at__isnull=False)

    def mail_no_more(self, **changes: Any) -> int:
        """Say that no mail is on its way to them, and none was given up."""
        return self.update(**changes, attempts=0, next_attempt_at=None, failed_at=None, error="")

    def forget_addresses(self) -> int:
        return self.mail_no_more(email="", confirmed_at=None)


class Asking(Delivery):
    """One reader's wait for an answer: a page at an address that nobody guesses, maybe a mail.

    Without `next_attempt_at` there is none to be sent. All that is kept of one goes with the
    address.
    """

    token = models.CharField(max_length=40, unique=True, default=_token, editable=False)
    question = models.ForeignKey(ReaderQuestion, on_delete=models.CASCADE, related_name="askings")
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    email = models.EmailField(blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AskingQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="") | Q(next_attempt_at=None, failed_at=None, error=""),
                name="asking_mail_goes_with_address",
            ),
            models.CheckConstraint(
                condition=Q(next_attempt_at=None) | Q(failed_at=None),
                name="asking_mail_waits_or_failed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="asking_waiting",
                condition=Q(next_attempt_at__isnull=False),
            ),
            models.Index(
                fields=["failed_at"], name="asking_failed", condition=Q(failed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"asked {self.asked_at:%Y-%m-%d}"
