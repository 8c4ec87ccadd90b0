"""The shapes of what the API says of the record, each with an example."""

import datetime

from ninja import Field, Schema

from articles.reading.api.shapes import DIGEST, EXAMPLE_SLUG, Signer
from reviews.public.timeline import Kind


class HeadShown(Schema):
    """The last line of the record: whoever keeps it notices when the record was rebuilt."""

    number: int = Field(examples=[42])
    hash: str = Field(
        description="SHA-256 of the line, chained to the line before.", examples=["0" * 64]
    )


class EventShown(Schema):
    """Something that happened to an edition, which the public may know."""

    at: datetime.datetime
    kind: Kind
    words: str = Field(examples=["Approved as edition 1"])
    edition: int = Field(description="The number of the edition that it led to.", examples=[1])
    signature: Signer | None = Field(description="As it is printed, where somebody signed.")
    note: str = Field(description="What the public is told of it, where there is anything.")
    digest: str = Field(
        description="Of an edition: SHA-256 of the manuscript that was signed.", examples=[DIGEST]
    )


class EditionNumbered(Schema):
    number: int = Field(examples=[1])
    is_readable: bool = Field(description="False where a withdrawal took it back.")


class RecordShown(Schema):
    """What happened to an answer, in its order; nothing of drafts and of requested changes."""

    slug: str = Field(examples=[EXAMPLE_SLUG])
    question: str
    is_withdrawn: bool
    events: list[EventShown]
    editions: list[EditionNumbered] = Field(description="Newest first.")
