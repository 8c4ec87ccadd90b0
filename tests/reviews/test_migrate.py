"""`manage.py migrate` on databases that earlier versions made."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder


def test_database_that_an_earlier_version_left_half_migrated_is_refused(committed: str) -> None:
    applied = MigrationRecorder(connections["owner"]).migration_qs.filter(app="reviews")
    applied.exclude(name="0001_initial").delete()
    with pytest.raises(CommandError, match="earlier version.*make clean"):
        call_command("migrate", verbosity=0)


def test_migrating_again_changes_nothing(committed: str) -> None:
    before = list(MigrationRecorder(connections["owner"]).migration_qs.values())
    call_command("migrate", verbosity=0)
    assert list(MigrationRecorder(connections["owner"]).migration_qs.values()) == before
