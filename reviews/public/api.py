"""What the board's record says to programs."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from reviews.verification import head

router = Router(tags=["record"])


class HeadShown(Schema):
    """The last line of the record: whoever keeps it notices when the record was rebuilt."""

    number: int = Field(examples=[42])
    hash: str = Field(
        description="SHA-256 of the line, chained to the line before.", examples=["0" * 64]
    )


@router.get("record/head", response=HeadShown, summary="The head of the record")
def record_head(request: HttpRequest) -> Any:  # noqa: ARG001
    last = head()
    return {"number": last.number, "hash": last.hash.hex()}
