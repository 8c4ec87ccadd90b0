"""A member's findings on the references of a submission, and which of them still hold."""

from typing import Any

from articles.citing_sentences import citing_sentences, record_digest, sentences_digest
from articles.manuscript import parse
from articles.models import Submission
from integrity.models import database_now
from reviews.models import BoardMember, SourceCheck

ASKED = "The board's policy asks you to check every reference before you approve."

Digests = dict[str, tuple[bytes, bytes]]


def holding(submission: Submission, member: BoardMember) -> dict[str, SourceCheck]:
    """Return the member's latest finding on each reference, by key.

    One on an earlier submission holds while the citing sentences and the record are the same.
    """
    now = digests(parse(bytes(submission.manuscript)))
    made = SourceCheck.objects.filter(
        member=member,
        submission__article=submission.article_id,
        submission__number__lte=submission.number,
    )
    made = made.select_related("submission").defer("submission__manuscript")
    latest = {check.key: check for check in made.order_by("submission__number", "checked_at")}
    return {
        key: check
        for key, check in latest.items()
        if now.get(key) == (bytes(check.sentences_digest), bytes(check.record_digest))
    }


def digests(manuscript: dict[str, Any]) -> Digests:
    """Return, by key, the digests of the sentences that cite a reference and of its record."""
    cited = citing_sentences(manuscript)
    return {
        reference["key"]: (
            sentences_digest(cited.get(reference["key"], [])),
            record_digest(reference),
        )
        for reference in manuscript["references"]
    }


def newly_found(
    submission: Submission, member: BoardMember, verdicts: dict[str, str]
) -> list[SourceCheck]:
    """Return a row, not saved, for each of `verdicts` that is known and not what holds already."""
    now = digests(parse(bytes(submission.manuscript)))
    held = holding(submission, member)
    known = {
        key: verdict
        for key, verdict in verdicts.items()
        if key in now and verdict in SourceCheck.Verdict.values
    }
    return [
        _row(submission, member, key, verdict, now)
        for key, verdict in known.items()
        if key not in held or held[key].verdict != verdict
    ]


def carry_over(submission: Submission, member: BoardMember) -> list[SourceCheck]:
    """Return the findings that hold; those on earlier submissions are written on this one too."""
    now = digests(parse(bytes(submission.manuscript)))
    held = holding(submission, member)
    rows = [
        _row(submission, member, key, check.verdict, now, is_carried_over=True)
        for key, check in held.items()
        if check.submission_id != submission.pk
    ]
    SourceCheck.objects.bulk_create(rows)
    return [*(check for check in held.values() if check.submission_id == submission.pk), *rows]


def unchecked(submission: Submission, member: BoardMember) -> list[str]:
    """Return a sentence where the member has not said of each reference what it is worth."""
    held = holding(submission, member)
    keys = [ref["key"] for ref in parse(bytes(submission.manuscript))["references"]]
    missing = [key for key in keys if key not in held]
    if not missing:
        return []
    return [f"{ASKED} Still to check: {', '.join(missing)}."]


def _row(
    submission: Submission,
    member: BoardMember,
    key: str,
    verdict: str,
    now: Digests,
    *,
    is_carried_over: bool = False,
) -> SourceCheck:
    sentences, record = now[key]
    return SourceCheck(
        submission=submission,
        member=member,
        key=key,
        verdict=verdict,
        sentences_digest=sentences,
        record_digest=record,
        is_carried_over=is_carried_over,
        checked_at=database_now(),
        checked_by_id=member.user_id,
    )
