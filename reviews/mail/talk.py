"""What is told of comments and answers: to the authors, and to those in the thread.

What one person says close together is one mail. Nothing is kept for that but the comments
themselves: each queues a look some minutes later, and only the last of a row finds nothing after
it, and tells them all.
"""

import datetime
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.text import Truncator

from articles.models import Article
from reviews import who
from reviews.independent import unheard
from reviews.mail import people
from reviews.mail.message import Message
from reviews.models import Answer, Assignment, Comment

CLOSE = datetime.timedelta(minutes=10)
MOST = 20  # remarks told in one mail, the others are counted
Remark = Comment | Answer
_LEFT = (Assignment.Outcome.DECLINED, Assignment.Outcome.RECUSED, Assignment.Outcome.REMOVED)


def said(article: int, by: int, at: str) -> list[Message]:
    """Tell what `by` said in a row that ends at `at`; nothing where they went on."""
    row = Article.objects.get(pk=article)
    remarks = _in_a_row(row, by, datetime.datetime.fromisoformat(at))
    if not remarks:
        return []
    heard = {person: _heard(row, person, remarks) for person in _concerned(row, by, remarks)}
    return [_message(row, person, found) for person, found in heard.items() if found]


def _in_a_row(article: Article, by: int, at: datetime.datetime) -> list[Remark]:
    """Return what `by` said up to `at` without a pause; nothing where they went on."""
    comments = Comment.objects.filter(submission__article=article, commented_by=by)
    answers = Answer.objects.filter(comment__submission__article=article, answered_by=by)
    found: list[Remark] = sorted([*comments, *answers.select_related("comment")], key=_time)
    if any(at < _time(remark) < at + CLOSE for remark in found):
        return []
    row: list[Remark] = []
    for remark in reversed([one for one in found if _time(one) <= at]):
        if row and _time(row[0]) - _time(remark) >= CLOSE:
            break
        row.insert(0, remark)
    return row


def _concerned(article: Article, by: int, remarks: list[Remark]) -> list[User]:
    """Return authors and those in the threads, without those who left the review."""
    threads = {_thread(remark).pk for remark in remarks}
    spoke = {
        *Comment.objects.filter(pk__in=threads).values_list("commented_by", flat=True),
        *Answer.objects.filter(comment__in=threads).values_list("answered_by", flat=True),
    }
    asked = Assignment.objects.accepted().filter(submission__article=article)
    reviewing = set(asked.exclude(outcome__in=_LEFT).values_list("member__user", flat=True))
    authors = set(people.authors(article).values_list("pk", flat=True))
    found = User.objects.filter(pk__in=(spoke | authors) - {by}, is_active=True).order_by("pk")
    return [one for one in found if one.pk in reviewing | authors or who.is_editor(one)]


def _heard(article: Article, person: User, remarks: list[Remark]) -> list[Remark]:
    """Return what concerns `person`, who is not told what the desk keeps from them."""
    by = _speaker(remarks[0])
    at, hidden = unheard(article, person)
    if by in hidden:
        return []
    if who.is_author(article, person) and not people.authors(article).filter(pk=by).exists():
        return remarks
    threads = {thread.pk: thread for thread in map(_thread, remarks)}
    open_to = {
        key
        for key, thread in threads.items()
        if _is_in(thread, person)
        and not (at and thread.submission_id == at.pk and thread.commented_by_id in hidden)
    }
    return [remark for remark in remarks if _thread(remark).pk in open_to]


def _is_in(thread: Comment, person: User) -> bool:
    own = thread.answers.filter(answered_by=person)
    return thread.commented_by_id == person.pk or own.exists()


def _message(article: Article, person: User, remarks: list[Remark]) -> Message:
    name, count = remarks[0].printed_name, len(remarks)
    what = _what(remarks[0]) if count == 1 else f"made {count} remarks"
    more = [f"And {count - MOST} more."] if count > MOST else []
    return Message(
        [person],
        f"{name} {what}: {article.question}",
        [f"{name} {what} on “{article.question}”:", *map(_told, remarks[:MOST]), *more],
        reverse("admin:reviews_comment_place", args=[_thread(remarks[0]).pk]),
        "Read it beside the text" if count == 1 else "Read the first beside the text",
    )


def _what(remark: Remark) -> str:
    if isinstance(remark, Comment):
        return "commented"
    return EFFECTS.get(remark.effect, "answered a comment")


EFFECTS = {
    Answer.Effect.RESOLVED.value: "resolved a comment",
    Answer.Effect.REOPENED.value: "opened a comment again",
}


def _told(remark: Remark) -> str:
    if isinstance(remark, Comment):
        passage = f"On the words “{_short(remark.exact, 120)}”: " if remark.exact else ""
        wish = " (It must be resolved before approval.)" if remark.is_blocking else ""
        return f"{passage}{_short(remark.text, 400)}{wish}"
    about = f"“{_short(remark.comment.text, 120)}”"
    ended = f" {remark.get_effect_display()}." if remark.effect else ""
    return f"To {about}:{ended} {_short(remark.text, 400)}".rstrip()


def _short(text: str, length: int) -> str:
    return Truncator(" ".join(text.split())).chars(length)


def _thread(remark: Remark) -> Comment:
    return remark if isinstance(remark, Comment) else remark.comment


def _time(remark: Remark) -> Any:
    return remark.commented_at if isinstance(remark, Comment) else remark.answered_at


def _speaker(remark: Remark) -> int:
    return remark.commented_by_id if isinstance(remark, Comment) else remark.answered_by_id
