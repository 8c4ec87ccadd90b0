"""No setting, no role and no trick of a session puts the guards to sleep."""
# ruff: noqa: S608  tables and columns are the test's own words

import os
import uuid
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from psycopg.conninfo import make_conninfo
from psycopg.errors import CheckViolation

from articles.models import (
    Edition,
    RenderedWording,
    Standing,
    Submission,
    Withdrawal,
)
from config import embedded
from config.embedded.cluster import Cluster
from config.embedded.programs import SUPERUSER
from reviews import workflow
from reviews.models import Assignment, Policy, Record, Review, ReviewDecision
from reviews.roles import secure
from tests import people
from tests.reviews.raw import copied, execute, refused, refused_to, value
from tests.reviews.test_guards_append_only import APPEND_ONLY, NEVER_TRUNCATED, NOT_NEXT
from tests.reviews.world import lived_in

LOCKED = "The working copy is locked while the article is under_review."
FREE_OF_ROWS = "WHERE article_id IN (SELECT id FROM articles_article WHERE state = 'under_review')"


def violations() -> list[tuple[Any, ...]]:
    """Return the arguments of `execute` for one offence against each guard, after `lived_in`."""
    new = {"id": str(uuid.uuid4())}
    return [
        ("UPDATE articles_article SET state = 'submitted' WHERE state = 'under_review'",),
        ("UPDATE articles_article SET question = 'Else?' WHERE state = 'under_review'",),
        ("DELETE FROM articles_article WHERE state = 'draft'",),
        (f"UPDATE articles_wording SET from_research = '' {FREE_OF_ROWS}",),
        (f"DELETE FROM articles_articletopic {FREE_OF_ROWS}",),
        (f"UPDATE articles_authorship SET position = 9 {FREE_OF_ROWS}",),
        (f"UPDATE articles_citationreason SET article_id = {_locked_article()}",),
        ("UPDATE articles_author SET user_id = user_id + 1000",),
        ("DELETE FROM articles_author",),
        ("UPDATE reviews_boardmember SET user_id = user_id + 1000",),
        ("DELETE FROM reviews_boardmember",),
        ("UPDATE reviews_assignment SET closed_at = now() WHERE closed_at IS NOT NULL",),
        ("DELETE FROM reviews_assignment",),
        ("UPDATE articles_contributor SET contributed_at = now()",),
        ("DELETE FROM articles_contributor",),
        ("UPDATE articles_standing SET version = 1",),
        ("DELETE FROM articles_standing",),
        *((f"UPDATE {table} SET seal = seal",) for table in APPEND_ONLY),
        *((f"DELETE FROM {table}",) for table in APPEND_ONLY),
        *((f"TRUNCATE {table} CASCADE",) for table in NEVER_TRUNCATED),
        copied(Submission.objects.first(), **new),
        copied(RenderedWording.objects.first(), submission_id=new["id"]),
        copied(Review.objects.first(), **new),
        copied(ReviewDecision.objects.first(), **new),
        copied(Edition.objects.first(), **new),
        copied(Withdrawal.objects.first(), **new),
        copied(Standing.objects.get(withdrawal__isnull=False), withdrawal_id=None),
        copied(Policy.in_force(), **new),
        copied(Record.objects.first()),
    ]


def _locked_article() -> int:
    return int(value("SELECT id FROM articles_article WHERE state = 'under_review'"))


@pytest.mark.django_db
def test_the_setting_that_pgtrigger_obeys_is_not_obeyed() -> None:
    lived_in()
    names = value("SELECT array_agg(tgname) FROM pg_trigger WHERE NOT tgisinternal")
    execute(f"SET LOCAL pgtrigger.ignore = '{{{','.join(names)}}}'")
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("SET LOCAL ROLE NONE")
    for statement in violations():
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            execute(*statement)
        assert isinstance(error.value.__cause__, CheckViolation)


def test_guards_wake_while_the_session_is_a_replica(committed: str) -> None:
    """ENABLE ALWAYS: the setting, which takes a superuser, switches off every other trigger."""
    lived_in()
    statements = violations()
    with psycopg.connect(superuser(committed), autocommit=True) as session:
        session.execute("SET session_replication_role = replica")
        session.execute("DELETE FROM citations_citation")  # foreign keys do sleep
        for statement, *parameters in statements:
            with pytest.raises(CheckViolation), session.transaction():
                session.execute(statement, parameters or None)


def superuser(name: str) -> str:
    """Return the address of the database `name` for a superuser, or skip where there is none."""
    url = os.environ["DATABASE_URL"]
    if url == embedded.urls()[1]:
        return Cluster(embedded.var_directory() / "postgres").url(SUPERUSER, name)
    with psycopg.connect(url) as session:
        row = session.execute("SELECT rolsuper FROM pg_roles WHERE rolname = user").fetchone()
    if row != (True,):
        pytest.skip("DATABASE_URL names a server whose superuser we are not")
    return make_conninfo(url, dbname=name)


@pytest.mark.django_db
def test_the_owners_own_functions_do_not_stand_in_for_postgresqls() -> None:
    article = people.changes_requested()
    row = copied(
        people.latest(article), id=str(uuid.uuid4()), number=2, submitted_at="2020-01-01T00:00Z"
    )
    execute("SET LOCAL ROLE NONE")
    execute("CREATE SCHEMA decoy")
    execute(
        "CREATE FUNCTION decoy.now() RETURNS timestamptz LANGUAGE sql"
        " RETURN '2020-01-01T00:00Z'::timestamptz"
    )
    execute("SET LOCAL search_path = decoy, public, pg_catalog")
    assert refused_to("NONE", *row) == "The next submission has number 2 and the time now."


def test_the_site_creates_nothing(committed: str) -> None:
    secure("owner")
    denied = {
        "CREATE TABLE public.articles_decoy ()": "permission denied for schema public",
        "CREATE FUNCTION public.now() RETURNS int LANGUAGE sql RETURN 1": (
            "permission denied for schema public"
        ),
        "CREATE SCHEMA decoy": f"permission denied for database {committed}",
        "CREATE TEMPORARY TABLE articles_article ()": (
            f'permission denied to create temporary tables in database "{committed}"'
        ),
        "CREATE TRIGGER decoy BEFORE INSERT ON articles_edition EXECUTE FUNCTION now()": (
            "permission denied for table articles_edition"
        ),
        "ALTER TABLE articles_edition DISABLE TRIGGER ALL": (
            "must be owner of table articles_edition"
        ),
        "DROP TABLE articles_edition": "must be owner of table articles_edition",
        "SET session_replication_role = replica": (
            'permission denied to set parameter "session_replication_role"'
        ),
    }
    sentences = {statement: refused_to("imprimatur_site", statement) for statement in denied}
    assert sentences == denied


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_verbs_do_not_run_on_what_was_true_before(committed: str, level: str) -> None:
    """Such a transaction would not see a contributor, or a withdrawal, of a moment ago."""
    article = people.under_review()
    people.sign(article, "reviewer1")
    revised = people.under_revision(people.drafted(authors=[people.author("elsewhere")]))
    decision = copied(ReviewDecision.objects.first(), id=str(uuid.uuid4()))
    approve = ("UPDATE articles_article SET state = 'approved' WHERE id = %s", revised.pk)
    with transaction.atomic():
        execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
        assert refused(*decision) == "Verbs run in READ COMMITTED transactions."
        assert refused(*approve) == "Verbs run in READ COMMITTED transactions."


def test_a_submission_of_another_moment_does_not_submit(committed: str) -> None:
    article = people.changes_requested()
    submit = ("UPDATE articles_article SET state = 'submitted' WHERE id = %s", article.pk)
    assert refused(*submit) == "Submitted needs a submission made with it."
    people.submitted(article)
    workflow.take_back(article, by=people.first_author(article))
    assert refused(*submit) == "Submitted needs a submission made with it."


def test_a_review_of_another_moment_starts_nothing(committed: str) -> None:
    article = people.under_review()
    workflow.return_to_authors(article, by=people.editor(), category="Dose", sentence="Missing.")
    people.submitted(article)
    start = ("UPDATE articles_article SET state = 'under_review' WHERE id = %s", article.pk)
    assert refused(*start) == "Under review needs a review that started with it."


def test_a_submission_gets_no_text_later(committed: str) -> None:
    people.submitted()
    row = copied(RenderedWording.objects.get(), id=str(uuid.uuid4()), audience="patient")
    assert refused(*row) == "A submission gets its text when it is made, never later."


def test_a_line_of_the_record_is_of_this_moment(committed: str) -> None:
    people.submitted()
    last = Record.objects.latest("number")
    changes = {"number": 2, "previous_hash": f"\\x{last.hash.hex()}", "hash": "\\x" + "ab" * 32}
    assert refused(*copied(last, **changes)) == NOT_NEXT


@pytest.mark.django_db
def test_what_the_site_may_do_to_each_table() -> None:
    """By hand: reading everywhere, adding nearly everywhere, changing only what is not frozen."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT relname, array_agg(privilege ORDER BY privilege) FROM pg_class,
               unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES',
                   'TRIGGER']) AS privilege
               WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
               AND (has_table_privilege('imprimatur_site', oid, privilege)
                   OR privilege IN ('INSERT', 'UPDATE', 'REFERENCES')
                   AND has_any_column_privilege('imprimatur_site', oid, privilege))
               GROUP BY relname"""
        )
        found = dict(cursor.fetchall())
    expected = {table: ["DELETE", "INSERT", "SELECT", "UPDATE"] for table in found}
    expected |= {table: ["INSERT", "SELECT"] for table in APPEND_ONLY}
    expected["django_migrations"] = ["SELECT"]
    assert found == expected


@pytest.mark.django_db
def test_the_site_owns_nothing_and_is_nobody_else() -> None:
    owned = """SELECT count(*) FROM pg_shdepend
               WHERE refclassid = 'pg_authid'::regclass AND deptype = 'o'
               AND refobjid = 'imprimatur_site'::regrole"""
    powers = """SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
                FROM pg_roles WHERE rolname = 'imprimatur_site'"""
    memberships = "SELECT count(*) FROM pg_auth_members WHERE member = 'imprimatur_site'::regrole"
    setting = "SELECT bool_or(has_sequence_privilege('imprimatur_site', oid, 'UPDATE'))"
    assert value(owned) == 0
    assert value(powers) is False
    assert value(memberships) == 0
    assert value(f"{setting} FROM pg_class WHERE relkind = 'S'") is False


@pytest.mark.django_db
def test_every_guard_is_awake_and_knows_its_names() -> None:
    asleep = """SELECT count(*) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
                WHERE tgname LIKE 'pgtrigger%' AND (tgenabled <> 'A'
                    OR proconfig IS DISTINCT FROM '{"search_path=pg_catalog, pg_temp"}')"""
    assert value(asleep) == 0
    assert Assignment.objects.count() == 0
