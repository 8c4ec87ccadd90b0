"""verify_record names the first row that does not fit, whatever somebody with the keys to the
database did to it."""

# ruff: noqa: S608  tables and columns are the test's own words

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction

from articles.contributing import contribute
from articles.models import Article, Contributor, Disclaimer, Edition, Wording
from articles.publishing import publish
from integrity.models import seal_of
from reviews import record, workflow
from reviews.models import GUARDED, Policy, Record, ReviewDecision, Verb
from reviews.record import Line
from reviews.steps import set_standing
from reviews.verification import Head, Misfit, verify, verify_rows
from tests import people
from tests.reviews.raw import copied, execute, value
from tests.reviews.test_guards_append_only import APPEND_ONLY, NEVER_TRUNCATED
from tests.reviews.world import lived_in

MODELS = [model._meta.concrete_model for model in GUARDED]


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


@pytest.fixture
def intruder(db: None) -> Article:
    """Be the owner in a site that has been lived in, with every guard switched off."""
    article = lived_in()
    execute("SET LOCAL ROLE NONE")
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("SET CONSTRAINTS ALL DEFERRED")
    for model in MODELS:
        execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
    for table in ("articles_submission", "articles_renderedwording"):
        execute(f"ALTER TABLE {table} ALTER COLUMN digest DROP EXPRESSION")
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


@pytest.mark.django_db
def test_a_site_where_nothing_happened_fits() -> None:
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


def test_a_flipped_value_is_noticed_in_every_column(intruder: Article) -> None:
    unnoticed = []
    for model in MODELS:
        table = model._meta.db_table
        for field in model._meta.concrete_fields:
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


def test_a_row_that_was_deleted_is_noticed(intruder: Article) -> None:
    tables = [table for table in NEVER_TRUNCATED if "_historical" not in table]
    unnoticed = []
    for table in sorted({*tables} - {"reviews_policy", "reviews_record"}):
        rows = value(f"SELECT array_agg(ctid::text) FROM {table}")
        for row in rows:
            with undone():
                execute(f"DELETE FROM {table} WHERE ctid = %s::tid", row)
                sentence = found()
            if table not in sentence:
                unnoticed.append((table, row, sentence))
    assert unnoticed == []


def test_the_last_row_of_a_history_is_missed(intruder: Article) -> None:
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


def test_every_row_of_an_articles_history_is_missed(intruder: Article) -> None:
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


# What the application itself must not have written


def forge(article: Article, by: Any, signatures: list[ReviewDecision]) -> Edition:
    """Publish with the application's own key, past its rules: what a fault of ours would do."""
    submission = people.latest(article)
    at, number = signatures[-1].signed_at, article.editions.count() + 1
    edition = publish(
        article, submission, number=number, at=at, signers=[s.printed_signature for s in signatures]
    )
    standing = getattr(article, "standing", None)
    set_standing(standing, edition, Policy.in_force())
    article.approve()
    article.version += 1
    article.save()
    before = "under_review"
    record.append(Line(Verb.APPROVE, by, article, submission, before, "approved", "", [edition]))
    return edition


def test_an_edition_with_one_signature_is_noticed(intruder: Article) -> None:
    signed = ReviewDecision.objects.latest("signed_at")
    edition = forge(Article.objects.get(pk=intruder.pk), signed.signed_by, [signed])
    assert found() == f"articles_edition, {edition.pk}: it needs 2 signatures, and 1 count."


def test_an_edition_that_prints_other_signatures_is_noticed(intruder: Article) -> None:
    people.sign(intruder, "reviewer2")
    edition = intruder.editions.latest("number")
    edition.signers = edition.signers[:1]
    execute(
        "UPDATE articles_edition SET signers = %s::jsonb, seal = %s WHERE id = %s",
        connection.ops.adapt_json_value(edition.signers, None),
        seal_of(edition),
        edition.pk,
    )
    line = Record.objects.latest("number")
    line.rows[0][2] = seal_of(edition).hex()
    reseal(line)
    expected = f"articles_edition, {edition.pk}: it does not print the signatures that count."
    assert found() == expected


def reseal(line: Record) -> None:
    """Write `line` anew, as somebody who has the key and rebuilds the chain's end."""
    execute("DELETE FROM reviews_record WHERE number = %s", line.number)
    line.seal = record.seal("reviews_record", line.content())
    line.hash = line.chained_hash()
    Record.objects.bulk_create([line])


@pytest.mark.django_db
def test_a_signature_of_a_contributor_is_noticed() -> None:
    """He contributed before the submission; only the record of the submission tells when."""
    article = people.drafted()
    contribute(article, [people.user("reviewer1")])
    people.submitted(article)
    execute("SET LOCAL ROLE NONE")
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    for model in MODELS:
        execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
    mine = article.contributors.get(user__username="reviewer1")
    with undone():
        execute("DELETE FROM articles_contributor WHERE id = %s", mine.pk)
        assert found() == (
            f"articles_contributor, {mine.pk}: line 1 of reviews_record names it, and it is not "
            "there."
        )


@pytest.mark.django_db
def test_a_reviewer_who_writes_later_has_signed_rightly() -> None:
    article = people.under_revision()
    contribute(article, [people.user("reviewer1")])
    wording = article.wordings.get()
    wording.from_research = "More [@smith2020]."
    wording.save()
    people.submitted(article)
    assert found() == ""


def test_a_verb_that_the_record_does_not_know_is_noticed(intruder: Article) -> None:
    article = Article.objects.get(pk=intruder.pk)
    article.request_changes()
    article.version += 1
    article.save()
    assert found() == (
        f"articles_article, {article.pk}: it is changes_requested, and the record leads to "
        "under_review."
    )


def test_a_line_that_starts_elsewhere_is_noticed(intruder: Article) -> None:
    by = people.editor()
    record.append(Line(Verb.RETURN, by, intruder, None, "submitted", "changes_requested", "No."))
    number = Record.objects.latest("number").number
    assert found() == f"reviews_record, {number}: it starts at submitted, and it was under_review."


def test_a_line_along_no_verb_is_noticed(intruder: Article) -> None:
    by = people.editor()
    record.append(Line(Verb.SUBMIT, by, intruder, None, "under_review", "submitted", "Back."))
    number = Record.objects.latest("number").number
    assert found() == f"reviews_record, {number}: no verb leads from and to where it says."


def test_an_author_who_is_no_contributor_is_noticed(intruder: Article) -> None:
    article = people.drafted(authors=[people.author("elsewhere")])
    execute("DELETE FROM articles_contributor WHERE article_id = %s", article.pk)
    place = article.authorships.get()
    assert found() == f"articles_authorship, {place.pk}: its author is not among the contributors."


# Triggers and privileges

TABLE = "articles_edition"


def guard(name: str) -> str:
    return str(
        value(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s",
            TABLE,
            f"pgtrigger_{name}%",
        )
    )


TAMPERED = {
    "DROP TRIGGER {quorum} ON {table}": "trigger {quorum}: it is not installed.",
    "ALTER TABLE {table} DISABLE TRIGGER {quorum}": (
        "trigger {quorum}: it is not awake for everybody: it is no ENABLE ALWAYS trigger."
    ),
    "ALTER TABLE {table} ENABLE TRIGGER {quorum}": (
        "trigger {quorum}: it is not awake for everybody: it is no ENABLE ALWAYS trigger."
    ),
    "ALTER TABLE {table} ENABLE REPLICA TRIGGER {quorum}": (
        "trigger {quorum}: it is not awake for everybody: it is no ENABLE ALWAYS trigger."
    ),
    "CREATE OR REPLACE FUNCTION {quorum}() RETURNS trigger LANGUAGE plpgsql"
    " SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NEW; END'": (
        "trigger {quorum}: the code gives it another body."
    ),
    "ALTER FUNCTION {quorum}() RESET search_path": (
        "trigger {quorum}: the code gives it another setting."
    ),
    "ALTER FUNCTION {quorum}() SECURITY DEFINER": (
        "trigger {quorum}: the code gives it another language."
    ),
    "CREATE OR REPLACE TRIGGER {quorum} BEFORE INSERT ON {table} FOR EACH ROW WHEN (false)"
    " EXECUTE FUNCTION {quorum}(); ALTER TABLE {table} ENABLE ALWAYS TRIGGER {quorum}": (
        "trigger {quorum}: the code gives it another condition."
    ),
    "CREATE OR REPLACE TRIGGER {quorum} AFTER INSERT ON {table} FOR EACH ROW"
    " EXECUTE FUNCTION {quorum}(); ALTER TABLE {table} ENABLE ALWAYS TRIGGER {quorum}": (
        "trigger {quorum}: the code gives it another event."
    ),
    "CREATE OR REPLACE TRIGGER {append_only} BEFORE DELETE ON {table} FOR EACH ROW"
    " EXECUTE FUNCTION {append_only}(); ALTER TABLE {table} ENABLE ALWAYS TRIGGER {append_only}": (
        "trigger {append_only}: the code gives it another event."
    ),
    "CREATE OR REPLACE TRIGGER {quorum} BEFORE INSERT ON {table} FOR EACH ROW"
    " EXECUTE FUNCTION {append_only}(); ALTER TABLE {table} ENABLE ALWAYS TRIGGER {quorum}": (
        "trigger {quorum}: the code gives it another function."
    ),
    "CREATE TRIGGER a_decoy BEFORE INSERT ON {table} FOR EACH ROW"
    " EXECUTE FUNCTION suppress_redundant_updates_trigger()": (
        "trigger a_decoy: the code has no such trigger."
    ),
    "CREATE RULE decoy AS ON INSERT TO {table} DO INSTEAD NOTHING": (
        "table: it is not a plain table: a rule or another table is in it."
    ),
    "CREATE TABLE decoy () INHERITS ({table})": (
        "table: it is not a plain table: a rule or another table is in it."
    ),
    "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY": (
        "table: it is not a plain table: a rule or another table is in it."
    ),
    "ALTER TABLE {table} DROP CONSTRAINT edition_number_once": (
        "constraint edition_number_once: it is gone."
    ),
    "GRANT UPDATE ON {table} TO imprimatur_site": (
        "table: the site's role has the privilege UPDATE."
    ),
    "GRANT UPDATE (lead) ON {table} TO imprimatur_site": (
        "table: the site's role has the privilege UPDATE."
    ),
    "GRANT DELETE ON {table} TO PUBLIC": "table: the site's role has the privilege DELETE.",
    "GRANT TRUNCATE ON {table} TO imprimatur_site": (
        "table: the site's role has the privilege TRUNCATE."
    ),
    "GRANT TRIGGER ON {table} TO imprimatur_site": (
        "table: the site's role has the privilege TRIGGER."
    ),
}


@pytest.mark.django_db
def test_a_guard_that_was_tampered_with_is_named() -> None:
    names = {"table": TABLE, "quorum": guard("quorum"), "append_only": guard("append_only")}
    execute("SET LOCAL ROLE NONE")
    for statement, expected in TAMPERED.items():
        with undone():
            execute(statement.format(**names))
            with pytest.raises(Misfit) as misfit:
                verify(silent)
        assert str(misfit.value) == f"{TABLE}, {expected.format(**names)}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER FUNCTION _pgtrigger_should_ignore(name) RENAME TO should_ignore",
        """CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name)
           RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'""",
    ],
)
def test_a_function_that_puts_the_guards_to_sleep_is_named(statement: str) -> None:
    execute("SET LOCAL ROLE NONE")
    execute(statement)
    with pytest.raises(Misfit) as misfit:
        verify(silent)
    assert str(misfit.value) == (
        "_pgtrigger_should_ignore, function: it can tell the guards to stand aside."
    )


# The command


def run(*arguments: str) -> str:
    output = StringIO()
    call_command("verify_record", *arguments, stdout=output)
    return output.getvalue()


def test_the_command_says_what_it_checked_and_the_head(committed: str) -> None:
    people.submitted()
    line = Record.objects.get()
    *checked, last = run().splitlines()
    assert last == f"Everything fits. The head of the record is 1:{line.hash.hex()}"
    assert "reviews_record: 1 lines, each sealed and following the one before" in checked
    assert "articles_submission: 1 rows, each as it was sealed" in checked


def test_a_head_that_was_published_earlier_is_found_again(committed: str) -> None:
    article = people.submitted()
    head = Record.objects.get().hash.hex()
    workflow.take_back(article, by=people.first_author(article))
    told = "reviews_record: the head published earlier is still one of its lines"
    for text in (head, head.upper(), f"1:{head}", f" 1:{head}\n"):
        assert told in run("--against", text).splitlines()


def test_a_head_of_before_the_first_line_is_found_again(committed: str) -> None:
    people.submitted()
    assert "is still one of its lines" in run("--against", f"0:{'0' * 64}")


def test_a_record_that_was_rebuilt_is_noticed_by_its_head(committed: str) -> None:
    people.submitted()
    head = Record.objects.get().hash.hex()
    for text in (f"2:{head}", f"1:{'ab' * 32}", "ab" * 32):
        with pytest.raises(CommandError) as error:
            run("--against", text)
        assert str(error.value).startswith("This does not fit: reviews_record, head ")
        assert str(error.value).endswith(": the record does not contain it: it was cut or rebuilt.")


@pytest.mark.parametrize("text", ["", "latest", "12", "12:", "ab" * 31, "1:" + "zz" * 32, "\0"])
def test_what_is_no_head_gets_a_sentence(committed: str, text: str) -> None:
    with pytest.raises(CommandError) as error:
        run("--against", text)
    assert str(error.value) == (
        f"--against {text!r} names no head. A head is the hash of a line, 64 hexadecimal digits, "
        "with or without the line's number and a colon before it: 42:9f86d0…"
    )


def test_the_command_names_the_first_row_that_does_not_fit(committed: str) -> None:
    people.submitted()
    Disclaimer.objects.update(text="No promises.")
    with pytest.raises(CommandError) as error:
        run()
    assert error.value.returncode == 1
    key = Disclaimer.objects.get().pk
    assert str(error.value) == (
        f"This does not fit: articles_disclaimer, {key}: its history, "
        "articles_historicaldisclaimer, ends with another value of text."
    )
