"""verify_record names the row that was changed, removed or added behind the application's back."""

# ruff: noqa: S608  tables and columns are the test's own words

import uuid
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import models

from articles.models import Article, Contributor, Wording
from integrity.models import seal_of
from reviews.models import Record
from reviews.verification import Head, verify
from tests import people
from tests.reviews.intruder import MODELS, be_intruder, found, silent, undone
from tests.reviews.raw import copied, execute, value
from tests.reviews.test_guards_append_only import APPEND_ONLY, NEVER_TRUNCATED
from tests.reviews.world import lived_in


@pytest.fixture
def intruder(db: None) -> Article:
    """Be an intruder in a site that has been lived in."""
    article = lived_in()
    be_intruder()
    return article


# What fits


@pytest.mark.django_db
def test_a_site_that_was_lived_in_fits() -> None:
    lived_in()
    lines: list[str] = []
    head = verify(lines.append)
    last = Record.objects.latest("number")
    assert head == Head(last.number, last.hash)
    assert f"reviews_record: {head.number} lines, each sealed and following the one before" in lines
    assert "articles_edition: 3 rows, each as it was sealed" in lines


def test_a_site_where_nothing_happened_fits(empty: str) -> None:
    assert str(verify(silent)) == f"0:{'0' * 64}"


@pytest.mark.django_db
def test_a_draft_that_was_deleted_fits() -> None:
    article = people.drafted()
    contributors = list(article.contributors.values_list("pk", flat=True))
    article.delete()
    Contributor.objects.filter(pk__in=contributors).delete()
    assert found() == ""


# One value


def test_every_guarded_table_is_tried() -> None:
    assert {model._meta.db_table for model in MODELS} == set(NEVER_TRUNCATED)


# PostgreSQL writes them for the desk's lists; nothing that is signed or read rests on them.
FOR_LISTS = {"question_upper", "state_since"}


def test_a_flipped_value_is_noticed_in_every_column(intruder: Article) -> None:
    unnoticed = []
    for model in MODELS:
        table = model._meta.db_table
        for field in model._meta.concrete_fields:
            if field.column in FOR_LISTS:
                continue
            with undone():
                changed = execute(flip(table, field))
                sentence = found()
            if changed != 1 or not sentence.startswith(f"{table}, "):
                unnoticed.append((table, field.column, changed, sentence))
    assert unnoticed == []


def flip(table: str, field: Any) -> str:
    """Return the statement that changes the column of one row, one with a value if there is any."""
    column = f'"{field.column}"'
    return (
        f"UPDATE {table} SET {column} = {other(field, column)} WHERE ctid = (SELECT ctid"
        f" FROM {table} ORDER BY {column} IS NULL, ctid DESC LIMIT 1)"
    )


def other(field: Any, column: str) -> str:
    """Return an SQL expression for another value that the column takes."""
    if field.choices:
        first, last = field.choices[0][0], field.choices[-1][0]
        return f"CASE WHEN {column} = '{first}' THEN '{last}' ELSE '{first}' END"
    if isinstance(field, ArrayField) and isinstance(field.base_field, models.IntegerField):
        return f"{column} || 1000000::bigint"
    if isinstance(field, models.ForeignKey):
        field = field.target_field
        if not isinstance(field, models.UUIDField):
            return f"coalesce({column}, 0) + 1000000"
    for kind, expression in OTHERS:
        if isinstance(field, kind):
            return expression.format(column=column)
    raise AssertionError(f"no other value for {field!r}")


OTHERS: list[tuple[Any, str]] = [
    (models.BooleanField, "NOT {column}"),
    (models.UUIDField, "gen_random_uuid()"),
    (models.GeneratedField, "set_byte({column}, 0, get_byte({column}, 0) # 1)"),
    (models.BinaryField, "set_byte({column}, 0, get_byte({column}, 0) # 1)"),
    (models.JSONField, "'[\"flipped\"]'"),
    (ArrayField, "{column} || '{{flipped}}'"),
    (models.DateTimeField, "coalesce({column}, now()) + interval '1 microsecond'"),
    (models.DateField, "coalesce({column}, current_date) + 1"),
    (models.IntegerField, "coalesce({column}, 0) + 100"),
    (models.CharField, "'x' || coalesce(right({column}, 30), '')"),
    (models.TextField, "coalesce({column}, '') || ' '"),
]


def test_bytes_in_another_form_are_named(intruder: Article) -> None:
    """Somebody who has the key, too: the seal fits, the digest fits, the form does not."""
    submission = Article.objects.first().submissions.order_by("pk")[0]
    submission.manuscript = bytes(submission.manuscript) + b" "
    statement = """UPDATE articles_submission SET manuscript = %s, seal = %s,
                   digest = sha256(%s) WHERE id = %s"""
    data, seal = submission.manuscript, seal_of(submission)
    execute(statement, data, seal, data, submission.pk)
    assert found() == (
        f"articles_submission, {submission.pk}: "
        "This JSON document is not in canonical form (RFC 8785)."
    )


CHANGED = {
    "UPDATE articles_edition SET published_at = 'infinity'": (
        "articles_edition: a value cannot be read (timestamp too large (after year 10K): "
        "'infinity')."
    ),
    "UPDATE articles_edition SET topics = '[9007199254740993]'": (
        "articles_edition: a value cannot be sealed. A whole number is beyond 9007199254740991, "
        "where digits get lost: write it as text."
    ),
    "UPDATE citations_citation SET title = 'Another', volume = '2' WHERE key = 'smith2020'": (
        "citations_citation: its history, citations_historicalcitation, ends with another value "
        "of title, volume."
    ),
    "UPDATE auth_user SET is_superuser = true WHERE username = 'reviewer1'": (
        "auth_user: its history, reviews_historicaluser, ends with another value of is_superuser."
    ),
    """UPDATE articles_standing SET notices = '[{"key": "smith2020"}]'""": (
        "articles_standing: its notices are not those of the record and the library."
    ),
    "DELETE FROM reviews_record WHERE number = 7": "reviews_record: line 7 is not there.",
    "DELETE FROM reviews_record WHERE number < 7": "reviews_record: line 1 is not there.",
    "DELETE FROM reviews_record": "articles_submission: no line of reviews_record names it.",
    # The last line told of a signature.
    "DELETE FROM reviews_record WHERE number = (SELECT max(number) FROM reviews_record)": (
        "reviews_reviewdecision: no line of reviews_record names it."
    ),
    "UPDATE reviews_record SET number = number + 90": "reviews_record: line 1 is not there.",
    "DELETE FROM reviews_policy": "reviews_policy: a review was held under it; it is not there.",
}


def test_what_was_changed_is_named(intruder: Article) -> None:
    for statement, expected in CHANGED.items():
        with undone():
            execute(statement)
            assert without_key(found()) == expected


def without_key(sentence: str) -> str:
    table, rest = sentence.split(", ", 1)
    return f"{table}: {rest.split(': ', 1)[1]}"


def test_another_key_fits_nothing(intruder: Article, settings: Any) -> None:
    settings.SIGNING_KEY = b"another key"
    assert found() == "reviews_record, 1: the application did not write it as it stands."


# Rows that went

# What was typed to sign throttles; its loss lets someone try again (docs/workflow.md).
TYPED = {"reviews_signingattempt", "reviews_usedcode"}


def test_a_row_that_was_deleted_is_noticed(intruder: Article) -> None:
    tables = [table for table in NEVER_TRUNCATED if "_historical" not in table]
    unnoticed = []
    for table in sorted({*tables} - {"reviews_policy", "reviews_record"} - TYPED):
        rows = value(f"SELECT array_agg(ctid::text) FROM {table}")
        for row in rows:
            with undone():
                execute(f"DELETE FROM {table} WHERE ctid = %s::tid", row)
                sentence = found()
            if table not in sentence:
                unnoticed.append((table, row, sentence))
    assert unnoticed == []


def test_the_loss_of_a_historys_last_row_is_noticed(intruder: Article) -> None:
    unnoticed = []
    for table in (table for table in APPEND_ONLY if "_historical" in table):
        with undone():
            execute(
                f"DELETE FROM {table} WHERE history_date = (SELECT max(history_date) FROM {table})"
            )
            sentence = found()
        if table not in sentence:
            unnoticed.append((table, sentence))
    assert unnoticed == []


def test_the_loss_of_any_row_of_an_articles_history_is_noticed(intruder: Article) -> None:
    for version in range(1, intruder.version + 1):
        with undone():
            execute(
                "DELETE FROM articles_historicalarticle WHERE id = %s AND version = %s",
                intruder.pk,
                version,
            )
            assert "articles_historicalarticle" in found()


# Rows that came


def test_a_row_that_no_application_wrote_is_noticed(intruder: Article) -> None:
    keyless = {"articles_standing", "reviews_record"}
    for model in MODELS:
        table = model._meta.db_table
        if table in keyless:
            continue
        key = model._meta.pk
        fresh = str(uuid.uuid4()) if isinstance(key, models.UUIDField) else 10**6
        row = model.objects.order_by("pk")[0]
        with undone():
            drop_unique(table)
            execute(*copied(row, **{key.column: fresh}))
            assert found().startswith(f"{table}, {fresh}: ")


def drop_unique(table: str) -> None:
    """Let a copy of a row in: only its key may not come twice."""
    names = value(
        "SELECT array_agg(conname::text) FROM pg_constraint"
        " WHERE contype = 'u' AND conrelid = %s::regclass",
        table,
    )
    for name in names or []:
        execute(f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE")
    indexes = value(
        "SELECT array_agg(indexrelid::regclass::text) FROM pg_index"
        " WHERE indisunique AND NOT indisprimary AND indrelid = %s::regclass",
        table,
    )
    for name in indexes or []:
        execute(f"DROP INDEX {name}")


def test_a_line_of_the_record_that_no_application_wrote_is_noticed(intruder: Article) -> None:
    last = Record.objects.latest("number")
    line = copied(
        last, number=last.number + 1, previous_hash=f"\\x{last.hash.hex()}", hash="\\x" + "ab" * 32
    )
    execute(*line)
    expected = f"reviews_record, {last.number + 1}: the application did not write it as it stands."
    assert found() == expected


def test_a_history_that_was_made_up_is_noticed(intruder: Article) -> None:
    wording = Wording.objects.order_by("pk")[0]
    row = wording.history.latest()
    execute("UPDATE articles_wording SET from_research = 'It cures.' WHERE id = %s", wording.pk)
    fake = str(uuid.uuid4())
    execute(*copied(row, history_id=fake, history_date="2999-01-01", from_research="It cures."))
    assert found() == (
        f"articles_historicalwording, {fake}: the application did not write it as it stands."
    )
