"""What the board's record says to programs."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from articles.reading.api.answers import NOT_READABLE, Slug
from articles.reading.views import moved
from reviews.public.records import record_of
from reviews.public.shapes import HeadShown, RecordShown
from reviews.verification import head

router = Router(tags=["record"])
NO_RECORD = {status: shape for status, shape in NOT_READABLE.items() if status != 410}


@router.get("record/head", response=HeadShown, summary="The head of the record")
def record_head(request: HttpRequest) -> Any:  # noqa: ARG001
    last = head()
    return {"number": last.number, "hash": last.hash.hex()}


@router.get(
    "answers/{slug}/record",
    response={200: RecordShown, **NO_RECORD},
    summary="What happened to an answer",
    url_name="record",
)
def show_record(request: HttpRequest, slug: str = Slug) -> Any:
    """The events of each published edition. Of a withdrawn answer they stay, without its text."""
    found = record_of(slug)
    if found is None:
        return moved(request, slug)
    return {
        **found,
        "editions": [
            {"number": number, "is_readable": is_readable}
            for number, is_readable in found["editions"]
        ],
        "events": [
            {**vars(event), "signature": _printed(event.signature)} for event in found["events"]
        ],
    }


def _printed(signature: dict[str, Any]) -> dict[str, Any] | None:
    """Return a signature with all that is told of one; those of early editions kept less."""
    return {"meaning": "", "disclosures": [], **signature} if signature else None
