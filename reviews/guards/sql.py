"""What the guards are made of: conditions and sentences in PL/pgSQL."""

import pgtrigger
from django.db import models

from articles.models import EDITABLE
from reviews.models.decision import APPROVING

REFUSED = "USING ERRCODE = 'check_violation'"


def _sql_list(values: tuple[models.TextChoices, ...]) -> str:
    return ", ".join(f"'{value.value}'" for value in values)


EDITABLE_SQL = _sql_list(EDITABLE)


APPROVING_SQL = _sql_list(APPROVING)


# A transaction that goes on seeing the past would miss a contributor or a withdrawal since then.
SEES_ALL = f"""
        IF current_setting('transaction_isolation') <> 'read committed' THEN
            RAISE EXCEPTION 'Verbs run in READ COMMITTED transactions.' {REFUSED};
        END IF;
"""


LOCK_SUBMISSION = f"""
        {SEES_ALL}
        SELECT s.* INTO submission FROM public.articles_submission s WHERE s.id = NEW.submission_id;
        SELECT state INTO found FROM public.articles_article
            WHERE id = submission.article_id FOR NO KEY UPDATE;
        is_latest := NOT EXISTS (SELECT FROM public.articles_submission s
            WHERE s.article_id = submission.article_id AND s.number > submission.number);
"""


# Of a declaration `d`, under `policy`, today.
IS_CURRENT = """(d.declared_at AT TIME ZONE 'UTC')::date >= ((now() AT TIME ZONE 'UTC')::date
                - make_interval(months => policy.declaration_months))::date"""


SUBMISSION_VARIABLES = (
    "submission public.articles_submission%ROWTYPE; found text; is_latest boolean"
)


def before(
    name: str, operation: pgtrigger.Operation, func: str, declare: str = ""
) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        declare=[tuple(line.split(" ", 1)) for line in declare.split("; ") if line],
        func=func,
    )


def at_commit(name: str, condition: str, sentence: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=f"""
        IF NOT EXISTS ({condition}) THEN
            RAISE EXCEPTION '{sentence}' {REFUSED};
        END IF;
        RETURN NULL;
        """,
    )
