"""verify_record names a guard, a table or a privilege that is not as the code says."""

import pytest

from reviews.verification import Misfit, verify
from tests.reviews.intruder import silent, undone
from tests.reviews.raw import execute, value

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
