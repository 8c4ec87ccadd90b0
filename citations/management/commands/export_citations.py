"""`manage.py export_citations FORMAT [KEY...]`: works of the library as a file."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from citations.formats.recognising import Format
from citations.formats.writing import write
from citations.models import Citation

_FORMATS = {
    "ris": Format.RIS,
    "nbib": Format.MEDLINE,
    "bibtex": Format.BIBTEX,
    "csl-json": Format.CSL_JSON,
}


class Command(BaseCommand):
    help = "Write works of the library as RIS, PubMed (.nbib), BibTeX or CSL-JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=_FORMATS)
        parser.add_argument("keys", nargs="*", metavar="KEY", help="default: all works")

    def handle(self, *_args: Any, **options: Any) -> None:
        works = Citation.objects.order_by("key")
        keys = options["keys"]
        if keys:
            works = works.filter(key__in=keys)
            missing = set(keys) - set(works.values_list("key", flat=True))
            if missing:
                raise CommandError(f"The library has no {', '.join(sorted(missing))}.")
        items = (citation.full_csl() for citation in works.iterator())
        self.stdout.write(write(items, _FORMATS[options["format"]]), ending="")
