"""What readers asked and nobody has answered yet, until somebody does.

There is no history of it and no line in the record: it can be deleted, and addresses are.
"""

import secrets

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.functions import Now

from articles.constraints import one_fact
from articles.models.article import Article
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


class Asking(models.Model):
    """One reader's wait for an answer: a page at an address that nobody guesses, maybe a mail."""

    token = models.CharField(max_length=40, unique=True, default=_token, editable=False)
    question = models.ForeignKey(ReaderQuestion, on_delete=models.CASCADE, related_name="askings")
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    email = models.EmailField(blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"asked {self.asked_at:%Y-%m-%d}"
