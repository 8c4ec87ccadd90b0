"""What people declare: the kinds of interest and the amounts, in the words of forms and pages.

Source of the kinds: ICMJE, Disclosure Form (2021).
"""

import datetime
from collections.abc import Mapping

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    EMPLOYMENT = "employment", _("Employment")
    OWNERSHIP = "ownership", _("Stock, patents or royalties")
    GRANT = "grant", _("Grants or contracts for research")
    CONSULTING = "consulting", _("Consulting fees")
    HONORARIA = "honoraria", _("Payment for lectures or writing")
    TESTIMONY = "testimony", _("Expert testimony")
    TRAVEL = "travel", _("Travel or meetings paid")
    BOARD = "board", _("Advisory or safety board")
    GIFTS = "gifts", _("Equipment, drugs or gifts")
    OTHER = "other", _("Another relationship")


class Amount(models.TextChoices):
    """What was received in the best year, in US dollars or as much in another currency."""

    NONE = "none", _("No money")
    SMALL = "small", _("Less than $1,000 a year")
    MIDDLE = "middle", _("$1,000 to $9,999 a year")
    LARGE = "large", _("$10,000 a year or more")


def in_words(interest: Mapping[str, str]) -> str:
    """Return one interest as pages print it, from the facts that were frozen of it."""
    kind, amount = Kind(interest["kind"]).label, Amount(interest["amount"]).label
    note = f". {interest['note']}" if interest.get("note") else ""
    when = _when(interest["since"], interest.get("until"))
    return f"{interest['entity']}: {str(kind).lower()}, {str(amount).lower()}, {when}{note}"


def _when(since: str, until: str | None) -> str:
    dates = {"since": _day(since), "until": _day(until or since)}
    return (gettext("%(since)s to %(until)s") if until else gettext("since %(since)s")) % dates


def _day(date: str) -> str:
    return str(date_format(datetime.date.fromisoformat(date), "DATE_FORMAT"))
