"""What reviewers and authors say to each other about a submission. Added to, never rewritten."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce

from articles.constraints import one_fact
from articles.models import Audience, Submission
from articles.quoting import Quote
from integrity.models import Sealed, SealedQuerySet


class CommentQuerySet(SealedQuerySet):
    def open(self) -> "CommentQuerySet":
        """Return the comments that were not resolved, or were opened again since."""
        effects = Answer.objects.filter(comment=models.OuterRef("pk")).exclude(effect="")
        last = effects.order_by("-number").values("effect")[:1]
        marked = self.annotate(last_effect=Coalesce(models.Subquery(last), models.Value("")))
        return marked.exclude(last_effect=Answer.Effect.RESOLVED)

    def blocking(self) -> "CommentQuerySet":
        """Return the open comments that keep their article from being approved."""
        return self.filter(is_blocking=True).open()


class Comment(Sealed):
    """Opens a thread, on a passage or on the whole submission.

    The passage is a W3C TextQuoteSelector into the text of the submission's stored HTML, with its
    position as a hint; `articles.quoting` finds it again in a later submission.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="comments")
    number = models.PositiveIntegerField(help_text="Counts the comments on the submission.")
    audience = models.CharField(max_length=10, choices=Audience, blank=True)
    exact = models.TextField("passage", blank=True)
    prefix = models.TextField(blank=True)
    suffix = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    text = models.TextField()
    is_blocking = models.BooleanField("must be resolved before approval", default=False)
    printed_name = models.CharField(max_length=200)
    commented_at = models.DateTimeField()
    commented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = CommentQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["submission__number", "number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="comment_number_once"),
            one_fact("comment", "commented"),
            models.CheckConstraint(condition=~models.Q(text=""), name="comment_has_text"),
        ]

    def __str__(self) -> str:
        return f"comment {self.number} on {self.submission}"

    @property
    def quote(self) -> Quote:
        return Quote(self.exact, self.prefix, self.suffix, self.position)


class Answer(Sealed):
    """One more turn in a comment's thread; it may resolve the comment, or open it again."""

    class Effect(models.TextChoices):
        RESOLVED = "resolved", "Resolved"
        REOPENED = "reopened", "Opened again"

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveIntegerField(help_text="Counts the answers to the comment.")
    text = models.TextField(blank=True)
    effect = models.CharField(max_length=10, choices=Effect, blank=True)
    printed_name = models.CharField(max_length=200)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["comment", "number"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "number"], name="answer_number_once"),
            one_fact("answer", "answered"),
            models.CheckConstraint(
                condition=~models.Q(text="", effect=""), name="answer_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.number} to {self.comment}"
