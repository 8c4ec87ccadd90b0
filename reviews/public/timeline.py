"""The events of one answer that the public may know: of its editions, never of a draft."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from articles.models import Article, Edition, Withdrawal
from reviews.models import ReviewDecision, Verdict

IN_A_ROW = 8  # marks of the picture, so that it is legible at 320 pixels
STEP, ROW, EDGE = 40, 44, 22


class Kind(StrEnum):
    SUBMITTED = "submitted"
    STARTED = "started"
    SIGNED = "signed"
    EDITION = "edition"
    REAFFIRMED = "reaffirmed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Event:
    at: datetime
    kind: Kind
    words: str
    edition: int
    signature: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    digest: str = ""

    @property
    def order(self) -> tuple[datetime, int]:
        """What a signature leads to has its very time, and stands after it."""
        return self.at, list(Kind).index(self.kind)


def timeline(article: Article) -> list[Event]:
    """Return the events of `article` in their order, without text where it was withdrawn since."""
    withdrawals = list(article.withdrawals.select_related("edition"))
    gone = max((row.edition.number for row in withdrawals), default=0)
    editions = list(
        article.editions.select_related("submission__review__policy").defer(
            "submission__manuscript"
        )
    )
    found = [event for edition in editions for event in _of(edition, edition.number <= gone)]
    found += [_withdrawn(row) for row in withdrawals]
    found += _reaffirmed(article, {row.submission_id: row.number for row in editions})
    return sorted(found, key=lambda event: event.order)


def _of(edition: Edition, is_gone: bool) -> list[Event]:
    submission, number = edition.submission, edition.number
    review = submission.review
    policy = review.policy.version
    approved = _("Approved as edition %(number)s") % {"number": number}
    kind = "" if edition.kind == Edition.Kind.FIRST else f" ({edition.get_kind_display().lower()})"
    return [
        Event(submission.submitted_at, Kind.SUBMITTED, _("Submitted by its authors"), number),
        Event(
            review.started_at,
            Kind.STARTED,
            _("Review started, under version %(version)s of the policy") % {"version": policy},
            number,
        ),
        *(_signed(signer, number, is_gone) for signer in edition.signers),
        Event(
            edition.published_at,
            Kind.EDITION,
            approved + kind,
            number,
            note="" if is_gone else edition.public_note,
            digest=submission.digest_hex,
        ),
    ]


def _signed(signer: dict[str, Any], number: int, is_gone: bool) -> Event:
    """Return a signature as it is printed; a dissent is text, and goes with the edition."""
    at = parse_datetime(signer["signed_at"])
    assert at is not None  # noqa: S101  the application wrote it
    note = "" if is_gone else signer.get("dissent", "")
    signature = {**signer, "dissent": note}
    return Event(at, Kind.SIGNED, _(signer["verdict"]), number, signature=signature, note=note)


def _reaffirmed(article: Article, numbers: dict[Any, int]) -> list[Event]:
    decisions = ReviewDecision.objects.filter(
        submission__article=article, submission__in=list(numbers), verdict=Verdict.REAFFIRM
    )
    return [
        Event(
            decision.signed_at,
            Kind.REAFFIRMED,
            _(decision.get_verdict_display()),
            numbers[decision.submission_id],
            signature=decision.printed_signature,
        )
        for decision in decisions
    ]


def _withdrawn(withdrawal: Withdrawal) -> Event:
    return Event(
        withdrawal.withdrawn_at,
        Kind.WITHDRAWN,
        _("Withdrawn: %(why)s") % {"why": withdrawal.get_category_display()},
        withdrawal.edition.number,
        note=withdrawal.sentence,
    )


@dataclass(frozen=True)
class Picture:
    """Where the marks of the events go, in rows; not to scale."""

    width: int
    height: int
    marks: list[dict[str, Any]]
    rows: list[dict[str, int]]


def picture(events: list[Event]) -> Picture:
    marks = [
        {
            "kind": event.kind.value,
            "x": EDGE + STEP * (place % IN_A_ROW),
            "y": ROW // 2 + ROW * (place // IN_A_ROW),
            "number": event.edition if event.kind == Kind.EDITION else "",
        }
        for place, event in enumerate(events)
    ]
    count = -(-len(events) // IN_A_ROW)
    ends = [min(IN_A_ROW, len(events) - IN_A_ROW * row) for row in range(count)]
    rows = [
        {"y": ROW // 2 + ROW * row, "end": EDGE + STEP * (end - 1)} for row, end in enumerate(ends)
    ]
    return Picture(2 * EDGE + STEP * (IN_A_ROW - 1), ROW * count, marks, rows)
