from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections, router
from django.db.migrations.loader import MigrationLoader


class OneDatabase:
    """Keeps to one connection: a library's migration that names none would wait for this one."""

    def __init__(self, alias: str) -> None:
        self.alias = alias

    def db_for_read(self, model: Any, **hints: Any) -> str:  # noqa: ARG002
        return self.alias

    db_for_write = db_for_read


def refuse_half_migrated(alias: str) -> None:
    """Django passes over a squashed migration of which only a part was run. Raises CommandError."""
    loader = MigrationLoader(connections[alias])
    for app, migration in loader.replacements.items():
        done = [key in loader.applied_migrations for key in migration.replaces]
        if any(done) and not all(done):
            raise CommandError(
                f"The tables of {app[0]} are those of an earlier version, which cannot be migrated "
                "from here. Where they hold nothing but the demo, delete them: make clean. "
                "Otherwise migrate with the last version before this one first."
            )


class Command(MigrateCommand):
    """Migrates as the owner: the site's own role may not change tables."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        keeper = OneDatabase(options["database"])
        router.routers.insert(0, keeper)
        try:
            refuse_half_migrated(keeper.alias)
            super().handle(*args, **options)
        finally:
            router.routers.remove(keeper)
