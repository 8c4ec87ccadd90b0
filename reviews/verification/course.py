from collections.abc import Iterator
from typing import Any

from django.db import models

from articles.models import Article, State, Submission
from reviews.models import Record, ReviewDecision
from reviews.verification.misfit import Misfit


class Course:
    """What the record has told of one article so far, and the article's own sealed rows.

    `standing` holds the columns that its standing should have, {} before the first edition;
    `verdicts` the latest decision of each member on each digest, `accepted` the assignments.
    """

    def __init__(self, article: Article) -> None:
        self.accepted: set[int] = set()
        self.state: str = State.DRAFT
        self.standing: dict[str, Any] = {}
        self.notices: list[str] = []
        self.contributors: set[int] = set()
        self.verdicts: dict[tuple[bytes, int], ReviewDecision] = {}
        self.blocking: set[Any] = set()
        self.editions = 0
        self.submissions: dict[Any, Submission] = {row.pk: row for row in article.submissions.all()}
        rows = [
            *article.contributors.all(),
            *article.editions.all(),
            *article.withdrawals.all(),
            *(row for submitted in self.submissions.values() for row in _said_of(submitted)),
        ]
        self._rows: dict[tuple[str, str], Any] = {
            (row._meta.db_table, str(row.pk)): row for row in rows
        }

    def only(self, line: Record, model: type[models.Model]) -> Any:
        """Return the one row of `model` that `line` names."""
        rows = self.named(line, model)
        if len(rows) != 1:
            raise Misfit(
                line._meta.db_table,
                line.number,
                f"it does not name one row of {model._meta.db_table}.",
            )
        return rows[0]

    def named(self, line: Record, model: type[models.Model]) -> list[Any]:
        table = model._meta.db_table
        keys = [(name, key) for name, key, _ in line.rows if name == table]
        if any(key not in self._rows for key in keys):
            raise Misfit(
                line._meta.db_table, line.number, f"it names a row of {table} of another article."
            )
        return [self._rows[key] for key in keys]

    def has_accepted(self, decision: ReviewDecision) -> bool:
        """Return whether who signed `decision` had accepted the review before."""
        asked = self.submissions[decision.submission_id].assignments.all()
        return any(row.pk in self.accepted and row.member_id == decision.member_id for row in asked)

    def change(self, **facts: Any) -> None:
        self.standing |= {**facts, "version": self.standing.get("version", 0) + 1}

    def announce(self, *, under_review: bool) -> None:
        """Follow what readers of a current edition are told of an update."""
        current = self.standing and self.standing["withdrawal_id"] is None
        if current and self.standing["update_under_review"] != under_review:
            self.change(update_under_review=under_review)


def _said_of(submission: Any) -> Iterator[Any]:
    yield from submission.decisions.all()
    for comment in submission.comments.all():
        yield from (comment, *comment.answers.all())
