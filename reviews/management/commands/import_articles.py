"""`manage.py import_articles FILE`; docs/importing.md describes the file."""

import gc
import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from articles.importing.batches import batches, import_lines
from articles.importing.progress import Progress
from articles.importing.source import STANDARD_INPUT, UnreadableFile, lines, opened
from articles.models import Author
from integrity.text import legible
from reviews.management.accounts import active_account

INTERRUPTED = 130  # the shell's exit code for Ctrl-C


class Command(BaseCommand):
    help = "Import questions and answers as drafts. A second run leaves out what is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="JSON Lines, plain or gzip; - reads a pipe")
        parser.add_argument("--author", metavar="USERNAME", help="whose byline the articles get")
        parser.add_argument(
            "--by", metavar="USERNAME", help="who imports, for the history; default: the author"
        )
        parser.add_argument(
            "--strict", action="store_true", help="import nothing if any line is refused"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        by, author = _people(options["by"], options["author"])
        progress, strict = Progress(self.stderr), options["strict"]
        gc.freeze()  # what Django holds is not looked through again for each batch
        try:
            with transaction.atomic() if strict else nullcontext():
                _import(options["file"], by, author, progress)
                if strict and progress.refused:
                    transaction.set_rollback(True)
        except UnreadableFile as error:
            self.stdout.write(progress.summary(undone=strict))
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            self.stdout.write(f"Stopped. {progress.summary(undone=strict)}")
            self.stderr.write("Run the same command to go on: what is there is left out.")
            sys.exit(INTERRUPTED)
        self.stdout.write(progress.summary(undone=strict and progress.refused > 0))
        if progress.refused:
            sys.exit(1)


def _import(path: str, by: Any, author: Author | None, progress: Progress) -> None:
    name = "standard input" if path == STANDARD_INPUT else legible(Path(path).name)
    with opened(path) as file:
        for batch in batches(lines(file)):
            outcome = import_lines(batch, by=by, author=author, reason=f"Imported from {name}")
            progress.add(len(batch), outcome)


def _people(by: str | None, author: str | None) -> tuple[Any, Author | None]:
    if not (by or author):
        raise CommandError("Say who imports: --author for a byline, --by for the history, or both.")
    byline = _author(active_account(author)) if author else None
    return (active_account(by) if by else byline.user if byline else None), byline


def _author(user: Any) -> Author:
    author = Author.objects.select_related("user").filter(user=user).first()
    if author is None:
        raise CommandError(f"{user} is no author yet: an editor adds them under Authors first.")
    return author
