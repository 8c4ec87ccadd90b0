"""A board member's desk: what waits for them, and what came of what they decided."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Subquery
from django.urls import reverse

from articles.differences import differences, in_words
from articles.manuscript import parse
from articles.models import Article, ArticleTopic, Submission
from reviews.admin.reading import days_left, without_text
from reviews.admin.waiting import Section, Waiting
from reviews.models import Assignment, BoardMember, ReviewDecision, Verdict

MINE, DECIDED_BY_ME = "My reviews", "What came of my decisions"
MOST = 20  # reviews on the first page; the whole list is one click away
DECIDED = 10
WORD = re.compile(r"\w+")


def waiting_reviews(user: Any) -> Section:
    """Return the reviews that `user` is asked for, oldest due first."""
    rows = list(
        Assignment.objects.open()
        .filter(member=seat(user))
        .select_related("submission__article", "assigned_by", "member")
        .order_by("due", "pk")[:MOST]
    )
    articles = [row.submission.article_id for row in rows]
    signed, own = _last_signed(user, articles), _own_topics(rows)
    waiting = [
        _review(row, signed.get(row.submission.article_id), own.get(row.submission.article_id, []))
        for row in rows
    ]
    url = reverse("admin:reviews_assignment_changelist")
    return Section(MINE, "Nothing waits for your review.", url, waiting)


def decided(user: Any) -> Section:
    """Return what `user` decided last, and what came of it."""
    rows = without_text(ReviewDecision.objects.filter(member=seat(user)), "submission")
    rows = rows.select_related(
        "submission__article__standing", "submission__edition__withdrawal"
    ).order_by("-signed_at", "-pk")
    waiting = [
        Waiting(
            row.submission.article.question,
            reverse("admin:reviews_submission_review", args=[row.submission_id]),
            (
                f"{row.get_verdict_display()}: submission {row.submission.number}, "
                f"{row.signed_at:%Y-%m-%d}. {_outcome(row)}"
            ),
        )
        for row in rows[:DECIDED]
    ]
    url = f"{reverse('admin:reviews_assignment_changelist')}?open=no"
    return Section(DECIDED_BY_ME, "You have decided on nothing yet.", url, waiting)


def seat(user: Any) -> Subquery:
    """Return the key of `user`'s seat as one value: a join would hide the order of the rows."""
    return Subquery(BoardMember.objects.filter(user=user).values("pk"))


def _review(row: Assignment, signed: Submission | None, own_topics: list[str]) -> Waiting:
    asked = row.assigned_by.get_full_name() or row.assigned_by.get_username()
    facts = [
        *(["You are invited: accept or decline."] if row.is_invitation else []),
        f"Due {row.due:%Y-%m-%d}, {days_left(row.due)}.",
        f"{asked} asked you on {row.assigned_at:%Y-%m-%d}{_why(signed, own_topics)}.",
        _since(signed, row.submission),
    ]
    url = (
        reverse("admin:reviews_assignment_invitation", args=[row.pk])
        if row.is_invitation
        else reverse("admin:reviews_submission_review", args=[row.submission_id])
    )
    return Waiting(row.submission.article.question, url, " ".join(facts))


def _why(signed: Submission | None, own_topics: list[str]) -> str:
    """Return why this member: what the suggestion rested on that still holds."""
    if signed is not None:
        return ": you reviewed it before"
    return f": your specialty, {', '.join(own_topics)}" if own_topics else ""


def _own_topics(rows: list[Assignment]) -> dict[int, list[str]]:
    """Return the topics of each article that are a specialty of the member."""
    if not rows:
        return {}
    found: dict[int, list[str]] = {}
    articles = [row.submission.article_id for row in rows]
    own = ArticleTopic.objects.filter(
        topic__in=rows[0].member.verified_specialties, article__in=articles
    )
    for article, name in own.order_by("topic__name").values_list("article", "topic__name"):
        found.setdefault(article, []).append(name)
    return found


def _last_signed(user: Any, articles: list[int]) -> dict[int, Submission]:
    """Return the submission of each article that `user` signed last."""
    rows = (
        ReviewDecision.objects.filter(member__user=user, submission__article__in=articles)
        .select_related("submission")
        .order_by("submission__article_id", "-submission__number", "-number")
        .distinct("submission__article_id")
    )
    return {row.submission.article_id: row.submission for row in rows}


def _since(signed: Submission | None, now: Submission) -> str:
    if signed is None:
        return "You have not signed it before."
    if bytes(signed.digest) == bytes(now.digest):
        return f"Nothing changed since you signed submission {signed.number}."
    before, after = (parse(bytes(one.manuscript)) for one in (signed, now))
    told = "; ".join(filter(None, _told(before, after)))
    return f"Since you signed submission {signed.number}: {told}."


def _told(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    """Yield what changed: in the wordings by the number of words, beside them by kind."""
    if before["wordings"] != after["wordings"]:
        yield _in_the_text(_words(before), _words(after))
    without: dict[str, Any] = {"wordings": {}, "disclaimers": {}}
    yield in_words(differences({**before, **without}, {**after, **without}))
    if before["disclaimers"] != after["disclaimers"]:
        yield "disclaimer changed"


def _in_the_text(before: list[str], after: list[str]) -> str:
    new = (Counter(after) - Counter(before)).total()
    gone = (Counter(before) - Counter(after)).total()
    if new or gone:
        return f"{_count(new)} new, {_count(gone)} gone"
    if before != after:
        return "the same words, some of them in another place"
    return "the same words, with other signs or another layout"


def _words(manuscript: dict[str, Any]) -> list[str]:
    texts = (text for parts in manuscript["wordings"].values() for text in parts.values())
    return [word for text in texts for word in WORD.findall(text)]


def _count(words: int) -> str:
    return f"{words:,} word{'' if words == 1 else 's'}"


def _outcome(row: ReviewDecision) -> str:
    article, edition = row.submission.article, getattr(row.submission, "edition", None)
    if edition is not None:
        return _of_edition(article, edition)
    if row.verdict == Verdict.REQUEST_CHANGES:
        return f"It went back to its authors; now: {article.get_state_display().lower()}."
    return f"Not published; now: {article.get_state_display().lower()}."


def _of_edition(article: Article, edition: Any) -> str:
    standing = article.standing
    if standing.withdrawal_id and standing.edition_id == edition.pk:
        return f"Published as edition {edition.number}, and withdrawn since."
    if standing.edition_id != edition.pk:
        return f"Published as edition {edition.number}, which a later one replaced."
    return f"Published as edition {edition.number}, which readers read now."
