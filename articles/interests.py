"""What people declare: the kinds of interest and the amounts, in the words of forms and pages.

Source of the kinds: ICMJE, Disclosure Form (2021).
"""

from collections.abc import Mapping

from django.db import models


class Kind(models.TextChoices):
    EMPLOYMENT = "employment", "Employment"
    OWNERSHIP = "ownership", "Stock, patents or royalties"
    GRANT = "grant", "Grants or contracts for research"
    CONSULTING = "consulting", "Consulting fees"
    HONORARIA = "honoraria", "Payment for lectures or writing"
    TESTIMONY = "testimony", "Expert testimony"
    TRAVEL = "travel", "Travel or meetings paid"
    BOARD = "board", "Advisory or safety board"
    GIFTS = "gifts", "Equipment, drugs or gifts"
    OTHER = "other", "Another relationship"


class Amount(models.TextChoices):
    """What was received in the best year, in US dollars or as much in another currency."""

    NONE = "none", "No money"
    SMALL = "small", "Less than $1,000 a year"
    MIDDLE = "middle", "$1,000 to $9,999 a year"
    LARGE = "large", "$10,000 a year or more"


def in_words(interest: Mapping[str, str]) -> str:
    """Return one interest as pages print it, from the facts that were frozen of it."""
    kind, amount = Kind(interest["kind"]).label, Amount(interest["amount"]).label
    until = interest.get("until")
    when = f"{interest['since']} to {until}" if until else f"since {interest['since']}"
    note = f". {interest['note']}" if interest.get("note") else ""
    return f"{interest['entity']}: {str(kind).lower()}, {str(amount).lower()}, {when}{note}"
