"""Which rows of which tables belong to an article, and how a bundle writes them."""

from collections.abc import Iterator
from typing import Any

from django.db import models

from articles.models import (
    Article,
    Contributor,
    Edition,
    RenderedWording,
    Submission,
    Withdrawal,
)
from integrity.models import facts
from integrity.seals import printable
from reviews.models import (
    Answer,
    Assignment,
    Comment,
    Policy,
    Review,
    ReviewDecision,
    SourceCheck,
)

# The lookup that leads from a row to its article; policies are everybody's.
TABLES: dict[type[models.Model], str] = {
    Submission: "article",
    RenderedWording: "submission__article",
    Contributor: "article",
    Assignment: "submission__article",
    Review: "submission__article",
    ReviewDecision: "submission__article",
    Comment: "submission__article",
    Answer: "comment__submission__article",
    SourceCheck: "submission__article",
    Edition: "article",
    Withdrawal: "article",
    Policy: "",
}
LARGE = {Submission: "manuscript", RenderedWording: "html"}


def rows_of(model: Any, article: Article) -> Iterator[Any]:
    lookup = TABLES[model]
    rows = model.objects.filter(**({lookup: article} if lookup else {}))
    return rows.order_by("pk").iterator(chunk_size=50)


def written(row: Any) -> dict[str, Any]:
    """Return a row as the bundle holds it: the columns that its seal covers, and the seal."""
    columns = {name: printable(value) for name, value in facts(row).items()}
    if column := LARGE.get(type(row)):
        columns[column] = {"file": file_of(row)}
        return {"columns": columns, "digest": bytes(row.digest).hex(), "seal": row.seal.hex()}
    seal = getattr(row, "seal", None)
    return {"columns": columns, "seal": bytes(seal).hex() if seal else ""}


def file_of(row: Submission | RenderedWording) -> str:
    if isinstance(row, Submission):
        return f"submissions/{row.number}/manuscript.json"
    return f"submissions/{row.submission.number}/{row.audience}.html"
