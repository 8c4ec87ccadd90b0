"""What is decided is added to and never rewritten: by raw SQL, as the site and as the owner."""
# ruff: noqa: S608  tables and columns are the test's own words

import uuid
from typing import Any

import pytest
from django.db import connection

from reviews.models import Policy, Record
from tests import people
from tests.reviews.raw import copied, execute, refused, refused_to, value
from tests.reviews.world import lived_in

pytestmark = pytest.mark.django_db
SITE, OWNER = "imprimatur_site", "NONE"
# By hand: a table that someone forgets to guard has to be missed here.
APPEND_ONLY = [
    "articles_submission",
    "articles_renderedwording",
    "articles_edition",
    "articles_withdrawal",
    "articles_declaration",
    "articles_interest",
    "reviews_review",
    "reviews_reviewdecision",
    "reviews_comment",
    "reviews_answer",
    "reviews_sourcecheck",
    "reviews_policy",
    "reviews_record",
    "reviews_authenticator",
    "reviews_authenticatorremoval",
    "reviews_usedcode",
    "reviews_signingattempt",
    "reviews_signinghold",
    "reviews_holdlift",
    "citations_historicalcitation",
    "citations_historicalnotice",
    "citations_historicaldifferentworks",
    "articles_historicaltopic",
    "articles_historicalauthor",
    "articles_historicaldisclaimer",
    "articles_historicalarticle",
    "articles_historicalarticletopic",
    "articles_historicalauthorship",
    "articles_historicalwording",
    "articles_historicalcitationreason",
    "reviews_historicalentity",
    "reviews_historicalboardmember",
    "reviews_historicalassignment",
    "reviews_historicaluser",
]
NEVER_TRUNCATED = [
    *APPEND_ONLY,
    "articles_article",
    "articles_articletopic",
    "articles_author",
    "articles_authorship",
    "articles_citationreason",
    "articles_contributor",
    "articles_standing",
    "articles_wording",
    "reviews_assignment",
    "reviews_boardmember",
    "reviews_entity",
]


def test_every_history_is_in_the_list() -> None:
    tables = {table for table in connection.introspection.table_names() if "_historical" in table}
    assert tables == {table for table in APPEND_ONLY if "_historical" in table}


def test_the_site_may_not_even_try() -> None:
    lived_in()
    for table in APPEND_ONLY:
        expected = f"permission denied for table {table}"
        assert refused_to(SITE, f"UPDATE {table} SET seal = seal") == expected
        assert refused_to(SITE, f"DELETE FROM {table}") == expected


def test_the_owner_is_refused_by_the_guard() -> None:
    lived_in()
    for table in APPEND_ONLY:
        expected = f"Rows of {table} are added, never changed or deleted."
        assert refused_to(OWNER, f"UPDATE {table} SET seal = seal") == expected
        assert refused_to(OWNER, f"DELETE FROM {table}") == expected


def test_an_upsert_changes_no_row_for_the_owner() -> None:
    insert, *values = copied(Policy.in_force())
    statement = f"{insert} ON CONFLICT (id) DO UPDATE SET quorum = 1"
    # The guard of new policies speaks first; were it passed, the other one would.
    assert refused_to(OWNER, statement, *values) == "A policy has the next version number."


def test_the_site_truncates_nothing() -> None:
    for table in NEVER_TRUNCATED:
        expected = f"permission denied for table {table}"
        assert refused_to(SITE, f"TRUNCATE {table} CASCADE") == expected


def test_the_owner_truncates_nothing() -> None:
    for table in NEVER_TRUNCATED:
        expected = f"Rows of {table} are never truncated."
        assert refused_to(OWNER, f"TRUNCATE {table} CASCADE") == expected


# The record

NOT_NEXT = "A line of the record follows the last one, now."


def line(**changes: Any) -> tuple[str, str, Any]:
    last = Record.objects.latest("number")
    facts = {
        "number": last.number + 1,
        "previous_hash": f"\\x{bytes(last.hash).hex()}",
        "hash": "\\x" + "ab" * 32,
        "at": "now",
    }
    return copied(last, **facts | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 3},
        {"number": 1},
        {"number": 0},
        {"previous_hash": "\\x" + "00" * 32},
        {"at": "2020-01-01T00:00:00Z"},
        {"at": "2999-01-01T00:00:00Z"},
    ],
)
def test_a_line_of_the_record_follows_the_last_one(changes: Any) -> None:
    people.submitted()
    assert refused(*line(**changes)) == NOT_NEXT


def test_a_line_that_follows_is_taken() -> None:
    """What PostgreSQL cannot know, the seal tells: verify_record finds such a line."""
    people.submitted()
    assert execute(*line()) == 1


def test_two_lines_do_not_follow_the_same_one() -> None:
    people.submitted()
    insert, key, changes = line()
    statement = f"{insert} UNION ALL {insert.split(') ', 1)[1]}"
    assert refused(statement, key, changes, key, changes) == NOT_NEXT


# The policy


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_policy_has_the_next_version(version: int) -> None:
    row = copied(Policy.in_force(), id=str(uuid.uuid4()), version=version)
    assert refused(*row) == "A policy has the next version number."


def test_a_policy_without_a_quorum_is_none() -> None:
    fresh = {"id": str(uuid.uuid4()), "version": 3, "adopted_at": "now"}
    row = copied(people.adopt(quorum=3), **fresh, quorum=0)
    assert "policy_quorum_positive" in refused(*row)


def test_the_tests_are_who_they_say() -> None:
    assert value("SELECT current_user") == SITE
    execute(f"SET LOCAL ROLE {OWNER}")
    owner = "SELECT tableowner FROM pg_tables WHERE tablename = 'reviews_record'"
    assert value("SELECT current_user") == value(owner) != SITE
