"""What a member is shown beside the fields of a signature: what is signed, and as whom."""

from typing import Any, NamedTuple

from articles.differences import differences, in_words
from articles.interests import in_words as interest_in_words
from articles.manuscript import parse
from articles.models import Submission
from reviews.admin.length import minutes_of
from reviews.codes import authenticator_of
from reviews.conflicts import because
from reviews.eligibility import Eligibility
from reviews.models import BoardMember, Policy, ReviewDecision
from reviews.steps import NO_CODE
from reviews.who import held


def what_is_signed(
    submission: Submission, member: BoardMember | None, policy: Policy | None = None
) -> dict[str, Any]:
    """Return the facts for the template what_is_signed.html."""
    return {
        "article": submission.article.question,
        "submission": submission.number,
        "digest": bytes(submission.digest).hex(),
        "member": member,
        "policy": policy,
        "changes": since_own_signature(submission, member).words if member else "",
    }


class SinceSigned(NamedTuple):
    """What is new to a member, in one line; `minutes` are 0 where the whole text is."""

    words: str
    minutes: int = 0


def since_own_signature(submission: Submission, member: BoardMember) -> SinceSigned:
    """Return what changed since the member last signed a submission of the article."""
    last = (
        ReviewDecision.objects.filter(member=member, submission__article=submission.article_id)
        .select_related("submission")
        .order_by("-submission__number", "-number")
        .first()
    )
    if last is None:
        return SinceSigned("You have not signed a submission of this article before.")
    before, number = last.submission, last.submission.number
    verdict = f"“{last.get_verdict_display()}”, submission {number}"
    if bytes(before.digest) == bytes(submission.digest):
        return SinceSigned(f"Nothing: these are the very bytes that you signed before ({verdict}).")
    found = differences(parse(bytes(before.manuscript)), parse(bytes(submission.manuscript)))
    told = f"Since your last signature ({verdict}): {in_words(found)}."
    return SinceSigned(told, minutes_of(found))


def unable(known: Eligibility, policy: Policy) -> list[str]:
    """Return why the member cannot sign under `policy` now, for whom it is shown to beforehand."""
    user = known.member.user
    lacks_code = policy.totp_required and authenticator_of(user) is None
    suspended = held(user)
    return [
        *([suspended] if suspended else []),
        *([NO_CODE] if lacks_code else []),
        *known.refusals,
    ]


def disclosures(known: Eligibility) -> list[str]:
    """Return what will be printed beside the signature."""
    return [
        f"{interest_in_words(one)}{'. ' + because(one) if one['effect'] else ''}"
        for one in known.facts["conflict"]["interests"]
        if one["counts"]
    ]


def disclosed_why(known: Eligibility) -> list[str]:
    """Return for each interest that only has to be disclosed why it touches the answer."""
    touching = (one for one in known.facts["conflict"]["interests"] if one["effect"])
    return [
        f"would disclose an interest in {one['entity']}: {because(one).rstrip('.')}"
        for one in touching
    ]
