"""Rows that were sealed before a column was added: they go on fitting, and only as they were."""

from typing import Any

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from integrity.models import Sealed, seal_of, sealed_facts
from integrity.seals import seal

FIRST = {"text": "x"}
SECOND = FIRST | {"colour": "red"}


def sealed(row: Any, facts: dict[str, Any]) -> Any:
    """Return `row` as the application sealed it when it had those columns."""
    row.seal = seal(row._meta.db_table, {"id": row.id, **facts})
    return row


@isolate_apps("integrity")
def test_an_earlier_row_fits_with_the_defaults_of_what_came_later_alone() -> None:
    class Note(Sealed):
        text = models.TextField()
        colour = models.CharField(max_length=9, default="red")
        size = models.IntegerField(null=True)
        sealed_later = ("colour", "size")

        class Meta:
            app_label = "integrity"

    for facts in (FIRST, SECOND, SECOND | {"size": None}):
        row = sealed(Note(text="x"), facts)
        assert sealed_facts(row) == {"id": row.id, **facts}
        for change in ({"text": "y"}, {"colour": "blue"}, {"size": 3}):
            changed = Note(id=row.id, **({"text": "x"} | change))
            changed.seal = row.seal
            assert sealed_facts(changed) is None, (facts, change)
    full = Note(text="x", colour="blue", size=3)
    full.seal = seal_of(full)
    assert sealed_facts(full) == {"id": full.id, "text": "x", "colour": "blue", "size": 3}
    full.colour, full.size = "red", None  # as if it were a row from before
    assert sealed_facts(full) is None
    foreign = sealed(Note(text="x"), {"text": "x", "size": None})  # no time had these columns
    assert sealed_facts(foreign) is None


@isolate_apps("integrity")
def test_a_column_that_nobody_announced_is_noticed() -> None:
    class Note(Sealed):
        text = models.TextField()
        colour = models.CharField(max_length=9, default="red")

        class Meta:
            app_label = "integrity"

    assert sealed_facts(sealed(Note(text="x"), FIRST)) is None


def test_what_came_later_is_a_column_of_its_model() -> None:
    for model in apps.get_models():
        columns = {field.column for field in model._meta.concrete_fields}
        assert {*getattr(model, "sealed_later", ())} <= columns
