"""How a round of the board ended, for who comes too late with a word on it."""

from typing import Any

from articles.models import Submission
from reviews.commenting import WITH_THE_BOARD, not_with_the_board
from reviews.models import Assignment, Record, Verb
from reviews.record import printed_name_of
from reviews.who import is_editor

_ENDED = {
    Verb.REQUEST_CHANGES: "{name} requested changes",
    Verb.RETURN: "{name} returned it to its authors",
    Verb.TAKE_BACK: "its authors took it back",
    Verb.APPROVE: "the submission was approved",
    Verb.WITHDRAW: "{name} withdrew the edition",
}


def ended_for(submission: Submission, user: Any) -> str:
    """Return how the round of `submission`, or the part of `user` in it, ended.

    Empty while it goes on, and for everybody who had no part in it.
    """
    asked = Assignment.objects.accepted().filter(submission=submission, member__user=user.pk)
    own = asked.order_by("-assigned_at").first()
    if own is None and not is_editor(user):
        return ""
    if sentence := not_with_the_board(submission):
        return _end(submission) or sentence
    if own is None or own.closed_at is None:
        return ""
    return (
        f"Your review ended on {own.closed_at:%Y-%m-%d %H:%M} UTC: "
        f"{own.get_outcome_display().lower()}."
    )


def _end(submission: Submission) -> str:
    submitted = submission.record.order_by("number").values("number")[:1]
    moved = Record.objects.filter(article=submission.article_id, number__gt=submitted)
    ends = moved.filter(from_state__in=WITH_THE_BOARD).exclude(to_state__in=WITH_THE_BOARD)
    line = ends.select_related("actor").order_by("number").first()
    if line is None or line.verb not in _ENDED:
        return ""
    words = _ENDED[Verb(line.verb)].format(name=printed_name_of(line.actor))
    return f"This round ended on {line.at:%Y-%m-%d %H:%M} UTC: {words}."
