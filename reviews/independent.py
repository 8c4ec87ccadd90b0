"""What a member who has not signed yet does not hear, where verdicts are to be independent."""

from typing import Any

from articles.models import Article, Submission
from reviews import who
from reviews.models import Policy, Review


def is_hidden(review: Review | None, *, is_open: bool) -> bool:
    """Return whether colleagues' remarks are kept from a member whose assignment `is_open`."""
    policy = review.policy if review else Policy.in_force()
    return is_open and policy.independent_verdicts


def colleagues(submission: Submission, user: Any) -> set[int]:
    """Return the accounts of the other members who are, or were, asked to review `submission`."""
    asked = submission.assignments.exclude(member__user=user.pk)
    return set(asked.values_list("member__user", flat=True))


def unheard(article: Article, user: Any) -> tuple[Submission | None, set[int]]:
    """Return the submission that `user` is at, and the accounts whose remarks on it are kept back.

    Remarks on earlier submissions are not.
    """
    own = who.open_assignments(article).filter(member__user=user.pk)
    own = own.select_related("submission__review__policy").first()
    if own is None:
        return None, set()
    review = getattr(own.submission, "review", None)
    is_so = is_hidden(review, is_open=True)
    return own.submission, colleagues(own.submission, user) if is_so else set()
