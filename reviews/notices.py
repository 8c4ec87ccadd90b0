"""What a new notice on a cited work does to the answers that rest on it."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core import mail
from django.db import transaction
from django.template.loader import render_to_string

from articles.models import Standing
from citations.models import Notice
from reviews import record
from reviews.models import Verb
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
        record.append(*lines)
        transaction.on_commit(lambda: _tell(standings), robust=True)
    return standings


def _facts(notice: Notice) -> dict[str, str]:
    return {"key": notice.citation.key, "title": notice.citation.title, **notice.facts()}


def _line(standing: Standing, notices: list[Notice]) -> Line:
    state = standing.article.state
    reason = "; ".join(f"{notice.citation.key}: {notice}" for notice in notices)
    submission = standing.edition.submission
    return Line(Verb.NOTICE, None, standing.article, submission, state, state, reason)


def _tell(standings: list[Standing]) -> None:
    """Send each person concerned one mail that lists all the answers concerned."""
    concerned: dict[User, list[Standing]] = defaultdict(list)
    editors = set(User.objects.filter(groups__name__in=("Editor", "Editor-in-chief")))
    for standing in standings:
        for person in editors | _people_of(standing):
            if person.is_active and person.email:
                concerned[person].append(standing)
    messages = [_message(person, told) for person, told in concerned.items()]
    with mail.get_connection() as connection:
        connection.send_messages(messages)


def _people_of(standing: Standing) -> set[User]:
    signers = User.objects.filter(
        board_member__decisions__submission__article=standing.article_id,
        board_member__decisions__signed_digest=standing.edition.submission.digest,
    )
    authors = User.objects.filter(author__authorships__article=standing.article_id)
    return {*signers, *authors}


def _message(person: Any, standings: list[Standing]) -> mail.EmailMessage:
    body = render_to_string(
        "mail/notice.txt",
        {"person": person, "standings": standings, "site_name": settings.SITE_NAME},
    )
    return mail.EmailMessage(
        subject=f"{settings.SITE_NAME}: a source of an answer has a notice",
        body=body,
        to=[person.email],
    )
