"""What was decided, read by editors and auditors: submissions, decisions, record."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from articles.models import Submission
from reviews.admin.reading import ReadOnlyAdmin, hexadecimal, without_text
from reviews.models import Record, ReviewDecision


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    list_display = ["question", "number", "submitted_at", "submitted_by", "short_digest"]
    search_fields = ["article__question"]
    ordering = ["-submitted_at"]
    fields = ["article", "number", "submitted_at", "submitted_by", "note", "digest", "text"]
    readonly_fields = ["digest", "text"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        rows = super().get_queryset(request).select_related("article", "submitted_by")
        return rows.defer("manuscript")

    @admin.display(description="question", ordering="article__question")
    def question(self, submission: Submission) -> str:
        return submission.article.question

    @admin.display(description="digest")
    def short_digest(self, submission: Submission) -> str:
        return hexadecimal(submission.digest)[:12]

    @admin.display(description="digest, SHA-256")
    def digest(self, submission: Submission) -> str:
        return hexadecimal(submission.digest)

    @admin.display(description="text")
    def text(self, submission: Submission) -> str:
        url = reverse("admin:reviews_submission_review", args=[submission.pk])
        return format_html('<a href="{}">Read it as the reviewers did</a>', url)


@admin.register(ReviewDecision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ["question", "submission", "verdict", "printed_name", "signed_at"]
    list_filter = ["verdict"]
    search_fields = ["submission__article__question", "printed_name", "reason"]
    ordering = ["-signed_at"]
    fields = [
        *("question", "submission", "verdict", "meaning", "reason"),
        *("printed_name", "credentials", "affiliation", "signed_at", "digest", "policy"),
    ]
    readonly_fields = ["question", "digest"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewDecision]:
        rows = without_text(super().get_queryset(request), "submission")
        return rows.select_related("submission__article", "policy")

    @admin.display(description="question", ordering="submission__article__question")
    def question(self, decision: ReviewDecision) -> str:
        return decision.submission.article.question

    @admin.display(description="digest that was signed, SHA-256")
    def digest(self, decision: ReviewDecision) -> str:
        return hexadecimal(decision.signed_digest)


@admin.register(Record)
class RecordAdmin(ReadOnlyAdmin):
    list_display = ["number", "at", "actor_name", "verb", "question", "short_reason"]
    list_filter = ["verb"]
    search_fields = ["actor_name", "reason", "article__question"]
    fields = [
        *("number", "at", "actor_name", "verb", "article", "submission", "from_state"),
        *("to_state", "reason", "seal_digits", "previous_digits", "hash_digits"),
    ]
    readonly_fields = ["seal_digits", "previous_digits", "hash_digits"]
    ordering = ["-number"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Record]:
        rows = without_text(super().get_queryset(request), "submission")
        return rows.select_related("article")

    @admin.display(description="question", ordering="article__question")
    def question(self, line: Record) -> str:
        return line.article.question if line.article else ""

    @admin.display(description="reason")
    def short_reason(self, line: Record) -> str:
        return Truncator(line.reason).chars(120)

    @admin.display(description="seal")
    def seal_digits(self, line: Record) -> str:
        return hexadecimal(line.seal)

    @admin.display(description="hash of the line before")
    def previous_digits(self, line: Record) -> str:
        return hexadecimal(line.previous_hash)

    @admin.display(description="hash")
    def hash_digits(self, line: Record) -> str:
        return hexadecimal(line.hash)
