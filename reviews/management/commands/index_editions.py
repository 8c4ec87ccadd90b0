"""`manage.py index_editions`: what search and ask read, made anew from the editions."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles.search.indexing import clear, index, prune, unindexed

BATCH = 250  # editions in one transaction
SECONDS_BETWEEN_LINES = 5


class Command(BaseCommand):
    help = "Index the editions that readers may read. Can be stopped, and goes on where it was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anew", action="store_true", help="throw the index away first")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["anew"]:
            clear()
        removed = prune()
        keys, done, told = list(unindexed()), 0, time.monotonic()
        while done < len(keys):
            index(keys[done : done + BATCH])
            done = min(done + BATCH, len(keys))
            if time.monotonic() - told > SECONDS_BETWEEN_LINES:
                told = time.monotonic()
                self.stderr.write(f"{done:,} of {len(keys):,} editions")
        self.stdout.write(f"{done:,} editions indexed, {removed:,} entries of others taken out.")
