"""The works that readable editions cite."""

from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.pagination import paginate

from articles.manuscript import parse
from articles.reading import answers
from articles.reading.api.answers import NOT_READABLE, UNREADABLE, Number, Slug
from articles.reading.api.cited_works import CitedWorks
from articles.reading.api.paging import Paging
from articles.reading.api.shapes import CitationShown, CitedWork
from articles.reading.views import moved
from articles.reading.withdrawals import withdrawn_manuscript

router = Router(tags=["citations"])


@router.get(
    "citations",
    response={200: list[CitedWork], **UNREADABLE},
    summary="Works that current answers cite",
)
@paginate(Paging)
def list_citations(request: HttpRequest) -> Any:  # noqa: ARG001
    """By key, each as the newest edition that cites it has signed it."""
    return CitedWorks()


@router.get(
    "answers/{slug}/editions/{number}/citations",
    response={200: list[CitationShown], **NOT_READABLE},
    summary="The works that an edition cites, as signed",
    url_name="citations",
)
def list_citations_of(request: HttpRequest, slug: str = Slug, number: int = Number) -> Any:
    found = answers.numbered(slug, number)
    if found is None:
        return moved(request, slug)
    if found.is_withdrawn:
        return withdrawn_manuscript(found)
    signed = parse(answers.manuscript(found))
    return [
        {"number": place, "notices": [], "reason": "", **reference}
        for place, reference in enumerate(signed["references"], start=1)
    ]
