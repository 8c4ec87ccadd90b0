"""What is signed and what is read: submissions, editions, and where each answer stands."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func
from django.utils.translation import gettext_lazy as _

from articles.constraints import one_fact
from articles.models.article import Article, Audience, Topic
from integrity.models import Sealed


def _sha256(column: str) -> models.GeneratedField:
    return models.GeneratedField(
        expression=Func(F(column), function="sha256"),
        output_field=models.BinaryField(max_length=32),
        db_persist=True,
    )


class Submission(Sealed):
    """A numbered, immutable snapshot of an article: what reviewers read and sign."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    manuscript = models.BinaryField(help_text="Canonical JSON, RFC 8785.")
    digest = _sha256("manuscript")
    note = models.TextField("note to the reviewers", blank=True)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="submission_number_once"),
            one_fact("submission", "submitted"),
        ]
        indexes = [models.Index(fields=["-submitted_at", "-id"], name="submission_recent")]

    def __str__(self) -> str:
        return f"submission {self.number}"

    @property
    def digest_hex(self) -> str:
        return bytes(self.digest).hex()


class RenderedWording(Sealed):
    """The HTML of one wording of a submission, made once by `articles.rendering.render`."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="rendered")
    audience = models.CharField(max_length=10, choices=Audience)
    html = models.BinaryField(help_text="UTF-8")
    digest = _sha256("html")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "audience"], name="rendered_once")
        ]

    def __str__(self) -> str:
        return self.get_audience_display()


class Edition(Sealed):
    """A submission that the board approved; the only text that the public side reads.

    `question` to `signers` are the facts of the submission and its signatures that pages and
    lists show beside the text, so that a reader's request is one query.
    """

    class Kind(models.TextChoices):
        FIRST = "first", _("First edition")
        UPDATE = "update", _("Update")
        CORRECTION = "correction", _("Correction")

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="edition")
    kind = models.CharField(max_length=12, choices=Kind)
    public_note = models.TextField(blank=True)
    published_at = models.DateTimeField()
    question = models.CharField(max_length=300)
    lead = models.TextField()
    topics = models.JSONField(help_text="id, name and slug of each")
    authors = models.JSONField(help_text="name, credentials and affiliation of each")
    signers = models.JSONField(help_text="name, credentials, affiliation, verdict and time of each")
    contents = models.JSONField(help_text="id, text and level of each heading")
    other_wordings = models.JSONField(
        default=dict, help_text="lead and contents for each audience but the clinician"
    )
    searched_through = models.DateField(null=True)
    cited = ArrayField(models.CharField(max_length=100), help_text="Keys of the works cited.")

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="edition_number_once")
        ]
        indexes = [
            GinIndex(fields=["topics"], name="edition_topics", opclasses=["jsonb_path_ops"]),
            GinIndex(fields=["cited"], name="edition_cited"),
            models.Index(fields=["-published_at", "-id"], name="edition_recent"),
        ]

    def __str__(self) -> str:
        return f"edition {self.number}"


class Withdrawal(Sealed):
    """An edition, and all before it, taken back from readers; signed by an editor.

    Signatures on submissions up to `last_submission`, the number of the article's latest one at
    that time, were given without knowing why: they count for no edition any more.
    """

    class Category(models.TextChoices):
        UNSAFE = "unsafe", _("Following it could harm")
        WRONG = "wrong", _("It is wrong")
        OUTDATED = "outdated", _("It is out of date")
        SOURCE = "source", _("A source it rests on was withdrawn")
        REPLACED = "replaced", _("Another answer replaces it")
        OTHER = "other", _("Another reason")

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="withdrawals")
    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="withdrawal")
    category = models.CharField(max_length=10, choices=Category)
    sentence = models.TextField()
    replacement = models.ForeignKey(
        Article, on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    last_submission = models.PositiveIntegerField()
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    printed_name = models.CharField(max_length=200)

    class Meta:
        constraints = [one_fact("withdrawal", "withdrawn")]

    def __str__(self) -> str:
        return f"withdrawal of {self.edition}"


class ReviewState(models.TextChoices):
    """How far the next review of a current edition is, from best to worst."""

    CURRENT = "current", "Current"
    DUE = "due", "Review due"
    OVERDUE = "overdue", "Review overdue"
    LAPSED = "lapsed", "Review overdue, beyond the time of grace"


class StandingQuerySet(models.QuerySet["Standing"]):
    def current(self) -> "StandingQuerySet":
        """Return the answers that readers may read: published and not withdrawn."""
        return self.filter(withdrawal=None)

    def citing(self, keys: Iterable[str]) -> "StandingQuerySet":
        """Return those of them whose edition cites one of `keys`."""
        return self.current().filter(edition__cited__overlap=list(keys))

    def locked(self) -> "StandingQuerySet":
        """Lock them in one order, with what is read to tell them something."""
        rows = self.select_related("edition__submission", "article").order_by("pk")
        return rows.select_for_update(of=("self",), no_key=True)


class Standing(models.Model):
    """Where a published article stands. Written by verbs and timed commands only."""

    article = models.OneToOneField(
        Article, on_delete=models.PROTECT, primary_key=True, related_name="standing"
    )
    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="standing")
    last_updated_at = models.DateTimeField()
    last_reviewed_at = models.DateTimeField()
    review_due = models.DateField()
    review_state = models.CharField(
        max_length=8, choices=ReviewState, default=ReviewState.CURRENT, editable=False
    )
    update_under_review = models.BooleanField(default=False)
    notices = models.JSONField(default=list, blank=True)
    corrected = models.JSONField(
        default=list,
        db_default=[],
        blank=True,
        help_text="References whose record was corrected since: key, date, was and now of each.",
    )
    withdrawal = models.OneToOneField(
        Withdrawal, on_delete=models.PROTECT, null=True, blank=True, related_name="standing"
    )
    version = models.PositiveIntegerField(default=1)

    objects = StandingQuerySet.as_manager()

    class Meta:
        ordering = ["-last_updated_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(review_state__in=ReviewState.values),
                name="standing_review_state_is_known",
            )
        ]
        indexes = [
            models.Index(fields=["-last_updated_at"], name="standing_recent"),
            GinIndex(fields=["notices"], name="standing_notices", opclasses=["jsonb_path_ops"]),
            models.Index(
                fields=["review_due", "review_state"],
                name="standing_due",
                condition=models.Q(withdrawal=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} of {self.article}"

    @property
    def safety_topics(self) -> models.QuerySet[Topic]:
        """Return those of the edition's topics that are marked as about dosing or safety."""
        keys = [topic["id"] for topic in self.edition.topics]
        return Topic.objects.filter(pk__in=keys, is_safety=True)

    def change(self, **facts: Any) -> None:
        """Set `facts` and save; the version counts the changes, so that caches notice each."""
        for name, value in facts.items():
            setattr(self, name, value)
        self.version += 1
        self.save(force_insert=self._state.adding)
