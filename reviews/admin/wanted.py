"""What is wanted of a person on each article, as one plain phrase, without a query for each row."""

from typing import Any

from django.db.models import (
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.text import Truncator

from articles.models import Article, Authorship, Contributor, Standing, State, Submission
from reviews.models import Assignment, Policy, Record
from reviews.who import is_editor

FIRST_WORDS = 90  # characters of a reason in a list


def with_what_is_wanted(articles: QuerySet[Article], user: Any) -> QuerySet[Any]:
    """Return `articles` with the facts that `wanted` reads, as they are for `user`."""
    own = {"article": OuterRef("pk")}
    sent_back = Record.objects.filter(
        article=OuterRef("pk"), to_state=State.CHANGES_REQUESTED
    ).order_by("-number")
    return with_reviewers(articles).annotate(
        is_own=Exists(Authorship.objects.filter(**own, author__user=user)),
        is_contributed=Exists(Contributor.objects.filter(**own, user=user)),
        is_withdrawn=Exists(Standing.objects.filter(**own, withdrawal__isnull=False)),
        is_for_editor=Value(is_editor(user)),
        sent_back_reason=Coalesce(
            Subquery(sent_back.values("reason")[:1]), Value(""), output_field=TextField()
        ),
    )


def with_reviewers(articles: QuerySet[Article]) -> QuerySet[Any]:
    """Return `articles` with the quorum, and how many members are asked, or signed."""
    open_reviews = (
        Assignment.objects.open()
        .filter(submission__article=OuterRef("pk"))
        .order_by()
        .values("submission__article")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return articles.alias(latest=_latest()).annotate(
        open_reviews=Coalesce(Subquery(open_reviews, output_field=IntegerField()), 0),
        reviewing=_reviewing(),
        quorum=_quorum(),
    )


def needing_reviewers() -> QuerySet[Article]:
    """Return the articles with the board that are below the quorum, or of which nobody is asked.

    Whoever signed may not be enough: other rules of the policy ask for certain signers. For most
    articles it is enough to look among all that have as many open reviews, which PostgreSQL finds
    once; the others it counts one by one.
    """
    full = _counted(Assignment.objects.open()).filter(number__gte=_quorum())
    asked = Assignment.objects.open().filter(submission=OuterRef("latest"))
    return (
        Article.objects.filter(state__in=[State.SUBMITTED, State.UNDER_REVIEW])
        .alias(latest=_latest())
        .exclude(latest__in=full.values("submission"))
        .alias(reviewing=_reviewing())
        .filter(Q(reviewing__lt=_quorum()) | ~Exists(asked))
    )


def keys(articles: QuerySet[Article]) -> list[int]:
    """Return the keys of `articles`, for what would look for them twice."""
    return list(articles.values_list("pk", flat=True))


def _latest() -> Subquery:
    submissions = Submission.objects.filter(article=OuterRef("pk")).order_by("-number")
    return Subquery(submissions.values("pk")[:1])


def _reviewing() -> Coalesce:
    """Return the number of members who are asked about the `latest` submission, or signed it."""
    reviewing = Assignment.objects.filter(
        Q(closed_at=None) | Q(outcome=Assignment.Outcome.SIGNED), submission=OuterRef("latest")
    )
    number = _counted(reviewing).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def _counted(assignments: QuerySet[Assignment]) -> QuerySet[Any, Any]:
    """Return the `number` of `assignments` of each submission."""
    return assignments.order_by().values("submission").annotate(number=Count("pk"))


def _quorum() -> Subquery:
    return Subquery(Policy.objects.order_by("-version").values("quorum")[:1])


def wanted(article: Any) -> str:
    """Return what `article`, from `with_what_is_wanted`, wants of its viewer."""
    if article.state == State.DRAFT:
        return _of_a_draft(article)
    if article.state == State.CHANGES_REQUESTED:
        reason = Truncator(article.sent_back_reason).chars(FIRST_WORDS)
        return f"Changes requested: {reason}" if article.is_own else "Nothing: with its authors"
    if article.state == State.APPROVED:
        return "Nothing: readers can read it"
    if not article.is_for_editor or article.is_own:
        return "Wait for the reviewers" if _is_reviewed(article) else "Wait for an editor"
    if article.is_contributed:
        return "Another editor has to handle it: you changed it"
    return _of_an_editor(article)


def _of_a_draft(article: Any) -> str:
    if article.is_withdrawn:
        return "Withdrawn from readers: revise and submit it, or leave it"
    if not article.is_own:
        return "Nothing: with its authors"
    return "Finish the revision and submit it" if article.revision_kind else "Finish and submit"


def _of_an_editor(article: Any) -> str:
    missing, waiting = article.quorum - article.reviewing, article.open_reviews
    if missing > 0:
        return f"Assign {missing} reviewer{'' if missing == 1 else 's'}"
    if not _is_reviewed(article):
        return "Start the review"
    if not waiting:
        return "Assign another reviewer: nobody is asked"
    return f"Wait for {waiting} reviewer{'' if waiting == 1 else 's'}"


def _is_reviewed(article: Any) -> bool:
    return bool(article.state == State.UNDER_REVIEW)
