from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import router


class OneDatabase:
    """Keeps to one connection: a library's migration that names none would wait for this one."""

    def __init__(self, alias: str) -> None:
        self.alias = alias

    def db_for_read(self, model: Any, **hints: Any) -> str:  # noqa: ARG002
        return self.alias

    db_for_write = db_for_read


class Command(MigrateCommand):
    """Migrates as the owner: the site's own role may not change tables."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        keeper = OneDatabase(options["database"])
        router.routers.insert(0, keeper)
        try:
            super().handle(*args, **options)
        finally:
            router.routers.remove(keeper)
