"""`manage.py import_citations FILE...`; docs/citations.md describes the formats."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction

from citations.formats.errors import BadFile
from citations.formats.labels import label
from citations.formats.reading import FILE_ENTRIES, FILE_LIMIT, read, read_all
from citations.importing import Choice, Outcome, Preview, apply_unseen, preview_reading
from citations.matching import Match, Status
from integrity.text import legible
from reviews.corrections import follow_keys
from reviews.management.accounts import active_account

INTERRUPTED = 130  # the shell's exit code for Ctrl-C
_AT_ONCE = (
    "Somebody changed the same works at the same moment, so nothing of it was imported. Import it "
    "again."
)


class Command(BaseCommand):
    help = (
        "Add the works in files of RIS, PubMed (.nbib or XML), BibTeX, CSL-JSON, Crossref JSON or "
        "Web of Science to the library. What is known already is left as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--by", metavar="USERNAME", required=True, help="for the history")
        parser.add_argument("--preview", action="store_true", help="write nothing, only tell")
        parser.add_argument(
            "--fill", action="store_true", help="add to known works what their records lack"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        by = active_account(options["by"])
        left, bad = 0, []
        for number, name in enumerate(options["files"]):
            try:
                left += self._import(Path(name), by, options)
            except OSError as error:
                bad.append(f"{legible(name)}: {error.strerror}.")
            except BadFile as error:
                bad.append(f"{legible(name)}: {error}")
            except IntegrityError:
                bad.append(f"{legible(name)}: {_AT_ONCE}")
            except KeyboardInterrupt:
                rest = " ".join(map(legible, options["files"][number:]))
                self.stderr.write(f"Stopped. Nothing was written of {rest}.")
                sys.exit(INTERRUPTED)
        if bad:
            raise CommandError("\n".join(bad))
        if left:
            sys.exit(1)

    def _import(self, path: Path, by: Any, options: dict[str, Any]) -> int:
        """Import one file whole, or nothing of it. Returns the number of entries left out."""
        with path.open("rb") as file:
            reading = read(read_all(file, FILE_LIMIT), FILE_ENTRIES)
        if options["preview"]:
            return self._tell(path, preview_reading(reading, path.name))
        reason = f"Imported from {legible(path.name)}"
        otherwise = Choice.FILL if options["fill"] else Choice.KEEP
        with transaction.atomic():
            preview, outcome = apply_unseen(
                reading, path.name, by=by, reason=reason, otherwise=otherwise
            )
            follow_keys(outcome.changed, by=by)
        left = self._tell(path, preview)
        self.stdout.write(_done(outcome))
        return left + len(outcome.refused)

    def _tell(self, path: Path, preview: Preview) -> int:
        """Tell what is in the file. Returns the number of entries left out."""
        reading = preview.reading
        counts = [f"{len(preview.of(status)):,} {status.value}" for status in Status]
        self.stdout.write(
            f"{legible(path.name)} ({reading.format.value}, {reading.encoding}): "
            f"{', '.join(counts)}, {len(reading.unreadable):,} unreadable"
        )
        for remark in preview.remarks:
            self.stdout.write(f"  {remark}")
        for failure in reading.unreadable:
            self.stderr.write(f"  {failure}")
        for match in preview.matches:
            for sentence in _sentences(match):
                self.stdout.write(f"  Line {match.entry.line}: {sentence}")
        return len(reading.unreadable) + len(preview.of(Status.CONFLICTING))


def _sentences(match: Match) -> list[str]:
    sentences = list(match.entry.remarks)
    if match.repeats:
        sentences.append(f"this is the work of line {match.repeats.line} again.")
    if match.status is not Status.CONFLICTING:
        return sentences
    if match.reason:
        return [*sentences, match.reason]
    fields = ", ".join(label(difference.field).lower() for difference in match.differences)
    details = (str(difference) for difference in match.differences)
    return [*sentences, f"[@{match.key}] differs in {fields}.", *details]


def _done(outcome: Outcome) -> str:
    lines = [f"  Added {len(outcome.added):,}, changed {len(outcome.changed):,}."]
    return "\n".join([*lines, *(f"  {sentence}" for sentence in outcome.refused)])
