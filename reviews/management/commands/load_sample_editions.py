"""`manage.py load_sample_editions`: editions for benchmarks, of drafts that were imported."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.models import Article, State
from reviews.importing.editions import approve_samples
from reviews.importing.samples import NotForSamplesError, sample_board

BATCH = 250  # articles in one transaction
SECONDS_BETWEEN_LINES = 5


class Command(BaseCommand):
    help = "For benchmarks only: make editions of imported drafts, signed by sample people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, help="how many editions to add; default: all")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["count"] is not None and options["count"] < 1:
            raise CommandError("--count is how many editions to add: 1 or more.")
        try:
            board = sample_board()
        except NotForSamplesError as error:
            raise CommandError(str(error)) from None
        keys = list(_imported_drafts())
        added = self._approve(keys, board, options["count"] or len(keys))
        self.stdout.write(f"{added:,} sample editions added, signed by nobody.")

    def _approve(self, keys: list[int], board: Any, count: int) -> int:
        added, told = 0, time.monotonic()
        while keys and added < count:
            size = min(BATCH, count - added)
            added += approve_samples(keys[:size], board)
            keys = keys[size:]
            if time.monotonic() - told > SECONDS_BETWEEN_LINES:
                told = time.monotonic()
                self.stderr.write(f"{added:,} editions")
        return added


def _imported_drafts() -> Any:
    found = Article.objects.filter(state=State.DRAFT, submissions=None, origin_key__isnull=False)
    return found.order_by("pk").values_list("pk", flat=True)
