"""`manage.py export_citations FORMAT [KEY...]`: works of the library as a file."""

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.models import Article, Topic
from citations.aliases import works_by_key
from citations.models import Citation
from reviews.exporting import FORMATS, cited_by_article, cited_on_topic, export


class Command(BaseCommand):
    help = "Write works of the library as RIS, PubMed (.nbib), BibTeX or CSL-JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=FORMATS)
        parser.add_argument("keys", nargs="*", metavar="KEY", help="default: all works")
        parser.add_argument("--article", metavar="SLUG", help="what this working copy cites")
        parser.add_argument("--topic", metavar="SLUG", help="what its current editions cite")

    def handle(self, *_args: Any, **options: Any) -> None:
        chosen = [name for name in ("keys", "article", "topic") if options[name]]
        if len(chosen) > 1:
            raise CommandError("Give keys, --article or --topic, not several of them.")
        self.stdout.write(export(_works(options), options["format"]), ending="")


def _works(options: dict[str, Any]) -> Iterable[Citation]:
    if options["article"]:
        return cited_by_article(_named(Article, options["article"]))
    if options["topic"]:
        return cited_on_topic(_named(Topic, options["topic"]))
    works = Citation.objects.filter(merged_into=None).order_by("key")
    if not options["keys"]:
        return works.iterator(chunk_size=2000)
    found = works_by_key(options["keys"])
    missing = set(options["keys"]) - found.keys()
    if missing:
        raise CommandError(f"The library has no {', '.join(sorted(missing))}.")
    return works.filter(pk__in={work.pk for work in found.values()})


def _named(model: Any, slug: str) -> Any:
    found = model.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no {model._meta.verbose_name} with the address {slug}.")
    return found
