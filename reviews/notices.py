"""What a new notice on a cited work does to the answers that rest on it."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, QuerySet

from articles.models import Standing
from citations.models import Notice
from reviews import record
from reviews.mail import tell
from reviews.models import Record, Verb
from reviews.record import Line


def put_up(notices: list[Notice]) -> list[Standing]:
    """Show `notices` on each current edition that cites their works; tell the people of each.

    Call it in the transaction that writes the notices. Mails leave after it. Returns the
    standings that changed.
    """
    by_key = defaultdict(list)
    for notice in notices:
        by_key[notice.citation.key].append(notice)
    standings = list(
        Standing.objects.current()
        .filter(edition__cited__overlap=list(by_key))
        .select_related("edition__submission", "article")
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    lines = []
    for standing in standings:
        cited = [n for key in standing.edition.cited for n in by_key.get(key, [])]
        standing.change(notices=[*standing.notices, *map(_facts, cited)])
        lines.append(_line(standing, cited))
    if lines:
        tell("noticed", standings=[standing.pk for standing in standings])
        record.append(*lines)
    return standings


def needing_review() -> QuerySet[Standing]:
    """Return the standings whose edition rests on a work with a notice put up since its review.

    Approving or re-affirming an edition is such a review.
    """
    put_up_since = Record.objects.filter(
        article=OuterRef("article"), verb=Verb.NOTICE, at__gt=OuterRef("last_reviewed_at")
    )
    return Standing.objects.current().filter(Exists(put_up_since))


def _facts(notice: Notice) -> dict[str, str]:
    return {"key": notice.citation.key, "title": notice.citation.title, **notice.facts()}


def _line(standing: Standing, notices: list[Notice]) -> Line:
    state = standing.article.state
    reason = "; ".join(f"{notice.citation.key}: {notice}" for notice in notices)
    submission = standing.edition.submission
    return Line(Verb.NOTICE, None, standing.article, submission, state, state, reason)
