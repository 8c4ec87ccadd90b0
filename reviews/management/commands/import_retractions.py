from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from citations.noticing import add_notices
from citations.retractions import (
    Found,
    Unreadable,
    parse_works,
    read_crossref,
    read_retraction_watch,
)
from reviews.notices import put_up

BATCH = 5_000


class Command(BaseCommand):
    help = (
        "Reads retractions, expressions of concern, corrections and reinstatements from the "
        "Retraction Watch CSV or from Crossref works, and shows them on the answers that cite "
        "the works. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:  # noqa: ARG002
        lines = added = answers = 0
        unreadable: list[Unreadable] = []
        try:
            with file.open(encoding="utf-8-sig", newline="") as stream:
                told = _read(stream)
                while batch := list(islice(told, BATCH)):
                    lines += len(batch)
                    unreadable += [line for line in batch if isinstance(line, Unreadable)]
                    with transaction.atomic():
                        found = [line for line in batch if isinstance(line, Found)]
                        notices = add_notices(found, by=None, reason=f"Imported from {file.name}")
                        answers += len(put_up(notices))
                    added += len(notices)
                    self.stderr.write(f"{lines} lines read, {added} notices new")
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        for problem in unreadable:
            self.stderr.write(f"Line {problem.line} was left out: {problem.reason}.")
        self.stdout.write(
            f"{lines} lines read, {len(unreadable)} left out; {added} notices on works of the "
            f"library are new, and {answers} answers show them now."
        )


def _read(stream: Any) -> Iterator[Found | Unreadable]:
    start = stream.read(1)
    stream.seek(0)
    if start in {"{", "["}:
        return read_crossref(parse_works(stream.read()))
    return read_retraction_watch(stream)
