"""The threads of comments on an article, as a page shows them beside a text."""

from functools import cached_property
from typing import Any

from articles.models import Article, Audience, RenderedWording, Submission
from articles.quoting import CONTEXT, Carried, Place, headings_in, locate, text_of
from reviews import who
from reviews.independent import colleagues
from reviews.models import Answer, Comment

CARRIED = {
    Carried.MOVED: "The passage stands elsewhere by now.",
    Carried.GONE: "The passage is not in this submission any more.",
}


def threads(article: Article, submission: Submission, user: Any, *, hidden: bool) -> list[Any]:
    """Return the threads on `submission` and those before it, open ones first.

    Arguments: `hidden` leaves out what colleagues of the board said since it was submitted.
    """
    comments = _comments(article, submission)
    unheard = colleagues(submission, user) if hidden else set()
    comments = [
        one
        for one in comments
        if one.submission_id != submission.pk or one.commented_by_id not in unheard
    ]
    texts = _texts({submission.pk, *(one.submission_id for one in comments)}) if comments else {}
    editing = not who.an_independent_editor(article, user) if comments else False
    shown = [_thread(one, submission, texts, user, may_edit=editing) for one in comments]
    for one in shown:
        one["answers"] = [
            answer
            for answer in one["answers"]
            if answer.answered_by_id not in unheard or answer.answered_at < submission.submitted_at
        ]
    return sorted(shown, key=lambda one: (not one["is_open"], not one["comment"].is_blocking))


def answered_since(shown: list[Any], submission: Submission) -> list[Any]:
    """Return the open threads that the authors answered for this submission, with those answers."""
    waiting = [
        one
        for one in shown
        if one["is_open"] and one["answers"] and one["comment"].submission_id != submission.pk
    ]
    if not waiting:
        return []
    earlier = Submission.objects.filter(
        article=submission.article_id, number__lt=submission.number
    ).order_by("-number")
    last = earlier.values_list("submitted_at", flat=True).first()
    authors = set(submission.article.authorships.values_list("author__user", flat=True))
    told = [
        one | {"answers": [answer for answer in one["answers"] if _tells(answer, authors, last)]}
        for one in waiting
    ]
    return [one for one in told if one["answers"]]


def _tells(answer: Answer, authors: set[Any], since: Any) -> bool:
    is_new = since is None or answer.answered_at >= since
    return bool(answer.text) and is_new and answer.answered_by_id in authors


def _comments(article: Article, submission: Submission) -> list[Comment]:
    rows = Comment.objects.filter(
        submission__article=article.pk, submission__number__lte=submission.number
    )
    rows = rows.select_related("submission").defer("submission__manuscript")
    return list(rows.prefetch_related("answers").order_by("submission__number", "number"))


def _thread(
    comment: Comment, submission: Submission, texts: Any, user: Any, *, may_edit: bool
) -> dict[str, Any]:
    answers = list(comment.answers.all())
    effects = [answer.effect for answer in answers if answer.effect]
    place = _place(comment, submission, texts)
    is_here = bool(comment.exact) and place.carried != Carried.GONE
    return {
        "comment": comment,
        "audience": Audience(comment.audience).label if comment.audience else "",
        "answers": answers,
        "is_open": effects[-1:] != [Answer.Effect.RESOLVED],
        "carried": CARRIED.get(place.carried, "") if comment.exact else "",
        "position": place.start,
        "is_here": is_here,
        "around": _around(comment),
        "heading": _heading(comment, submission, place, texts),
        "may_resolve": may_edit or comment.commented_by_id == user.pk,
    }


class _Text:
    """The words of a stored wording; its headings are looked for where they are asked."""

    def __init__(self, html: str) -> None:
        self.html, self.words = html, text_of(html)

    @cached_property
    def headings(self) -> list[tuple[int, str]]:
        return headings_in(self.html)


_NONE = _Text("")


def _texts(submissions: set[Any]) -> dict[tuple[Any, str], _Text]:
    rows = RenderedWording.objects.filter(submission__in=submissions)
    return {(row.submission_id, row.audience): _Text(bytes(row.html).decode()) for row in rows}


def _around(comment: Comment) -> tuple[str, str]:
    """Return the words before and after what `comment` quotes, without those that are cut."""
    before, after = comment.prefix, comment.suffix
    return (
        f"…{before.partition(' ')[2]}" if len(before) == CONTEXT else before,
        f"{after.rpartition(' ')[0]}…" if len(after) == CONTEXT else after,
    )


def _heading(comment: Comment, submission: Submission, place: Place, texts: Any) -> str:
    """Return the heading that the passage stands below: now, or where it is gone, when quoted."""
    is_here = place.carried != Carried.GONE
    shown = submission.pk if is_here else comment.submission_id
    start = place.start if is_here else comment.position
    found = texts.get((shown, comment.audience), _NONE).headings if comment.exact else []
    return next((words for at, words in reversed(found) if at <= start), "")


def _place(comment: Comment, submission: Submission, texts: Any) -> Place:
    if comment.submission_id == submission.pk:
        return Place(Carried.SAME, comment.position)
    now = texts.get((submission.pk, comment.audience), _NONE)
    before = texts.get((comment.submission_id, comment.audience), _NONE)
    return locate(comment.quote, now.words, before.words)
