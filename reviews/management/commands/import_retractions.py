import io
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction

from citations.formats.decoding import check_start, encoding_of
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
ADVICE = "Unpack it, or download the CSV again."


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
            told, damaged = self._read(file)
            with transaction.atomic():
                reason = f"Imported from {legible(file.name)}"
                notices = add_notices(told, by=None, reason=reason)
                answers = len(put_up(notices))
        except (OSError, ValueError) as error:
            why = f"{error.strerror}." if isinstance(error, OSError) else error
            raise CommandError(f"{legible(str(file))} cannot be read: {why}") from error
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
        if damaged:
            raise CommandError(
                f"{damaged:,} of what was left out is damaged, as told above. The rest was "
                "imported. Mend the file, or download it again, and repeat this."
            )

    def _read(self, file: Path) -> tuple[list[Found], int]:
        """Return what `file` tells of works of the library, and how much of it is damaged."""
        kept: list[Found] = []
        left_out: list[Unreadable] = []
        number = 0
        with file.open("rb") as stream, _opened(stream) as text:
            told = _parsed(text)
            while batch := list(islice(told.notices, BATCH)):
                number += len(batch)
                left_out += [line for line in batch if isinstance(line, Unreadable)]
                kept += on_works_of_the_library(one for one in batch if isinstance(one, Found))
                self.stderr.write(
                    f"{number:,} {told.unit}s read, {len(kept):,} on works of the library"
                )
        left_out.sort(key=lambda line: line.is_usual)
        for problem in left_out[:NAMED]:
            where = f"{told.unit.capitalize()} {problem.line}"
            self.stderr.write(f"{where} was left out: {problem.reason}.")
        if left_out[NAMED:]:
            self.stderr.write(f"{len(left_out) - NAMED:,} more {told.unit}s were left out.")
        self.stdout.write(f"{number:,} {told.unit}s read, {len(left_out):,} left out.")
        return kept, sum(not line.is_usual for line in left_out)


class Parsed(NamedTuple):
    """What a file tells, and what is counted: lines of a table, or works."""

    unit: str
    notices: Iterator[Found | Unreadable]


def _opened(stream: Any) -> io.TextIOWrapper:
    """Return the text of `stream`. Raises BadFile where it is none."""
    start = stream.peek(1)
    check_start(start, ADVICE)
    # Identifiers, dates and natures are ASCII; elsewhere a slip of the encoding does no harm.
    return io.TextIOWrapper(stream, encoding_of(start), errors="replace", newline="")


def _parsed(text: io.TextIOWrapper) -> Parsed:
    """Raises ValueError."""
    lines = (line.removeprefix("\ufeff") for line in iter(text.readline, ""))
    first = next((line for line in lines if line.strip()), "")
    if first.lstrip().startswith(("{", "[")):
        return Parsed("work", read_crossref(parse_works(first + text.read())))
    return Parsed("line", read_retraction_watch(chain([first], lines)))
