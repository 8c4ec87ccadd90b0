"""Somebody with the keys to the database, and what verify_record says of what they did."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from citations.models import Citation
from reviews.models import GUARDED
from reviews.verification import Misfit, verify_rows
from tests.reviews.raw import execute

# The library's own table is no sealed one: its guard is about merged records alone.
MODELS = [m._meta.concrete_model for m in GUARDED if m._meta.concrete_model is not Citation]


def silent(line: str) -> None: ...


def found() -> str:
    """Return what verify_record says of the rows, "" where all fits."""
    try:
        verify_rows(silent)
    except Misfit as misfit:
        return str(misfit)
    return ""


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is done inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def be_intruder() -> None:
    """Be the owner until the test ends, with every guard switched off."""
    execute("SET LOCAL ROLE NONE")
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("SET CONSTRAINTS ALL DEFERRED")
    for model in MODELS:
        execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
    for table, name in (
        ("reviews_policy", "policy_names_who_adopted_it"),
        ("reviews_policy", "policy_share_is_at_most_all"),
        ("reviews_boardmember", "board_member_verified_how"),
        ("articles_interest", "interest_is_known"),
        ("articles_interest", "interest_ends_after_start"),
    ):
        execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for table in ("articles_submission", "articles_renderedwording"):
        execute(f"ALTER TABLE {table} ALTER COLUMN digest DROP EXPRESSION")
