"""Each article and its standing are where the lines of the record lead."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Prefetch, Q

from articles.models import Article, Authorship, Standing, Submission
from citations.models import MERGED, Citation, Notice
from reviews.corrections import corrected_of
from reviews.models import Answer, Assignment, Record, ReviewDecision
from reviews.verification.course import Course
from reviews.verification.misfit import Misfit, Report, stream
from reviews.verification.replay import follow

CHUNK = 200  # articles in memory, each with its lines and rows but without its texts
UNKNOWN_AUTHOR = """
    SELECT place.id FROM articles_authorship place
    JOIN articles_author author ON author.id = place.author_id
    WHERE NOT EXISTS (SELECT FROM articles_contributor known
        WHERE known.article_id = place.article_id AND known.user_id = author.user_id)
    ORDER BY 1 LIMIT 1
"""


def check_answers(report: Report) -> None:
    articles = standings = 0
    for article in stream(_articles(), report, CHUNK):
        course = Course(article)
        for line in article.record.all():
            follow(course, line)
        _check_state(article, course)
        _check_accepted(course)
        standings += _check_standing(article, course)
        articles += 1
    _check_bylines()
    report(f"{Article._meta.db_table}: {articles:,} rows, each in the state its record leads to")
    report(f"{Standing._meta.db_table}: {standings:,} rows, each with its quorum and as told")


def _articles() -> Any:
    submissions = Submission.objects.defer("manuscript").select_related("review__policy")
    return (
        Article.objects.select_related("standing__edition__submission")
        .defer("standing__edition__submission__manuscript")
        .order_by("pk")
        .prefetch_related(
            Prefetch("record", Record.objects.order_by("number")),
            Prefetch("submissions", submissions),
            Prefetch(
                "submissions__decisions",
                ReviewDecision.objects.select_related("member", "policy"),
            ),
            "submissions__comments",
            Prefetch("submissions__comments__answers", Answer.objects.select_related("comment")),
            "submissions__assignments",
            "editions",
            "withdrawals",
            "contributors",
        )
    )


def _check_state(article: Article, course: Course) -> None:
    if article.state != course.state:
        raise Misfit(
            Article._meta.db_table,
            article.pk,
            f"it is {article.state}, and the record leads to {course.state}.",
        )


def _check_accepted(course: Course) -> None:
    for submission in course.submissions.values():
        for row in submission.assignments.all():
            if row.accepted_at and row.pk not in course.accepted:
                raise Misfit(Assignment._meta.db_table, row.pk, "no line tells of its acceptance.")


def _check_standing(article: Article, course: Course) -> bool:
    standing = getattr(article, "standing", None)
    table, told = Standing._meta.db_table, course.standing
    if standing is None:
        if told:
            raise Misfit(table, article.pk, "it is not there, and the record tells of an edition.")
        return False
    if not told:
        raise Misfit(table, article.pk, "the record tells of no edition.")
    for name, expected in told.items():
        found = getattr(standing, name)
        if found != expected:
            raise Misfit(
                table, article.pk, f"its {name} is {found}, and the record leads to {expected}."
            )
    if not _are_told(standing.notices, course.notices):
        raise Misfit(table, article.pk, "its notices are not those of the record and the library.")
    if not is_corrected(standing):
        raise Misfit(table, article.pk, "its corrected references are not those of the library.")
    return True


def is_corrected(standing: Standing) -> bool:
    """Return whether `standing` tells of each reference that the library corrected, and no other.

    The texts may be in an earlier style, so what counts is which works they are of. A withdrawn
    answer is told of no more of them, so there only those that it tells of are compared.
    """
    history: Any = Citation.history
    try:
        told = sorted(fact["key"] for fact in standing.corrected)
        is_whole = standing.withdrawal_id is not None or told == sorted(
            fact["key"] for fact in corrected_of(standing.edition)
        )
        return is_whole and all(
            fact["was"] != fact["now"]
            and history.filter(_of(fact["key"]), history_date__date=fact["date"]).exists()
            for fact in standing.corrected
        )
    except (KeyError, TypeError, ValueError, ValidationError):
        return False


def _are_told(notices: Any, reasons: list[str]) -> bool:
    """Return whether `notices` are those that `reasons` list, as the library had them."""
    try:
        labels = [
            f"{notice['key']}: {Notice.Nature(notice['kind']).label}, {notice['date']}"
            for notice in notices
        ]
        return "; ".join(labels) == "; ".join(reasons) and all(map(_was_known, notices))
    except (KeyError, TypeError, ValueError):
        return False


def _of(key: str) -> Q:
    """Return the condition that a row is of the work with `key`, or of what it was merged into."""
    history: Any = Citation.history.filter(key=key)
    return Q(key=key) | Q(id__in=history.filter(MERGED).values("merged_into"))


def _was_known(notice: dict[str, str]) -> bool:
    works: Any = Citation.history.filter(_of(notice["key"]))
    notices: Any = Notice.history.filter(
        citation__in=works.values("id"),
        nature=notice["kind"],
        noticed_on=notice["date"],
        url=notice.get("url", ""),
    )
    return bool(works.filter(title=notice["title"]).exists() and notices.exists())


def _check_bylines() -> None:
    with connection.cursor() as cursor:
        cursor.execute(UNKNOWN_AUTHOR)
        row = cursor.fetchone()
    if row:
        raise Misfit(Authorship._meta.db_table, row[0], "its author is not among the contributors.")
