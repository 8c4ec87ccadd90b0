"""The references of an edition as a file for reference managers, as they were signed."""

from django.http import HttpRequest, HttpResponse

from articles.manuscript import parse
from articles.reading import answers
from articles.reading.caching import for_everyone
from articles.reading.views import moved
from articles.reading.withdrawals import withdrawn_manuscript
from citations.formats.recognising import Format
from citations.formats.record import read_item
from citations.formats.writing import WRITABLE, write

FORMATS = {"ris": Format.RIS, "bib": Format.BIBTEX}


@for_everyone
def references(request: HttpRequest, slug: str, number: int, suffix: str) -> HttpResponse:
    """Raises Http404 where there is no such edition."""
    found = answers.numbered(slug, number)
    if found is None:
        return moved(request, slug)
    if found.is_withdrawn:
        return withdrawn_manuscript(found)
    signed = parse(answers.manuscript(found))
    items = [read_item(reference["csl"])[0] for reference in signed["references"]]
    format_ = FORMATS[suffix]
    name = f"{found.slug}-edition-{number}.{suffix}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Robots-Tag": "noindex",
    }
    content_type = f"{WRITABLE[format_].content_type}; charset=utf-8"
    return HttpResponse(write(items, format_), content_type=content_type, headers=headers)
