from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from reviews.verification import Head, Misfit, verify


class Command(BaseCommand):
    help = "Recompute the record and everything that it vouches for; name what does not fit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--against",
            metavar="HEAD",
            help="a head of the record that was published earlier, number:hash or the hash alone: "
            "is it still one of the record's lines?",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        against = self._against(options["against"])
        try:
            head = self._verify(against)
        except Misfit as misfit:
            raise CommandError(f"This does not fit: {misfit}") from misfit
        self.stdout.write(f"Everything fits. The head of the record is {head}")

    def _against(self, text: str | None) -> Head | None:
        try:
            return None if text is None else Head.parse(text)
        except ValueError as error:
            raise CommandError(f"--against {text!r} names no head. {error}") from error

    @transaction.atomic(durable=True)
    def _verify(self, against: Head | None) -> Head:
        with connection.cursor() as cursor:
            # One moment for all tables, while verbs go on.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return verify(self.stdout.write, against=against)
