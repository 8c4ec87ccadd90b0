"""Drafts become editions in bulk: the rows that the verbs write, table by table.

This is no way to publish. It writes signatures in the names of sample people, in a database that
is marked for that (`reviews/importing/samples.py`). Every trigger is on and sees what it sees of
the verbs, and the record names every row, so that verify_record finds nothing amiss.
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from articles.models import (
    Article,
    Audience,
    Edition,
    RenderedWording,
    Standing,
    State,
    Submission,
)
from articles.publishing import other_wordings
from articles.readiness import lacks
from articles.rendering import contents, lead, render
from articles.search.indexing import index
from integrity.canonical import canonical
from integrity.copying import (
    copy_sealed,
    copy_unsaved,
    next_ids,
    stored_facts,
)
from integrity.models import database_now
from reviews import record
from reviews.due import due_sentence
from reviews.eligibility import as_declared
from reviews.importing.manuscripts import compose_all, drafts
from reviews.importing.samples import Board
from reviews.models import Assignment, Review, ReviewDecision, Verb, Verdict
from reviews.record import Line

NOTE = "Sample for benchmarks"
ACCEPT = """
    UPDATE reviews_assignment SET accepted_at = %s, accepted_by_id = %s, conflict = found.conflict
    FROM unnest(%s::bigint[], %s::jsonb[]) AS found (id, conflict)
    WHERE reviews_assignment.id = found.id
"""


@dataclass
class Round:
    """What the verbs write for one article, from its submission to its edition."""

    article: Article
    manuscript: dict[str, Any]
    submission: Submission
    rendered: list[RenderedWording]
    review: Review
    assignments: list[Assignment] = field(default_factory=list)
    decisions: list[ReviewDecision] = field(default_factory=list)

    @property
    def author(self) -> Any:
        return self.submission.submitted_by


@transaction.atomic
def approve_samples(keys: Iterable[int], board: Board) -> int:
    """Make an edition of each draft in `keys` that could be submitted; return how many."""
    articles = drafts(keys)
    at = database_now()
    rounds = [
        _round(article, manuscript, board, at)
        for article, manuscript in zip(articles, compose_all(articles), strict=True)
        if not lacks(manuscript)
    ]
    if rounds:
        _submit(rounds, at)
        _start(rounds, board, at)
        editions = _approve(rounds, board, at)
        index(edition.article_id for edition in editions)
        lines = zip(rounds, editions, strict=True)
        record.append(*(line for one, edition in lines for line in _lines(one, edition, board)))
    return len(rounds)


def _round(article: Article, manuscript: dict[str, Any], board: Board, at: Any) -> Round:
    byline = list(article.authorships.all())
    submission = Submission(
        article=article,
        number=1,
        manuscript=canonical(manuscript),
        note=NOTE,
        submitted_at=at,
        submitted_by=byline[0].author.user if byline else article.created_by,
    )
    rendered = [
        RenderedWording(submission=submission, audience=audience, html=html.encode())
        for audience, html in render(manuscript).items()
    ]
    review = Review(
        submission=submission, policy=board.policy, started_at=at, started_by=board.editor
    )
    return Round(article, manuscript, submission, rendered, review)


def _submit(rounds: list[Round], at: Any) -> None:
    copy_unsaved([one.submission for one in rounds])
    copy_unsaved([row for one in rounds for row in one.rendered])
    _move(rounds, Article.submit, lambda one: one.author, NOTE, at)


def _start(rounds: list[Round], board: Board, at: Any) -> None:
    due = (at + timedelta(days=board.policy.review_days)).date()
    for one in rounds:
        one.assignments = [
            Assignment(
                submission=one.submission,
                member=member,
                due=due,
                assigned_at=at,
                assigned_by=board.editor,
            )
            for member in board.members
        ]
    assignments = [assignment for one in rounds for assignment in one.assignments]
    for key, assignment in zip(next_ids(Assignment, len(assignments)), assignments, strict=True):
        assignment.pk = key
    copy_unsaved(assignments)
    _tell(assignments, lambda _: board.editor, "+", "Assigned")
    for place in range(len(board.members)):
        _accept(rounds, place, board, at)
    copy_unsaved([one.review for one in rounds])
    _move(rounds, Article.start_review, lambda _: board.editor, "Review started", at)


def _accept(rounds: list[Round], place: int, board: Board, at: Any) -> None:
    """Let the member at `place` of the board accept; what is found of conflicts differs by tags."""
    member = board.members[place]
    rows = [one.assignments[place] for one in rounds]
    for one, row in zip(rounds, rows, strict=True):
        row.accepted_at, row.accepted_by = at, member.user
        row.conflict = as_declared(member, None, one.manuscript, board.policy, []).facts["conflict"]
    with connection.cursor() as cursor:
        found = [json.dumps(row.conflict) for row in rows]
        cursor.execute(ACCEPT, [at, member.user_id, [row.pk for row in rows], found])
    _tell(rows, lambda _: member.user, "~", "Accepted")


def _approve(rounds: list[Round], board: Board, at: Any) -> list[Edition]:
    for one in rounds:
        one.decisions = [_decision(one, number, board, at) for number in _numbers(board)]
    copy_unsaved([row for one in rounds for row in one.decisions])
    editions = [_edition(one, at) for one in rounds]
    copy_unsaved(editions)
    copy_unsaved(
        [_standing(one, edition, board) for one, edition in zip(rounds, editions, strict=True)]
    )
    for number in _numbers(board):
        _close([one.assignments[number - 1] for one in rounds], board.members[number - 1].user, at)
    last = board.members[-1].user
    _move(rounds, Article.approve, lambda _: last, "Approved as edition 1", at)
    return editions


def _move(
    rounds: list[Round],
    transition: Callable[[Article], None],
    by: Callable[[Round], Any],
    reason: str,
    at: Any,
) -> None:
    users = {one.article.pk: by(one) for one in rounds}
    for one in rounds:
        transition(one.article)
        one.article.version += 1
        one.article.updated_at = at
    moved = Article.objects.filter(pk__in=users)
    moved.update(state=rounds[0].article.state, version=F("version") + 1, updated_at=at)
    _tell([one.article for one in rounds], lambda article: users[article.pk], "~", reason)


def _close(assignments: list[Assignment], by: Any, at: Any) -> None:
    facts = {
        "outcome": Assignment.Outcome.SIGNED,
        "outcome_reason": Verdict.APPROVE.label,
        "closed_at": at,
        "closed_by": by,
    }
    for assignment in assignments:
        for name, value in facts.items():
            setattr(assignment, name, value)
    Assignment.objects.filter(pk__in=[row.pk for row in assignments]).update(**facts)
    _tell(assignments, lambda _: by, "~", Verdict.APPROVE.label)


def _tell(rows: Sequence[Any], by: Callable[[Any], Any], kind: str, reason: str) -> None:
    """Add a line to the history of each of `rows`, which are of one model."""
    history = type(rows[0]).history.model
    kept = {field.attname for field in history._meta.concrete_fields}
    lines = [
        {name: value for name, value in stored_facts(row).items() if name in kept}
        | {"history_id": str(uuid.uuid4()), "history_user_id": by(row).pk}
        for row in rows
    ]
    shared = {
        "history_date": timezone.now(),
        "history_type": kind,
        "history_change_reason": reason,
    }
    copy_sealed(history, lines, shared)


def _numbers(board: Board) -> range:
    return range(1, len(board.members) + 1)


def _decision(one: Round, number: int, board: Board, at: Any) -> ReviewDecision:
    member = board.members[number - 1]
    return ReviewDecision(
        submission=one.submission,
        number=number,
        member=member,
        verdict=Verdict.APPROVE,
        meaning=Verdict.APPROVE.meaning,
        signed_digest=hashlib.sha256(one.submission.manuscript).digest(),
        printed_name=member.name,
        credentials=member.credentials,
        affiliation=member.affiliation,
        **as_declared(member, None, one.manuscript, board.policy, []).facts,
        policy=board.policy,
        signed_at=at,
        signed_by_id=member.user_id,
    )


def _edition(one: Round, at: Any) -> Edition:
    topics = sorted(one.article.topics.all(), key=lambda topic: topic.name)
    manuscript = one.manuscript
    return Edition(
        article=one.article,
        number=1,
        submission=one.submission,
        kind=Edition.Kind.FIRST,
        published_at=at,
        question=manuscript["question"],
        lead=lead(manuscript, Audience.CLINICIAN),
        topics=[{"id": topic.pk, "name": topic.name, "slug": topic.slug} for topic in topics],
        authors=manuscript["authors"],
        signers=[decision.printed_signature for decision in one.decisions],
        contents=[list(heading) for heading in contents(manuscript, Audience.CLINICIAN)],
        other_wordings=other_wordings(manuscript),
        searched_through=one.article.searched_through,
        cited=[reference["key"] for reference in manuscript["references"]],
    )


def _standing(one: Round, edition: Edition, board: Board) -> Standing:
    at = edition.published_at
    safety = any(topic.is_safety for topic in one.article.topics.all())
    return Standing(
        article=edition.article,
        edition=edition,
        last_updated_at=at,
        last_reviewed_at=at,
        review_due=board.policy.review_due(at.date(), safety=safety),
    )


def _lines(one: Round, edition: Edition, board: Board) -> list[Line]:
    article, submission = one.article, one.submission
    told = [submission, *one.rendered, *article.contributors.all()]
    names = ", ".join(member.name for member in board.members)

    due = _standing(one, edition, board).review_due

    def line(verb: Verb, by: Any, moves: tuple[State, State], reason: str, *rows: Any) -> Line:
        return Line(verb, by, article, submission, *moves, reason, list(rows))

    waiting = (State.SUBMITTED, State.SUBMITTED)
    reading = (State.UNDER_REVIEW, State.UNDER_REVIEW)
    return [
        line(Verb.SUBMIT, one.author, (State.DRAFT, State.SUBMITTED), NOTE, *told),
        line(Verb.ASSIGN, board.editor, waiting, names),
        *(line(Verb.ACCEPT, member.user, waiting, "") for member in board.members),
        line(
            Verb.START_REVIEW, board.editor, (State.SUBMITTED, State.UNDER_REVIEW), "", one.review
        ),
        *(line(Verb.SIGN, row.member.user, reading, "", row) for row in one.decisions),
        line(
            Verb.APPROVE,
            board.members[-1].user,
            (State.UNDER_REVIEW, State.APPROVED),
            f"Edition 1. {due_sentence(due)}",
            edition,
        ),
    ]
