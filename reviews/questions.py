"""What the desk does with readers' questions. They are in no record: they can be deleted."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify

from articles.drafting import draft
from articles.models import Article, ReaderQuestion
from articles.questions.telling import tell_of
from integrity.models import database_now
from reviews.refusals import Forbidden, Refused
from reviews.who import is_editor

QUESTION_LIMIT = 300
SLUG_LIMIT = 100
NOTHING = {"clinician": {"from_guidelines": "", "from_research": ""}}


@transaction.atomic
def begin_answer(question: ReaderQuestion, *, by: Any) -> Article:
    """Start a draft that answers `question`, with its words as the question to begin with."""
    if not hasattr(by, "author"):
        raise Forbidden("Only an author can write an answer: an editor makes an account one.")
    question = _open(question)
    text = " ".join(question.text.split())
    article = draft(
        question=text if len(text) <= QUESTION_LIMIT else text[: QUESTION_LIMIT - 1] + "\u2026",
        slug=_free_slug(text),
        by=by,
        authors=[by.author],
        wordings=NOTHING,
        reason="Begun from a reader's question",
    )
    question.draft = article
    question.save(update_fields=["draft"])
    return article


@transaction.atomic
def decline(question: ReaderQuestion, *, by: Any, reason: str) -> None:
    """Say why a question is not answered; the reason is told to all who asked it."""
    if not is_editor(by):
        raise Forbidden("Only an editor can decline a reader's question.")
    question = _open(question)
    if not reason.strip():
        raise Refused("Say why, in a sentence: those who asked will read it.")
    question.reason, question.declined_at, question.declined_by = reason.strip(), database_now(), by
    question.save(update_fields=["reason", "declined_at", "declined_by"])
    tell_of(pk=question.pk)


def _open(question: ReaderQuestion) -> ReaderQuestion:
    """Lock `question`, so that two people do not both answer it."""
    fresh = ReaderQuestion.objects.select_for_update().filter(pk=question.pk).first()
    if fresh is None:
        raise Refused("This question was taken back by whoever asked it.")
    if fresh.draft_id:
        raise Refused("Somebody has begun to answer this already.")
    if fresh.declined_at:
        raise Refused("This question was declined already.")
    return fresh


def _free_slug(text: str) -> str:
    base = slugify(text)[:SLUG_LIMIT].strip("-") or "question"
    taken = set(Article.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (base, *numbered) if slug not in taken)
