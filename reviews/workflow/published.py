"""The verbs on what readers see: an edition is withdrawn, a reader's report is closed."""

from typing import Any

from django.db import transaction
from django_fsm import can_proceed

from articles.models import Article, ProblemReport, Withdrawal
from reviews import record, who
from reviews.beginning import begin
from reviews.mail import tell
from reviews.models import Verb
from reviews.refreshing import refresh_after_commit
from reviews.refusals import Forbidden, Refused
from reviews.steps import (
    end_round,
    latest_submission,
    lock,
    locked_standing,
    record_verb,
    save_article,
)
from reviews.when import is_current


@transaction.atomic
def withdraw(
    article: Article,
    *,
    by: Any,
    category: Withdrawal.Category,
    sentence: str,
    replacement: Article | None = None,
) -> Withdrawal:
    """Take the current edition, and all before it, back from readers."""
    before = begin(article, Verb.WITHDRAW, by)
    standing = locked_standing(article)
    if standing is None or standing.withdrawal_id:
        raise Refused("There is no current edition to withdraw.")
    if category not in Withdrawal.Category.values or not sentence.strip():
        raise Refused("Give a category and a sentence that tells readers why.")
    if replacement is not None and (replacement == article or not is_current(replacement)):
        raise Refused("The replacement has to be another answer that readers can read now.")
    ended: list[int] = []
    if can_proceed(article.withdraw):
        ended = end_round(article, by, "The edition was withdrawn.")
        article.withdraw()
        save_article(article, by, f"Withdrawn: {sentence}")
    withdrawal = Withdrawal(
        article=article,
        edition=standing.edition,
        category=category,
        sentence=sentence.strip(),
        replacement=replacement,
        last_submission=latest_submission(article).number,
        withdrawn_at=article.locked_at,
        withdrawn_by=by,
        printed_name=record.printed_name(by),
    )
    withdrawal.save()
    standing.change(withdrawal=withdrawal, update_under_review=False)
    refresh_after_commit(article)
    tell("withdrawn", withdrawal=str(withdrawal.pk), by=by.pk, ended=ended)
    record_verb(
        Verb.WITHDRAW, article, by, before,
        submission=standing.edition.submission, reason=sentence, rows=[withdrawal],
    )  # fmt: skip
    return withdrawal


@transaction.atomic
def close_report(
    report: ProblemReport, *, by: Any, outcome: ProblemReport.Outcome, note: str
) -> None:
    """End a reader's report with what was found and done."""
    article = report.edition.article
    before = lock(article)
    report.refresh_from_db()
    if not who.is_editor(by):
        raise Forbidden("Only an editor can do this.")
    if report.closed_at:
        raise Refused("This report was closed already.")
    if outcome not in ProblemReport.Outcome.values or not note.strip():
        raise Refused("Choose an outcome and say what was found and done.")
    report.outcome, report.outcome_note = outcome, note.strip()
    report.closed_at, report.closed_by = article.locked_at, by
    report.save()
    reason = f"{report.get_outcome_display()}: {note}"
    record_verb(
        Verb.CLOSE_REPORT, article, by, before, submission=report.edition.submission, reason=reason
    )
