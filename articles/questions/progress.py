from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import ReaderQuestion


class Progress(models.TextChoices):
    """How far a question has come, as the reader who asked it follows it."""

    RECEIVED = "received", _("Received")
    BEING_ANSWERED = "being_answered", _("Being answered")
    ANSWERED = "answered", _("Answered")
    DECLINED = "declined", _("Not answered")


def progress(question: ReaderQuestion) -> Progress:
    """Return how far `question` is. An answer that was withdrawn is being answered again."""
    if question.declined_at:
        return Progress.DECLINED
    if question.draft is None:
        return Progress.RECEIVED
    standing = getattr(question.draft, "standing", None)
    if standing is not None and standing.withdrawal_id is None:
        return Progress.ANSWERED
    return Progress.BEING_ANSWERED
