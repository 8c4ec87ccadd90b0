"""What a new notice on a cited work does to the answers that rest on it."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from articles.manuscript import parse
from articles.models import Edition, Standing
from citations.aliases import by_all_keys
from citations.models import Notice
from reviews import record
from reviews.mail import tell
from reviews.models import Record, Verb
from reviews.record import Line


def put_up(notices: list[Notice]) -> list[Standing]:
    """Show `notices` on each current edition that cites their works; tell the people of each.

    An edition may cite a work by the key of a record that was merged into it since. What was
    signed with the edition, or is shown on it, is not told again. Call it in the transaction that
    writes the notices. Mails leave after it. Returns the standings that changed.
    """
    by_work = defaultdict(list)
    for notice in notices:
        by_work[notice.citation].append(notice)
    by_key = {key: by_work[work] for key, work in by_all_keys(by_work).items()}
    changed, lines = [], []
    for standing in Standing.objects.citing(by_key).locked():
        fresh = _untold(standing, by_key)
        if fresh:
            standing.change(notices=[*standing.notices, *fresh])
            lines.append(_line(standing, fresh))
            changed.append(standing)
    if lines:
        tell("noticed", standings=[standing.pk for standing in changed])
        record.append(*lines)
    return changed


def needing_review() -> QuerySet[Standing]:
    """Return the standings whose edition rests on a work with a notice put up since its review.

    Approving or re-affirming an edition is such a review.
    """
    put_up_since = Record.objects.filter(
        article=OuterRef("article"), verb=Verb.NOTICE, at__gt=OuterRef("last_reviewed_at")
    )
    return Standing.objects.current().filter(Exists(put_up_since))


def _untold(standing: Standing, by_key: Mapping[str, list[Notice]]) -> list[dict[str, str]]:
    """Return the facts of the notices that neither `standing` nor what was signed tells."""
    signed = _signed(standing.edition)
    facts = [
        {"key": key, "title": notice.citation.title, **notice.facts()}
        for key in standing.edition.cited
        for notice in by_key.get(key, [])
        if notice.facts() not in signed[key].get("notices", [])
    ]
    told = {_identity(notice) for notice in standing.notices}
    return [notice for notice in facts if _identity(notice) not in told]


def _signed(edition: Edition) -> dict[str, Any]:
    references = parse(bytes(edition.submission.manuscript))["references"]
    return {reference["key"]: reference for reference in references}


def _identity(notice: Mapping[str, str]) -> tuple[str, str, str]:
    return notice["key"], notice["kind"], notice["date"]


def _line(standing: Standing, told: list[dict[str, str]]) -> Line:
    state = standing.article.state
    labels = (f"{n['key']}: {Notice.Nature(n['kind']).label}, {n['date']}" for n in told)
    submission = standing.edition.submission
    return Line(Verb.NOTICE, None, standing.article, submission, state, state, "; ".join(labels))
