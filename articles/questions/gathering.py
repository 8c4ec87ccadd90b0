"""Keeping a question that nobody has answered: the same ones once, with how often they came."""

from django.contrib.postgres.search import TrigramSimilarity
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from articles.models import Article, Asking, ReaderQuestion
from articles.search.synonyms import stems
from articles.search.words import words

ALIKE = 0.8  # of two keys, above which the questions are taken for one


@transaction.atomic
def keep(text: str, *, at_hand: str = "", email: str = "") -> Asking:
    """Keep a question for the board, or count it where it is kept already. Returns the asking.

    Arguments: `at_hand` is the slug of the answer that the reader came from.
    """
    key = key_of(text)
    question = _same(key)
    if question is None:
        article = Article.objects.filter(slug=at_hand, standing__isnull=False).first()
        question, is_new = ReaderQuestion.objects.get_or_create(
            key=key, defaults={"text": text, "at_hand": article}
        )
        if is_new:
            return Asking.objects.create(question=question, email=email)
    counted = ReaderQuestion.objects.filter(pk=question.pk)
    counted.update(times=F("times") + 1, last_asked_at=Now())
    return Asking.objects.create(question=question, email=email)


def key_of(text: str) -> str:
    """Return the stems of a question's telling words, in one order however it was put."""
    return " ".join(sorted({stem for stem in stems(words(text)).values() if stem}))


def _same(key: str) -> ReaderQuestion | None:
    near = ReaderQuestion.objects.filter(key__trigram_similar=key)
    near = near.annotate(alike=TrigramSimilarity("key", key)).filter(alike__gte=ALIKE)
    return near.order_by("-alike", "pk").first()
