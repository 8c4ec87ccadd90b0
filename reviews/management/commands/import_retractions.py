import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction

from citations.noticing import add_notices, on_works_of_the_library
from citations.retractions import (
    Found,
    Unreadable,
    parse_works,
    read_crossref,
    read_retraction_watch,
)
from integrity.text import legible
from reviews.notices import put_up

BATCH = 5_000
NAMED = 20  # lines that are left out are named up to here; a real file has thousands of them
INTERRUPTED = 130  # the shell's exit code for Ctrl-C


class Command(BaseCommand):
    help = (
        "Reads retractions, expressions of concern, corrections and reinstatements from the "
        "Retraction Watch CSV or from Crossref works, and shows them on the answers that cite "
        "the works. Safe to stop and to repeat: all is written at the end, or nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:  # noqa: ARG002
        try:
            told = self._read(file)
            with transaction.atomic():
                reason = f"Imported from {legible(file.name)}"
                notices = add_notices(told, by=None, reason=reason)
                answers = len(put_up(notices))
        except (OSError, ValueError) as error:
            raise CommandError(f"{legible(str(file))} cannot be read: {error}") from error
        except IntegrityError:
            raise CommandError(
                "Somebody added the same notices at the same moment, so nothing was written. Run "
                "the same command again."
            ) from None
        except KeyboardInterrupt:
            self.stderr.write("Stopped; nothing was written. Run the same command again.")
            sys.exit(INTERRUPTED)
        self.stdout.write(
            f"{len(notices):,} notices on works of the library are new, and {answers:,} answers "
            "show them now."
        )

    def _read(self, file: Path) -> list[Found]:
        """Return what `file` tells of works of the library; what it has besides is not kept."""
        kept: list[Found] = []
        left_out: list[Unreadable] = []
        lines = 0
        # Identifiers, dates and natures are ASCII; elsewhere a slip of the encoding does no harm.
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            told = _parsed(stream)
            while batch := list(islice(told, BATCH)):
                lines += len(batch)
                left_out += [line for line in batch if isinstance(line, Unreadable)]
                kept += on_works_of_the_library(one for one in batch if isinstance(one, Found))
                self.stderr.write(f"{lines:,} lines read, {len(kept):,} on works of the library")
        for problem in left_out[:NAMED]:
            self.stderr.write(f"Line {problem.line} was left out: {problem.reason}.")
        if left_out[NAMED:]:
            self.stderr.write(f"{len(left_out) - NAMED:,} more lines were left out.")
        self.stdout.write(f"{lines:,} lines read, {len(left_out):,} left out.")
        return kept


def _parsed(stream: Any) -> Iterator[Found | Unreadable]:
    first = stream.readline()
    if first.lstrip().startswith(("{", "[")):
        return read_crossref(parse_works(first + stream.read()))
    return read_retraction_watch(chain([first], stream))
