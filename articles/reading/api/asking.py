"""Ask and search, for programs."""

import datetime
from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import Field, Query, Router, Schema

from articles.models import Audience
from articles.reading.api.shapes import EXAMPLE_SLUG, Problem, Signer, Unreadable
from articles.reading.audiences import path_of
from articles.reading.throttling import too_many, waits
from articles.search.answering import Answered, Reply, answer
from articles.search.finding import find, is_empty
from articles.search.refusing import problem
from articles.search.showing import show

router = Router(tags=["search"])

MOST_PASSAGES = 50
A_MINUTE = 1_200
EXAMPLE = "Should healthy adults take aspirin?"
A_WORD = "At least one word that can be looked up, else the answer is 400."
RESPONSES = {400: Problem, 422: Unreadable, 429: Problem}


class PassageShown(Schema):
    """A passage of a current edition, in its signed words."""

    slug: str = Field(examples=[EXAMPLE_SLUG])
    origin_key: str | None = Field(description="The key of an imported text where it came from.")
    url: str = Field(examples=[f"/answers/{EXAMPLE_SLUG}/#guidelines-by-age"])
    edition: int = Field(examples=[1])
    question: str
    heading: str
    html: str
    text: str = Field(description="The same words without markup and numbers of citations.")
    references: dict[int, str] = Field(description="HTML of the references that it cites.")
    disclaimer: str
    signers: list[Signer]
    last_reviewed: datetime.datetime
    score: float = Field(description="For the order alone.")
    confidence: float = Field(description="From 0 to 1.", examples=[0.9])


class ReplyShown(Schema):
    known: bool = Field(description="Whether the first passage is sure enough to be an answer.")
    passages: list[PassageShown]


class AnswerFound(Schema):
    slug: str = Field(examples=[EXAMPLE_SLUG])
    question: str
    url: str = Field(examples=[f"/answers/{EXAMPLE_SLUG}/"])
    snippet: str = Field(description="HTML: escaped words, with what was found in <mark>.")
    last_updated: datetime.datetime


class AnswersFound(Schema):
    items: list[AnswerFound]
    count: int = Field(description="How many match; at most 1,000 are counted.", examples=[1])


@router.get("ask", response={200: ReplyShown, **RESPONSES}, summary="Passages that answer best")
def ask(
    request: HttpRequest,
    q: str = Query(..., description=f"A question in anybody's words. {A_WORD}", example=EXAMPLE),
    k: int = Query(10, ge=1, le=MOST_PASSAGES, description="How many, each of another answer."),
    audience: Audience = Query(Audience.CLINICIAN),  # noqa: B008  how ninja declares parameters
) -> Any:
    """Best first. The question is in this address, and so in logs: people use the page's form."""
    if wait := waits(request, "api", A_MINUTE, 60):
        return too_many(request, wait)
    if sentence := problem(q):
        return JsonResponse({"detail": sentence}, status=400)
    return _reply(answer(q, audience=audience, address=path_of, limit=k))


@router.get("search", response={200: AnswersFound, **RESPONSES}, summary="Answers with all words")
def search(
    request: HttpRequest,
    q: str = Query(
        ..., max_length=300, description=f"As on the search page. {A_WORD}", example="aspirin"
    ),
    page: int = Query(1, ge=1, le=100),
    audience: Audience = Query(Audience.CLINICIAN),  # noqa: B008
) -> Any:
    if wait := waits(request, "api", A_MINUTE, 60):
        return too_many(request, wait)
    query = q.replace("\0", " ")
    if is_empty(query):
        detail = "There is no word in this that could be searched for."
        return JsonResponse({"detail": detail}, status=400)
    found = find(query, audience=audience)
    here = [match.entry for match in found.matches[(page - 1) * 10 : page * 10]]
    items = [
        {**one._asdict(), "url": path_of(one.slug, Audience(one.audience))}
        for one in show(here, found.query)
    ]
    return {"items": items, "count": len(found.matches)}


def _reply(reply: Reply) -> dict[str, Any]:
    return {"known": reply.is_known, "passages": [_shown(one) for one in reply.passages]}


def _shown(one: Answered) -> dict[str, Any]:
    address = path_of(one.slug, Audience(one.audience))
    passage = one.passage._asdict()
    return {**passage, **one._asdict(), "url": f"{address}#{one.passage.anchor}"}
