"""Who did something and when are known together or not at all, and PostgreSQL says so."""

# ruff: noqa: S608  tables and columns are the test's own words

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from integrity.models import SealedHistory
from reviews import workflow
from tests import people
from tests.reviews.raw import execute
from tests.reviews.world import lived_in

pytestmark = pytest.mark.django_db
ROOMS = ("integrity", "citations", "articles", "reviews")
# By hand: the constraint, and a change that leaves half of the fact.
HALVES = {
    "article_created_is_one_fact": "UPDATE articles_article SET created_at = NULL",
    "submission_submitted_is_one_fact": "UPDATE articles_submission SET submitted_by_id = NULL",
    "withdrawal_withdrawn_is_one_fact": "UPDATE articles_withdrawal SET withdrawn_at = NULL",
    "problem_report_closed_is_one_fact": (
        "INSERT INTO articles_problemreport (edition_id, text, email, outcome, outcome_note,"
        " closed_at) SELECT id, 'It is wrong.', '', 'no_change', '', now() FROM articles_edition"
    ),
    "reader_question_declined_is_one_fact": (
        "INSERT INTO articles_readerquestion (text, key, times, reason, declined_at)"
        " VALUES ('Why?', 'why', 1, '', now())"
    ),
    "review_started_is_one_fact": "UPDATE reviews_review SET started_by_id = NULL",
    "decision_signed_is_one_fact": "UPDATE reviews_reviewdecision SET signed_at = NULL",
    "board_member_verified_is_one_fact": "UPDATE reviews_boardmember SET verified_by_id = NULL",
    "assignment_assigned_is_one_fact": "UPDATE reviews_assignment SET assigned_by_id = NULL",
    "authenticator_removed_is_one_fact": (
        "UPDATE reviews_authenticatorremoval SET removed_by_id = NULL"
    ),
    "comment_commented_is_one_fact": "UPDATE reviews_comment SET commented_at = NULL",
    "answer_answered_is_one_fact": "UPDATE reviews_answer SET answered_by_id = NULL",
    "source_check_checked_is_one_fact": "UPDATE reviews_sourcecheck SET checked_by_id = NULL",
    "signing_held_is_one_fact": "UPDATE reviews_signinghold SET held_at = NULL",
    "hold_lifted_is_one_fact": "UPDATE reviews_holdlift SET lifted_by_id = NULL",
    "assignment_accepted_is_one_fact": (
        "UPDATE reviews_assignment SET accepted_by_id = NULL WHERE accepted_at IS NOT NULL"
    ),
    "assignment_closed_is_one_fact": (
        "UPDATE reviews_assignment SET closed_by_id = NULL WHERE closed_at IS NOT NULL"
    ),
}
MANDATORY = [
    ("articles_article", "created_at"),
    ("articles_submission", "submitted_by_id"),
    ("articles_withdrawal", "withdrawn_at"),
    ("reviews_review", "started_by_id"),
    ("reviews_reviewdecision", "signed_at"),
    ("reviews_authenticatorremoval", "removed_by_id"),
    ("reviews_comment", "commented_at"),
    ("reviews_answer", "answered_by_id"),
    ("reviews_sourcecheck", "checked_by_id"),
    ("reviews_signinghold", "held_at"),
    ("reviews_holdlift", "lifted_by_id"),
    ("reviews_assignment", "assigned_by_id"),
]


def pairs() -> list[tuple[type[models.Model], str]]:
    """Return each model that has fields X_at and X_by, with X."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label in ROOMS and not issubclass(model, SealedHistory):
            names = {field.name for field in model._meta.local_fields}
            verbs = {name[:-3] for name in names if name.endswith(("_at", "_by"))}
            found += [(model, verb) for verb in verbs if {f"{verb}_at", f"{verb}_by"} <= names]
    return found


def makes_one_fact(constraint: Any, verb: str) -> bool:
    """Return whether `constraint` is: both are null, or neither is."""
    if not isinstance(constraint, models.CheckConstraint):
        return False
    at, by = f"{verb}_at__isnull", f"{verb}_by__isnull"
    neither, both = models.Q(**{at: True, by: True}), models.Q(**{at: False, by: False})
    return constraint.condition in (neither | both, both | neither)


def test_every_pair_of_who_and_when_has_its_constraint() -> None:
    without = [
        f"{model.__name__}.{verb}"
        for model, verb in pairs()
        if not any(makes_one_fact(constraint, verb) for constraint in model._meta.constraints)
    ]
    assert without == []


def test_every_pair_is_tried_below() -> None:
    names = {
        constraint.name
        for model, verb in pairs()
        for constraint in model._meta.constraints
        if makes_one_fact(constraint, verb)
    }
    assert names == set(HALVES)


def violated(statement: str) -> str:
    """Return the name of the constraint that refuses `statement`."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        execute(statement)
    return str(error.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


def test_half_of_a_fact_is_refused() -> None:
    """With the guards off, and columns that are mandatory besides made optional."""
    lived_in()
    execute("SET LOCAL ROLE NONE")
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table, column in MANDATORY:
        execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        execute(f"ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL")
    assert {name: violated(statement) for name, statement in HALVES.items()} == {
        name: name for name in HALVES
    }


@pytest.mark.parametrize(
    "change",
    ["closed_at = now(), closed_by_id = assigned_by_id", "outcome = 'signed'"],
)
def test_an_assignment_ends_with_an_outcome(change: str) -> None:
    workflow.assign(people.submitted(), by=people.editor(), members=[people.member()])
    statement = f"UPDATE reviews_assignment SET {change}"
    assert violated(statement) == "assignment_closed_with_outcome"


def test_a_colleague_is_named_only_with_a_refusal() -> None:
    workflow.assign(people.submitted(), by=people.editor(), members=[people.member()])
    statement = "UPDATE reviews_assignment SET colleague_id = member_id"
    assert violated(statement) == "assignment_colleague_when_declined"
