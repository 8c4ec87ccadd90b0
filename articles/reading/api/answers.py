from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from ninja.pagination import paginate

from articles.models import Standing, Topic
from articles.reading import answers
from articles.reading.answers import Answer
from articles.reading.api.editions import as_json
from articles.reading.api.paging import Paging
from articles.reading.api.shapes import (
    EXAMPLE_SLUG,
    AnswerListed,
    EditionListed,
    EditionShown,
    Gone,
    Problem,
    TopicListed,
    Unreadable,
)
from articles.reading.lists import topics_with_answers
from articles.reading.views import moved
from articles.reading.withdrawals import withdrawn_manuscript

router = Router(tags=["answers"])

Slug = Path(..., pattern=r"^[-a-zA-Z0-9_]{1,120}$", example=EXAMPLE_SLUG)
Number = Path(..., ge=1, le=2**31 - 1, example=1)
UNREADABLE = {422: Unreadable}
NOT_READABLE = {301: None, 404: Problem, 410: Gone, **UNREADABLE}


@router.get(
    "answers",
    response={200: list[AnswerListed], **UNREADABLE},
    summary="Answers that readers may read now",
)
@paginate(Paging)
def list_answers(
    request: HttpRequest,  # noqa: ARG001
    topic: str = Query(
        "",
        pattern=r"^[-a-zA-Z0-9_]{0,100}$",
        description="The slug of a topic.",
        example="cardiology",
    ),
) -> Any:
    """Newest first. An answer that was withdrawn is not among them."""
    found = Standing.objects.current().select_related("article", "edition__submission")
    if topic:
        keys = Topic.objects.filter(slug=topic).values_list("pk", flat=True)
        found = found.filter(edition__topics__contains=[{"id": next(iter(keys), 0)}])
    return found.defer("edition__submission__manuscript").order_by("-last_updated_at", "pk")


@router.get(
    "answers/{slug}",
    response={200: EditionShown, **NOT_READABLE},
    summary="An answer in its current edition",
    url_name="answer",
)
def show_answer(request: HttpRequest, slug: str = Slug) -> HttpResponse:
    return _shown(request, slug, answers.current(slug, with_text=False))


@router.get(
    "answers/{slug}/editions",
    response={200: list[EditionListed], **NOT_READABLE},
    summary="All editions of an answer",
    url_name="editions",
)
def list_editions(request: HttpRequest, slug: str = Slug) -> Any:
    """Newest first; without those that a withdrawal took back."""
    found = answers.current(slug, with_text=False)
    if found is None:
        return moved(request, slug)
    if found.is_withdrawn:
        return withdrawn_manuscript(found)
    return [
        {
            "number": edition.number,
            "kind": edition.kind,
            "public_note": edition.public_note,
            "published_at": edition.published_at,
            "digest": edition.submission.digest_hex,
            "is_current": edition.pk == found.edition_id,
        }
        for edition in answers.readable_editions(slug).defer("submission__manuscript")
    ]


@router.get(
    "answers/{slug}/editions/{number}",
    response={200: EditionShown, **NOT_READABLE},
    summary="One edition, for good",
    url_name="edition",
)
def show_edition(request: HttpRequest, slug: str = Slug, number: int = Number) -> HttpResponse:
    """It is the same for ever, unless a withdrawal takes it back."""
    return _shown(request, slug, answers.numbered(slug, number))


@router.get("topics", response=list[TopicListed], summary="Topics that have answers")
def list_topics(request: HttpRequest) -> Any:  # noqa: ARG001
    return topics_with_answers()


def _shown(request: HttpRequest, slug: str, found: Answer | None) -> HttpResponse:
    if found is None:
        return moved(request, slug)
    if found.is_withdrawn:
        return withdrawn_manuscript(found)
    body = as_json(found, answers.manuscript(found))
    return HttpResponse(body, content_type="application/json")
