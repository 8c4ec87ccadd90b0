"""`manage.py convert_dataset medquad FILE > lines.jsonl`, for import_articles to read."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError

from articles.importing.datasets import CONVERTERS
from articles.importing.source import STANDARD_INPUT, UnreadableFile, lines, opened


class Command(BaseCommand):
    help = "Convert MedQuAD or PubMedQA to the lines that import_articles reads."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dataset", choices=list(CONVERTERS))
        parser.add_argument("input", help="JSON Lines of the set, plain or gzip; - reads a pipe")
        parser.add_argument("output", nargs="?", default="-", help="a new file; default: print")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with opened(options["input"]) as source:
                if options["output"] == STANDARD_INPUT:
                    return _convert(options["dataset"], source, sys.stdout)
                with Path(options["output"]).open("x", encoding="utf-8") as target:
                    return _convert(options["dataset"], source, target)
        except UnreadableFile as error:
            raise CommandError(str(error)) from None
        except FileExistsError:
            raise CommandError(f"{options['output']} exists already: name a new file.") from None
        except OSError as error:
            raise CommandError(
                f"{options['output']} cannot be written: {error.strerror}."
            ) from None


def _convert(dataset: str, source: Any, target: TextIO) -> None:
    for number, line in lines(source):
        try:
            entry = CONVERTERS[dataset](json.loads(line))
        except (ValueError, LookupError, TypeError, AttributeError):
            raise CommandError(f"Line {number:,} is no record of {dataset}.") from None
        target.write(json.dumps(entry, ensure_ascii=False) + "\n")
