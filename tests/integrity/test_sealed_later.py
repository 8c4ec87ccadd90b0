"""Rows that were sealed before a column was added: they go on fitting, and only as they were."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.migrations import AddField, CreateModel
from django.db.migrations.loader import MigrationLoader
from django.test.utils import isolate_apps

from integrity.models import Sealed, SealedHistory, seal_of, sealed_facts
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


def test_each_column_that_a_migration_added_to_sealed_rows_is_announced() -> None:
    """Otherwise verify_record names every row from before. How to announce one: ADR 25."""
    added: dict[str, list[str]] = {}
    for migration in MigrationLoader(None).disk_migrations.values():
        made = {o.name.lower() for o in migration.operations if isinstance(o, CreateModel)}
        for operation in migration.operations:
            if not isinstance(operation, AddField) or migration.replaces:
                continue
            model: Any = apps.get_model(migration.app_label, operation.model_name)
            if issubclass(model, Sealed | SealedHistory) and operation.model_name not in made:
                column = model._meta.get_field(operation.name).column
                tracked = getattr(model, "instance_type", model)
                added.setdefault(tracked._meta.label, []).append(column)
    announced = {
        model._meta.label: sorted(model.sealed_later)
        for model in apps.get_models()
        if hasattr(model, "sealed_later") and not model._meta.proxy
    }
    assert announced == {label: sorted(columns) for label, columns in added.items()}
