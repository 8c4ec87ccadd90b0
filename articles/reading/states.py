"""How far readers can trust an answer now, as one word with what it means."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import ReviewState
from citations.models import is_retracted


class State(models.TextChoices):
    """The word that stands on the page. Of several that hold, the gravest is shown."""

    WITHDRAWN = "withdrawn", _("Withdrawn")
    SUPERSEDED = "superseded", _("Superseded")
    RETRACTED = "retracted", _("Source retracted")
    OVERDUE = "overdue", _("Overdue")
    UPDATING = "updating", _("Update under review")
    DUE = "due", _("Review due")
    CURRENT = "current", _("Current")


def state(
    *, review: str, is_overdue: bool, is_updated: bool, notices: list[dict[str, str]]
) -> State:
    """Return the state of a current edition.

    Arguments: `review` is the standing's review state; `is_overdue` says the same by today's
    date, for a page that is read before the clock has run.
    """
    works = {notice["key"] for notice in notices}
    if any(is_retracted([n for n in notices if n["key"] == work]) for work in works):
        return State.RETRACTED
    if is_overdue or review in {ReviewState.OVERDUE, ReviewState.LAPSED}:
        return State.OVERDUE
    if is_updated:
        return State.UPDATING
    return State.DUE if review == ReviewState.DUE else State.CURRENT
