"""Which rows of which tables belong to an article, and how a bundle writes them."""

from collections.abc import Iterator
from typing import Any

from django.db import models

from articles.models import (
    Article,
    Contributor,
    Declaration,
    Edition,
    Interest,
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
# The same from what a person declared, at any time, who signed or had a part in the article.
OF_PEOPLE: dict[type[models.Model], str] = {
    Declaration: "person",
    Interest: "declaration__person",
}
LARGE = {Submission: "manuscript", RenderedWording: "html"}


def people_of(article: Article) -> set[int]:
    """Return the keys of those who wrote or changed `article`, or signed a verdict on it."""
    signed = ReviewDecision.objects.filter(submission__article=article)
    return {
        *article.contributors.values_list("user_id", flat=True),
        *signed.values_list("signed_by_id", flat=True),
    }


def rows_of(model: Any, article: Article) -> Iterator[Any]:
    """Yield the rows of `model` on `article`, of those that hold a text one at a time."""
    rows = model.objects.filter(**_of(model, article)).order_by("pk")
    return rows.iterator(chunk_size=1 if model in LARGE else 50)


def _of(model: Any, article: Article) -> dict[str, Any]:
    if lookup := OF_PEOPLE.get(model):
        return {f"{lookup}__in": people_of(article)}
    lookup = TABLES[model]
    return {lookup: article} if lookup else {}


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
