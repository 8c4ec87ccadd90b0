"""The working copy: one clinical question and the answer that its authors are writing.

State changes in `reviews/workflow/` only; the transitions here are bare and are the one
definition of the table that Python, PostgreSQL and `docs/workflow.md` share.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.functions import Now, Upper
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from articles.constraints import one_fact
from citations.models import Citation
from integrity.models import Sealed, SealedHistory, sealed_history
from integrity.validators import validate_text

PART_LIMIT = 200_000  # characters; the longest answer of the NIH's own pages has 29,046


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    UNDER_REVIEW = "under_review", "Under review"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    APPROVED = "approved", "Approved"


EDITABLE = (State.DRAFT, State.CHANGES_REQUESTED)


class Audience(models.TextChoices):
    CLINICIAN = "clinician", _("Healthcare professional")
    TRAINEE = "trainee", _("Student or trainee")
    PATIENT = "patient", _("Patient or caregiver")


class Topic(models.Model):
    name = models.CharField(max_length=100, unique=True, validators=[validate_text])
    slug = models.SlugField(max_length=100, unique=True)
    description = models.CharField(max_length=300, blank=True, validators=[validate_text])
    is_safety = models.BooleanField(
        "about dosing or safety",
        default=False,
        help_text="Answers on this topic are reviewed again after the shorter of the policy's two "
        "intervals.",
    )

    history = sealed_history()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Author(models.Model):
    """Who may be in a byline, and how they are printed there."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="author"
    )
    name = models.CharField("printed name", max_length=200, validators=[validate_text])
    credentials = models.CharField(max_length=200, blank=True, validators=[validate_text])
    affiliation = models.CharField(max_length=300, blank=True, validators=[validate_text])

    history = sealed_history()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name


class Disclaimer(models.Model):
    """What every answer for one audience ends with; signed with the manuscript."""

    audience = models.CharField(max_length=10, choices=Audience, unique=True)
    text = models.TextField(validators=[validate_text, MaxLengthValidator(5000)])

    history = sealed_history()

    def __str__(self) -> str:
        return self.get_audience_display()


class Article(FSMModelMixin, models.Model):
    question = models.CharField(max_length=300, validators=[validate_text])
    question_upper = models.GeneratedField(
        expression=Upper("question"), output_field=models.TextField(), db_persist=True
    )
    slug = models.SlugField(max_length=120, unique=True, help_text="The end of its address.")
    topics = models.ManyToManyField(Topic, through="ArticleTopic", related_name="articles")
    tags = ArrayField(
        models.CharField(max_length=80, validators=[validate_text]),
        default=list,
        blank=True,
        help_text="Drugs, devices and makers that the answer speaks of, separated by commas.",
    )
    authors = models.ManyToManyField(Author, through="Authorship", related_name="articles")
    searched_through = models.DateField(
        "literature searched through",
        null=True,
        blank=True,
        help_text="The last day that the search for sources covers. Readers see it.",
    )
    state = FSMField(choices=State, default=State.DRAFT, protected=True, editable=False)
    state_since = models.DateTimeField(
        db_default=Now(), editable=False, help_text="Set by PostgreSQL whenever the state changes."
    )
    revision_kind = models.CharField(max_length=12, blank=True, editable=False)
    revision_note = models.TextField(blank=True, editable=False)
    origin = models.TextField(
        blank=True, validators=[validate_text], help_text="Where an imported text comes from."
    )
    origin_key = models.CharField(
        max_length=200, null=True, blank=True, unique=True, editable=False
    )
    license = models.CharField(max_length=200, blank=True, validators=[validate_text])
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    updated_at = models.DateTimeField(auto_now=True)

    history = sealed_history(
        bases=[FSMModelMixin, SealedHistory], excluded_fields=["question_upper", "state_since"]
    )

    class Meta:
        ordering = ["-updated_at"]
        constraints = [
            one_fact("article", "created"),
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="article_state_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-updated_at", "-id"], name="article_state_updated"),
            models.Index(fields=["-updated_at", "-id"], name="article_recent"),
            models.Index(fields=["state", "state_since"], name="article_state_since"),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    def reasons_by_work(self) -> dict[int, "CitationReason"]:
        """Return the reasons for citing works, by the key of the record that stays."""
        rows = self.citation_reasons.select_related("citation").order_by("pk")
        merged_first = sorted(rows, key=lambda row: row.citation.merged_into_id is None)
        return {row.citation.merged_into_id or row.citation_id: row for row in merged_first}

    @transition(field=state, source=list(EDITABLE), target=State.SUBMITTED)
    def submit(self) -> None: ...

    @transition(field=state, source=State.SUBMITTED, target=State.DRAFT)
    def take_back(self) -> None: ...

    @transition(field=state, source=State.SUBMITTED, target=State.UNDER_REVIEW)
    def start_review(self) -> None: ...

    @transition(field=state, source=State.UNDER_REVIEW, target=State.CHANGES_REQUESTED)
    def request_changes(self) -> None: ...

    @transition(
        field=state,
        source=[State.SUBMITTED, State.UNDER_REVIEW],
        target=State.CHANGES_REQUESTED,
    )
    def return_to_authors(self) -> None: ...

    @transition(field=state, source=State.UNDER_REVIEW, target=State.APPROVED)
    def approve(self) -> None: ...

    @transition(field=state, source=State.APPROVED, target=State.DRAFT)
    def revise(self) -> None: ...

    @transition(field=state, source=list(EDITABLE), target=State.APPROVED)
    def discard_revision(self) -> None: ...

    @transition(field=state, source=State.APPROVED, target=State.DRAFT)
    @transition(
        field=state,
        source=[State.SUBMITTED, State.UNDER_REVIEW],
        target=State.CHANGES_REQUESTED,
    )
    def withdraw(self) -> None: ...


class ArticleTopic(models.Model):
    article = models.ForeignKey(Article, on_delete=models.CASCADE)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT)

    history = sealed_history()

    class Meta:
        verbose_name = "topic"
        constraints = [models.UniqueConstraint(fields=["article", "topic"], name="topic_once")]

    def __str__(self) -> str:
        return str(self.topic)


class Authorship(models.Model):
    """A place in the byline. Leaving it does not undo having contributed."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="authorships")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="authorships")
    position = models.PositiveSmallIntegerField(default=1)

    history = sealed_history()

    class Meta:
        verbose_name = "author"
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["article", "author"], name="author_once")]

    def __str__(self) -> str:
        return str(self.author)


class Contributor(Sealed):
    """Someone who was made an author or saved a change: they may never decide on this article.

    The key to the article has no cascade: PostgreSQL lets the row go only after its article.
    """

    article = models.ForeignKey(Article, on_delete=models.DO_NOTHING, related_name="contributors")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contributions"
    )
    contributed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="contributor_once")]

    def __str__(self) -> str:
        return str(self.user)


class Wording(models.Model):
    """The article's text for one audience: Markdown with citation keys, `[@key]`."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="wordings")
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.CLINICIAN)
    from_guidelines = models.TextField(
        "from the guidelines",
        blank=True,
        validators=[validate_text, MaxLengthValidator(PART_LIMIT)],
    )
    from_research = models.TextField(
        "from the research", blank=True, validators=[validate_text, MaxLengthValidator(PART_LIMIT)]
    )

    history = sealed_history()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "audience"], name="wording_once"),
            models.CheckConstraint(
                condition=models.Q(audience__in=Audience.values), name="wording_audience_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.get_audience_display()


class CitationReason(models.Model):
    """Why an article cites a work that was retracted or has another notice."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="citation_reasons")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(validators=[validate_text, MaxLengthValidator(2000)])

    history = sealed_history()

    class Meta:
        verbose_name = "reason for citing a work with a notice"
        verbose_name_plural = "reasons for citing works with notices"
        constraints = [models.UniqueConstraint(fields=["article", "citation"], name="reason_once")]

    def __str__(self) -> str:
        return str(self.citation)


class SlugRedirect(models.Model):
    """An address that an answer had before; it leads to the one it has now."""

    slug = models.SlugField(max_length=120, unique=True)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="slug_redirects")

    def __str__(self) -> str:
        return self.slug
